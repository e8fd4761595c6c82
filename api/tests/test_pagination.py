"""Pages neither skip nor repeat: over thousands of equal values, unknown ones, and while rows come and go."""

import random
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from django.db.models import QuerySet
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from annotations.models import Tag
from annotations.tests import factories as make
from api.errors import BadParameters
from api.pagination import Key, KeysetPages
from api.tests import world
from api.v1.resource import Resource
from transcripts.models import Episode, Guest, Podcast, Visibility


class Listing:
    """A list of guests by name, or of whatever it is given."""

    resource = "guests"
    columns = ("public_id",)
    id_path = "public_id"
    read_id = UUID
    keys = {"name": Key("name")}
    default_order = "name"
    steady = frozenset[str]()
    narrowed_by: dict[str, Any] = {}
    way = Resource.way

    def __init__(self, whole: QuerySet | None = None) -> None:
        """`whole` is the list as it is before anything narrows it; its statements are kept."""
        self.whole = whole

    def get_queryset(self) -> QuerySet | None:
        return self.whole


class EpisodeListing(Listing):
    """A list by a date that is often unknown."""

    resource = "episodes"
    keys = {"published_on": Key("published_on", date.fromisoformat, nullable=True)}
    default_order = "-published_on"


def page(rows: QuerySet, view: Any, query: str = "") -> dict[str, Any]:
    """One page, as its ids and links."""
    request = Request(APIRequestFactory().get(f"/api/v1/{view.resource}/?{query}"))
    paginator = KeysetPages()
    ids = [row["public_id"] for row in paginator.paginate_queryset(rows, request, view)]
    return paginator.get_paginated_response(ids).data


def walk(rows: QuerySet, view: Any, query: str, direction: str = "next", meanwhile: Any = None) -> list[list]:
    """All pages from the one of this query on."""
    pages = []
    while True:
        answer = page(rows, view, query)
        pages.append(answer["results"])
        if answer[direction] is None:
            return pages
        query = urlsplit(answer[direction]).query
        if meanwhile:
            meanwhile(answer["results"])


def last_query(rows: QuerySet, view: Any, query: str) -> str:
    """The query of the last page."""
    while following := page(rows, view, query)["next"]:
        query = urlsplit(following).query
    return query


