"""The explorer's drawing and table as markup: written here, not in a template, as there may be thousands of
points, and a template takes ten times as long for each."""

from dataclasses import dataclass

from django import template
from django.template import Context
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from annotations.graph import shapes
from annotations.graph.layout import Spot
from annotations.graph.parts import Graph, Key, Kind, Node, Tie
from annotations.views.explorer import ONE, Row

register = template.Library()

# How a node is tied to the middle is written before its label, where its shape does not tell.
SAID_ALOUD = frozenset(
    {Tie.SUPPORTS, Tie.DISPUTES, Tie.UPDATES, Tie.CONTRADICTS, Tie.REFINES, Tie.SUPERSEDES, Tie.WORKS_FOR}
)


@register.simple_tag
def sign(kind: Kind) -> SafeString:
    """The shape of a kind, beside its name."""
    return format_html(
        '<svg class="sign of-{}" viewBox="-8 -8 16 16" aria-hidden="true"><path d="{}"/></svg>',
        kind,
        shapes.outline(kind, 0, 0, 5),
    )


@register.simple_tag(takes_context=True)
def draw(context: Context) -> SafeString:
    """The drawing."""
    drawing, asked, graph = context["drawing"], context["asked"], context["graph"]
    lines = format_html_join(
        "", '<path class="line {}" d="{}"/>', ((x.sort, x.path) for x in context["lines"])
    )
    verbs = {} if drawing.is_far else said_aloud(graph)
    hues, families, onward = context["hues"], shapes.families(graph), asked.onward
    points = "".join(
        Point(
            spot, graph, verbs.get(spot.node.key, ""), hues.get(families.get(spot.node.key)), onward
        ).markup()
        for spot in drawing.spots
    )
    return format_html(
        '<svg class="drawing {}" role="group" aria-labelledby="drawing-title" viewBox="0 0 {} {}" {}>'
        '<title id="drawing-title">{} and what it is tied to</title>'
        '<g class="lines">{}</g><path class="lit" d=""/><g class="points">{}</g></svg>',
        "far" if drawing.is_far else "near",
        f"{drawing.width:g}",
        f"{drawing.height:g}",
        data(context),
        asked.node.label,
        lines,
        mark_safe(points),  # noqa: S308 - each point is escaped where it is made
    )


def data(context: Context) -> SafeString:
    """What the script needs to know of the drawing."""
    drawing = context["drawing"]
    return format_html(
        'data-level="1" data-width="{}" data-height="{}" data-wires="{}"',
        f"{drawing.width:g}",
        f"{drawing.height:g}",
        ",".join(f"{one}-{other}" for one, other in context["wires"]),
    )


def said_aloud(graph: Graph) -> dict[Key, str]:
    """How nodes are tied to the middle, of those where it is said; read from the middle to the node."""
    centre = graph.nodes[0].key
    aloud = [e for e in graph.edges if centre in (e.source, e.target) and e.tie in SAID_ALOUD]
    return {node: words for words, node in shapes.said(aloud, centre)}


@dataclass(frozen=True, slots=True)
class Point:
    """One node of the drawing: a link that puts it in the middle, its shape and its label."""

    spot: Spot
    graph: Graph
    verb: str
    hue: int | None
    onward: str

    def markup(self) -> str:
        """The link, escaped."""
        spot, node = self.spot, self.spot.node
        hue = f" hue-{self.hue}" if self.hue is not None else ""
        centre = " centre" if self.is_centre else ""
        return (
            f'<a class="point of-{node.kind}{centre}{hue}" href="?node={escape(node.address + self.onward)}" '
            f'rel="nofollow" data-node="{escape(node.address)}" data-page="{escape(node.path)}" '
            f'data-x="{spot.x:g}" data-y="{spot.y:g}" aria-label="{escape(self.name)}">'
            f'<path d="{shapes.outline(node.kind, spot.x, spot.y, spot.r)}"/>{self.label()}</a>'
        )

    @property
    def is_centre(self) -> bool:
        """Whether it is what was asked for."""
        return self.spot.node.key == self.graph.nodes[0].key

    @property
    def name(self) -> str:
        """What is read aloud of it."""
        node: Node = self.spot.node
        links = self.graph.degrees[node.key]
        middle = ", in the middle" if self.is_centre else ""
        return f"{node.label}, {ONE[node.kind]}{middle}, {links} {'tie' if links == 1 else 'ties'}"

    def label(self) -> str:
        """The label, with the level from which it is written."""
        spot = self.spot
        level = "never" if spot.level is None else f"l{spot.level}"
        end, x = (" end", spot.x - spot.r) if spot.leftwards else ("", spot.x + spot.r)
        verb = f'<tspan class="verb">{escape(self.verb)} </tspan>' if self.verb else ""
        return f'<text class="{level}{end}" x="{x:g}" y="{spot.y:g}">{verb}{escape(spot.label)}</text>'


@register.simple_tag(takes_context=True)
def table(context: Context) -> SafeString:
    """The rows of the table."""
    return format_html_join("\n", "{}", ((row_of(row),) for row in context["rows"]))


def row_of(row: Row) -> SafeString:
    """One node."""
    ties = format_html_join("; ", "{} {}", ((words, node.label) for words, node in row.ties))
    return format_html(
        '<tr><th scope="row"><a href="{}">{}</a></th><td>{}</td><td>{}</td><td class="number">{}</td><td><a '
        'href="{}" rel="nofollow" aria-label="Put {} in the middle">go on</a></td></tr>',
        row.node.path,
        row.node.label,
        row.kind,
        ties,
        row.links,
        row.centre,
        row.node.label,
    )
