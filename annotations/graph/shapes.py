"""The drawing of a neighbourhood as SVG shapes: a shape for each kind, a path for each sort of tie. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from annotations.graph.layout import Drawing, Spot
from annotations.graph.parts import Edge, Graph, Key, Kind, Tie

AGAINST = frozenset({Tie.DISPUTES, Tie.CONTRADICTS})
# What is drawn from afar, where everything else would cover the paper: it is lit when a point is at hand.
FROM_AFAR = AGAINST | {Tie.SUPPORTS, Tie.UPDATES, Tie.REFINES, Tie.SUPERSEDES, Tie.WORKS_FOR}
# Corners of each kind’s shape on a circle of radius 1; a circle has none.
CORNERS: dict[Kind, tuple[tuple[float, float], ...]] = {
    Kind.COMPANY: ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)),
    Kind.CLAIM: ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    Kind.EPISODE: ((-0.9, -1), (1.15, 0), (-0.9, 1)),
    Kind.TAG: ((-1.05, 0), (-0.52, -0.95), (0.52, -0.95), (1.05, 0), (0.52, 0.95), (-0.52, 0.95)),
}


@dataclass(frozen=True, slots=True)
class Line:
    """All ties of a sort as one path: `against` something, `spoke` of the middle, or `tie`."""

    sort: str
    path: str


def outline(kind: Kind, x: float, y: float, r: float) -> str:
    """The path of a node’s shape."""
    if kind not in CORNERS:
        return (
            f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0"
        )
    corners = " ".join(f"{x + dx * r:.1f} {y + dy * r:.1f}" for dx, dy in CORNERS[kind])
    return f"M{corners}Z"


def lines(graph: Graph, drawing: Drawing) -> list[Line]:
    """The ties of a drawing."""
    places, centre = drawing.places, graph.nodes[0].key
    found: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        is_spoke = centre in (edge.source, edge.target)
        if not drawing.is_far or (edge.tie in FROM_AFAR and not is_spoke):
            sort = "against" if edge.tie in AGAINST else "spoke" if is_spoke else "tie"
            found[sort].append(segment(places[edge.source], places[edge.target]))
    return [Line(sort, "".join(found[sort])) for sort in sorted(found, reverse=True)]


def families(graph: Graph) -> dict[Key, int]:
    """The topic whose colour a node has: a topic its own, a quote that of its most linked one beside the
    middle."""
    found = {node.key: node.family for node in graph.nodes if node.family}
    centre = graph.nodes[0].key
    tagged = (edge for edge in graph.edges if edge.tie is Tie.TAGGED and edge.source.kind is Kind.QUOTE)
    for edge in sorted(
        tagged, key=lambda edge: (edge.target != centre, graph.degrees[edge.target], edge.target)
    ):
        found[edge.source] = edge.target.pk
    return found


def segment(one: Spot, other: Spot) -> str:
    """A straight line between two nodes."""
    return f"M{one.x:g} {one.y:g}L{other.x:g} {other.y:g}"


def wires(graph: Graph, drawing: Drawing) -> list[tuple[int, int]]:
    """Every tie once as the places of its two ends in the drawing, for the script that lights them up."""
    place = {spot.node.key: number for number, spot in enumerate(drawing.spots)}
    return sorted({(place[edge.source], place[edge.target]) for edge in graph.edges})


def said(edges: Iterable[Edge], of: Key) -> list[tuple[str, Key]]:
    """What ties a node to others, in words read from it."""
    return [
        (f"{edge.tie.words}" if edge.source == of else f"{BACKWARDS[edge.tie]}", edge.other(of))
        for edge in edges
    ]


# A tie read from its target to its source.
BACKWARDS: dict[Tie, str] = {
    Tie.APPEARS_IN: "has on it",
    Tie.WORKS_FOR: "employed",
    Tie.SAYS: "said by",
    Tie.IS_ABOUT: "talked about in",
    Tie.SUPPORTS: "supported by",
    Tie.DISPUTES: "disputed by",
    Tie.UPDATES: "updated by",
    Tie.CONTRADICTS: "contradicts",
    Tie.REFINES: "refined by",
    Tie.SUPERSEDES: "superseded by",
    Tie.TAGGED: "topic of",
    Tie.BELONGS_UNDER: "wider than",
    Tie.PART_OF: "has the quote",
}
