"""Nodes and edges of the graph, and what sorts of them there are. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What a node is; the words are those of the API and of addresses."""

    COMPANY = "company"
    GUEST = "guest"
    CLAIM = "claim"
    TAG = "tag"
    QUOTE = "quote"
    EPISODE = "episode"


class Tie(StrEnum):
    """What an edge says, read from its source to its target."""

    APPEARS_IN = "appears_in"
    WORKS_FOR = "works_for"
    SAYS = "says"
    IS_ABOUT = "is_about"
    SUPPORTS = "supports"
    DISPUTES = "disputes"
    UPDATES = "updates"
    CONTRADICTS = "contradicts"
    REFINES = "refines"
    SUPERSEDES = "supersedes"
    TAGGED = "tagged"
    BELONGS_UNDER = "belongs_under"
    PART_OF = "part_of"

    @property
    def words(self) -> str:
        """As it is written between its two ends."""
        return self.value.replace("_", " ")


# Who contradicts is contradicted: such an edge has no direction.
SYMMETRIC = frozenset({Tie.CONTRADICTS})


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A node by its kind and primary key, inside the house only."""

    kind: Kind
    pk: int


@dataclass(frozen=True, slots=True)
class Node:
    """A public thing: `name` is its slug where it has one, else its id; `path` the page readers find it at;
    `on` the day of the episode, of its own or of the quote; `family` the primary key of a topic, whose
    colour it has."""

    key: Key
    id: UUID
    name: str
    label: str
    path: str
    on: date | None = None
    family: int | None = None

    @property
    def kind(self) -> Kind:
        """What it is."""
        return self.key.kind

    @property
    def address(self) -> str:
        """How addresses name it, such as `company:netgate`."""
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Edge:
    """That two public things are tied. `since` and `until` are the days of the first and the last episode it
    was so in (the same where it is one), None where no dated episode says so."""

    tie: Tie
    source: Key
    target: Key
    since: date | None = None
    until: date | None = None

    def other(self, key: Key) -> Key:
        """The end that is not this one."""
        return self.target if self.source == key else self.source


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes, the first of them the one that was asked for, and all edges among them. `is_cut` where more was
    to be had than was asked for."""

    nodes: list[Node]
    edges: list[Edge]
    is_cut: bool = False
    degrees: dict[Key, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.degrees.update(degrees(self.nodes, self.edges))


def degrees(nodes: Iterable[Node], edges: Iterable[Edge]) -> dict[Key, int]:
    """How many edges each node has."""
    found = {node.key: 0 for node in nodes}
    for edge in edges:
        for key in {edge.source, edge.target}:
            found[key] += 1
    return found
