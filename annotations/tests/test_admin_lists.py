"""No list of the admin asks more of the database when there is more in it, and none counts to the end."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from transcripts.admin.lists import BoundedPaginator
from transcripts.models import Guest

pytestmark = pytest.mark.django_db
# The session, the person and their roles, the number of rows, the page, and what a list shows of it all.
MOST_QUERIES = 14
LISTS = sorted(
    f"{model._meta.app_label}_{model._meta.model_name}"
    for model in admin.site._registry
    if model._meta.app_label in ("transcripts", "annotations")
)


@pytest.fixture
def client() -> Client:
    client = Client()
    user = make.person("all", "editor", "reviewer")
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


@pytest.fixture
def world() -> None:
    talks = [make.episode(f"Talk {number}", speaker=make.guest(f"Guest {number}")) for number in range(6)]
    for talk in talks:
        make.published(turn=make.turn(talk))
        make.draft("We changed the licence in March.", turn=make.turn(talk))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_a_bounded_number_of_things(
    name: str, client: Client, world: None, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    address = reverse(f"admin:{name}_changelist")
    for query in ("", "?q=Talk+licence", "?p=1"):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(address + query).status_code == 200


def test_a_long_list_is_counted_a_few_pages_ahead_and_can_be_paged_on() -> None:
    Guest.objects.bulk_create(Guest(name=f"G {n:04}", slug=f"g-{n}") for n in range(300))
    first = BoundedPaginator(Guest.objects.all(), 10, shown=1)
    assert (first.count, first.more) == (110, True)
    later = BoundedPaginator(Guest.objects.all(), 10, shown=11)
    assert later.count == 210 and next(iter(later.page(11))).name == "G 0100"
    last = BoundedPaginator(Guest.objects.all(), 10, shown=30)
    assert (last.count, last.more, len(last.page(30))) == (300, False, 10)


def test_quotes_are_narrowed_by_what_is_chosen_and_found_by_their_words(client: Client, world: None) -> None:
    version = QuoteVersion.objects.filter(speaker__name="Guest 3", state="draft").get()
    address = reverse("admin:annotations_quoteversion_changelist")

    def found(query: str) -> set[int]:
        page = client.get(f"{address}?{query}")
        assert page.status_code == 200
        return {one.pk for one in page.context["cl"].result_list}

    assert found(f"speaker={version.speaker_id}&state__exact=draft") == {version.pk}
    assert version.pk in found(f"episode={version.quote.episode_id}")
    assert version.pk in found(f"tag={make.tag().pk}") and not found("tag=999") and not found("tag=x")
    assert version.pk in found("q=licence+March") and not found("q=licence+doubled")
