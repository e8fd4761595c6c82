"""Patterns of words that are looked for in whole talks, and what makes that cheap."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

# An apostrophe, except in a set that names the curly one as well.
STRAIGHT = re.compile(r"'(?!’)")
# How far a match may reach before or behind one of its pieces.
REACH = 100


@dataclass(frozen=True, slots=True)
class Phrases:
    """A pattern, and pieces in lower case of which every match holds at least one.

    Most texts hold none of the pieces, and those that do hold few: only around them is the pattern tried,
    which takes a tenth of the time. So a match must not be longer than REACH before or behind its piece.
    """

    pieces: tuple[str, ...]
    pattern: re.Pattern[str]

    def search(self, text: str, lowered: str | None = None) -> re.Match[str] | None:
        """A match in a text; `lowered` is the text in lower case where the caller has it."""
        lower = text.lower() if lowered is None else lowered
        if not any(piece in lower for piece in self.pieces):
            return None
        if len(lower) != len(text) or len(text) < 4 * REACH:
            return self.pattern.search(text)
        windows = self._windows(lower)
        return next((match for a, b in windows if (match := self.pattern.search(text, a, b))), None)

    def finditer(self, text: str, lowered: str | None = None) -> Iterator[re.Match[str]]:
        """Every match in a text, in order."""
        lower = text.lower() if lowered is None else lowered
        if not any(piece in lower for piece in self.pieces):
            return
        if len(lower) != len(text) or len(text) < 4 * REACH:
            yield from self.pattern.finditer(text)
            return
        for start, end in self._windows(lower):
            yield from self.pattern.finditer(text, start, end)

    def places(self, lowered: str) -> list[int]:
        """Where pieces stand in a text in lower case, in order."""
        found = []
        for piece in self.pieces:
            at = lowered.find(piece)
            while at >= 0:
                found.append(at)
                at = lowered.find(piece, at + len(piece))
        return sorted(found)

    def _windows(self, lowered: str) -> Iterator[tuple[int, int]]:
        start = end = -1
        for place in self.places(lowered):
            if place - REACH > end:
                if end >= 0:
                    yield start, end
                start = max(0, place - REACH)
            end = place + 2 * REACH
        yield start, end


def holders(texts: Sequence[str], *wanted: Phrases, also: re.Pattern[str] | None = None) -> set[int]:
    """The places of those texts that hold a piece of some phrase or match `also`, in one look at all."""
    lowered = [text.lower() for text in texts]
    ends = list(accumulate(len(text) + 1 for text in lowered))
    whole = "\n".join(lowered)
    places = {place for item in wanted for place in item.places(whole)}
    if also is not None:
        places.update(match.start() for match in also.finditer(whole))
    return {bisect_right(ends, place) for place in places}


def phrases(pieces: str, *alternatives: str, flags: int = 0) -> Phrases:
    """Phrases from pieces parted by bars and from alternative patterns; apostrophes may be curly."""
    joined = STRAIGHT.sub("['’]", "|".join(alternatives))
    return Phrases(tuple(pieces.split("|")), re.compile(joined, flags))
