"""The shortest paths between two nodes, found from both ends, within a bounded length and work."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from annotations.graph.parts import Edge, Key, Node
from annotations.selectors.graph import things
from annotations.selectors.graph.edges import onwards
from annotations.selectors.graph.neighbourhood import between, departures
from annotations.selectors.graph.selection import Selection

LONGEST = 6  # edges of a path
MOST = 10  # paths
WIDEST = 1_000  # rows looked at on each way on from a frontier


@dataclass(frozen=True, slots=True)
class Path:
    """Nodes from one end to the other, and the edges between them: one fewer."""

    nodes: list[Node]
    edges: list[Edge]


@dataclass(frozen=True, slots=True)
class Paths:
    """The shortest ones; `is_cut` where nodes with very many neighbours were not searched whole: there may be
    others as short, or a shorter one."""

    paths: list[Path]
    is_cut: bool


@dataclass(slots=True)
class Side:
    """What was reached from one end: the edges by which each node was, and the nodes reached last."""

    start: Key
    reached: dict[Key, list[Edge]] = field(default_factory=dict)
    frontier: list[Key] = field(default_factory=list)
    is_cut: bool = False

    def __post_init__(self) -> None:
        self.reached[self.start] = []
        self.frontier.append(self.start)

    def step(self, selection: Selection) -> None:
        """Go one edge on, to all that was not reached before."""
        new: dict[Key, list[Edge]] = {}
        for way, keys in departures(self.frontier, selection):
            leading = onwards(way, keys, selection, limit=WIDEST + 1)
            self.is_cut |= len(leading) > WIDEST
            for edge in leading[:WIDEST]:
                there = edge.target if way.forward else edge.source
                if there not in self.reached:
                    new.setdefault(there, []).append(edge)
        self.reached |= new
        self.frontier = list(new)

    def ways_back(self, key: Key) -> Iterator[list[Edge]]:
        """The edges from a node to where this side began, nearest first, each way in which it was reached."""
        if key == self.start:
            yield []
        for edge in self.reached[key]:
            for rest in self.ways_back(edge.other(key)):
                yield [edge, *rest]


def shortest(start: Node, end: Node, selection: Selection, *, longest: int) -> Paths:
    """The shortest paths between two different nodes, of at most so many edges. The filters hold for every
    edge, and kinds for what is between the ends."""
    sides = Side(start.key), Side(end.key)
    for length in range(1, longest + 1):
        met = meetings(*sides, selection)
        if met:
            found = first(walks(*sides, met))
            return Paths(told(start.key, found[:MOST]), len(found) > MOST or any(s.is_cut for s in sides))
        if length < longest:
            min(sides, key=lambda side: len(side.frontier)).step(selection)
        if not all(side.frontier for side in sides):
            break
    return Paths([], any(side.is_cut for side in sides))


def first(found: Iterable[tuple[Edge, ...]]) -> list[tuple[Edge, ...]]:
    """The first different ones, one more than are told: there may be millions."""
    seen: dict[tuple[Edge, ...], None] = {}
    for walk in found:
        seen[walk] = None
        if len(seen) > MOST:
            break
    return list(seen)


def meetings(one: Side, other: Side, selection: Selection) -> list[Edge]:
    """The edges that join what two sides reached last."""
    there = between(one.frontier, other.frontier, selection)
    return list(dict.fromkeys([*there, *between(other.frontier, one.frontier, selection)]))


def walks(one: Side, other: Side, met: list[Edge]) -> Iterator[tuple[Edge, ...]]:
    """The edges of each path, from one end to the other."""
    for edge in met:
        for first, last in ((edge.source, edge.target), (edge.target, edge.source)):
            if first in one.reached and last in other.reached:
                for back in one.ways_back(first):
                    for on in other.ways_back(last):
                        yield (*reversed(back), edge, *on)


def told(start: Key, found: list[tuple[Edge, ...]]) -> list[Path]:
    """The paths with their nodes."""
    nodes = things.look_up({key for walk in found for edge in walk for key in (edge.source, edge.target)})
    paths = []
    for walk in found:
        keys = [start]
        for edge in walk:
            keys.append(edge.other(keys[-1]))
        if all(key in nodes for key in keys):
            paths.append(Path([nodes[key] for key in keys], list(walk)))
    return paths
