"""The explorer: what a company, person, claim, topic, quote or episode is tied to, drawn and as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotations.graph import layout, shapes
from annotations.graph.parts import Graph, Key, Kind, Node
from annotations.models import Tag
from annotations.querysets import published_companies, published_guests, published_podcasts
from annotations.selectors import topics
from annotations.selectors.graph import things
from annotations.selectors.graph.neighbourhood import MOST_OPENED, around
from annotations.selectors.graph.selection import Selection
from annotations.views.pages import UNREADABLE, page
from transcripts.models import Podcast

SIZES = (20, 60, 200, 600, 2000)
SIZE = 60
DEPTHS = (1, 2)
FOUND = 12  # of each kind, by name
KINDS = {
    Kind.COMPANY: "companies",
    Kind.GUEST: "people",
    Kind.CLAIM: "claims",
    Kind.TAG: "topics",
    Kind.QUOTE: "quotes",
    Kind.EPISODE: "episodes",
}
ONE = {kind: {"guest": "person", "tag": "topic"}.get(kind, str(kind)) for kind in Kind}
YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    node: Node
    opened: list[Node]
    unopened: Node | None  # the first of those that are not opened, as so many are
    depth: int
    size: int
    selection: Selection
    topic: Tag | None
    podcast: Podcast | None
    since: int | None
    until: int | None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is filtered out."""
        chosen = self.selection
        return bool(chosen.kinds or chosen.topics or chosen.podcasts or chosen.since or chosen.until)

    def query(self, **changed: Any) -> str:
        """The address of this, with something changed; what is as usual is left out."""
        values: dict[str, Any] = {
            "node": self.node.address,
            "open": [node.address for node in self.opened],
            "depth": self.depth if self.depth != DEPTHS[0] else "",
            "size": self.size if self.size != SIZE else "",
            "kind": [str(kind) for kind in Kind if kind in self.selection.kinds],
            "tag": self.topic.slug if self.topic else "",
            "podcast": self.podcast.slug if self.podcast else "",
            "from": self.since or "",
            "to": self.until or "",
            **changed,
        }
        return "?" + urlencode({name: value for name, value in values.items() if value}, doseq=True, safe=":")

    @property
    def instead(self) -> list[tuple[Node, str]]:
        """What is opened, each with the address that closes it and opens what was not."""
        if self.unopened is None:
            return []
        addresses = [node.address for node in (*self.opened, self.unopened)]
        return [
            (node, self.query(open=[address for address in addresses if address != node.address]))
            for node in self.opened
        ]

    @property
    def onward(self) -> str:
        """What follows a node in the address that puts it in the middle instead."""
        rest = self.query(node="", open=[])[1:]
        return f"&{rest}" if rest else ""

    @property
    def export(self) -> str:
        """The same selection, as the API is asked for it."""
        values = {
            "node": self.node.address,
            "open": [node.address for node in self.opened],
            "depth": self.depth,
            "limit": self.size,
            "kind": [str(kind) for kind in Kind if kind in self.selection.kinds],
            "tag": self.topic.slug if self.topic else "",
            "podcast": self.podcast.slug if self.podcast else "",
            "said_on__gte": self.selection.since or "",
            "said_on__lte": self.selection.until or "",
        }
        return urlencode({name: value for name, value in values.items() if value}, doseq=True, safe=":")


@dataclass(frozen=True, slots=True)
class Row:
    """A node as the table tells of it: how it is tied, to what, and how often in all."""

    node: Node
    kind: str
    ties: list[tuple[str, Node]]
    links: int
    centre: str


@require_safe
def explorer(request: HttpRequest) -> HttpResponse:
    """A neighbourhood, or where to begin."""
    if any("\x00" in value for values in request.GET.lists() for value in values[1]):
        raise Http404(UNREADABLE)
    if not request.GET.get("node"):
        return beginning(request)
    asked = read(request)
    graph = around(asked.node, asked.selection, depth=asked.depth, limit=asked.size, opened=asked.opened)
    drawing = layout.draw(graph)
    return page(
        request,
        "annotations/explorer.html",
        {
            "asked": asked,
            "graph": graph,
            "kind": ONE[asked.node.kind],
            "drawing": drawing,
            "lines": shapes.lines(graph, drawing),
            "wires": shapes.wires(graph, drawing),
            "rows": rows(graph, asked),
            "counts": counts(graph),
            "kinds": [(kind, words, kind in asked.selection.kinds) for kind, words in KINDS.items()],
            "sizes": SIZES,
            "depths": DEPTHS,
            "larger": larger(asked) if graph.is_cut else "",
            "topics": Tag.objects.published(),
            "podcasts": published_podcasts(),
            "formats": FORMATS,
            "export": f"{reverse('v1:graph-export')}?{asked.export}",
        },
    )


FORMATS = {"graphml": "GraphML", "gexf": "GEXF", "jsonld": "JSON-LD", "csv": "CSV"}


