"""Saving a quote is answered from what is known, and says the very same as reading it anew."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.tests import factories as make
from transcripts.models import Turn

pytestmark = pytest.mark.django_db
# Session, person and roles; topic, text and turn; the writes; whether readers may see the episode.
MOST_QUERIES = 14


@pytest.fixture
def place() -> Turn:
    return make.turn(make.episode())


def body(place: Turn) -> dict[str, Any]:
    tags = [make.tag("revenue"), make.tag()]
    return {
        "revision": str(place.revision.public_id),
        "start": 0,
        "end": 30,
        "tags": [str(tag.public_id) for tag in tags],
        "companies": [str(make.company(name).public_id) for name in ("Zeta", "Alpha")],
        "guests": [str(make.guest().public_id)],
    }


def test_the_answer_is_what_reading_it_anew_says(client: Client, place: Turn) -> None:
    client.force_login(make.editor(), backend="osbiz.accounts.Accounts")
    answer = client.post(reverse("desk:quotes"), body(place), content_type="application/json")
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert said == client.get(reverse("desk:quote", args=[said["id"]])).json()


def test_it_asks_the_database_few_things(
    client: Client, place: Turn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client.force_login(make.editor(), backend="osbiz.accounts.Accounts")
    sent = {**body(place), "companies": [], "guests": []}
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.post(reverse("desk:quotes"), sent, content_type="application/json")
    assert answer.status_code == 201, answer.content
