"""Lists of quotes that are read in order: of a topic, a company, a person, a podcast or a year.

Which quotes are shown is decided by the same rows as everywhere; the places only say in what order to look.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache, partial
from time import monotonic
from typing import Any, NamedTuple, cast

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils.functional import SimpleLazyObject

from annotations.models import AnchorStatus, ListKind, ListPlace, QuoteVersion, Trait
from annotations.selectors import public
from api.filters import narrowed
from api.pagination import Key, Way, moments
from api.v1 import quotetimes
from api.v1.quotetimes import BOUNDS, Span
from transcripts.models import AppearanceRole, Podcast
from transcripts.prepared import WORDS, Asked, Place, Statement, answers, prepared

# Filters by things on whose lists quotes have places.
KINDS = {
    "about_guest": ListKind.PERSON,
    "speaker": ListKind.SPEAKER,
    "guest": ListKind.SPEAKER,
    "company": ListKind.COMPANY,
    "speaker_company": ListKind.SPOKEN_FOR,
    "tag": ListKind.TOPIC,
    "tag__any": ListKind.TOPIC,
    "podcast": ListKind.PODCAST,
}
# Filters by what few quotes have, with the value that asks for these few, and their list.
FEW = {
    "is_emended": (True, ListKind.TRAIT, Trait.EMENDED),
    "is_exception": (True, ListKind.TRAIT, Trait.EXCEPTION),
    "has_time": (False, ListKind.TRAIT, Trait.UNTIMED),
    "episode__published_on__isnull": (True, ListKind.YEAR, 0),
    "speaker_role": (AppearanceRole.HOST, ListKind.HOST, 0),
}
# Filters that leave so few that these are best found first and sorted.
FOUND_FIRST = {"id__in", "episode", "episode__number", "claim", "stance", "q"}
# Filters by what podcasts say of themselves.
OF_PODCASTS = ("language", "licence")
# What a place says of the columns that quotes are ordered by.
ORDERS = {"quote__published_at": moments("published_at"), "published_at": moments("updated_at")}
LONG = 200_000  # of longer lists it does not matter which is walked
LENGTHS, HOUR = 2_000, 3600  # lists whose lengths a process remembers, and seconds for which it does
MOST = 24  # lists that are walked for one page
LOOKED_UP = 60  # lists that are walked or looked up for one page
DAYS = ("episode__published_on__gte", "episode__published_on__lte")


class List(NamedTuple):
    """A list that has all that fits some filters, and which of them need not be asked any more."""

    tells: Sequence[str]
    kind: ListKind
    value: Any

    @property
    def key(self) -> int:
        """Of the thing; of a topic with those under it, the topic's."""
        return self.value[0] if self.kind is ListKind.TOPIC else self.value

    def places(self, name: str) -> QuerySet:
        """The places of public quotes on a list of its kind; which one is given by a name."""
        return public.places().filter(kind=self.kind, key=key_given(name))

    def has(self, name: str) -> IsNull:
        """Whether what has a place on another list has one on this, looked up by its key. Asked as a value:
        whether there are such rows PostgreSQL would ask last, of what is joined by then."""
        at = {"published_at": OuterRef("published_at"), "public_id": OuterRef("public_id")}
        there = ListPlace.objects.filter(kind=self.kind, key=key_given(name), **at)
        return IsNull(Subquery(there.values("version")), False)


def key_given(name: str) -> Place:
    """Where the key of a list belongs."""
    return Place(name, ListPlace._meta.get_field("key"))


EVERY = List((), ListKind.EVERY, 0)
NOTHING = List((), ListKind.PODCAST, 0)  # there is no such podcast: what nothing fits is read from there
# Kinds of lists of which a quote is on one at most.
ONE_EACH = {ListKind.SPEAKER, ListKind.PODCAST, ListKind.YEAR, ListKind.MONTH}
Narrowed = Mapping[str, list[Any]]  # filters that are given, with values


class Part(NamedTuple):
    """Some of what fits: what is on all of some lists, within a span. The last list is what makes it another
    part than the others."""

    lists: Sequence[List]
    span: Span


