"""What of a thing is shown: some fields, all but some, or in full what is else only named; and how many."""

import pytest

from annotations.models import Quote
from api.tests import world

pytestmark = pytest.mark.django_db


def test_only_some_fields_come_with_the_id() -> None:
    world.build()
    for row in world.found("quotes/", fields="exact,credit"):
        assert list(row) == ["id", "exact", "credit"]
    assert list(world.found("tags/?fields=slug&fields=label")[0]) == ["id", "slug", "label"]


def test_some_fields_stay_away() -> None:
    world.build()
    whole, less = world.found("quotes/")[0], world.found("quotes/", omit="prefix,suffix,id")[0]
    assert set(whole) - set(less) == {"prefix", "suffix"}


def test_what_is_named_is_shown_in_full() -> None:
    built = world.build()
    address = f"quotes/{built['moved'].quote.public_id}/"
    plain = world.get(address).json()
    full = world.get(address, expand="episode,episode.podcast,speaker,companies,tags").json()
    guest = world.get(f"guests/{plain['speaker']['id']}/").json()
    assert full["speaker"] == {"display": "Bo Lindqvist", **guest}
    assert full["episode"]["duration_seconds"] == 3000
    assert full["episode"]["podcast"]["licence"] == "CC BY 4.0"
    assert full["companies"][0]["display"] == "Tallowmere" and "website" in full["companies"][0]
    assert full["tags"][0]["definition"] and "definition" not in plain["tags"][0]


def test_a_claim_shows_its_quotes_in_full() -> None:
    world.build()
    (claim,) = world.found("claims/", expand="evidence.quote", fields="evidence")
    (quote,) = world.found("quotes/", id__in=claim["evidence"][0]["quote"]["id"])
    assert claim["evidence"][0]["quote"].items() >= {"exact": quote["exact"], "text": quote["text"]}.items()


def test_expanding_never_shows_what_is_not_public() -> None:
    built = world.build()
    quote = built["moved"].quote
    Quote.objects.filter(pk=quote.pk).update(withdrawn_at=quote.published_at, withdrawn_reason="Wrong.")
    assert world.get(f"quotes/{quote.public_id}/", expand="episode").status_code == 410
    assert world.found("claims/", expand="evidence.quote") == []


def test_all_are_counted_only_when_asked() -> None:
    world.build()
    assert "count" not in world.get("quotes/").json()
    page = world.get("quotes/", page_size=1, count="true", tag="licensing").json()
    assert (page["count"], len(page["results"])) == (3, 1)


def test_a_page_names_its_neighbours_in_its_header_too() -> None:
    world.build()
    first = world.get("quotes/", page_size=1)
    assert first.headers["Link"] == f'<{first.json()["next"]}>; rel="next"'
    assert "Link" not in world.get("quotes/")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("fields=colour", "fields"),
        ("fields=", "fields"),
        ("omit=exact,", "omit"),
        ("expand=prefix", "expand"),
        ("count=1", "count"),
    ],
)
def test_what_cannot_be_shown_is_named(query: str, parameter: str) -> None:
    world.build()
    answer = world.get(f"quotes/?{query}")
    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [parameter]
