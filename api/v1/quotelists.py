"""Lists of quotes that are read in order: of a topic, a company, a person, a podcast or a year.

Which quotes are shown is decided by the same rows as everywhere; the places only say in what order to look.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple, cast

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils.functional import SimpleLazyObject

from annotations.models import ListKind, ListPlace, QuoteVersion
from annotations.selectors import public
from api.filters import narrowed
from api.pagination import Key, Way, moments

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
# What a place says of the columns that quotes are ordered by.
ORDERS = {"quote__published_at": moments("published_at"), "published_at": moments("updated_at")}
LONG = 200_000  # of longer lists it does not matter which is walked
MOST = 12  # lists that are walked for one page
LOOKED_UP = 60  # lists that are walked or looked up for one page
# Of which a place knows what they ask for: a list of ten years begins where it is read.
BOUNDS = ("published_at__gte", "published_at__lte", "updated_at__gte", "updated_at__lte")
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

    def places(self) -> QuerySet:
        """The places of public quotes on it."""
        return public.places().filter(kind=self.kind, key=self.key)

    def has(self) -> IsNull:
        """Whether what has a place on another list has one on this, looked up by its key. Asked as a value:
        whether there are such rows PostgreSQL would ask last, of what is joined by then."""
        at = {"published_at": OuterRef("published_at"), "public_id": OuterRef("public_id")}
        there = ListPlace.objects.filter(kind=self.kind, key=self.key, **at)
        return IsNull(Subquery(there.values("version")), False)

    def length(self) -> int:
        """How many quotes it has, as far as it matters."""
        return ListPlace.objects.filter(kind=self.kind, key=self.key).order_by()[:LONG].count()


Narrowed = Mapping[str, list[Any]]  # filters that are given, with values


def way(filters: Mapping[str, Any], narrowed_by: Narrowed, key: Key) -> Way | None:
    """How to walk, in the order of a key, the list of one thing, narrowed by all else that is asked for, or
    the lists of each of some. None where there are no such lists, or too many."""
    every, some = holding_all(narrowed_by), holding_parts(narrowed_by)
    parts = [[*every, one] for one in some] if some else [every]
    if not 0 < sum(map(len, parts)) <= LOOKED_UP:
        return None
    length = cache(List.length)
    # Mostly asked before: then the statement is there, and nothing of it needs to be built.
    rows = [
        cast(QuerySet, SimpleLazyObject(partial(places, lists, length, filters, narrowed_by)))
        for lists in parts
    ]
    is_straight = len(parts) == 1 and not untold(parts[0], narrowed_by)
    return Way(rows, ORDERS[key.path], "public_id", to="version__", is_straight=is_straight)


def holding_all(narrowed_by: Narrowed) -> list[List]:
    """The lists that have all that fits: of single things, and of each where several are all wanted."""
    return [
        List((name,), kind, value)
        for name, kind in KINDS.items()
        for value in narrowed_by.get(name, ())
        if len(narrowed_by[name]) == 1 or name == "tag"
    ]


def holding_parts(narrowed_by: Narrowed) -> list[List]:
    """Lists that together have all that fits: of each of some things of which any is wanted, or of the years
    and months in which all was said. None where there are too many, or where a database cannot join parts of
    several in one question."""
    several = [
        [List((name,), kind, value) for value in narrowed_by[name]]
        for name, kind in KINDS.items()
        if name != "tag" and len(narrowed_by.get(name, ())) > 1
    ]
    most = MOST if connection.features.supports_slicing_ordering_in_compound else 1
    return next((lists for lists in [*several, periods(narrowed_by)] if len(lists) <= most), [])


def periods(narrowed_by: Narrowed) -> list[List]:
    """The lists of the years, and at both ends of the months, in which all was said that is asked for: of the
    months' days all, unless they begin or end between. None where that is left open."""
    if not all(name in narrowed_by for name in DAYS):
        return []
    first, last = (narrowed_by[name][0] for name in DAYS)
    if last.year - first.year > MOST:
        return []
    is_whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    tells = DAYS if is_whole else ()
    found, year, month = list[List](), first.year, first.month
    while (year, month) <= (last.year, last.month):
        if month == 1 and (year < last.year or last.month == 12):
            found.append(List(tells, ListKind.YEAR, year))
            year += 1
        else:
            found.append(List(tells, ListKind.MONTH, year * 100 + month))
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def untold(lists: list[List], narrowed_by: Narrowed) -> dict[str, list[Any]]:
    """The filters of which neither these lists nor places on them tell."""
    told = {*BOUNDS, *(name for one in lists for name in one.tells)}
    return {name: values for name, values in narrowed_by.items() if name not in told}


def places(
    lists: list[List],
    length: Callable[[List], int],
    filters: Mapping[str, Any],
    narrowed_by: Narrowed,
) -> QuerySet:
    """The places on the shortest of some lists, of which each has all that fits of this part."""
    walked = min(lists, key=length) if len(lists) > 1 else lists[0]
    bounds = {name: narrowed_by[name][0] for name in BOUNDS if name in narrowed_by}
    found = walked.places().filter(*(one.has() for one in lists if one is not walked), **bounds)
    others = untold(lists, narrowed_by)
    if not others:
        return found
    fitting = narrowed(QuoteVersion.objects.order_by(), filters, others)
    return found.filter(Exists(fitting.filter(pk=OuterRef("version"))))