def way(filters: Mapping[str, Any], narrowed_by: Narrowed, key: Key) -> Way | None:
    """How to walk, in the order of a key, the list of one thing, narrowed by all else that is asked for, or
    the lists of each of some. None where there are no such lists, or too many.

    Which things they are is given apart, so that all topics are asked for by one statement.
    """
    key = ORDERS[key.path]
    parts = parts_of(narrowed_by, key.path)
    if not 0 < sum(len(lists) for lists, _ in parts) <= LOOKED_UP:
        return None
    named = [names(number, shortest_first(lists)) for number, (lists, _) in enumerate(parts)]
    left = [untold(lists, narrowed_by) for lists, _ in parts]
    # Mostly asked before: then the statement is there, and nothing of it needs to be built.
    rows = [
        cast(QuerySet, SimpleLazyObject(partial(places, each, span, others, filters, narrowed_by, key.path)))
        for each, (_, span), others in zip(named, parts, left, strict=True)
    ]
    return Way(
        rows,
        key,
        "public_id",
        to="version__",
        is_straight=len(parts) == 1 and not left[0],
        given={name: one.key for each in named for name, one in each.items()},
        told=frozenset(narrowed_by).difference(BOUNDS, *left),
        shape=tuple(
            (tuple(one.kind for one in each.values()), tuple(others))
            for each, others in zip(named, left, strict=True)
        ),
        disjoint=all(lists[-1].kind in ONE_EACH for lists, _ in parts),
    )


def names(number: int, lists: Sequence[List]) -> dict[str, List]:
    """The lists of a part by the names under which their keys are given."""
    return {f"list_{number}_{place}": one for place, one in enumerate(lists)}


def shortest_first(lists: Sequence[List]) -> Sequence[List]:
    """The lists with the one first that is walked."""
    return sorted(lists, key=length) if len(lists) > 1 else lists


