"""Lists of quotes that are read in order: the same quotes in the same order as without that, whatever else
they are narrowed by, on every page, both ways."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from annotations.models import Quote, QuoteVersion
from annotations.search import postgresql
from annotations.services import quotes as quote_services
from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action
from api import pagination
from api.v1 import quotelists
from transcripts.models import Appearance, Episode, Turn, Visibility
from transcripts.prepared import WORDS as MARKS
from transcripts.services import records

pytestmark = pytest.mark.django_db
NOON = timezone.now().replace(hour=12, minute=0)
(WORDS_GO_HERE,) = map(str, MARKS)
WORDS = (
    "We changed the licence in March.",
    "Revenue doubled within a year.",
    "Two contributors left us over it.",
)


class Shown(NamedTuple):
    """A public quote as filters see it, told by itself."""

    id: str
    exact: str
    number: int
    times: dict[str, datetime]
    said_on: date | None
    named: dict[str, set[str]]


@pytest.fixture(scope="module")
def quotes(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Shown]]:
    """Fifteen quotes of five episodes in two podcasts, of two people for two companies, with topics under
    others; of the newest four, three are not public any more, and of the oldest three two came out anew. The
    others came out ten days after each other, one of them long after it was approved."""
    with django_db_blocker.unblock(), transaction.atomic():
        wide = make.tag("licensing")
        tags = [make.tag("relicensing", wide), make.tag("forks", wide), wide, make.tag("pricing")]
        companies = [make.company("Millwright"), make.company("Tallowmere")]
        shows = [
            make.podcast("Core Memory", language="de", licence="CC BY 4.0"),
            make.podcast("Ledger and Licence", language="en"),
        ]
        for number in range(5):
            episode = make.episode(
                f"Hour {number}",
                speaker=make.guest(["Bo Lindqvist", "Ines Carvalho"][number % 2]),
                podcast=shows[number % 2],
                published_on=f"202{number}-05-01" if number else "2020-01-10",
            )
            if number == 2:
                Appearance.objects.filter(episode=episode).update(role="host")
                Turn.objects.filter(revision__episode=episode).update(start_ms=None)
            if number == 3:
                Episode.objects.filter(pk=episode.pk).update(published_on=None)
            if number % 3:
                Appearance.objects.filter(episode=episode).update(company=companies[number % 2])
            for place, words in enumerate(WORDS):
                make.published(
                    words,
                    turn=make.turn(episode),
                    tags=tags[place : place + 2] + tags[3:] * (number % 2),
                    companies=companies[: 1 + (number + place) % 2],
                    guests=[make.guest("Hedda Holt")] * (place == 1),
                    emendations=[{"start": 0, "end": words.index(" "), "text": ""}] * (number == place != 1),
                )
        versions = list(QuoteVersion.objects.order_by("quote__published_at", "quote__public_id"))
        for place, version in enumerate(versions):
            let_out(version, days_ago=10 * (20 - place), waited=30 if place == 10 else 3)
        hidden = versions[-1].quote.episode
        hidden.visibility = Visibility.HIDDEN
        assert records.save(hidden, by=make.editor())
        review.move(versions[-4], action=Action.WITHDRAW, by=make.reviewer(), note="Mistaken.")
        for version in versions[1:3]:
            changed = quote_services.change(version.quote, note="Heard again.", by=make.editor())
            review.move(changed, action=Action.SUBMIT, by=make.editor())
            review.move(changed, action=Action.APPROVE, by=make.reviewer())
            review.move(changed, action=Action.PUBLISH, by=make.reviewer())
        yield [shown(version) for version in QuoteVersion.objects.published()]
        transaction.set_rollback(True)


def let_out(version: QuoteVersion, *, days_ago: int, waited: int) -> None:
    """Let a quote have come out so long ago, and so many days after it was approved."""
    at = NOON - timedelta(days=days_ago)
    Quote.objects.filter(pk=version.quote_id).update(published_at=at)
    QuoteVersion.objects.filter(pk=version.pk).update(
        published_at=at, approved_at=at - timedelta(days=waited)
    )


def shown(version: QuoteVersion) -> Shown:
    """What there is to say of a quote."""
    episode = version.quote.episode
    tags = {tag.slug for tag in version.tags.all()} | {
        tag.parent.slug for tag in version.tags.all() if tag.parent
    }
    spoken = Appearance.objects.filter(guest=version.speaker, episode=episode)
    speaker = {version.speaker.slug} if version.speaker else set[str]()
    named = {
        "tag": tags,
        "tag__any": tags,
        "company": {one.slug for one in version.companies.all()},
        "about_guest": {one.slug for one in version.guests.all()},
        "speaker": speaker,
        "guest": speaker,
        "speaker_company": {one.company.slug for one in spoken if one.company},
        "podcast": {episode.podcast.slug},
        "kind": {version.kind},
        "is_emended": {str(bool(version.emendations)).lower()},
        "has_time": {str(version.turn.start_ms is not None).lower()},
        "speaker_role": {one.role for one in spoken},
        "language": {episode.podcast.language},
        "licence": {episode.podcast.licence},
        "version": {str(version.number)},
        "anchor_status": {version.anchor_status},
        "episode__published_on__isnull": {str(episode.published_on is None).lower()},
    }
    times = {
        "published_at": version.quote.published_at,
        "updated_at": version.published_at,
        "approved_at": version.approved_at,
    }
    public_id = str(version.quote.public_id)
    return Shown(public_id, version.exact, version.number, times, episode.published_on, named)


def fits(quote: Shown, query: dict[str, list[str]]) -> bool:
    """Whether a quote is one that is asked for."""
    query = dict(query)
    if quote.number < int(query.pop("version__gte", ["0"])[0]):
        return False
    for name, at in quote.times.items():
        if not query.pop(f"{name}__gte", [""])[0] <= f"{at:%Y-%m-%d}" <= query.pop(f"{name}__lte", ["9"])[0]:
            return False
    if "q" in query and "Revenue" not in quote.exact:
        return False
    query.pop("q", None)
    first, last = (query.pop(f"episode__published_on__{way}", [""])[0] for way in ("gte", "lte"))
    if (first or last) and not (quote.said_on and first <= str(quote.said_on) <= (last or "9")):
        return False
    return all(
        set(values) <= quote.named[name] if name == "tag" else bool(quote.named[name].intersection(values))
        for name, values in query.items()
    )


def pages(query: str, client: Client, direction: str = "next") -> tuple[list[str], str | None]:
    """The ids on all pages from one on, and the address of the last."""
    address, found = f"/api/v1/quotes/?{query}", list[str]()
    while True:
        answer = client.get(address).json()
        ids = [row["id"] for row in answer["results"]]
        found = found + ids if direction == "next" else ids + found
        if answer[direction] is None:
            return found, address
        parts = urlsplit(answer[direction])
        address = f"{parts.path}?{parts.query}"


QUERIES = [
    "tag=licensing",
    "tag=relicensing",
    "tag=licensing&tag=pricing",
    "tag=licensing&tag=forks&tag=pricing",
    "tag__any=relicensing",
    "tag__any=relicensing&tag__any=pricing",
    "company=tallowmere",
    "company=tallowmere&company=millwright",
    "about_guest=hedda-holt",
    "speaker=bo-lindqvist",
    "guest=ines-carvalho",
    "speaker=bo-lindqvist&speaker=ines-carvalho",
    "speaker=bo-lindqvist&speaker=bo-lindqvist&podcast=core-memory&podcast=core-memory",
    "speaker_company=millwright",
    "speaker_company=tallowmere&tag=forks",
    "podcast=core-memory",
    "podcast=core-memory&company=tallowmere&tag=licensing&kind=transcript",
    "podcast=core-memory&speaker=ines-carvalho",
    "episode__published_on__gte=2021-02-01&episode__published_on__lte=2023-02-01",
    "episode__published_on__gte=2021-01-01&episode__published_on__lte=2021-12-31&kind=transcript",
    "episode__published_on__gte=1990-01-01&episode__published_on__lte=2022-12-31",
    "episode__published_on__gte=2021-04-30&episode__published_on__lte=2021-05-01",
    "episode__published_on__gte=2020-05-01&episode__published_on__lte=2022-05-31",
    "episode__published_on__gte=2020-05-02&episode__published_on__lte=2022-05-31",
    "episode__published_on__gte=2021-05-01&episode__published_on__lte=2021-05-31&tag=licensing",
    "episode__published_on__gte=2020-12-01&episode__published_on__lte=9999-12-31&tag=licensing",
    "episode__published_on__gte=2021-05-01",
    "episode__published_on__lte=2021-05-01&tag=licensing",
    "episode__published_on__isnull=true",
    "episode__published_on__gte=2020-01-15",
    "episode__published_on__gte=2020-01-15&episode__published_on__lte=2020-12-31",
    "episode__published_on__gte=2020-01-10&episode__published_on__lte=2022-12-31",
    "tag=licensing&speaker=bo-lindqvist&speaker=ines-carvalho",
    "is_emended=true",
    "is_emended=true&tag=licensing",
    "has_time=false",
    "speaker_role=host&company=tallowmere",
    "version=2",
    "version__gte=2&tag=licensing",
    "anchor_status=exact",
    "language=de",
    "language=de&licence=CC+BY+4.0",
    "language=de&language=en&tag=forks",
    "q=revenue",
    "q=revenue+-licence&company=tallowmere",
    "tag=licensing&tag=pricing&company=tallowmere&company=millwright&kind=transcript",
]


def dated(query: str) -> str:
    """A query with the days in it."""
    return re.sub(r"<(\d+) days ago>", lambda ago: f"{NOON - timedelta(days=int(ago[1])):%Y-%m-%d}", query)


# What came out in the middle, by each time, alone and with something else.
QUERIES += [
    f"{name}__{side}=<{days} days ago>{more}"
    for name in ("published_at", "updated_at", "approved_at")
    for side, days in (("gte", 150), ("lte", 120))
    for more in ("", "&tag=licensing", "&speaker=bo-lindqvist&speaker=ines-carvalho")
] + ["published_at__lte=<100 days ago>&updated_at__gte=<140 days ago>&approved_at__lte=<103 days ago>"]


# What is kept is asked in every order, what is asked anew by each time and in each direction once.
ORDERS = [(order, True) for order in ("-published_at", "published_at", "-updated_at", "updated_at")]
ORDERS += [("-published_at", False), ("updated_at", False)]


@pytest.mark.parametrize(("order", "is_kept"), ORDERS)
@pytest.mark.parametrize("query", QUERIES)
def test_a_list_has_what_fits_in_its_order_on_every_page_both_ways(
    quotes: list[Shown], query: str, order: str, is_kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagination, "KEPT", {2} if is_kept else set())
    monkeypatch.setattr(postgresql, "COMMON", 1 if is_kept else 100)  # words by each quote, or by the index
    # Of what is narrowed both by one thing and by any of several: its list, or the parts of that.
    monkeypatch.setattr(quotelists, "is_shorter", lambda every, some: order.startswith("-"))
    query = dated(query)
    asked = parse_qs(query, keep_blank_values=True)
    public = [one for one in quotes if fits(one, asked)]
    public.sort(key=lambda one: (one.times[order.lstrip("-")], one.id), reverse=order.startswith("-"))
    expected, client = [one.id for one in public], Client()
    found, last = pages(f"{query}&ordering={order}&page_size=2", client)
    assert found == expected
    assert pages(urlsplit(last).query, client, "previous")[0] == expected


def test_the_examples_are_about_something(quotes: list[Shown]) -> None:
    assert len(quotes) == 11
    numbers = {
        query: sum(fits(one, parse_qs(dated(query), keep_blank_values=True)) for one in quotes)
        for query in QUERIES
    }
    assert numbers.pop("podcast=core-memory&speaker=ines-carvalho") == 0
    assert numbers.pop("episode__published_on__gte=2020-01-15&episode__published_on__lte=2020-12-31") == 0
    assert all(numbers.values()), numbers


def test_what_is_asked_of_one_thing_is_asked_of_another_but_with_its_own_values(
    quotes: list[Shown], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagination, "KEPT", {2})
    client = Client()

    def found(query: str) -> set[str]:
        fitting = {one.id for one in quotes if fits(one, parse_qs(query))}
        assert set(pages(f"{query}&page_size=2", client)[0]) == fitting
        return fitting

    for more, other in (
        ("", ""),
        ("&kind=transcript", "&kind=notes"),
        ("&published_at__gte=2000-01-01", "&published_at__gte=2999-01-01"),
        ("&approved_at__lte=2999-01-01", "&approved_at__lte=2000-01-01"),
    ):
        assert found(f"tag=forks{more}")
        known = pagination.question_of.cache_info().misses
        assert found(f"tag=pricing{more}") != found(f"tag=relicensing{more}")
        assert pagination.question_of.cache_info().misses == known
        assert bool(found(f"tag=pricing{other}")) == (not other)


def test_what_marks_a_place_in_statements_is_a_text_like_any_other_where_it_is_typed() -> None:
    for name in ("language", "licence", "tag", "q"):
        answer = Client().get("/api/v1/quotes/", {name: WORDS_GO_HERE})
        assert answer.status_code == (400 if name == "tag" else 200)


@pytest.mark.parametrize(
    "asked",
    [
        {"tag": [f"topic-{number}" for number in range(20)], "speaker": [f"person-{n}" for n in range(12)]},
        {"episode__published_on__gte": "0001-01-01", "episode__published_on__lte": "9999-12-31"},
        {"published_at__gte": "0001-01-01", "approved_at__gte": "0001-01-01", "ordering": "updated_at"},
        {"updated_at__lte": "9999-12-31", "approved_at__lte": "9999-12-31", "ordering": "published_at"},
        {"episode__published_on__gte": "2021-02-01", "episode__published_on__lte": "2020-01-31"},
    ],
)
def test_more_lists_than_are_walked_and_days_out_of_all_bounds_find_what_there_is(
    asked: dict[str, Any],
) -> None:
    tags = [make.tag(f"topic-{number}") for number in range(20)]
    people = [make.guest(f"Person {number}") for number in range(12)]
    episode = make.episode(published_on="2021-05-01", speaker=people[3])
    made = make.published(turn=make.turn(episode), tags=tags, guests=people)
    rows = Client().get("/api/v1/quotes/", asked).json()["results"]
    fits = "2021-02-01" not in asked.values()
    assert (str(made.quote.public_id) in {row["id"] for row in rows}) == fits


@pytest.mark.parametrize("order", ["published_at", "-updated_at"])
@pytest.mark.parametrize("time", ["published_at", "updated_at"])
def test_times_of_publication_narrow_a_list(quotes: list[Shown], time: str, order: str) -> None:
    public = [one for one in quotes if fits(one, {"tag": ["licensing"]})]
    public.sort(key=lambda one: one.times[time])
    since, until = public[2].times[time].isoformat(), public[-3].times[time].isoformat()
    middle = {f"{time}__gte": since, f"{time}__lte": until}
    asked = {"tag": "licensing", "ordering": order, **middle}
    rows = Client().get("/api/v1/quotes/", asked).json()["results"]
    assert {row["id"] for row in rows} == {one.id for one in public[2:-2]}
    assert len(rows) > 3
    times = [row[order.lstrip("-")] for row in rows]
    assert times == sorted(times, reverse=order.startswith("-"))
