"""Lists of quotes that are read in order: of a topic, a company, a person, a podcast or a year.

Which quotes are shown is decided by the same rows as everywhere; the places only say in what order to look.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import SimpleLazyObject

from annotations.models import ListKind, ListPlace, QuoteVersion
from annotations.selectors import public
from api.filters import narrowed
from api.pagination import Way, moments

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
ORDER = moments("published_at")
LONG = 20_000  # of longer lists it does not matter which is walked
MOST = 8  # lists that are walked for one page
# Of which a place knows what they ask for: a list of ten years begins where it is read.
BOUNDS = ("published_at__gte", "published_at__lte")
DAYS = ("episode__published_on__gte", "episode__published_on__lte")


class List(NamedTuple):
    """A list that has all that fits, and the filter that names it."""

    name: str
    kind: ListKind
    value: Any

    @property
    def key(self) -> int:
        """Of the thing; of a topic with those under it, the topic's."""
        return self.value[0] if self.kind is ListKind.TOPIC else self.value

    def places(self) -> QuerySet:
        """The places of public quotes on it."""
        return public.places().filter(kind=self.kind, key=self.key)

    def length(self) -> int:
        """How many quotes it has, as far as it matters."""
        return ListPlace.objects.filter(kind=self.kind, key=self.key).order_by()[:LONG].count()


Narrowed = Mapping[str, list[Any]]  # filters that are given, with values


def ways(filters: Mapping[str, Any], narrowed_by: Narrowed) -> list[Way]:
    """How to walk, newest or oldest first, the list of one thing, narrowed by all else that is asked for, or
    the lists of each of some. None where there are no such lists, or too many."""
    found = holding_all(narrowed_by)
    if found:
        return [way(found, filters, narrowed_by)]
    return [way([one], filters, narrowed_by, part) for part, one in enumerate(holding_parts(narrowed_by))]


def holding_all(narrowed_by: Narrowed) -> list[List]:
    """The lists that have all that fits: of single things, and of each where several are all wanted."""
    return [
        List(name, kind, value)
        for name, kind in KINDS.items()
        for value in narrowed_by.get(name, ())
        if len(narrowed_by[name]) == 1 or name == "tag"
    ]


def holding_parts(narrowed_by: Narrowed) -> list[List]:
    """Lists that together have all that fits: of each of some things of which any is wanted."""
    for name, kind in KINDS.items():
        if 1 < len(narrowed_by.get(name, ())) <= MOST:
            return [List(name, kind, value) for value in narrowed_by[name]]
    return [List("", ListKind.YEAR, year) for year in years(narrowed_by)]


def years(narrowed_by: Narrowed) -> range:
    """The years in which all was said that is asked for; none where that is left open, or they are too
    many."""
    first, last = (narrowed_by.get(name) for name in DAYS)
    found = range(first[0].year, last[0].year + 1) if first and last else range(0)
    return found if len(found) <= MOST else range(0)


def way(lists: list[List], filters: Mapping[str, Any], narrowed_by: Narrowed, part: int = 0) -> Way:
    """How to walk the shortest of some lists, of which each has all that fits of this part."""
    bounds = {name: narrowed_by[name][0] for name in BOUNDS if name in narrowed_by}
    is_straight = len(narrowed_by) == len(bounds) + 1 and len(narrowed_by.get(lists[0].name, ())) == 1

    def places() -> QuerySet:
        one = min(lists, key=List.length) if len(lists) > 1 else lists[0]
        others = {name: values for name, values in narrowed_by.items() if name not in bounds}
        # Of topics that are all wanted the others; of things of which any is wanted, none any more.
        left = [value for value in others.pop(one.name, ()) if value != one.value]
        if left and one.name == "tag":
            others["tag"] = left
        found = one.places().filter(**bounds)
        if not others:
            return found
        fitting = narrowed(QuoteVersion.objects.order_by(), filters, others)
        return found.filter(Exists(fitting.filter(pk=OuterRef("version"))))

    # Mostly asked before: then the statement is there, and nothing of it needs to be built.
    rows = cast(QuerySet, SimpleLazyObject(places))
    return Way(rows, ORDER, "public_id", to="version__", is_straight=is_straight, part=part)
