"""What taking the text out of a file gives: the text, or the reason why there is none."""

from dataclasses import dataclass

from transcripts.documents import Problem

MAX_TEXT = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Taken:
    """The text in a file, None where it holds none (`problems` then has one error that says why)."""

    text: str | None
    container: str
    problems: tuple[Problem, ...] = ()


class Unreadable(Exception):
    """Raised inside a file module for a file that holds no text to take; `message` names the remedy."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
