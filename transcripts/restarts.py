"""Clocks that start again: a second recording appended to the first, or a clock that forgets its hours."""

from collections.abc import Sequence
from itertools import pairwise

START_MS = 120_000
LEAST_BEFORE_MS = 180_000
LEAST_AFTER = 4
STEADY = 0.8


def restart_of(times: Sequence[int | None]) -> int | None:
    """The place from which times (in ms, None where there is none) start again near zero for good.

    A single slip is no restart: what follows must rise, and never come back to where the clock had been.
    """
    timed = [(place, ms) for place, ms in enumerate(times) if ms is not None]
    highest = 0
    for i, (place, ms) in enumerate(timed):
        if ms <= START_MS and highest - ms >= LEAST_BEFORE_MS and _goes_on([t for _, t in timed[i:]]):
            return place
        highest = max(highest, ms)
    return None


def _goes_on(times: Sequence[int]) -> bool:
    """Whether times rise steadily from a new start, without a jump back to the old clock."""
    if len(times) < LEAST_AFTER:
        return False
    steps = [after - before for before, after in pairwise(times)]
    rising = sum(step >= 0 for step in steps)
    return rising >= STEADY * len(steps) and max(steps[:LEAST_AFTER]) < LEAST_BEFORE_MS
