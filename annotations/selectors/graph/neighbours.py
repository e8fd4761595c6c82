"""The neighbours of one node: relation by relation, the newest first, page by page, with bounded counts."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from annotations.graph.parts import Edge, Kind, Node, Tie
from annotations.models import QuoteVersion
from annotations.selectors import public
from annotations.selectors.graph import things
from annotations.selectors.graph.edges import newest, onwards, there, told
from annotations.selectors.graph.relations import Way, ways
from annotations.selectors.graph.selection import Selection

COUNTED = 200  # neighbours of one sort are counted up to here


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A node and the edge that ties it to the one that was asked about."""

    edge: Edge
    node: Node


@dataclass(frozen=True, slots=True)
class Counted:
    """How many neighbours of a sort there are; `is_more` where there are more than are counted."""

    ties: tuple[Tie, ...]
    kind: Kind
    outwards: bool
    count: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list of neighbours: behind this node on this way with this tie; of a quote that is listed
    by its version, with the version's number. Whether or not the node is public still, its place stays."""

    way: str
    id: UUID
    tie: Tie
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some neighbours; `after` is the place the next page starts behind, None on the last."""

    neighbours: list[Neighbour]
    after: Place | None


def page(node: Node, selection: Selection, after: Place | None = None, *, size: int) -> Page:
    """The neighbours behind a place (the first without one). Those of a relation stand together, the newest
    first."""
    found: list[tuple[Way, Edge]] = []
    for way in rest_of(ways(node.kind, selection), after):
        wanted = size + 1 - len(found)
        if after and way.name == after.way:
            rows = behind(way, way.rows([node.key.pk], selection), after)
            leading = told(way.relation, newest(way, rows)[:wanted])
        else:
            leading = onwards(way, [node.key.pk], selection, limit=wanted)
        found += [(way, edge) for edge in leading]
        if len(found) > size:
            break
    nodes = things.look_up(edge.other(node.key) for _, edge in found[:size])
    shown = [(way, edge) for way, edge in found[:size] if edge.other(node.key) in nodes]
    neighbours = [Neighbour(edge, nodes[edge.other(node.key)]) for _, edge in shown]
    if len(found) <= size or not shown:
        return Page(neighbours, None)
    last, edge = shown[-1]
    other = edge.other(node.key)
    number = number_of(other.pk) if last.is_by_version else None
    return Page(neighbours, Place(last.name, nodes[other].id, edge.tie, number))


def number_of(quote: int) -> int | None:
    """The number of a quote's public version, if there is one still."""
    rows = QuoteVersion.objects.published().filter(quote=quote).order_by("-number")
    return rows.values_list("number", flat=True).first()


def counts(node: Node, selection: Selection) -> list[Counted]:
    """How many neighbours of each sort there are, as far as they are counted."""
    found = []
    for way in ways(node.kind, selection):
        count = there(way, node.key.pk, selection, limit=COUNTED + 1)
        if count:
            ties = tuple(selection.ties_of(way.relation.ties))
            found.append(Counted(ties, way.there, way.forward, min(count, COUNTED), count > COUNTED))
    return found


def rest_of(found: list[Way], after: Place | None) -> list[Way]:
    """The ways from the place on."""
    names = [way.name for way in found]
    return found[names.index(after.way) :] if after and after.way in names else found


def behind(way: Way, rows: QuerySet, place: Place) -> QuerySet:
    """The rows behind the node of a place."""
    model: Any = public.of(way.there).model
    named = model._default_manager.filter(public_id=place.id)
    if way.is_by_version:
        named = QuoteVersion.objects.filter(quote__public_id=place.id, number=place.number or 0)
    pk = named.values_list("pk", flat=True).first()
    later = Q(**{f"{way.order_column}__lt": pk or 0})
    if way.relation.typed:
        later |= Q(**{way.order_column: pk, f"{way.relation.typed}__gt": place.tie.value})
    return rows.filter(later)
