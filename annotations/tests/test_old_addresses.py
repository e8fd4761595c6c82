"""What was merged keeps its addresses and ids: they lead on, and tell nothing of what is not public."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.services import identities, quotes
from annotations.tests import factories as make
from annotations.tests.test_identities import boss, merge
from transcripts.models import Company, Guest

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged() -> tuple[Any, Any]:
    """Ines, who is quoted, and whom she was merged with, who was quoted too."""
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    make.published(turn=make.turn(make.episode("One", speaker=kept)))
    make.published(turn=make.turn(make.episode("Two", speaker=other)))
    merge(kept, other)
    return kept, other


def test_old_pages_lead_on_for_good(client: Client, merged: tuple[Guest, Guest]) -> None:
    for page in ("guest", "guest-about"):
        answer = client.get(reverse(page, args=["i-carvalho"]) + "?tag=licensing-change")
        assert answer.status_code == 301
        assert answer["Location"] == reverse(page, args=["ines-carvalho"]) + "?tag=licensing-change"
    assert b"2 quotes" in client.get("/guests/ines-carvalho/").content


def test_old_pages_of_companies_lead_on(client: Client) -> None:
    kept, other = make.company("Anaconda"), make.company("Continuum Analytics")
    make.published(companies=[other])
    merge(kept, other)
    for page in ("company", "company-people"):
        answer = client.get(reverse(page, args=["continuum-analytics"]))
        assert (answer.status_code, answer["Location"]) == (301, reverse(page, args=["anaconda"]))
    answer = client.get(f"/api/v1/companies/{other.public_id}/")
    assert answer.status_code == 301 and answer.json()["merged_into"]["display"] == "Anaconda"


def test_old_names_go_on_narrowing_pages(client: Client, merged: tuple[Guest, Guest]) -> None:
    kept, other = make.company("Anaconda"), make.company("Continuum Analytics")
    make.published("We changed the licence in March.", companies=[kept], guests=[make.guest("Bo")])
    make.published("Two contributors left us over it.", companies=[other], guests=[make.guest("B. Lind")])
    merge(kept, other)
    merge(make.guest("Bo"), make.guest("B. Lind"))
    for asked, now in (
        ("guest=i-carvalho", "guest=ines-carvalho"),
        ("company=continuum-analytics", "company=anaconda"),
        ("about=b-lind", "about=bo"),
    ):
        old, new = (client.get(f"/topics/licensing-change/?{one}") for one in (asked, now))
        assert old.status_code == 200 and old.content == new.content, asked
    assert client.get("/topics/licensing-change/?company=nobody").status_code == 404


def test_old_ids_go_on_working_in_the_api(client: Client, merged: tuple[Guest, Guest]) -> None:
    kept, other = merged
    for name in (other.public_id, other.slug):
        answer = client.get(f"/api/v1/guests/{name}/")
        assert answer.status_code == 301
        assert answer.json() == {
            "merged_into": {
                "id": str(kept.public_id),
                "url": answer["Location"],
                "display": "Ines Carvalho",
                "slug": "ines-carvalho",
            }
        }
        assert client.get(answer["Location"]).json()["id"] == str(kept.public_id)
        found = client.get("/api/v1/quotes/", {"guest": name}).json()["results"]
        assert {row["credit"] for row in found} == {"Ines Carvalho"} and len(found) == 2
    both = {"id__in": f"{kept.public_id},{other.public_id}"}
    assert [row["id"] for row in client.get("/api/v1/guests/", both).json()["results"]] == [
        str(kept.public_id)
    ]


def test_after_undoing_both_have_their_pages_again(client: Client, merged: tuple[Guest, Guest]) -> None:
    kept, _ = merged
    identities.undo(kept.identity_changes.get(), by=boss())
    for slug in ("i-carvalho", "ines-carvalho"):
        assert client.get(f"/guests/{slug}/").status_code == 200


def test_an_old_address_leads_to_nobody_who_is_not_public(client: Client) -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    make.draft(turn=make.turn(make.episode("One", speaker=other)))
    merge(kept, other)
    for address in (
        "/guests/i-carvalho/",
        "/api/v1/guests/i-carvalho/",
        f"/api/v1/guests/{other.public_id}/",
    ):
        assert client.get(address).status_code == 404
    assert client.get("/api/v1/quotes/?guest=i-carvalho").status_code == 400


def test_what_is_written_about_the_merged_is_about_the_one_who_stays() -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    old, new = make.company("Continuum"), make.company("Anaconda")
    stale = Guest.objects.get(pk=other.pk)
    merge(kept, other)
    merge(new, Company.objects.get(pk=old.pk))
    version = make.draft(guests=[stale, kept], companies=[old])
    assert list(version.guests.all()) == [kept] and list(version.companies.all()) == [new]
    quotes.change(version.quote, guests=[stale], by=make.editor())
    assert version.events.count() == 1  # nothing was changed
