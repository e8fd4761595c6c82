"""What each parameter leaves, and that nothing that cannot be meant is passed over."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from annotations.models import QuoteVersion
from annotations.search import index
from annotations.tests import factories as make
from api.tests import world
from transcripts.models import Episode, Podcast, Visibility

pytestmark = pytest.mark.django_db
DOUBLED = "Revenue doubled within a year."
CHANGED = "We changed the licence in March."
NOTES = "Quarrystone closed its source"
MOVED = "We moved the core to a new licence."
Built = dict[str, QuoteVersion]
EVERYTHING = {DOUBLED, CHANGED, NOTES, MOVED}


@pytest.fixture(scope="module", autouse=True)
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """What is public, made once for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


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
        ("episode__published_on__isnull=true", {DOUBLED, CHANGED, NOTES}),
        ("episode__number=7", {MOVED}),
        ("anchor_status=exact", EVERYTHING),
        ("anchor_status=lost", set()),
        ("speaker_role=guest", {DOUBLED, CHANGED, MOVED}),
        ("speaker_role=host", set()),
        ("licence=CC%20BY%204.0", {MOVED}),
        ("language=xx", set()),
        ("version=1", EVERYTHING),
        ("version__gte=2", set()),
        ("is_exception=false", EVERYTHING),
        ("is_emended=true", set()),
        ("is_emended=false", EVERYTHING),
        ("has_time=true", {DOUBLED, CHANGED, MOVED}),
        ("stance=supports", {MOVED}),
        ("stance=disputes", set()),
        ("approved_at__gte=2024-01-01", EVERYTHING),
        ("approved_at__lte=2024-01-01", set()),
        ("q=revenue", {DOUBLED}),
        ("q=licences", {CHANGED, MOVED}),  # in any of its forms
        ("q=licensing%20change", {CHANGED, NOTES}),  # under the topic of that name
        ('q="new licence"', {MOVED}),
        ("q=licence -core&tag=pricing", {CHANGED}),
        ("q=Tallowmere", {MOVED}),  # is about the company of that name
        ("q=nobody ever said it", set()),
    ],
)
def test_quotes_are_filtered(query: str, expected: set[str]) -> None:
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
        ("episodes/?title__contains=CORE", {"open-core-years"}),
        ("episodes/?number__isnull=false", {"open-core-years"}),
        ("episodes/?duration_seconds__gte=3000", {"open-core-years"}),
        ("episodes/?duration_seconds__lte=2999", set()),
        ("episodes/?has_quotes=true", {"open-core-years", "closing-the-source"}),
        ("episodes/?has_transcript=true", set()),
        ("episodes/?has_transcript=false", {"open-core-years", "closing-the-source"}),
        ("podcasts/?title__contains=core", {"core-memory"}),
        ("podcasts/?licence=CC%20BY%204.0", {"core-memory"}),
        ("guests/?name__contains=LIND", {"bo-lindqvist"}),
        ("guests/?role=guest", {"ines-carvalho", "bo-lindqvist"}),
        ("guests/?role=host", set()),
        ("guests/?is_quoted=true", {"ines-carvalho", "bo-lindqvist"}),
        ("guests/?wikidata=Q42", set()),
        ("companies/?name__contains=mere", {"tallowmere"}),
        ("companies/?called=QUARRYSTONE", {"quarrystone"}),
        ("companies/?episode=open-core-years", {"tallowmere", "quarrystone"}),
        ("companies/?owner=tallowmere", set()),
        ("tags/?label__contains=change", {"licensing-change"}),
        ("tags/?called=PRICING", {"pricing"}),
        ("tags/?status=deprecated", set()),
        ("tags/?company=tallowmere", {"licensing"}),
        ("tags/?guest=bo-lindqvist", {"licensing"}),
        ("tags/?episode=open-core-years", {"licensing"}),
        ("tags/?podcast=core-memory", {"licensing"}),
        ("tags/?has_parent=true", {"licensing-change"}),
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
        ("tags/?q=licensing change", {"licensing-change"}),
        ("companies/?q=quarrystone", {"quarrystone"}),
        ("guests/?q=lindqvist", {"bo-lindqvist"}),
        ("episodes/?q=moved the core", {"open-core-years"}),
        ("episodes/?q=nobody paid", set()),  # which stands in a transcript that is not public
    ],
)
def test_other_lists_are_filtered(query: str, expected: set[str]) -> None:
    assert {row["slug"] for row in world.found(query)} == expected


def test_an_episode_is_found_by_its_words_where_its_transcript_is_public(built: Built) -> None:
    episode = built["moved"].quote.episode
    Episode.objects.filter(pk=episode.pk).update(visibility=Visibility.TRANSCRIPT)
    Podcast.objects.filter(pk=episode.podcast_id).update(rights=Visibility.TRANSCRIPT)
    index.rebuild()
    assert [row["slug"] for row in world.found("episodes/?q=nobody paid")] == ["open-core-years"]


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
        ("podcast=core-memory", 1),
        ("speaker=bo-lindqvist", 1),
        ("speaker=ines-carvalho", 0),
        ("stance=supports", 1),
        ("stance=disputes", 0),
        ("has_value=true", 0),
        ("has_time=false", 1),
        ("is_exception=true", 0),
        ("statement__contains=no%20such%20words", 0),
        ("published_at__gte=2024-01-01", 1),
        ("published_at__lte=2024-01-01", 0),
        ("q=tallowmere", 1),
        ("q=ledgers", 0),
    ],
)
def test_claims_are_filtered(query: str, count: int) -> None:
    assert len(world.found(f"claims/?{query}")) == count


