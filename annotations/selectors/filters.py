"""Narrowing a list of published quotes or claims by links: which values there are, how much each leaves,
which are on.

Only values that occur among the published quotes of the list are offered, so nothing else shows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet

from annotations.models import Claim, ClaimKind, Evidence
from annotations.querysets import published_companies, published_guests
from annotations.selectors import addresses, topics

OFFERED = 12  # values of one filter
Counted = tuple[str, str, int]  # a value as the address has it, what it is called, how much it leaves


class UnknownValue(ValueError):
    """A filter in the address names nothing that is public here; the message says which."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to narrow a list: its name in the address, its heading, and where value and label are found.
    What is blank in some rows is not offered as a value; `names` are what people call the values; `among`
    says which of the rows on the way to the value count."""

    name: str
    heading: str
    value: str
    label: str
    may_be_blank: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    among: Callable[[], dict[str, Any]] = dict


def spoken_for() -> dict[str, Any]:
    """Of a speaker’s appearances that in the quote’s own episode."""
    return {"speaker__appearances__episode": F("quote__episode")}


def evident() -> dict[str, Any]:
    """Of the evidence that rests on a quote the published."""
    return {"quote__evidence__in": Evidence.objects.published().order_by()}


COMPANY = Filter("company", "About", "companies__slug", "companies__name")
PERSON = Filter("about", "About people", "guests__slug", "guests__name")
GUEST = Filter("guest", "Said by", "speaker__slug", "speaker__name")
FOR = Filter(
    "for",
    "Spoken for",
    "speaker__appearances__company__slug",
    "speaker__appearances__company__name",
    among=spoken_for,
)
BEARING = Filter(
    "kind",
    "Bears on claims of",
    "quote__evidence__claim__kind",
    "quote__evidence__claim__kind",
    names=dict(ClaimKind.choices),
    among=evident,
)
PODCAST = Filter("podcast", "Podcast", "quote__episode__podcast__slug", "quote__episode__podcast__title")
TOPIC = Filter("tag", "Topic", "tags__slug", "tags__label")
YEAR = Filter("year", "Year", "quote__episode__published_on__year", "quote__episode__published_on__year")

# Of claims: `year` is that in which one begins to hold.
KIND = Filter("kind", "Kind", "kind", "kind", names=dict(ClaimKind.choices))
CLAIM_COMPANY = Filter("company", "About", "company__slug", "company__name")
CLAIM_PERSON = Filter("about", "About people", "guest__slug", "guest__name")
CLAIM_METRIC = Filter("metric", "Figure", "metric", "metric", may_be_blank=True)
CLAIM_YEAR = Filter("year", "Year", "holds_from__year", "holds_from__year")
YEARS = (YEAR, CLAIM_YEAR)


# Whose values are slugs that may be old ones, and who of them readers may know of.
NAMED: dict[str, Callable[[], QuerySet]] = {
    COMPANY.name: published_companies,
    PERSON.name: published_guests,
    GUEST.name: published_guests,
}


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter: what it is called, how much it leaves, and the address that does it.

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


def current(name: str, value: str) -> str:
    """A value by the slug it has now, where a topic was renamed, or what it names was merged, since."""
    if name == TOPIC.name:
        tag = topics.named(value)
        return tag.slug if tag else value
    if name in NAMED:
        public = NAMED[name]()
        led_to = None if public.filter(slug=value).exists() else addresses.led_to(public, value)
        return led_to.slug if led_to else value
    return value


def narrow(rows: QuerySet, filters: Sequence[Filter], values: Mapping[str, str]) -> QuerySet:
    """The rows that all chosen filters leave; raises UnknownValue where one leaves nothing at all."""
    for filter_ in filters:
        if filter_.name in values:
            rows = matching(rows, filter_, values[filter_.name])
    return rows


def matching(rows: QuerySet, filter_: Filter, value: str) -> QuerySet:
    """The rows with this value; raises UnknownValue where there is none."""
    found = rows.none()
    if (said := condition(rows.model, filter_, value)) is not None:
        among, is_single = filter_.among(), is_one_of_each(rows.model, filter_)
        having = rows.model._default_manager.filter(**among, **said).order_by().values("pk")
        found = rows.filter(**said) if is_single and not among else rows.filter(pk__in=having)
    if not found.order_by().exists():
        noun = "claim" if rows.model is Claim else "quote"
        raise UnknownValue(f"No published {noun} here has {filter_.name} “{value}”.")
    return found


def condition(model: Any, filter_: Filter, value: str) -> dict[str, Any] | None:
    """The condition that a row has this value, None where nothing has it. What a slug names is looked up
    first: by its key the database knows how many rows there are of it."""
    if filter_ in YEARS and not (value.isdecimal() and len(value) <= 4):
        return None
    path = filter_.value.removesuffix("__slug")
    if path == filter_.value:
        return {filter_.value: value}
    *_, last = fields_on(model, path)
    named: Any = last.related_model
    key = named._default_manager.filter(slug=value).values_list("pk", flat=True).first()
    return None if key is None else {path: key}


def is_one_of_each(model: Any, filter_: Filter) -> bool:
    """Whether each row has one value at most."""
    fields = fields_on(model, filter_.value.partition("__year")[0])
    return not any(field.many_to_many or field.one_to_many for field in fields)


def fields_on(model: Any, path: str) -> Iterator[Any]:
    """The fields on the way to a value, both ways round."""
    for name in path.split("__"):
        field = model._meta.get_field(name)
        yield field
        model = field.related_model


def groups(rows: QuerySet, filters: Sequence[Filter], values: Mapping[str, str]) -> list[Group]:
    """What each filter offers for these rows (already narrowed); one with a single value to offer is of no
    use, unless it is on."""
    return of_use(Group(f.heading, options(rows, f, values)) for f in filters)


def of_use(groups: Iterable[Group]) -> list[Group]:
    """Those that offer more than one value, or have one that is on."""
    return [group for group in groups if len(group.options) > 1 or group.active]


def options(rows: QuerySet, filter_: Filter, values: Mapping[str, str]) -> list[Option]:
    """The values of one filter, the most frequent first (years: the latest first)."""
    return links(counted(rows, filter_, values.get(filter_.name)), filter_, values)


def counted(rows: QuerySet, filter_: Filter, on: str | None = None) -> list[Counted]:
    """The values of one filter that are offered: each with its label and how much it leaves; of a filter that
    is on, its value alone."""
    found = (
        plain(rows)
        .filter(**filter_.among(), **{f"{filter_.value}__isnull": False})
        .values_list(filter_.value, filter_.label)
        .annotate(n=Count("pk", distinct=True))
        .order_by(*([f"-{filter_.value}"] if filter_ in YEARS else ["-n", filter_.label]))
    )
    if filter_.may_be_blank:
        found = found.exclude(**{filter_.value: ""})
    if on is not None:
        found = found.filter(**{filter_.value: on})
    return [(str(value), filter_.names.get(value, str(label)), n) for value, label, n in found[:OFFERED]]


def links(found: Sequence[Counted], filter_: Filter, values: Mapping[str, str]) -> list[Option]:
    """Counted values as links that put each on, or off where it is on."""
    on = values.get(filter_.name)
    return [
        Option(label, count, query(values, filter_.name, value), value == on) for value, label, count in found
    ]


def query(values: Mapping[str, str], name: str, value: object) -> str:
    """The chosen filters as a query, with this one put on, or off where it is on."""
    others = {key: other for key, other in values.items() if key != name}
    if values.get(name) == str(value):
        return "?" + urlencode(others) if others else "?"
    return "?" + urlencode({**others, name: str(value)})


def plain(rows: QuerySet) -> QuerySet:
    """The same rows without what their display needs, for counting."""
    return rows.model._default_manager.filter(pk__in=rows.order_by().values("pk"))
