"""Who speaks when, where a document tells that apart from the words."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Somebody speaks from one moment to another, in ms."""

    start_ms: int
    end_ms: int
    label: str


class SpeakerTimes:
    """The spans of a talk, in which the speaker of a word is looked up by its time."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(spans)
        self.starts = [span.start_ms for span in self.spans]

    def at(self, ms: int | None) -> str:
        """The label of the span a moment lies in, "" where nobody is said to speak."""
        place = bisect_right(self.starts, ms) - 1 if ms is not None else -1
        if place < 0:
            return ""
        span = self.spans[place]
        return span.label if ms is not None and ms <= span.end_ms else ""
