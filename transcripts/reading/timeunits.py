"""Which unit the times of speech are in, where the data does not say: told by how fast people would speak.

People say between one and five words a second. Seconds read as milliseconds would make that thousands.
"""

import math

SECOND = 1000.0  # milliseconds
MILLISECOND = 1.0
SAMPLE = 1 / 16  # of sound at 16 kHz, as some programs count
TICK = 1e-4  # 100 nanoseconds, as some programs count
WORDS_PER_SECOND = 2.5


def ms_per_unit(words: int, units: float, has_fractions: bool = False) -> float:
    """How many ms a unit is, when so many words take so many units; fractions speak for seconds."""
    if words <= 0 or units <= 0 or not math.isfinite(units):
        return SECOND if has_fractions else MILLISECOND if units > 10_000 else SECOND
    candidates = (SECOND, MILLISECOND, SAMPLE, TICK)
    whole, fractional = (
        {SAMPLE: -0.6, TICK: -0.5},
        {SECOND: 0.5, MILLISECOND: -0.5, SAMPLE: -1.0, TICK: -1.0},
    )
    lean = fractional if has_fractions else whole

    def unlikely(unit: float) -> float:
        pace = words / (units * unit / 1000)
        return abs(math.log10(pace / WORDS_PER_SECOND)) - lean.get(unit, 0.0)

    return min(candidates, key=unlikely)
