"""Nodes and edges as partners see them, and as the schema describes them."""

from typing import Any

from rest_framework import serializers

from annotations.graph.files.columns import RESOURCES
from annotations.graph.parts import SYMMETRIC, Edge, Key, Kind, Node, Tie
from annotations.selectors.graph.neighbours import Counted, Neighbour
from annotations.selectors.graph.topics import Share
from api.addresses import Addresses
from api.v1.serializers import Reference

KINDS = [str(kind) for kind in Kind]
TIES = [str(tie) for tie in Tie]
DIRECTIONS = ["out", "in", "both"]


class NodeSerializer(Reference):
    """A node: a public thing."""

    kind = serializers.ChoiceField(KINDS)
    permalink = serializers.URLField(help_text="The readers’ page.")
    date = serializers.DateField(allow_null=True, help_text="Of the episode, where it is or has one.")


class EndSerializer(serializers.Serializer):
    """A node that an edge names."""

    kind = serializers.ChoiceField(KINDS)
    id = serializers.UUIDField(help_text="Lasts for ever.")


class DatedSerializer(serializers.Serializer):
    """What an edge says, and when."""

    edge = serializers.ChoiceField(TIES)
    since = serializers.DateField(allow_null=True, help_text="The day of the first episode it was so in.")
    until = serializers.DateField(allow_null=True, help_text="The day of the last one.")


class EdgeSerializer(DatedSerializer):
    """An edge, read from its source to its target; `contradicts` reads both ways."""

    source = EndSerializer()  # type: ignore[assignment]
    target = EndSerializer()


class NeighbourSerializer(DatedSerializer):
    """A neighbour and its edge: `out` where that leads to it, `in` where it comes from it."""

    direction = serializers.ChoiceField(DIRECTIONS)
    node = NodeSerializer()


class CountSerializer(serializers.Serializer):
    """How many neighbours of a sort there are."""

    edges = serializers.ListField(child=serializers.ChoiceField(TIES))
    direction = serializers.ChoiceField(DIRECTIONS)
    kind = serializers.ChoiceField(KINDS)
    count = serializers.IntegerField(help_text="Counted up to 200.")
    is_more = serializers.BooleanField(help_text="Whether there are more.")


class NeighboursSerializer(serializers.Serializer):
    """A page of the neighbours of a node."""

    node = NodeSerializer()
    counts = CountSerializer(many=True, help_text="On the first page; empty on later ones.")
    next = serializers.URLField(allow_null=True)
    results = NeighbourSerializer(many=True)


class GraphSerializer(serializers.Serializer):
    """Nodes, the one asked for first, and all edges among them."""

    is_cut = serializers.BooleanField(help_text="Whether there is more than `limit` let in.")
    nodes = NodeSerializer(many=True)
    edges = EdgeSerializer(many=True)


class PathSerializer(serializers.Serializer):
    """Nodes from one end to the other, and the edges between them."""

    nodes = NodeSerializer(many=True)
    edges = EdgeSerializer(many=True)


class PathsSerializer(serializers.Serializer):
    """The shortest paths."""

    is_cut = serializers.BooleanField(
        help_text="Whether nodes with very many neighbours were not searched whole, or there are more paths."
    )
    paths = PathSerializer(many=True)


class ShareSerializer(serializers.Serializer):
    """A node, the quotes counted for it, and how many of them are of which year."""

    class Year(serializers.Serializer):
        year = serializers.IntegerField()
        quotes = serializers.IntegerField()

    node = NodeSerializer()
    quotes = serializers.IntegerField()
    years = Year(many=True, help_text="Of dated episodes.")


class SharesSerializer(serializers.Serializer):
    """A page of a ranking, the most quotes first."""

    next = serializers.URLField(allow_null=True)
    results = ShareSerializer(many=True)


def node(found: Node, addresses: Addresses) -> dict[str, Any]:
    """A node."""
    slug = found.name if found.name != str(found.id) else None
    return {
        **addresses.reference(RESOURCES[found.kind], found.id, found.label, slug),
        "kind": str(found.kind),
        "permalink": f"{addresses.base}{found.path}",
        "date": found.on,
    }


def edge(found: Edge, nodes: dict[Key, Node]) -> dict[str, Any]:
    """An edge between two of these nodes."""
    ends = {"source": nodes[found.source], "target": nodes[found.target]}
    return {
        **dated(found),
        **{name: {"kind": str(end.kind), "id": end.id} for name, end in ends.items()},
    }


def dated(found: Edge) -> dict[str, Any]:
    """What it says, and when."""
    return {"edge": str(found.tie), "since": found.since, "until": found.until}


def graph(nodes: list[Node], edges: list[Edge], addresses: Addresses) -> dict[str, Any]:
    """Nodes and edges."""
    by_key = {one.key: one for one in nodes}
    return {
        "nodes": [node(one, addresses) for one in nodes],
        "edges": [edge(one, by_key) for one in edges],
    }


def neighbour(found: Neighbour, addresses: Addresses) -> dict[str, Any]:
    """A neighbour."""
    outwards = found.edge.target == found.node.key
    return {
        **dated(found.edge),
        "direction": direction((found.edge.tie,), outwards=outwards),
        "node": node(found.node, addresses),
    }


def counted(found: Counted) -> dict[str, Any]:
    """A count."""
    return {
        "edges": [str(tie) for tie in found.ties],
        "direction": direction(found.ties, outwards=found.outwards),
        "kind": str(found.kind),
        "count": found.count,
        "is_more": found.is_more,
    }


def direction(ties: tuple[Tie, ...], *, outwards: bool) -> str:
    """Which way an edge leads, as seen from the node that was asked about."""
    return "both" if SYMMETRIC.issuperset(ties) else "out" if outwards else "in"


def share(found: Share, addresses: Addresses) -> dict[str, Any]:
    """A place in a ranking."""
    years = [{"year": year, "quotes": n} for year, n in sorted(found.years.items())]
    return {"node": node(found.node, addresses), "quotes": found.quotes, "years": years}
