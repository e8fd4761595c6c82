"""A quote leads to the last second that is known at or before its words."""

import pytest
from django.test import Client

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from transcripts.models import Turn
from transcripts.models.transcript import time_at

pytestmark = pytest.mark.django_db
CUES = [[20, 5_000], [40, 9_000]]


@pytest.mark.parametrize(
    ("place", "ms"), [(0, 1_000), (19, 1_000), (20, 5_000), (39, 5_000), (40, 9_000), (400, 9_000)]
)
def test_the_last_time_before_a_place_counts(place: int, ms: int) -> None:
    assert time_at(1_000, CUES, place) == ms


def test_without_times_there_is_none() -> None:
    assert time_at(None, [], 5) is None
    assert time_at(7, [], 5) == 7


def published_with_cues() -> QuoteVersion:
    version = make.published()
    Turn.objects.filter(pk=version.turn_id).update(cues=[[version.start - version.turn.offset, 42_000]])
    return QuoteVersion.objects.get(pk=version.pk)


def test_pages_and_api_say_the_second_of_the_words_and_not_of_the_turn(client: Client) -> None:
    version = published_with_cues()
    assert version.turn.start_ms != 42_000 and version.start_ms == 42_000
    assert "from 0:42" in client.get(version.quote.get_absolute_url()).content.decode()
    found = client.get(f"/api/v1/quotes/{version.quote.public_id}/").json()
    listed = client.get("/api/v1/quotes/").json()["results"][0]
    assert found["start_ms"] == listed["start_ms"] == 42_000
