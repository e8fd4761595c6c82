"""Which turn of a text stands nearest to a place of an earlier one: where to show what was said there. Pure.

It is no anchor: nothing is moved by it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from rapidfuzz import fuzz

# How alike (0 to 100) a turn must be to be taken for the one that was there, and how far off one is looked
# for.
ALIKE = 50
REACH = 40


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A turn by its words and where they begin in its text."""

    offset: int
    text: str


def nearest(old: Sequence[Neighbour], start: int, new: Sequence[Neighbour]) -> int:
    """The position in `new`, which is not empty, of what the turn of `old` around `start` most likely is."""
    if old is new or not old:
        return turn_at(new, start)
    position = turn_at(old, start)
    text = old[position].text
    around = sorted(range(len(new)), key=lambda at: abs(at - position))
    same = next((at for at in around if new[at].text == text), None)
    if same is not None:
        return same
    ranked = [
        (fuzz.ratio(text, new[at].text, score_cutoff=ALIKE), -far, at)
        for far, at in enumerate(around[:REACH])
    ]
    score, _, likeliest = max(ranked)
    return likeliest if score else around[0]


def turn_at(turns: Sequence[Neighbour], start: int) -> int:
    """The position of the turn that a place lies in."""
    return max(0, bisect_right(turns, start, key=attrgetter("offset")) - 1)