def beginning(request: HttpRequest) -> HttpResponse:
    """Where to begin: anything by its name, or a topic."""
    words = request.GET.get("q", "").strip()
    found = named_like(words) if words else []
    return page(
        request,
        "annotations/explorer_begin.html",
        {"words": words, "found": found, "families": topics.families(), "ones": ONE},
    )


def named_like(words: str) -> list[Node]:
    """Companies, people and topics that are called something like this."""
    named = {
        Kind.COMPANY: published_companies().filter(name__icontains=words).order_by("folded", "pk")[:FOUND],
        Kind.GUEST: published_guests().filter(name__icontains=words).order_by("folded", "pk")[:FOUND],
        Kind.TAG: topics.by_label(Tag.objects.published().filter(label__icontains=words).order_by())[:FOUND],
    }
    keys = [Key(kind, one.pk) for kind, found in named.items() for one in found]
    nodes = things.look_up(keys)
    return [nodes[key] for key in keys if key in nodes]


def read(request: HttpRequest) -> Asked:
    """What the address asks for; raises Http404, with words, where it names nothing public."""
    given = request.GET
    since, until = year(given.get("from", "")), year(given.get("to", ""))
    topic = topics.named(given["tag"]) if given.get("tag") else None
    podcast = published_podcasts().filter(slug=given["podcast"]).first() if given.get("podcast") else None
    if (given.get("tag") and topic is None) or (given.get("podcast") and podcast is None):
        raise Http404("This address narrows the drawing by something that is not here.")
    opened = [node_named(name) for name in list(dict.fromkeys(given.getlist("open")))[: MOST_OPENED + 1]]
    return Asked(
        node=node_named(given["node"]),
        opened=opened[:MOST_OPENED],
        unopened=opened[MOST_OPENED] if len(opened) > MOST_OPENED else None,
        depth=choice(given.get("depth", ""), DEPTHS, DEPTHS[0]),
        size=choice(given.get("size", ""), SIZES, SIZE),
        selection=Selection(
            kinds=frozenset(kind for kind in Kind if kind in given.getlist("kind")),
            topics=frozenset([topic.pk] if topic else []),
            podcasts=frozenset([podcast.pk] if podcast else []),
            since=date(since, 1, 1) if since else None,
            until=date(until, 12, 31) if until else None,
        ),
        topic=topic,
        podcast=podcast,
        since=since,
        until=until,
    )


def node_named(address: str) -> Node:
    """The public thing of an address such as `company:netgate`; raises Http404."""
    kind, _, name = address.partition(":")
    node = things.find(Kind(kind), identified(name)) if kind in list(Kind) and name else None
    if node is None:
        raise Http404(f"There is nothing here that is called “{address}”.")
    return node


def identified(name: str) -> UUID | str:
    """An id where it is one, else the slug."""
    try:
        return UUID(name)
    except ValueError:
        return name


def year(raw: str) -> int | None:
    """A year; raises Http404 for what is none."""
    if not raw:
        return None
    if not raw.isdecimal() or len(raw) != 4 or int(raw) not in YEARS:
        raise Http404(f"“{raw}” is not a year.")
    return int(raw)


def choice(raw: str, choices: tuple[int, ...], usual: int) -> int:
    """One of the choices; raises Http404 for what is none."""
    if not raw:
        return usual
    if raw not in map(str, choices):
        raise Http404(f"“{raw}” is none of {', '.join(map(str, choices))}.")
    return int(raw)


def larger(asked: Asked) -> str:
    """The address of a larger drawing; empty where this is the largest."""
    sizes = [size for size in SIZES if size > asked.size]
    return asked.query(size=sizes[0]) if sizes else ""


def counts(graph: Graph) -> list[tuple[Kind, int, str]]:
    """How many of each kind are drawn beside the middle, in words."""
    kinds = [node.kind for node in graph.nodes[1:]]
    found: Mapping[Kind, int] = {kind: kinds.count(kind) for kind in KINDS}
    return [(kind, n, KINDS[kind] if n != 1 else ONE[kind]) for kind, n in found.items() if n]


def rows(graph: Graph, asked: Asked) -> list[Row]:
    """The table: each node with a tie, to the middle where it has one, those most linked first."""
    nodes = {node.key: node for node in graph.nodes}
    ties: dict[Key, list[tuple[str, Node]]] = {key: [] for key in nodes}
    for edge in graph.edges:
        for end in {edge.source, edge.target}:
            ties[end] += [(words, nodes[other]) for words, other in shapes.said([edge], end)]
    centre, onward = graph.nodes[0], asked.onward
    return [
        Row(
            node,
            ONE[node.kind],
            sorted(ties[node.key], key=lambda tie: tie[1].key != centre.key)[:3],
            graph.degrees[node.key],
            f"?node={node.address}{onward}",
        )
        for node in sorted(
            graph.nodes[1:], key=lambda n: (list(KINDS).index(n.kind), -graph.degrees[n.key], n.label, n.key)
        )
    ]
