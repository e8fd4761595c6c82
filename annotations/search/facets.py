"""What a search can be narrowed by: the marks of what was found, counted, with the names readers know.

A mark whose thing is not public has no name here, and is not offered.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from annotations.graph.parts import Kind
from annotations.models import SearchKind
from annotations.querysets import published_podcasts
from annotations.search.visible import Candidate
from annotations.selectors import public
from annotations.selectors.filters import OFFERED, Group, Option
from transcripts.prepared import MARKS, Asked, Statement, answers, prepared

# What a search is narrowed by, in the order of the page, with the heading of each.
HEADINGS: Mapping[str, str] = {
    "kind": "Kind",
    "tag": "Topic",
    "company": "About",
    "guest": "Said by, or about",
    "podcast": "Podcast",
    "year": "Year",
}
# Whose values are slugs: what is public of them, and the field that names them.
NAMED: Mapping[str, tuple[Callable[[], Any], str]] = {
    "tag": (lambda: public.of(Kind.TAG), "label"),
    "company": (lambda: public.of(Kind.COMPANY), "name"),
    "guest": (lambda: public.of(Kind.GUEST), "name"),
    "podcast": (published_podcasts, "title"),
}


Counted = Mapping[str, Counter[str]]  # by filter, how often each value
Known = Mapping[str, list[tuple[str, str, int]]]  # by filter, slugs, labels and counts


class UnknownValue(ValueError):
    """A filter in the address names nothing that is public; the message says which."""


def marks(values: Mapping[str, str]) -> tuple[str, ...]:
    """The marks that the filters of an address ask for; raises UnknownValue."""
    found = []
    for name, value in values.items():
        if name in NAMED:
            key = NAMED[name][0]().filter(slug=value).order_by().values_list("pk", flat=True).first()
            if key is None:
                raise UnknownValue(f"Nothing public goes by the {name} “{value}”.")
            found.append(f"{name}.{key}")
        elif name == "year":
            if not (value.isdecimal() and value.isascii() and len(value) <= 4):
                raise UnknownValue(f"“{value}” is no year.")
            found.append(f"year.{int(value)}")
    return tuple(found)


def kind(values: Mapping[str, str]) -> SearchKind | None:
    """The kind an address asks for; raises UnknownValue."""
    if "kind" not in values:
        return None
    if values["kind"] not in SearchKind.values:
        raise UnknownValue(f"“{values['kind']}” is no kind of thing that is found here.")
    return SearchKind(values["kind"])


def tallied(found: Sequence[Candidate]) -> Counted:
    """How many of what was found have each value of each filter."""
    made: dict[str, Counter[str]] = {name: Counter() for name in HEADINGS}
    made["kind"].update(candidate.kind for candidate in found)
    every = Counter(chain.from_iterable(candidate.marks.split() for candidate in found))
    for mark, n in every.items():
        name, _, value = mark.partition(".")
        made[name][value] = n
    return made


def groups(counted: Counted, values: Mapping[str, str]) -> list[Group]:
    """What to narrow by, most frequent first (years: the latest first); one value alone is of no use, unless
    it is on."""
    known = named(counted)
    made = [
        Group(HEADINGS[name], options(name, count, values, known.get(name, ())))
        for name, count in counted.items()
    ]
    return [group for group in made if len(group.options) > 1 or group.active]


def options(
    name: str, counted: Counter[str], values: Mapping[str, str], known: Iterable[tuple[str, str, int]]
) -> list[Option]:
    """The values of one filter; `known` are those that have names."""
    on = values.get(name)
    rows: Iterable[tuple[str, str, int]]
    if name == "kind":
        rows = [(value, str(SearchKind(value).label), n) for value, n in counted.most_common()]
    elif name == "year":
        rows = [(value, value, counted[value]) for value in sorted(counted, key=int, reverse=True)]
    else:
        rows = known
    made = [
        Option(label[:1].upper() + label[1:], n, query(values, name, value), value == on)
        for value, label, n in rows
    ]
    return [option for option in made if option.on or on is None][:OFFERED]


def named(counted: Counted) -> Known:
    """What the most frequent values of filters are called. As many are looked up as are offered; only where
    some of those are hidden by now, as many again."""
    found = public_among(counted, NAMED, OFFERED)
    short = [name for name, rows in found.items() if len(rows) < OFFERED < len(counted[name])]
    return {**found, **public_among(counted, short, 2 * OFFERED)} if short else found


def public_among(counted: Counted, names: Iterable[str], most: int) -> Known:
    """What is public among the most frequent values of these filters, asked for in one message."""
    keys = {name: [int(key) for key, _ in counted[name].most_common(most)] for name in names}
    keys = {name: some for name, some in keys.items() if some}
    found = answers(*(Asked(_named(name), [some]) for name, some in keys.items()))
    made = {}
    for (name, some), rows in zip(keys.items(), found, strict=True):
        shown = {pk: (slug, label) for pk, slug, label in rows}
        made[name] = [(*shown[key], counted[name][str(key)]) for key in some if key in shown]
    return made


@cache
def _named(name: str) -> Statement:
    rows, label = NAMED[name]
    named = rows().filter(pk__in=MARKS[:1]).order_by()
    return prepared(named.values_list("pk", "slug", label), planned=True)


def query(values: Mapping[str, str], name: str, value: str) -> str:
    """The search with this filter put on, or off where it is on; from the first page."""
    others = {key: other for key, other in values.items() if key != name}
    on = values.get(name) == value
    return "?" + urlencode(others if on else {**others, name: value})
