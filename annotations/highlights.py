"""Where quotes lie in a turn's text: stretches of words with the quotes that cover them. Pure.

Everything counts Unicode code points in the turn's text, from 0, ends exclusive. Quotes may overlap; each
keeps one lane from its first word to its last, so that its underline runs at one height throughout.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """A quote's place in a text. `key` names the quote; `lane` is 0 unless it overlaps an earlier one."""

    start: int
    end: int
    key: str
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words under the same quotes. `spans` are ordered by lane; `begins` holds the keys of the
    quotes whose first word is here."""

    text: str
    spans: tuple[Span, ...] = ()
    begins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a text that is shown."""

    start: int
    end: int


def in_lanes(spans: Sequence[Span]) -> list[Span]:
    """The spans in reading order, each in the lowest lane that no earlier one still holds."""
    free_at: list[int] = []
    placed = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end, span.key)):
        lane = next((n for n, end in enumerate(free_at) if end <= span.start), len(free_at))
        free_at[lane : lane + 1] = [span.end]
        placed.append(replace(span, lane=lane))
    return placed


def segments(text: str, spans: Sequence[Span], start: int = 0, end: int | None = None) -> list[Segment]:
    """The text from `start` to `end`, cut wherever a span begins or ends; joined again it is the same."""
    stop = len(text) if end is None else end
    edges = {start, stop} | {edge for span in spans for edge in (span.start, span.end) if start < edge < stop}
    cuts = sorted(edges)
    return [segment(text, spans, left, right) for left, right in pairwise(cuts)]


def segment(text: str, spans: Sequence[Span], left: int, right: int) -> Segment:
    """The words between two neighbouring cuts."""
    covering = sorted(
        (span for span in spans if span.start <= left and right <= span.end), key=lambda s: s.lane
    )
    begins = frozenset(span.key for span in covering if span.start == left)
    return Segment(text[left:right], tuple(covering), begins)


def paragraphs(
    text: str, starts: Sequence[int], spans: Sequence[Span], window: Window | None = None
) -> list[list[Segment]]:
    """The segments of a window (all of the text) by paragraph; the blank between paragraphs is left out."""
    shown = window or Window(0, len(text))
    bounds = [*(starts or [0]), len(text)]
    found = []
    for left, right in pairwise(bounds):
        first = max(left, shown.start)
        last = left + len(text[left:right].rstrip(" "))
        if first < min(last, shown.end):
            found.append(segments(text, spans, first, min(last, shown.end)))
    return found


def windows(text: str, spans: Sequence[Span], radius: int) -> list[Window]:
    """What surrounds the spans, whole words up to `radius` code points on each side; overlaps are merged."""
    merged: list[Window] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        found = surroundings(text, span, radius)
        if merged and found.start <= merged[-1].end:
            last = merged.pop()
            found = Window(last.start, max(last.end, found.end))
        merged.append(found)
    return merged


def surroundings(text: str, span: Span, radius: int) -> Window:
    """The window around one span; a word that does not fit is left out whole."""
    start, end = max(0, span.start - radius), min(len(text), span.end + radius)
    if start and text[start - 1] != " ":
        start = text.find(" ", start, span.start) + 1 or span.start
    if end < len(text) and text[end] != " ":
        blank = text.rfind(" ", span.end, end)
        end = blank if blank >= 0 else span.end
    return Window(start, end)
