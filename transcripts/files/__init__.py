"""Files that hold a text without being one: PDF, Word and their kin. One module each.

A module has CONTAINER (what people call such a file), recognises(raw) and take(raw) -> Taken: the text as lines
that the text formats read like any other document's.
"""

from dataclasses import dataclass
from types import ModuleType

from transcripts.documents import Problem

ALL: tuple[ModuleType, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """The text in a file, None where it holds none (`problems` then has one error that says why)."""

    text: str | None
    container: str
    problems: tuple[Problem, ...] = ()


def text_of(raw: bytes) -> Taken | None:
    """The text of a file of a kind that is known here; None for anything else. Never raises."""
    module = next((module for module in ALL if module.recognises(raw)), None)
    return module.take(raw) if module else None
