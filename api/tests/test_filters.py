"""What each parameter leaves, and that nothing that cannot be meant is passed over."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from annotations.tests import factories as make
from api.tests import world

pytestmark = pytest.mark.django_db
DOUBLED = "Revenue doubled within a year."
CHANGED = "We changed the licence in March."
NOTES = "Quarrystone closed its source"
MOVED = "We moved the core to a new licence."
EVERYTHING = {DOUBLED, CHANGED, NOTES, MOVED}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", EVERYTHING),
        ("tag=pricing", {DOUBLED, CHANGED}),
        ("tag=licensing-change", {CHANGED, NOTES}),
        ("tag=licensing", {CHANGED, NOTES, MOVED}),  # with the topic right under it
        ("tag=pricing&tag=licensing-change", {CHANGED}),
        ("tag=pricing&tag=licensing", {CHANGED}),
        ("tag__any=pricing&tag__any=licensing-change", {DOUBLED, CHANGED, NOTES}),
        ("tag=pricing&tag__any=licensing-change", {CHANGED}),
        ("company=tallowmere", {MOVED}),
        ("company=tallowmere&company=quarrystone", {MOVED, DOUBLED}),
        ("speaker_company=quarrystone", {DOUBLED, CHANGED, MOVED}),
        ("speaker_company=tallowmere", set()),
        ("guest=ines-carvalho", {DOUBLED, CHANGED}),
        ("speaker=bo-lindqvist", {MOVED}),
        ("speaker=bo-lindqvist&guest=ines-carvalho", set()),
        ("guest=bo-lindqvist&guest=ines-carvalho", {MOVED, DOUBLED, CHANGED}),
        ("episode=open-core-years", {MOVED}),
        ("podcast=core-memory", {MOVED}),
        ("podcast=ledger-and-licence&kind=notes", {NOTES}),
        ("kind=transcript", {DOUBLED, CHANGED, MOVED}),
        ("kind=notes&kind=transcript", EVERYTHING),
        ("published_at__gte=2024-01-01", EVERYTHING),
        ("published_at__lte=2024-01-01", set()),
        ("published_at__gte=2024-01-01T00:00:00Z&updated_at__lte=2999-01-01T00:00:00%2B02:00", EVERYTHING),
        ("updated_at__gte=2999-01-01", set()),
        ("episode__published_on__gte=2024-03-01", {MOVED}),
        ("episode__published_on__lte=2024-02-29", set()),
    ],
)
def test_quotes_are_filtered(query: str, expected: set[str]) -> None:
    world.build()
    assert world.words(f"quotes/?{query}") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("episodes/?podcast=core-memory", {"open-core-years"}),
        ("episodes/?number=7&number=8", {"open-core-years"}),
        ("episodes/?number__gte=8", set()),
        ("episodes/?number__lte=7", {"open-core-years"}),
        ("episodes/?published_on=2024-03-01", {"open-core-years"}),
        ("episodes/?published_on__gte=2024-03-01", {"open-core-years"}),
        ("episodes/?published_on__lte=2024-02-28", set()),
        ("episodes/?published_on__isnull=true", {"closing-the-source"}),
        ("episodes/?published_on__isnull=false", {"open-core-years"}),
        ("episodes/?guest=ines-carvalho", {"closing-the-source"}),
        ("episodes/?company=tallowmere", {"open-core-years"}),
        ("episodes/?company=quarrystone", {"open-core-years", "closing-the-source"}),
        ("episodes/?tag=pricing", {"closing-the-source"}),
        ("episodes/?tag=licensing&tag=pricing", {"closing-the-source"}),
        ("episodes/?tag__any=licensing&tag__any=pricing", {"open-core-years", "closing-the-source"}),
        ("episodes/?title=Open%20core%20years", {"open-core-years"}),
        ("episodes/?slug=nowhere", set()),
        ("podcasts/?slug=core-memory", {"core-memory"}),
        ("podcasts/?guest=bo-lindqvist", {"core-memory"}),
        ("podcasts/?company=quarrystone", {"ledger-and-licence"}),
        ("podcasts/?tag=pricing", {"ledger-and-licence"}),
        ("podcasts/?tag__any=pricing&tag__any=licensing", {"ledger-and-licence", "core-memory"}),
        ("podcasts/?title=Core%20Memory", {"core-memory"}),
        ("guests/?company=quarrystone", {"ines-carvalho", "bo-lindqvist"}),
        ("guests/?company=tallowmere", set()),
        ("guests/?episode=open-core-years", {"bo-lindqvist"}),
        ("guests/?podcast=ledger-and-licence", {"ines-carvalho"}),
        ("guests/?tag=pricing", {"ines-carvalho"}),
        ("guests/?name=Bo%20Lindqvist", {"bo-lindqvist"}),
        ("companies/?guest=bo-lindqvist", {"quarrystone"}),
        ("companies/?tag=licensing", {"tallowmere"}),
        ("companies/?tag__any=licensing&tag__any=pricing", {"tallowmere", "quarrystone"}),
        ("companies/?name=Tallowmere", {"tallowmere"}),
        ("tags/?parent=licensing", {"licensing-change"}),
        ("tags/?label=Pricing", {"pricing"}),
        ("tags/?slug=pricing&slug=licensing", {"pricing", "licensing"}),
    ],
)
def test_other_lists_are_filtered(query: str, expected: set[str]) -> None:
    world.build()
    assert {row["slug"] for row in world.found(query)} == expected


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("kind=event", 1),
        ("kind=metric", 0),
        ("kind=metric&kind=event", 1),
        ("company=tallowmere", 1),
        ("company=quarrystone", 0),
        ("guest=ines-carvalho", 1),
        ("tag=licensing", 1),
        ("tag=pricing", 0),
        ("tag__any=licensing-change", 1),
        ("episode=open-core-years", 1),
        ("episode=closing-the-source", 0),
        ("published_at__gte=2024-01-01", 1),
        ("published_at__lte=2024-01-01", 0),
    ],
)
def test_claims_are_filtered(query: str, count: int) -> None:
    world.build()
    assert len(world.found(f"claims/?{query}")) == count


def test_a_claim_is_found_by_the_quote_it_rests_on() -> None:
    built = world.build()
    assert len(world.found("claims/", quote=built["moved"].quote.public_id)) == 1
    assert world.found("claims/", quote=built["notes"].quote.public_id) == []


def test_a_day_as_upper_bound_counts_to_its_end() -> None:
    world.build()
    day = world.found("quotes/")[0]["published_at"][:10]
    assert world.words("quotes/", published_at__lte=day, published_at__gte=day) == EVERYTHING


def test_ids_and_slugs_are_the_same_name() -> None:
    world.build()
    for resource, parameter in (("tags", "tag"), ("guests", "guest"), ("companies", "company")):
        for row in world.found(f"{resource}/"):
            by_id = world.words("quotes/", **{parameter: row["id"]})
            assert by_id == world.words("quotes/", **{parameter: row["slug"]})


@pytest.mark.parametrize(
    "resource", ["podcasts", "episodes", "guests", "companies", "tags", "quotes", "claims"]
)
def test_several_are_fetched_by_id(resource: str) -> None:
    world.build()
    ids = [row["id"] for row in world.found(f"{resource}/")][:2]
    unheard_of = "019012d4-7a3c-7f3e-9b1c-2f6d8c0e4a51"
    rows = world.found(f"{resource}/", id__in=",".join([*ids, unheard_of]))
    assert {row["id"] for row in rows} == set(ids)


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("tags=pricing", "tags", "Did you mean tag"),
        ("comapny=x", "comapny", "Did you mean company"),
        ("offset=100", "offset", "There is no parameter “offset”"),
        ("format=json", "format", "There is no parameter"),
        ("tag=no-such-topic", "tag", "“no-such-topic” names no tag here."),
        ("tag=50%25%20off", "tag", "“50% off” is not an id (UUID) or a slug."),
        ("tag=%00", "tag", "is not an id (UUID) or a slug"),
        ("tag=", "tag", "“” is not an id"),
        ("episode=019012d4-7a3c-7f3e-9b1c-2f6d8c0e4a51", "episode", "names no episode here"),
        ("kind=song", "kind", "“song” is not one of transcript, notes."),
        ("published_at__gte=yesterday", "published_at__gte", "is not a time such as"),
        ("published_at__gte=2024-02-30", "published_at__gte", "is not a time such as"),
        ("published_at__gte=2024-01-01T00:00:00+02:00", "published_at__gte", "written %2B"),
        ("published_at__gte=0001-01-01T00:00:00%2B14:00", "published_at__gte", "is not a time"),
        ("published_at__gte=2024-01-01&published_at__gte=2025-01-01", "published_at__gte", "Give it once."),
        ("id__in=7", "id__in", "“7” is not an id (UUID)."),
        ("id__in=", "id__in", "“” is not an id (UUID)."),
        ("page_size=500", "page_size", "not a number from 1 to 100"),
        ("ordering=colour", "ordering", "published_at, -published_at"),
        ("cursor=made-up", "cursor", "Start again without it."),
    ],
)
def test_what_cannot_be_meant_is_a_400_that_names_it(query: str, parameter: str, words: str) -> None:
    world.build()
    answer = world.get(f"quotes/?{query}")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["parameter"] == parameter
    assert words in error["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "number=99999999999",
        "number=-1",
        "number=1e3",
        "published_on=20240301",
        "published_on__isnull=1",
        "title=%00",
    ],
)
def test_values_no_database_could_take_are_refused(query: str) -> None:
    world.build()
    answer = world.get(f"episodes/?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_every_fault_is_told_at_once() -> None:
    world.build()
    answer = world.get("quotes/?colour=red&tag=nope&tag=pricing&tag=never&kind=song")
    told = [(error["parameter"], error["value"]) for error in answer.json()["errors"]]
    assert told == [("colour", "red"), ("tag", "nope"), ("tag", "never"), ("kind", "song")]


def test_there_is_a_limit_to_the_values_of_a_parameter() -> None:
    world.build()
    many = urlencode([("tag__any", f"topic-{n}") for n in range(101)])
    assert world.get(f"quotes/?{many}").json()["errors"][0]["detail"] == "Give at most 100 values."


@pytest.mark.parametrize("address", ["", "quotes/{id}/", "guests/ines-carvalho/"])
def test_details_take_no_parameters(address: str) -> None:
    built = world.build()
    answer = world.get(address.format(id=built["moved"].quote.public_id), tag="pricing")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "tag"


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("published_on", ["open-core-years", "a-quiet-hour", "closing-the-source"]),
        ("-number", ["a-quiet-hour", "open-core-years", "closing-the-source"]),
        ("-title", ["open-core-years", "closing-the-source", "a-quiet-hour"]),
    ],
)
def test_lists_are_ordered_with_the_unknown_last(ordering: str, expected: list[str]) -> None:
    world.build()
    make.episode("A quiet hour", published_on="2025-01-01", number=8)
    assert [row["slug"] for row in world.found("episodes/", ordering=ordering)] == expected


def test_the_newest_episode_comes_first_by_default() -> None:
    world.build()
    make.episode("A quiet hour", published_on="2025-01-01")
    slugs = [row["slug"] for row in world.found("episodes/")]
    assert slugs == ["a-quiet-hour", "open-core-years", "closing-the-source"]


def test_a_parameter_of_one_list_is_none_of_another() -> None:
    world.build()
    answers: list[Any] = [
        Client().get(f"/api/v1/{path}") for path in ("tags/?tag=pricing", "claims/?episode=x")
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
