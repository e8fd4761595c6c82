"""Narrowing a list of published quotes by links: which values there are, how many each leaves, which are on.

Only values that occur among the published quotes of the list are offered, so nothing else shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, QuerySet

from annotations.models import QuoteVersion

OFFERED = 12  # values of one filter


class UnknownValue(ValueError):
    """A filter in the address names nothing that is public here; the message says which."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to narrow a list: its name in the address, its heading, and where value and label are found."""

    name: str
    heading: str
    value: str
    label: str


COMPANY = Filter("company", "About", "companies__slug", "companies__name")
PERSON = Filter("about", "About people", "guests__slug", "guests__name")
GUEST = Filter("guest", "Said by", "speaker__slug", "speaker__name")
PODCAST = Filter("podcast", "Podcast", "quote__episode__podcast__slug", "quote__episode__podcast__title")
TOPIC = Filter("tag", "Topic", "tags__slug", "tags__label")
YEAR = Filter("year", "Year", "quote__episode__published_on__year", "quote__episode__published_on__year")


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter: what it is called, how many quotes it leaves, and the address that does it.

    Where it is on already, the address is that of the list without it.
    """

    label: str
    count: int
    query: str
    on: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A filter with the values it offers."""

    heading: str
    options: list[Option]

    @property
    def active(self) -> Option | None:
        """The value that is on."""
        return next((option for option in self.options if option.on), None)


def chosen(filters: Sequence[Filter], parameters: Mapping[str, str]) -> dict[str, str]:
    """The filters that are on, by name."""
    return {f.name: parameters[f.name] for f in filters if parameters.get(f.name)}


def narrow(
    rows: QuerySet[QuoteVersion], filters: Sequence[Filter], values: Mapping[str, str]
) -> QuerySet[QuoteVersion]:
    """The rows that all chosen filters leave; raises UnknownValue where one leaves nothing at all."""
    for filter_ in filters:
        if filter_.name in values:
            rows = rows.filter(pk__in=matching(rows, filter_, values[filter_.name]).values("pk"))
    return rows


def matching(rows: QuerySet[QuoteVersion], filter_: Filter, value: str) -> QuerySet[QuoteVersion]:
    """The rows with this value; raises UnknownValue where there is none."""
    readable = value.isdecimal() and len(value) <= 4 if filter_ is YEAR else True
    found = plain(rows).filter(**{filter_.value: value}) if readable else rows.none()
    if not found.exists():
        raise UnknownValue(f"No published quote here has {filter_.name} “{value}”.")
    return found


def groups(rows: QuerySet[QuoteVersion], filters: Sequence[Filter], values: Mapping[str, str]) -> list[Group]:
    """What each filter offers for these rows (already narrowed); one with a single value to offer is of no
    use, unless it is on."""
    found = [Group(f.heading, options(rows, f, values)) for f in filters]
    return [group for group in found if len(group.options) > 1 or group.active]


def options(rows: QuerySet[QuoteVersion], filter_: Filter, values: Mapping[str, str]) -> list[Option]:
    """The values of one filter, the most frequent first (years: the latest first)."""
    on = values.get(filter_.name)
    counted = (
        plain(rows)
        .exclude(**{filter_.value: None})
        .values_list(filter_.value, filter_.label)
        .annotate(n=Count("pk", distinct=True))
        .order_by(*([f"-{filter_.value}"] if filter_ is YEAR else ["-n", filter_.label]))
    )
    if on is not None:
        counted = counted.filter(**{filter_.value: on})
    return [
        Option(str(label), count, query(values, filter_.name, value), str(value) == on)
        for value, label, count in counted[:OFFERED]
    ]


def query(values: Mapping[str, str], name: str, value: object) -> str:
    """The chosen filters as a query, with this one put on, or off where it is on."""
    others = {key: other for key, other in values.items() if key != name}
    if values.get(name) == str(value):
        return "?" + urlencode(others) if others else "?"
    return "?" + urlencode({**others, name: str(value)})


def plain(rows: QuerySet[QuoteVersion]) -> QuerySet[QuoteVersion]:
    """The same rows without what their display needs, for counting."""
    return QuoteVersion.objects.filter(pk__in=rows.order_by().values("pk"))
