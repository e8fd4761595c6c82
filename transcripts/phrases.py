"""Patterns of words that are looked for in whole talks, and what makes that cheap."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """A pattern, and pieces in lower case of which every match holds at least one.

    Most texts hold none of the pieces, and finding that out takes a hundredth of the pattern's time.
    """

    pieces: tuple[str, ...]
    pattern: re.Pattern[str]

    def search(self, text: str, lowered: str | None = None) -> re.Match[str] | None:
        """The first match in a text; `lowered` is the text in lower case where the caller has it."""
        return self.pattern.search(text) if self._may_be_in(text, lowered) else None

    def finditer(self, text: str, lowered: str | None = None) -> Iterator[re.Match[str]]:
        """Every match in a text."""
        return self.pattern.finditer(text) if self._may_be_in(text, lowered) else iter(())

    def _may_be_in(self, text: str, lowered: str | None) -> bool:
        lower = text.lower() if lowered is None else lowered
        return any(piece in lower for piece in self.pieces)


def phrases(pieces: str, *alternatives: str, flags: int = 0) -> Phrases:
    """Phrases from pieces parted by bars and from alternative patterns; every apostrophe may be curly."""
    joined = "|".join(alternatives).replace("'", "['’]")
    return Phrases(tuple(pieces.split("|")), re.compile(joined, flags))
