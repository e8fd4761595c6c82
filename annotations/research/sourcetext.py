"""A text of ours as other programs show it: a turn a line, behind its speaker's name. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NAMED, APART = ": ", "\n\n"


@dataclass(frozen=True, slots=True)
class Line:
    """A line: who says it (empty where nobody is named), and what."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """The text, and from where each line's words stand in it."""

    text: str
    offsets: tuple[int, ...]


def written(lines: Iterable[Line]) -> Written:
    """The lines in one text, set apart so that people can read it."""
    pieces: list[str] = []
    offsets: list[int] = []
    length = 0
    for line in lines:
        label = f"{line.speaker}{NAMED}" if line.speaker else ""
        pieces.append(f"{label}{line.text}{APART}")
        offsets.append(length + len(label))
        length += len(pieces[-1])
    return Written("".join(pieces), tuple(offsets))


def offsets_in(text: str, turns: Sequence[str]) -> tuple[int, ...] | None:
    """From where each turn stands in a text that we wrote of these very turns, whoever is named in it; None
    for any other text."""
    blocks = text.split(APART)
    if len(blocks) != len(turns) + 1 or blocks[-1]:
        return None
    offsets, length = [], 0
    for block, turn in zip(blocks, turns, strict=False):
        label = block.removesuffix(turn)
        if len(label) + len(turn) != len(block) or (label and not label.endswith(NAMED)):
            return None
        offsets.append(length + len(label))
        length += len(block) + len(APART)
    return tuple(offsets)
