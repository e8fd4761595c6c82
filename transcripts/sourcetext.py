"""A decoded document as the format modules see it: lines with their numbers, and cheap looks at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

SAMPLE_LINES = 3000
SAMPLE_WIDTH = 400


@dataclass(frozen=True)
class SourceText:
    """The text of a document; `lines` are without their line ends, line 1 is `lines[0]`."""

    text: str
    name: str = ""

    @cached_property
    def lines(self) -> list[str]:
        """Every line as it is printed."""
        return self.text.split("\n")

    @cached_property
    def sample(self) -> list[str]:
        """The beginnings of the first non-empty lines, stripped: enough to recognise a format, cheap at any
        size.
        """
        found = []
        for _, line in self.filled():
            found.append(line[:SAMPLE_WIDTH])
            if len(found) == SAMPLE_LINES:
                break
        return found

    def filled(self) -> Iterator[tuple[int, str]]:
        """(line number, line) of every line that holds something, without spare spaces."""
        filled = ((number, line) for number, line in enumerate(self.lines, 1) if line and not line.isspace())
        return ((number, " ".join(line.split()) if "  " in line else line.strip()) for number, line in filled)

    @cached_property
    def is_marked_up(self) -> bool:
        """Whether this is subtitles, JSON or markup, whose lines are no prose even if they look like it."""
        start = self.text[:200].lstrip()
        return (
            start[:1] in ("{", "<")
            or start.startswith(("[{", "WEBVTT"))
            or any("-->" in s for s in self.sample[:50])
        )
