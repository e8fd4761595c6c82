"""Which fields of a thing an answer has: `fields` and `omit` choose, `expand` shows in full what is else
only named."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from api.addresses import Addresses
from api.reading import Reading

PARAMETERS = ("fields", "omit", "expand")
ALWAYS = "id"


class Choice:
    """What a request wants to see of a view's things; raises BadParameters where that cannot be."""

    def __init__(self, request: Request, view: Any) -> None:
        reading = Reading(request)
        self.view, names = view, fields_of(view)
        self.only = reading.words("fields", names)
        self.without = set(reading.words("omit", names)) - {ALWAYS}
        self.expanded = reading.words("expand", view.expands)
        reading.settle()

    def made(self, things: list[dict[str, Any]], addresses: Addresses) -> list[dict[str, Any]]:
        """The things as they are wanted; a few queries for each sort of things shown in full."""
        kept = [name for name in fields_of(self.view) if name not in self.without]
        if self.only:
            wanted = {ALWAYS, *self.only}
            kept = [name for name in kept if name in wanted]
        if self.only or self.without:
            things = [{name: thing[name] for name in kept} for thing in things]
        for path in self.expanded:
            if path.partition(".")[0] in kept:
                expand(things, path, self.view.sibling(self.view.expands[path]), addresses)
        return things


def fields_of(view: Any) -> list[str]:
    """The names of the fields, in their order; an id is always there."""
    return list(view.serializer_class._declared_fields)  # without a copy of each


def expand(things: list[dict[str, Any]], path: str, view: Any, addresses: Addresses) -> None:
    """Put what is public of the things named at a path in place of their names, which it keeps."""
    places = [place for thing in things for place in named_at(thing, path)]
    found = view.by_ids({holder[key]["id"] for holder, key in places}, addresses)
    for holder, key in places:
        holder[key] = holder[key] | found.get(holder[key]["id"], {})


def named_at(thing: dict[str, Any], path: str) -> Iterator[tuple[Any, Any]]:
    """Where in a thing others are named: what holds each name, and at which key."""
    head, _, rest = path.partition(".")
    value = thing[head]
    if rest:
        for part in value if isinstance(value, list) else [value]:
            if part is not None:
                yield from named_at(part, rest)
    elif isinstance(value, list):
        yield from ((value, place) for place in range(len(value)))
    elif value is not None:
        yield thing, head


def described(view: Any) -> list[OpenApiParameter]:
    """The parameters as OpenAPI describes them."""
    names = fields_of(view)
    found = [
        words("fields", "Only these fields, and the id.", names),
        words("omit", "All fields but these; the id stays.", names),
    ]
    if view.expands:
        about = "Show in full what is else only named; it keeps its `display`."
        found.append(words("expand", about, list(view.expands)))
    return found


def words(name: str, about: str, choices: list[str]) -> OpenApiParameter:
    """A parameter of words separated by commas."""
    return OpenApiParameter(
        name, str, many=True, enum=choices, explode=False, description=f"{about} Separated by commas."
    )
