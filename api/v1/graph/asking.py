"""What requests about the graph may ask, read as strictly as the parameters of lists."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from annotations.graph.parts import Kind, Node, Tie
from annotations.selectors.graph import things
from annotations.selectors.graph.neighbourhood import MOST_OPENED
from annotations.selectors.graph.selection import Selection
from api import values
from api.errors import BadParameters
from api.filters import unknown
from api.parameters import Bound, Parameter, Plain, fault
from api.problems import Fault
from api.v1 import narrowing

NODE = "the kind and the id or slug of something here, such as company:netgate"
TOO_MANY = (
    f"Open at most {MOST_OPENED} nodes at once. Leave the others out, and ask for the neighbourhood of each "
    "of them on its own."
)
KINDS = [str(kind) for kind in Kind]
TIES = [str(tie) for tie in Tie]


def node(raw: str) -> Node:
    """A public thing by its kind and name; raises ValueError saying what is wanted."""
    kind, _, name = raw.partition(":")
    if kind not in KINDS or not name:
        raise ValueError(NODE)
    found = things.find(Kind(kind), values.id_or_slug(name))
    if found is None:
        raise ValueError(NODE)
    return found


def within(least: int, most: int) -> values.Reader:
    """A reader of a whole number from `least` to `most`."""

    def read(raw: str) -> int:
        found = values.number(raw)
        if not least <= found <= most:
            raise ValueError(f"a number from {least} to {most}")
        return found

    return read


class Opened(Plain):
    """A few nodes, each in a value of its own."""

    repeats = "Repeated: each of them."

    def __init__(self, about: str) -> None:
        super().__init__("", node, about=about, schema=narrowing.TEXT, example="guest:ines-carvalho")

    def resolve(self, given: list[str]) -> list[Any]:
        """The nodes."""
        if len(given) > MOST_OPENED:
            raise fault(given[MOST_OPENED], TOO_MANY)
        return super().resolve(given)

    def described(self, name: str) -> dict[str, Any]:
        """The parameter as OpenAPI describes it."""
        told = super().described(name)
        return {**told, "schema": {**told["schema"], "maxItems": MOST_OPENED}}


class Needed(Bound):
    """One value without which nothing can be answered."""


class NeededTopic(narrowing.Topics):
    """One topic without which nothing can be answered."""

    repeats = ""


def one_node(about: str) -> Needed:
    """A parameter that names one node."""
    text = f"{about} By kind and id or slug; kinds are {', '.join(KINDS)}."
    return Needed("", node, about=text, schema=narrowing.TEXT, example="company:netgate")


def number(about: str, least: int, most: int, usual: int) -> Bound:
    """A parameter that is a number."""
    schema = {"type": "integer", "minimum": least, "maximum": most, "default": usual}
    return Bound("", within(least, most), about=about, schema=schema, example=usual)


def words(read: list[str], about: str) -> Plain:
    """A parameter that takes some of these words."""
    schema = {"type": "string", "enum": read}
    return Plain("", values.one_of(read), about=about, schema=schema, example=read[0])


def as_they_are(rows: Any, pks: Any) -> Any:
    """Filters of the graph are gathered in a Selection; no list is narrowed."""
    return rows


SAID: Mapping[str, Parameter] = {
    "podcast": narrowing.podcast(as_they_are, about="Said in an episode of this podcast."),
    "said_on__gte": Bound(
        "", values.day, about="Said on this day or later.", schema=narrowing.DAY, example="2024-01-01"
    ),
    "said_on__lte": Bound(
        "", values.day, about="Said on this day or earlier.", schema=narrowing.DAY, example="2024-12-31"
    ),
}
TOPICS: Mapping[str, Parameter] = {"tag": narrowing.Topics(as_they_are, about=narrowing.ABOUT_TAG)}
TOPIC: Mapping[str, Parameter] = {"tag": NeededTopic(as_they_are, about=narrowing.ABOUT_TAG)}
FILTERS: Mapping[str, Parameter] = {
    "edge": words(TIES, "What the edges say."),
    "kind": words(KINDS, "What is wanted beside the nodes you name."),
    **TOPICS,
    **SAID,
}


def read(request: Request, known: Mapping[str, Parameter]) -> dict[str, list[Any]]:
    """The values of each parameter; raises BadParameters naming everything that is wrong at once."""
    faults, found = list(unknown(request.query_params, known)), {}
    for name, parameter in known.items():
        given = request.query_params.getlist(name)
        try:
            found[name] = parameter.field.clean(given)
        except ValidationError as error:
            faults += [
                Fault(name, " ".join(one.messages), (one.params or {}).get("value"))
                for one in error.error_list
            ]
        else:
            if not given and isinstance(parameter, (Needed, NeededTopic)):
                faults.append(Fault(name, "This is needed.", None))
    if faults:
        raise BadParameters(faults)
    return found


def selection(asked: Mapping[str, list[Any]]) -> Selection:
    """The filters among what was asked."""
    return Selection(
        kinds=frozenset(map(Kind, asked.get("kind", []))),
        ties=frozenset(map(Tie, asked.get("edge", []))),
        topics=frozenset(asked.get("tag", [])),
        podcasts=frozenset(asked.get("podcast", [])),
        since=next(iter(asked.get("said_on__gte", [])), None),
        until=next(iter(asked.get("said_on__lte", [])), None),
    )


def described(known: Mapping[str, Parameter]) -> list[OpenApiParameter]:
    """The parameters as OpenAPI describes them."""
    return [
        OpenApiParameter(
            name,
            parameter.described(name)["schema"],
            description=parameter.described(name)["description"],
            required=isinstance(parameter, (Needed, NeededTopic)),
        )
        for name, parameter in known.items()
    ]
