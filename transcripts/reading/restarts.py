"""Clocks that start again: a second recording appended to the first, or a clock that forgets its hours."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

START_MS = 120_000
LEAST_BEFORE_MS = 180_000
LEAST_AFTER = 4
STEADY = 0.8


def restart_of(times: Sequence[int | None]) -> int | None:
    """The place from which times (in ms, None where there is none) start again near zero for good.

    A single slip is no restart: what follows must rise, and never come back to where the clock had been.
    """
    timed = [(place, ms) for place, ms in enumerate(times) if ms is not None]
    steps = [after - before for (_, before), (_, after) in pairwise(timed)]
    # How many of the steps from each one to the last rise; counted once, as thousands of times may go back.
    rising = [*accumulate((step >= 0 for step in reversed(steps)), initial=0)][::-1]
    highest = 0
    for i, (place, ms) in enumerate(timed):
        is_new = ms <= START_MS and highest - ms >= LEAST_BEFORE_MS
        if is_new and rising[i] >= STEADY * (len(steps) - i) and _goes_on(steps[i : i + LEAST_AFTER]):
            return place
        highest = max(highest, ms)
    return None


def _goes_on(steps: Sequence[int]) -> bool:
    """Whether times go on from a new start, without a jump back to the old clock; `steps` are the first."""
    return len(steps) >= LEAST_AFTER - 1 and max(steps) < LEAST_BEFORE_MS