def length(of: List) -> int:
    """How many quotes a list has, as far as it matters, or had within the hour: which list is walked changes
    nothing but how long it takes."""
    return counted(of.kind, of.key, int(monotonic()) // HOUR)


@lru_cache(LENGTHS)
def counted(kind: ListKind, key: int, hour: int) -> int:
    """How many quotes a list has in this hour of the process."""
    return ListPlace.objects.filter(kind=kind, key=key).order_by()[:LONG].count()


def parts_of(narrowed_by: Narrowed, column: str) -> list[Part]:
    """What together is all that fits, as it is read in the order of a column."""
    every, some = holding_all(narrowed_by), holding_parts(narrowed_by)
    if every and some and len(some) > 1 and is_shorter(every, some):
        some = None
    span, *others = quotetimes.spans(narrowed_by, column, apart=joins_parts() and some is None)
    if some is not None:
        return [Part([*every, one], span) for one in some or [NOTHING]]
    if not every and FOUND_FIRST.intersection(narrowed_by):
        return []
    whole = [EVERY] if span.bounds and not every else every
    return [Part(whole, span), *(Part([*every, of_trait(other.trait)], other) for other in others)]


def is_shorter(every: Sequence[List], some: Sequence[List]) -> bool:
    """Whether less is walked of a list that has all that fits than of each part, of which either may be read
    to its end."""
    least = min(map(length, every))
    return least <= sum(min(least, length(one)) for one in some)


def joins_parts() -> bool:
    """Whether the database can join the beginnings of several lists in one question."""
    return connection.features.supports_slicing_ordering_in_compound


def of_trait(trait: Trait | None) -> List:
    """The list of the quotes with a trait."""
    return List((), ListKind.TRAIT, trait)


def holding_all(narrowed_by: Narrowed) -> list[List]:
    """The lists that have all that fits: of single things, of each where several are all wanted, and of what
    few quotes have."""
    named = [
        List((name,), kind, value)
        for name, kind in KINDS.items()
        for value in narrowed_by.get(name, ())
        if len(narrowed_by[name]) == 1 or name == "tag"
    ]
    few = [
        List((name,), kind, key)
        for name, (value, kind, key) in FEW.items()
        if narrowed_by.get(name) == [value]
    ]
    if any(number > 1 for number in least_versions(narrowed_by)):
        few.append(of_trait(Trait.CHANGED))
    if AnchorStatus.EXACT not in narrowed_by.get("anchor_status", [AnchorStatus.EXACT]):
        few.append(of_trait(Trait.MOVED))
    return named + few


def least_versions(narrowed_by: Narrowed) -> list[int]:
    """The least numbers that versions have by each filter of these."""
    return [min(narrowed_by[name]) for name in ("version", "version__gte") if name in narrowed_by]


def holding_parts(narrowed_by: Narrowed) -> list[List] | None:
    """The fewest lists that together have all that fits: of each of some things of which any is wanted, of
    the podcasts of a language or licence, or of the years and months in which all was said. None where there
    are too many, or where a database cannot join parts of several in one question."""
    several = [
        [List((name,), kind, value) for value in dict.fromkeys(narrowed_by[name])]
        for name, kind in KINDS.items()
        if name != "tag" and len(narrowed_by.get(name, ())) > 1
    ]
    several += [in_podcasts(name, narrowed_by[name]) for name in OF_PODCASTS if name in narrowed_by]
    if any(name in narrowed_by for name in DAYS):
        several.append(periods(*(narrowed_by.get(name, [None])[0] for name in DAYS)))
    most = MOST if joins_parts() else 1
    return min((lists for lists in several if len(lists) <= most), key=len, default=None)


def in_podcasts(name: str, words: Sequence[str]) -> list[List]:
    """The lists of the podcasts of which something is one of these words."""
    return [List((name,), ListKind.PODCAST, podcast) for (podcast,) in podcasts_of(name).rows(words)]


@cache
def podcasts_of(name: str) -> Statement:
    """Asks for the keys of the podcasts of which something is one of some words."""
    rows = Podcast.objects.filter(**{f"{name}__in": WORDS}).order_by("pk")
    return prepared(rows.values_list("pk"), planned=True)


def periods(first: date | None, last: date | None) -> list[List]:
    """The lists of the years, and at both ends of the months, of all that was said between two days, or from
    one on, or until one: of the months' days all, unless they begin or end between."""
    years = [year for found in answers(*outer_years()) for (year,) in found]
    if not years:
        return []
    first = max(first or date.min, date(min(years), 1, 1))
    last = min(last or date.max, date(max(years), 12, 31))
    found, year, month = list[List](), first.year, first.month
    while (year, month) <= (last.year, last.month):
        if first <= date(year, month, 1) and month == 1 and date(year, 12, 31) <= last:
            found.append(List(DAYS, ListKind.YEAR, year))
            year += 1
        else:
            end = date(year, month, monthrange(year, month)[1])
            tells = DAYS if first <= end.replace(day=1) and end <= last else ()
            found.append(List(tells, ListKind.MONTH, year * 100 + month))
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


@cache
def outer_years() -> list[Asked]:
    """Asks for the first year and for the last in which something was said that is on lists."""
    years = ListPlace.objects.filter(kind=ListKind.YEAR, key__gt=0).values_list("key")
    return [Asked(prepared(years.order_by(order)[:1], planned=True), []) for order in ("key", "-key")]


def untold(lists: Sequence[List], narrowed_by: Narrowed) -> Narrowed:
    """The filters of which neither these lists nor places on them tell."""
    told = {*BOUNDS, *(name for one in lists for name in one.tells)}
    return {name: values for name, values in narrowed_by.items() if name not in told}


def places(
    lists: Mapping[str, List],
    span: Span,
    others: Narrowed,
    filters: Mapping[str, Any],
    narrowed_by: Narrowed,
    column: str,
) -> QuerySet:
    """The places on the first of these lists, each of which has all that fits of a part; `others` are the
    filters that these do not tell of."""
    (name, walked), *rest = lists.items()
    found = walked.places(name).filter(*(one.has(name) for name, one in rest))
    found = found.filter(**span.bounds).filter(**span.given(narrowed_by, column))
    if not others:
        return found
    fitting = narrowed(QuoteVersion.objects.order_by(), filters, others)
    return found.filter(Exists(fitting.filter(pk=OuterRef("version"))))
