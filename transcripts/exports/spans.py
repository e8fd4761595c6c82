"""A turn's times as people read them, and the times inside its words: for Markdown and plain text.

"0:01:02" is a beginning; the end is then where the next turn begins. "0:01:02–0:01:30" says both, "?" stands
for what is unknown, and nothing at all for an unknown beginning with the end where the next turn begins.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from transcripts.exports import clocks
from transcripts.exports.transcript import Turn

TIME = rf"(?:{clocks.CLOCK}|\?)"
SPAN = rf"{TIME}(?:–{TIME})?"
UNKNOWN = "?"


def printed(turn: Turn, following: Turn | None) -> str:
    """The span of a turn before another; "" where nothing is known that does not follow."""
    start, end = _printed(turn.start_ms), _printed(turn.end_ms)
    if turn.end_ms == (following.start_ms if following else None):
        return "" if turn.start_ms is None else start
    return f"{start}–{end}"


def _printed(ms: int | None) -> str:
    return UNKNOWN if ms is None else clocks.short(ms)


def read(span: str, following: int | None) -> tuple[int | None, int | None]:
    """Start and end of a span that `printed` made; `following` is where the next turn starts."""
    start, dash, end = span.partition("–")
    return clocks.read(start), clocks.read(end) if dash else following


def paragraphs(turn: Turn, escaped: Callable[[str], str]) -> list[str]:
    """The words by paragraph, each known time in brackets before the words said then."""
    bounds = [*turn.paragraphs, len(turn.text)]
    return ["".join(_parts(turn, start, end, escaped)).rstrip(" ") for start, end in pairwise(bounds)]


def _parts(turn: Turn, start: int, end: int, escaped: Callable[[str], str]) -> Iterator[str]:
    times = {place: ms for place, ms in turn.cues if start <= place < end}
    for place, until in pairwise(sorted({start, *times, end})):
        if place in times:
            # A space after the bracket stands for the one before it; without one, the time is inside a word.
            apart = place == start or turn.text[place - 1] == " "
            yield f"[{clocks.short(times[place])}]{' ' if apart else ''}"
        yield escaped(turn.text[place:until])


def words_of(
    paragraphs: list[str], token: re.Pattern[str], meaning: Callable[[re.Match[str]], str | int]
) -> tuple[str, tuple[int, ...], tuple[tuple[int, int], ...]]:
    """Text, beginnings of paragraphs and times of such paragraphs.

    `token` finds what is no plain word; its meaning is a text, or a time in ms.
    """
    text = ""
    starts: list[int] = []
    cues: list[tuple[int, int]] = []
    for paragraph in paragraphs:
        text += " " if text else ""
        starts.append(len(text))
        done = 0
        for match in token.finditer(paragraph):
            text += paragraph[done : match.start()]
            done = match.end()
            found = meaning(match)
            if isinstance(found, str):
                text += found
                continue
            cues.append((len(text), found))
            if (not text or text[-1] == " ") and paragraph[done : done + 1] == " ":
                done += 1
        text += paragraph[done:]
    return text, tuple(starts), tuple(cues)