def plant_guests(names: list[str]) -> None:
    Guest.objects.bulk_create(
        Guest(name=name, slug=f"g{n}-{random.random()}") for n, name in enumerate(names)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("ordering", ["name", "-name"])
@pytest.mark.parametrize("size", [7, 100])
@pytest.mark.parametrize("is_whole", [False, True])
def test_thousands_of_equal_values_come_once_each(
    monkeypatch: pytest.MonkeyPatch, ordering: str, size: int, *, is_whole: bool
) -> None:
    monkeypatch.setattr("api.pagination.KEPT", {7, 100})
    plant_guests(["Same Name"] * 3000 + ["Another"] * 5 + ["Same Nameless"] * 5)
    sign = "-" if ordering == "-name" else ""
    expected = list(
        Guest.objects.order_by(f"{sign}name", f"{sign}public_id").values_list("public_id", flat=True)
    )
    rows = Guest.objects.all()
    pages = walk(rows, Listing(rows if is_whole else None), f"ordering={ordering}&page_size={size}")
    assert [id_ for each in pages for id_ in each] == expected
    assert {len(each) for each in pages[:-1]} == {size}


class Properties(TestCase):
    """Whatever the values are."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        days=st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=40),
        size=st.integers(1, 9),
        falling=st.booleans(),
        is_whole=st.booleans(),
    )
    @patch("api.pagination.KEPT", range(1, 10))
    def test_there_and_back_again(
        self, days: list[int | None], size: int, falling: bool, is_whole: bool
    ) -> None:
        """Every row comes once forwards and once backwards, unknown values last."""
        start, podcast = date(2024, 1, 1), Podcast.objects.create(title="P", slug="p")
        Episode.objects.bulk_create(
            Episode(
                podcast=podcast, slug=f"e{n}", published_on=day if day is None else start + timedelta(day)
            )
            for n, day in enumerate(days)
        )
        rows = sorted(
            Episode.objects.values_list("published_on", "public_id"),
            key=lambda row: ((row[0] or start).toordinal(), row[1]),
            reverse=falling,
        )
        unknown = sorted((row for row in rows if row[0] is None), key=lambda row: row[1], reverse=falling)
        expected = [row[1] for row in [row for row in rows if row[0]] + unknown]
        query = f"ordering={'-' if falling else ''}published_on&page_size={size}"
        listed = Episode.objects.all()
        view = EpisodeListing(listed if is_whole else None)
        forwards = [id_ for each in walk(listed, view, query) for id_ in each]
        backwards = walk(listed, view, last_query(listed, view, query), "previous")[::-1]
        assert forwards == expected
        assert [id_ for each in backwards for id_ in each] == expected


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_rows_that_come_and_go_disturb_nobody_else(seed: int) -> None:
    dice = random.Random(seed)
    plant_guests([dice.choice(["Ann", "Bea", "Cid"]) for _ in range(600)])
    there = set(Guest.objects.values_list("public_id", flat=True))
    seen_and_gone: set = set()

    def meanwhile(shown: list) -> None:
        plant_guests([dice.choice(["Aaa", "Ann", "Bea", "Cid", "Zoe"]) for _ in range(4)])
        gone = dice.choice(shown)
        seen_and_gone.add(gone)
        Guest.objects.filter(public_id=gone).delete()
        Guest.objects.filter(public_id=shown[-1]).delete()

    rows = Guest.objects.all()
    pages = walk(rows, Listing(rows), "page_size=50", meanwhile=meanwhile)
    ids = [id_ for each in pages for id_ in each]
    assert len(ids) == len(set(ids))
    assert there <= set(ids)


@pytest.mark.django_db
def test_quotes_published_at_the_same_moment_come_once_each() -> None:
    world.build()
    whole = [row["id"] for row in world.found("quotes/")]
    for ordering in ("published_at", "-published_at", "updated_at", "-updated_at"):
        path, ids = f"quotes/?page_size=1&ordering={ordering}", []
        while path:
            answer = world.get(path).json()
            ids += [row["id"] for row in answer["results"]]
            path = (answer["next"] or "").partition("/api/v1/")[2]
        assert ids == (whole if ordering.startswith("-") else whole[::-1])


@pytest.mark.django_db
def test_a_narrowed_list_asked_again_answers_as_things_are_now() -> None:
    """What was asked before is asked by the same statement, whatever came and went meanwhile."""
    made = world.build()
    for _ in range(3):
        assert world.words(tag="licensing") == {made[name].exact for name in ("changed", "notes", "moved")}
        assert world.words(tag="pricing") == {made[name].exact for name in ("doubled", "changed")}
        assert world.words(episode=made["moved"].quote.episode.slug) == {made["moved"].exact}
    more = make.turn(made["moved"].quote.episode)
    make.published("Nobody paid for support.", turn=more, tags=[make.tag("foundations")])
    assert world.words(tag="pricing") == {made[name].exact for name in ("doubled", "changed")}
    Tag.objects.filter(slug="foundations").update(parent=Tag.objects.get(slug="pricing"))
    assert world.words(tag="pricing") == {
        "Nobody paid for support.",
        *(made[name].exact for name in ("doubled", "changed")),
    }
    Episode.objects.filter(pk=made["doubled"].quote.episode_id).update(visibility=Visibility.HIDDEN)
    assert world.words(tag="pricing") == {"Nobody paid for support."}
    assert world.words(tag="licensing") == {made["moved"].exact}


@pytest.mark.django_db
def test_more_narrowed_lists_than_are_kept_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transcripts.plans.ROOM", 2)
    made = world.build()
    asked = {"licensing": ("changed", "notes", "moved"), "licensing-change": ("changed", "notes")}
    asked |= {"pricing": ("doubled", "changed")}
    for _ in range(3):
        for slug, names in asked.items():
            assert world.words(tag=slug) == {made[name].exact for name in names}
            assert world.words(tag__any=slug) == {made[name].exact for name in names}


@pytest.mark.django_db
def test_the_first_page_has_none_before_and_the_last_none_behind() -> None:
    plant_guests(["Ann", "Bea", "Cid"])
    first = page(Guest.objects.all(), Listing(), "page_size=2")
    assert first["previous"] is None
    last = page(Guest.objects.all(), Listing(), urlsplit(first["next"]).query)
    assert last["next"] is None
    assert (
        page(Guest.objects.all(), Listing(), urlsplit(last["previous"]).query)["results"] == first["results"]
    )


@pytest.mark.django_db
def test_links_keep_every_other_parameter() -> None:
    world.build()
    following = world.get("quotes/?tag=licensing&tag=pricing&tag__any=pricing&page_size=1").json()["next"]
    assert following is None
    following = world.get("quotes/?tag__any=licensing&tag__any=pricing&page_size=1").json()["next"]
    assert [value for name, value in parse_qsl(urlsplit(following).query) if name == "tag__any"] == [
        "licensing",
        "pricing",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("cursor=", "cursor"),
        ("cursor=abc", "cursor"),
        ("cursor=%00%ff", "cursor"),
        ("cursor=a&cursor=b", "cursor"),
        ("page_size=0", "page_size"),
        ("page_size=101", "page_size"),
        ("page_size=-1", "page_size"),
        ("page_size=ten", "page_size"),
        ("page_size=%D9%A1", "page_size"),
        ("ordering=slug", "ordering"),
        ("ordering=--name", "ordering"),
        ("ordering=", "ordering"),
    ],
)
def test_what_cannot_be_followed_is_named(query: str, parameter: str) -> None:
    with pytest.raises(BadParameters) as refused:
        page(Guest.objects.all(), Listing(), query)
    (fault,) = refused.value.faults
    assert fault.parameter == parameter


@pytest.mark.django_db
def test_a_cursor_cannot_be_altered_or_taken_elsewhere() -> None:
    plant_guests(["Ann", "Bea", "Cid"])
    following = page(Guest.objects.all(), Listing(), "page_size=1")["next"]
    cursor = QueryDict(urlsplit(following).query)["cursor"]
    middle = len(cursor) // 4
    swapped = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1 :]
    for view, query in (
        (Listing(), f"cursor={swapped}"),
        (Listing(), f"cursor={cursor}x"),
        (Listing(), f"cursor={cursor}&ordering=-name"),
        (EpisodeListing(), f"cursor={cursor}"),
    ):
        with pytest.raises(BadParameters):
            page(Guest.objects.all(), view, query)