def test_a_claim_is_found_by_the_quote_it_rests_on(built: Built) -> None:
    assert len(world.found("claims/", quote=built["moved"].quote.public_id)) == 1
    assert world.found("claims/", quote=built["notes"].quote.public_id) == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("appearances/", 2),
        ("appearances/?guest=bo-lindqvist", 1),
        ("appearances/?episode=open-core-years&role=guest", 1),
        ("appearances/?podcast=core-memory&role=host", 0),
        ("appearances/?company=quarrystone", 2),
        ("appearances/?company=quarrystone&published_on__gte=2024-03-01", 1),
        ("appearances/?published_on__isnull=true", 1),
        ("appearances/?has_company=false", 0),
        ("appearances/?title__contains=nothing%20like%20it", 0),
        ("evidence/", 1),
        ("evidence/?stance=supports&company=tallowmere", 1),
        ("evidence/?stance=disputes", 0),
        ("evidence/?speaker=bo-lindqvist&episode=open-core-years&podcast=core-memory", 1),
        ("evidence/?speaker=ines-carvalho", 0),
        ("evidence/?tag=licensing&guest=ines-carvalho", 1),
        ("evidence/?claim__published_at__lte=2024-01-01", 0),
    ],
)
def test_ties_are_filtered(query: str, count: int) -> None:
    assert len(world.found(query)) == count


def test_a_claim_its_quote_and_its_evidence_find_each_other(built: Built) -> None:
    (claim,) = world.found("claims/")
    assert world.words("quotes/", claim=claim["id"]) == {MOVED}
    (tie,) = world.found("evidence/", claim=claim["id"], quote=built["moved"].quote.public_id)
    assert tie["quote"] == claim["evidence"][0]["quote"]
    assert [row["slug"] for row in world.found("episodes/", claim=claim["id"])] == ["open-core-years"]


def test_a_day_as_upper_bound_counts_to_its_end() -> None:
    day = world.found("quotes/")[0]["published_at"][:10]
    assert world.words("quotes/", published_at__lte=day, published_at__gte=day) == EVERYTHING


def test_ids_and_slugs_are_the_same_name() -> None:
    for resource, parameter in (("tags", "tag"), ("guests", "guest"), ("companies", "company")):
        for row in world.found(f"{resource}/"):
            by_id = world.words("quotes/", **{parameter: row["id"]})
            assert by_id == world.words("quotes/", **{parameter: row["slug"]})


@pytest.mark.parametrize(
    "resource", ["podcasts", "episodes", "guests", "companies", "tags", "quotes", "claims"]
)
def test_several_are_fetched_by_id(resource: str) -> None:
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
        ('q=fork "open core', "q", "the quotation mark at character 6 is not closed"),
        ("q=the", "q", "every text has “the”"),
        ("q=-fork", "q", "it has no word that is wanted"),
        ("q=+", "q", "not something to search for"),
        (f"q={'licence ' * 26}", "q", "it goes on behind character 200"),
        ("q=a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 b2 b3 b4", "q", "“b4” is one too many"),
    ],
)
def test_what_cannot_be_meant_is_a_400_that_names_it(query: str, parameter: str, words: str) -> None:
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
    answer = world.get(f"episodes/?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_every_fault_is_told_at_once() -> None:
    answer = world.get("quotes/?colour=red&tag=nope&tag=pricing&tag=never&kind=song")
    told = [(error["parameter"], error["value"]) for error in answer.json()["errors"]]
    assert told == [("colour", "red"), ("tag", "nope"), ("tag", "never"), ("kind", "song")]


def test_there_is_a_limit_to_the_values_of_a_parameter() -> None:
    many = urlencode([("tag__any", f"topic-{n}") for n in range(101)])
    assert world.get(f"quotes/?{many}").json()["errors"][0]["detail"] == "Give at most 100 values."


@pytest.mark.parametrize("address", ["", "quotes/{id}/", "guests/ines-carvalho/"])
def test_details_take_no_parameters(address: str, built: Built) -> None:
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
    make.episode("A quiet hour", published_on="2025-01-01", number=8)
    assert [row["slug"] for row in world.found("episodes/", ordering=ordering)] == expected


def test_the_newest_episode_comes_first_by_default() -> None:
    make.episode("A quiet hour", published_on="2025-01-01")
    slugs = [row["slug"] for row in world.found("episodes/")]
    assert slugs == ["a-quiet-hour", "open-core-years", "closing-the-source"]


def test_a_parameter_of_one_list_is_none_of_another() -> None:
    answers: list[Any] = [
        Client().get(f"/api/v1/{path}") for path in ("tags/?tag=pricing", "claims/?episode=x")
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
