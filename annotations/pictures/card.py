"""The picture of a quote that other sites show beside a link: 1200 × 630, the same bytes for the same words.

Drawn as SVG and turned into PNG by resvg with the fonts of this folder alone, so that it looks the same on
every machine. Pure.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape

import resvg_py

from annotations.pictures.fonts import FAMILIES, FILES
from annotations.pictures.lines import drawable, is_right_to_left, shortened, wrapped

WIDTH, HEIGHT = 1200, 630
PAPER, INK, QUIET, ACCENT = "#faf8f3", "#1d1b18", "#6b655b", "#8a3b12"
LEFT, RIGHT, TOP = 110, 1110, 120
# Sizes of the words and how many lines of each there is room for, the largest first.
SIZES = ((66, 4), (56, 5), (48, 6), (42, 6))
LEADING = 1.32
TO_RIGHT_TO_LEFT = "\u200f"


@dataclass(frozen=True, slots=True)
class Card:
    """What the picture shows: the words, whose they are, and where they were said."""

    words: str
    speaker: str
    role: str
    source: str


def png(card: Card) -> bytes:
    """The picture; 0.1 to 0.3 s."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg(card), skip_system_fonts=True, font_files=list(FILES)))


def svg(card: Card) -> str:
    """The drawing. Words of which a letter is in none of our fonts are left out, never drawn as boxes."""
    words = drawable(card.words)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="{FAMILIES}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        f'<rect width="14" height="{HEIGHT}" fill="{ACCENT}"/>',
        *(quotation(words) if words else []),
        *credit(card),
        text("osbiz", RIGHT, 588, 30, ACCENT, "end"),
        "</svg>",
    ]
    return "\n".join(parts)


def quotation(words: str) -> list[str]:
    """The words in quotation marks, as large as they fit."""
    quoted = f"“{words}”"
    size, lines = fitted(quoted)
    backwards = is_right_to_left(words)
    place, anchor = (RIGHT, "end") if backwards else (LEFT, "start")
    mark = TO_RIGHT_TO_LEFT if backwards else ""
    # The opening mark hangs in the margin.
    hang = 0 if backwards else round(size * 0.42)
    return [
        text(mark + line, place - (hang if n == 0 else 0), round(TOP + n * size * LEADING), size, INK, anchor)
        for n, line in enumerate(lines)
    ]


def fitted(words: str) -> tuple[int, list[str]]:
    """The largest size in which the words fit, and their lines; shortened where they fit in none."""
    for size, most in SIZES:
        lines = wrapped(words, (RIGHT - LEFT) / size, most)
        if lines is not None:
            return size, lines
    size, most = SIZES[-1]
    lines = shortened(words.removesuffix("”"), (RIGHT - LEFT) / size - 1, most)
    return size, [*lines[:-1], f"{lines[-1]}”"]


def credit(card: Card) -> list[str]:
    """Whose words they are and where they were said, a line each."""
    found = []
    for told, place, size, colour in (
        (card.speaker, 500, 38, INK),
        (card.role, 542, 28, QUIET),
        (card.source, 588, 28, QUIET),
    ):
        shown = drawable(told)
        if shown:
            line = shortened(shown, (RIGHT - LEFT - 120) / size, 1)
            found.append(text(line[0] if line else "", LEFT, place, size, colour, "start"))
    return found


def text(words: str, x: float, y: float, size: int, colour: str, anchor: str) -> str:
    """A line of text."""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" '
        f'xml:space="preserve">{escape(words)}</text>'
    )
