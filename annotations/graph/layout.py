"""Where each node of a neighbourhood stands in its drawing. Pure, and the same for the same graph.

A few nodes stand as in a lens: each on a line of its own, left or right of the one in the middle, so that
every label can be read. Many are gathered in discs around what they belong to (quotes around who says them),
and the discs lie in rings around the middle: clusters that can be told from afar. Labels are given a level:
how close one must look for it to be written without touching another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, pi, sin, sqrt

from annotations.graph.parts import Graph, Key, Kind, Node

WIDTH = 1120.0  # user units of a drawing, which is shown at about as many pixels
FEW = 64  # nodes of a lens
LINE = 25.0  # the height of one of its lines
NEAR, FAR = 200.0, 270.0  # how far from the middle the first and the second step stand
LABEL, LEAST_HEIGHT = 300.0, 300.0  # room for a label, and the lowest drawing

GOLDEN = pi * (3 - sqrt(5))  # the angle by which a sunflower sets its seeds
SEED, AIR = 7.0, 9.0  # between seeds, and around a disc
FLOCK = 3  # so many are gathered around something; fewer stand with their kind
ANGLES = 32  # directions in which a disc looks for its place
WIDER = 1.45  # drawings are wider than high, as screens are

LETTER, HEIGHT = 6.6, 15.0  # of a label, in pixels
CLOSEST = 5  # levels of labels: 0 is seen from afar, at half size, each other from twice as close
SEEDS = 2  # the level from which what is gathered in a disc has labels
HUB = 1e4  # what others are gathered around weighs as much more
LONGEST, BRIEF = 44, 30  # code points of a label, in a lens and among discs

# What a node is gathered around, best first; never in a circle.
GATHERED: Mapping[Kind, Sequence[Kind]] = {
    Kind.QUOTE: (Kind.GUEST, Kind.EPISODE, Kind.COMPANY, Kind.TAG),
    Kind.CLAIM: (Kind.COMPANY, Kind.GUEST, Kind.TAG),
    Kind.EPISODE: (Kind.GUEST, Kind.COMPANY),
    Kind.GUEST: (Kind.COMPANY,),
    Kind.COMPANY: (),
    Kind.TAG: (),
}
ORDER = {kind: place for place, kind in enumerate(Kind)}
SIZES = {Kind.QUOTE: 3.0, Kind.EPISODE: 4.5, Kind.TAG: 5.5}
SIZE = 5.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A node in its place: `level` is that from which its label is shown, None where it never is by itself;
    `leftwards` where the label stands left of it."""

    node: Node
    x: float
    y: float
    r: float
    label: str
    level: int | None
    leftwards: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph in its places: its size in user units, and whether it is drawn from afar (discs)."""

    width: float
    height: float
    spots: list[Spot]
    is_far: bool

    @property
    def places(self) -> dict[Key, Spot]:
        """The spots by node."""
        return {spot.node.key: spot for spot in self.spots}


@dataclass(slots=True)
class Placed:
    """A node while its place is looked for."""

    node: Node
    x: float
    y: float
    r: float
    weight: float
    leftwards: bool = False


def draw(graph: Graph) -> Drawing:
    """The drawing of a graph, whose first node stands in the middle."""
    beside = adjacency(graph)
    is_far = len(graph.nodes) > FEW
    placed = discs(graph, beside) if is_far else lens(graph, beside)
    return framed(placed, is_far=is_far)


def adjacency(graph: Graph) -> dict[Key, list[Node]]:
    """The neighbours of each node, most linked first."""
    nodes = {node.key: node for node in graph.nodes}
    found: dict[Key, dict[Key, Node]] = defaultdict(dict)
    for edge in graph.edges:
        found[edge.source][edge.target] = nodes[edge.target]
        found[edge.target][edge.source] = nodes[edge.source]
    rank = {key: (-graph.degrees[key], key) for key in nodes}
    return {key: sorted(found[key].values(), key=lambda node: rank[node.key]) for key in nodes}


def by_name(nodes: Iterable[Node]) -> list[Node]:
    """Nodes kind by kind; the later in time stand first, then the alphabet says."""
    return sorted(
        nodes,
        key=lambda node: (ORDER[node.kind], -(node.on.toordinal() if node.on else 0), node.label, node.key),
    )


# A few


def lens(graph: Graph, beside: Mapping[Key, list[Node]]) -> list[Placed]:
    """Each node on a line of its own, on the side where there is more room; what is a step further stands
    outside what it was reached by."""
    centre = graph.nodes[0]
    below = reached(centre, beside)
    lines: tuple[list[tuple[Node, int]], list[tuple[Node, int]]] = ([], [])
    loose = [node for node in graph.nodes[1:] if node.key not in {n.key for ns in below.values() for n in ns}]
    branches = by_name([*below[centre.key], *loose])
    half = sum(1 + len(below[node.key]) for node in branches) / 2
    for node in branches:
        side = lines[0] if len(lines[0]) < half else lines[1]
        side += [(node, 1), *((leaf, 2) for leaf in by_name(below[node.key]))]
    placed = [Placed(centre, 0, 0, 9, 1e9)]
    for sign, side in zip((1, -1), lines, strict=True):
        top = (len(side) - 1) / 2
        for place, (node, step) in enumerate(side):
            y = (place - top) * LINE
            bow = 0.62 + 0.38 * sqrt(1 - (y / (LINE * (top + 2))) ** 2)
            x = sign * (NEAR if step == 1 else FAR) * bow
            placed.append(Placed(node, x, y, size(node), graph.degrees[node.key], sign < 0))
    return placed


def reached(centre: Node, beside: Mapping[Key, list[Node]]) -> dict[Key, list[Node]]:
    """What was reached first by each node, in two steps from the middle."""
    below: dict[Key, list[Node]] = defaultdict(list)
    seen = {centre.key, *(node.key for node in beside[centre.key])}
    below[centre.key] = beside[centre.key]
    for node in beside[centre.key]:
        for leaf in beside[node.key]:
            if leaf.key not in seen:
                seen.add(leaf.key)
                below[node.key].append(leaf)
    return below


# Many


@dataclass(slots=True)
class Disc:
    """What is gathered around one node, or what stands alone of one kind: seeds in the middle, then rings of
    further discs."""

    node: Node | None
    seeds: list[Node] = field(default_factory=list)
    inner: list["Disc"] = field(default_factory=list)
    radius: float = 0.0
    offsets: list[tuple[float, float]] = field(default_factory=list)

    def settle(self, wider: float = 1.0) -> float:
        """Find the places of the inner discs and return the radius. The largest come first, each as near to
        the middle as it can stand without touching another."""
        own = SEED * sqrt(len(self.seeds) + 1) + AIR
        self.inner.sort(key=lambda disc: -disc.settle())
        taken = [(0.0, 0.0, own)]
        for number, disc in enumerate(self.inner):
            turn = number * GOLDEN
            x, y = min(
                (free(taken, disc.radius, turn + 2 * pi * step / ANGLES) for step in range(ANGLES)),
                key=lambda place: hypot(place[0] / wider, place[1]),
            )
            self.offsets.append((x, y))
            taken.append((x, y, disc.radius))
        self.radius = max(hypot(x, y) + r for x, y, r in taken)
        return self.radius

    def placed(self, x: float, y: float, degrees: Mapping[Key, int]) -> Iterable[Placed]:
        """All of it, around this place."""
        if self.node:
            weight = HUB + self.radius + degrees[self.node.key]
            yield Placed(self.node, x, y, size(self.node) + min(6.0, sqrt(len(self.seeds)) / 2), weight)
        for place, seed in enumerate(self.seeds, start=1):
            away, angle = SEED * sqrt(place) + AIR / 2, place * GOLDEN
            sx, sy = x + away * cos(angle), y + away * sin(angle)
            yield Placed(seed, sx, sy, min(size(seed), 3.0), degrees[seed.key])
        for disc, (dx, dy) in zip(self.inner, self.offsets, strict=True):
            yield from disc.placed(x + dx, y + dy, degrees)


def free(taken: Sequence[tuple[float, float, float]], radius: float, angle: float) -> tuple[float, float]:
    """The nearest place in a direction where a disc touches none that is there."""
    dx, dy = cos(angle), sin(angle)
    blocked = []
    for x, y, r in taken:
        along, reach = x * dx + y * dy, r + radius
        aside = x * x + y * y - along * along
        if aside < reach * reach:
            half = sqrt(reach * reach - aside)
            blocked.append((along - half, along + half))
    away = 0.0
    for near, far in sorted(blocked):
        if near > away:
            break
        away = max(away, far)
    return away * dx, away * dy


def discs(graph: Graph, beside: Mapping[Key, list[Node]]) -> list[Placed]:
    """Everything in discs around what it belongs to, the middle first."""
    centre = graph.nodes[0]
    whole = Disc(centre)
    found = {node.key: Disc(node) for node in graph.nodes[1:]}
    alone: dict[Kind, Disc] = {}
    gathered: dict[Key, Key | None] = {
        node.key: gatherer(node, centre, beside[node.key]) for node in graph.nodes[1:]
    }
    flocks = Counter(gathered.values())
    gathered = {key: home if flocks[home] >= FLOCK else None for key, home in gathered.items()}
    hubs = set(gathered.values())
    for node in by_name(graph.nodes[1:]):
        key = gathered[node.key]
        home = found[key] if key else None
        if node.key in hubs:
            (home or whole).inner.append(found[node.key])
        elif home:
            home.seeds.append(node)
        else:
            alone.setdefault(node.kind, Disc(None)).seeds.append(node)
    whole.inner += alone.values()
    whole.settle(WIDER)
    placed = list(whole.placed(0, 0, graph.degrees))
    placed[0].r, placed[0].weight = 12.0, 1e9
    return placed


def gatherer(node: Node, centre: Node, beside: Sequence[Node]) -> Key | None:
    """What a node is gathered around, the most linked of the best kind; None where nothing but the middle."""
    for kind in GATHERED[node.kind]:
        for other in beside:
            if other.kind == kind and other.key != centre.key:
                return other.key
    return None


# All


def size(node: Node) -> float:
    """How large a node is drawn."""
    return SIZES.get(node.kind, SIZE)


def framed(placed: Sequence[Placed], *, is_far: bool) -> Drawing:
    """The nodes in a frame, and the levels of their labels. A lens keeps its size."""
    room = 30.0 if is_far else LABEL
    placed = sorted(placed, key=lambda p: p.weight)  # what weighs more is drawn over the rest
    left, right = min(p.x for p in placed) - room, max(p.x for p in placed) + room
    top, bottom = min(p.y for p in placed) - 30, max(p.y for p in placed) + 30
    scale = min(WIDTH / (right - left), 1.0 if not is_far else 1.6)
    height = max(LEAST_HEIGHT, (bottom - top) * scale)
    dx, dy = WIDTH / 2 - (left + right) / 2 * scale, height / 2 - (top + bottom) / 2 * scale
    spots = []
    for p in placed:
        label = short(p.node.label, BRIEF if is_far else LONGEST)
        x, y, r = p.x * scale + dx, p.y * scale + dy, max(1.3, p.r * min(1.0, scale**0.6))
        leftwards = p.leftwards or (is_far and x + r + len(label) * LETTER > WIDTH)
        spots.append(Spot(p.node, round(x, 1), round(y, 1), round(r, 1), label, None, leftwards))
    return Drawing(
        WIDTH, round(height, 1), levelled(spots, [p.weight for p in placed], SEEDS if is_far else 0), is_far
    )


def short(label: str, longest: int) -> str:
    """A label as it is drawn."""
    return label if len(label) <= longest else f"{label[: longest - 1].rstrip(' ,;:–—')}…"


def levelled(spots: Sequence[Spot], weights: Sequence[float], least: int) -> list[Spot]:
    """The spots with the level of each label: the weightier ones first, as long as they touch no other. What
    gathers nothing has none before `least`."""
    levels: dict[int, int] = {}
    order = sorted(range(len(spots)), key=lambda place: (-weights[place], place))
    for level in range(CLOSEST):
        taken = Boxes(2.0 ** (level - 1))
        new = (one for one in order if one not in levels and (weights[one] >= HUB or level >= least))
        for place in (*levels, *new):
            if taken.take(spots[place]):
                levels.setdefault(place, level)
    return [
        Spot(s.node, s.x, s.y, s.r, s.label, levels.get(place), s.leftwards) for place, s in enumerate(spots)
    ]


class Boxes:
    """The labels that are written at one scale, to be asked whether one more has room."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self.cells: dict[tuple[int, int], list[tuple[float, float, float, float]]] = defaultdict(list)

    def take(self, spot: Spot) -> bool:
        """Whether the label touches none that is there; if so it is there from now on."""
        x, y = spot.x * self.scale, spot.y * self.scale
        wide, gap = len(spot.label) * LETTER, spot.r * self.scale + 4
        left = x - gap - wide if spot.leftwards else x + gap
        box = (left, y - HEIGHT / 2, left + wide, y + HEIGHT / 2)
        cells = [
            (column, row)
            for column in range(int(box[0] // 100), int(box[2] // 100) + 1)
            for row in range(int(box[1] // 30), int(box[3] // 30) + 1)
        ]
        if any(touch(box, other) for cell in cells for other in self.cells[cell]):
            return False
        for cell in cells:
            self.cells[cell].append(box)
        return True


def touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
