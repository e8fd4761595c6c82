"""The whole neighbourhood of a node, as far as it is asked for: what the explorer draws and exports write."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import islice, zip_longest

from annotations.graph.parts import Edge, Graph, Key, Kind, Node
from annotations.selectors.graph import things
from annotations.selectors.graph.edges import joining, onwards
from annotations.selectors.graph.relations import RELATIONS, Way, ways
from annotations.selectors.graph.selection import Selection

FIRST_SHARE = 0.4  # of the room at most so much is for the first step, where there is a second
MOST_OPENED = 8
OPENED = 24  # neighbours that opening a node adds, beside what there is room for


def around(
    centre: Node, selection: Selection, *, depth: int, limit: int, opened: Sequence[Node] = ()
) -> Graph:
    """The node, what is within so many steps (1 or 2) of it, `limit` nodes at most; besides what is opened,
    with some of its neighbours, as it would show nothing where all room is taken; and all edges among them.
    Every relation gets its share of the room, and what is tied to several of them goes first."""
    found: dict[Key, None] = {centre.key: None}
    is_cut = False
    for step in range(depth):
        room = limit - len(found)
        if step == 0 and depth > 1:
            room = max(1, round(room * FIRST_SHARE))
        is_cut |= grow(found, list(found), selection, room)
    for node in opened:
        found.setdefault(node.key)
        is_cut |= grow(found, [node.key], selection, OPENED)
    nodes = things.look_up(found)
    shown = [nodes[key] for key in found if key in nodes]
    return Graph(shown, among([node.key for node in shown], selection), is_cut)


def grow(found: dict[Key, None], frontier: Collection[Key], selection: Selection, room: int) -> bool:
    """Add so many neighbours of a frontier; whether there are more."""
    by_way = [candidates(way, keys, found, selection, room) for way, keys in departures(frontier, selection)]
    new = dict.fromkeys(in_turns(by_way))
    found.update(islice(new.items(), room))
    return len(new) > room


def candidates(
    way: Way, keys: list[int], found: Collection[Key], selection: Selection, room: int
) -> list[Key]:
    """The new nodes that a way leads to, those that more of the frontier leads to first, then the newest."""
    leading = onwards(way, keys, selection, limit=room + len(found) + 1)
    ends = [edge.target if way.forward else edge.source for edge in leading]
    often = Counter(key for key in ends if key not in found)
    return sorted(often, key=lambda key: -often[key])


def departures(frontier: Iterable[Key], selection: Selection) -> list[tuple[Way, list[int]]]:
    """Every way on from a frontier, with where it starts from."""
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    for key in frontier:
        by_kind[key.kind].append(key.pk)
    return [(way, by_kind[kind]) for kind in by_kind for way in ways(kind, selection)]


def in_turns(lists: Sequence[Sequence[Key]]) -> Iterable[Key]:
    """The first of each, the second of each, and so on."""
    for row in zip_longest(*lists):
        yield from (key for key in row if key is not None)


def among(keys: Collection[Key], selection: Selection) -> list[Edge]:
    """All selected edges whose two ends are among these nodes, which were just found to be public."""
    return between(keys, keys, selection, settled=True)


def between(
    sources: Collection[Key], targets: Collection[Key], selection: Selection, *, settled: bool = False
) -> list[Edge]:
    """All selected edges from one of these nodes to one of those; `settled` where all are known as public."""
    here, there = by_kind(sources), by_kind(targets)
    found: dict[Edge, None] = {}
    for relation in RELATIONS:
        if selection.ties_of(relation.ties):
            edges = joining(
                relation, here[relation.source], there[relation.target], selection, settled=settled
            )
            found |= dict.fromkeys(edges)
    return sorted(found, key=lambda edge: (edge.source, edge.target, edge.tie))


def by_kind(keys: Iterable[Key]) -> defaultdict[Kind, list[int]]:
    """The primary keys of each kind."""
    found: defaultdict[Kind, list[int]] = defaultdict(list)
    for key in keys:
        found[key.kind].append(key.pk)
    return found
