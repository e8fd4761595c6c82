"""What a worker without broker and clock does besides its jobs, each chore in a thread of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from transcripts.services import duplicates, feeds, searches


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do again and again: how much was done it says itself; after nothing it rests so long."""

    work: Callable[..., int]
    pause_seconds: float


DUPLICATES_PAUSE_SECONDS = 6 * 3600.0
CHORES = [
    Chore(feeds.refresh_due, 5.0),
    Chore(duplicates.find_if_due, DUPLICATES_PAUSE_SECONDS),
    Chore(searches.run, 2.0),
]


def add(work: Callable[..., int], *, pause_seconds: float) -> None:
    """Have workers do this too. It is called with `stop`, which says whether to come to an end."""
    CHORES.append(Chore(work, pause_seconds))
