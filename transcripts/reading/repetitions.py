"""Passages that a speech engine made up by saying the same thing over and over.

People repeat themselves too ("no, no, no"), so only longer phrases, repeated at once and often, count.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

SHORTEST_PERIOD = 10
LONGEST_PERIOD = 280
REPEATS = 4
SHORTEST_RUN = 90
PROBE = 20
# Every run that is longer than a probe, a period and a step together is found.
STEP = 64


@dataclass(frozen=True, slots=True)
class Repetition:
    """A phrase said `times` times in a row, from the text number `first` to the text number `last`."""

    first: int
    last: int
    phrase: str
    times: int


def repetitions(texts: Sequence[str]) -> list[Repetition]:
    """The repetitions in successive texts, within them and across them, in their order."""
    whole = " ".join(texts)
    ends = list(accumulate(len(text) + 1 for text in texts))
    return [
        Repetition(
            bisect_right(ends, start),
            bisect_right(ends, end - 1),
            whole[start : start + period].strip(),
            times,
        )
        for start, end, period, times in _runs(f"{whole} ")
    ]


def _runs(text: str) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, period, times) of the runs that probes find, a step apart."""
    at = 0
    while at < len(text) - PROBE:
        probe = text[at : at + PROBE]
        again = text.find(probe, at + 1, at + LONGEST_PERIOD + PROBE)
        if again < 0:
            at += STEP
            continue
        period = again - at
        first, end = _extent(text, at, period)
        if end - first >= max(SHORTEST_RUN, REPEATS * period) and period >= SHORTEST_PERIOD:
            start = _phrase_start(text, first, period)
            times = (end - start) // period
            if times >= REPEATS and end - start >= SHORTEST_RUN:
                yield start, start + times * period, period, times
        at = max(at + STEP, end)


def _extent(text: str, at: int, period: int) -> tuple[int, int]:
    """How far the text around a place repeats itself after `period` characters."""
    end = at + period
    while end + period <= len(text) and text[end : end + period] == text[end - period : end]:
        end += period
    while end < len(text) and text[end] == text[end - period]:
        end += 1
    start = at
    while start > 0 and text[start - 1] == text[start - 1 + period]:
        start -= 1
    return start, end


def _phrase_start(text: str, first: int, period: int) -> int:
    """Where in the first period a sentence begins, else a word."""
    places = range(first, first + period)
    sentence = (p for p in places if p == 0 or (text[p - 1] == " " and text[p - 2] in ".?!…"))
    word = (p for p in places if p == 0 or text[p - 1] == " ")
    return next(sentence, next(word, first))
