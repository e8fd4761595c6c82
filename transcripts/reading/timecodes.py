"""Time codes as people print them, and which of a run of them can be believed.

All times are whole milliseconds from the start of the audio. A time code is repaired only where just one
reading is possible and its neighbours agree; otherwise it has no time and is reported.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

MS_PER_SECOND = 1000

# A time in running text, well-formed enough to be told from other numbers even without brackets.
CLOCK = r"\d{1,3}:\d{2}(?::\d{2}){0,2}(?:[.,]\d{1,9})?"
# Seconds may be followed by frames, which are left out: nothing says how many of them a second has.
WELL_FORMED = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}|[1-9]\d\d(?=:\d\d$)):(\d{2})(?:[.,](\d{1,9}))?")
WITH_FRAMES = re.compile(r"(\d{1,2}:\d{2}:\d{2})[:;]\d{2}")
SPELLED = re.compile(r"(?:(\d{1,2})\s?h[a-z]{0,5}\s?)?(\d{1,3})\s?m[a-z]{0,6}\s?(?:(\d{1,2})\s?s[a-z]{0,6})?")
# Letters that stand for digits, and other signs that stand for a colon: only one reading is possible.
LOOK_ALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", ";": ":"})
DOTTED = re.compile(r"(\d{1,2})\.(\d{2})\.(\d{2})")
MISSING_FIRST_COLON = re.compile(r"(\d)(\d{2}):(\d{2})((?:[.,]\d{1,3})?)")
MISSING_LAST_COLON = re.compile(r"(\d{1,2}):(\d{2})(\d{2})((?:[.,]\d{1,3})?)")


class Oddity(StrEnum):
    """What is wrong with a printed time code; the values are the codes of the problems."""

    MALFORMED = "malformed-timestamp"
    REPAIRED = "repaired-timestamp"
    BACKWARD = "backward-timestamp"


@dataclass(frozen=True, slots=True)
class Timing:
    """The time believed for a printed time code (None where unknown), and what was odd about it."""

    ms: int | None
    oddity: Oddity | None = None


def read(printed: str) -> int | None:
    """Milliseconds of a well-formed [h:]mm:ss[.t], hh:mm:ss:ff or 1h 2m 3s, None for anything else."""
    text = printed.strip()
    match = WELL_FORMED.fullmatch(text) or WELL_FORMED.fullmatch(_spelled_as_clock(text))
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    if int(seconds) > 59 or (hours is not None and int(minutes) > 59):
        return None
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * MS_PER_SECOND + int((fraction or "0")[:3].ljust(3, "0"))


def _spelled_as_clock(text: str) -> str:
    """The time without frames, or 1h 2m 3s as 1:2:03; any other text as it is."""
    if framed := WITH_FRAMES.fullmatch(text):
        return framed[1]
    if spelled := SPELLED.fullmatch(text):
        return ":".join([*filter(None, spelled.groups()[:2]), (spelled[3] or "").zfill(2)])
    return text


def repaired(printed: str) -> int | None:
    """Milliseconds of a malformed time code that can only mean one time, None for the rest."""
    text = printed.strip().translate(LOOK_ALIKES).replace(" ", "")
    text = DOTTED.sub(r"\1:\2:\3", text) if ":" not in text else text.replace("::", ":")
    if match := MISSING_FIRST_COLON.fullmatch(text) or MISSING_LAST_COLON.fullmatch(text):
        text = "{}:{}:{}{}".format(*match.groups())
    return read(text)


def timings(printed: Sequence[str | int | None]) -> list[Timing]:
    """What to believe of the time codes of successive turns: as printed, in ms, or None where there is none.

    Times that go back are those outside the longest run that never does; where two runs are equally long the
    earlier one is believed.
    """
    sure = [read(code) if isinstance(code, str) else code for code in printed]
    timed = [i for i, ms in enumerate(sure) if ms is not None]
    believed = {timed[k] for k in longest_rising_run([ms for ms in sure if ms is not None])}
    found: list[Timing] = []
    for i, (code, ms) in enumerate(zip(printed, sure, strict=True)):
        if code is None:
            found.append(Timing(None))
        elif ms is None:
            found.append(Timing(None, Oddity.MALFORMED))
        else:
            found.append(Timing(ms) if i in believed else Timing(None, Oddity.BACKWARD))
    return _with_repairs(printed, found)


def _with_repairs(printed: Sequence[str | int | None], found: list[Timing]) -> list[Timing]:
    following: list[int | None] = [None] * len(found)
    after = None
    for i in range(len(found) - 1, -1, -1):
        following[i] = after
        after = found[i].ms if found[i].ms is not None else after
    before = 0
    for i, timing in enumerate(found):
        if timing.oddity is Oddity.MALFORMED:
            ms, limit = repaired(str(printed[i])), following[i]
            if ms is not None and ms >= before and (limit is None or ms <= limit):
                found[i] = Timing(ms, Oddity.REPAIRED)
        before = max(before, found[i].ms or 0)
    return found


def longest_rising_run(values: Sequence[int]) -> list[int]:
    """Indices of the longest subsequence that never falls, the earliest one where several are as long."""
    if all(before <= after for before, after in pairwise(values)):  # as in nearly every document
        return list(range(len(values)))
    lengths = [0] * len(values)
    tails: list[int] = []  # negated: tails[k] is the best start of a run of k + 1 values
    for i in range(len(values) - 1, -1, -1):
        place = bisect_right(tails, -values[i])
        tails[place : place + 1] = [-values[i]]
        lengths[i] = place + 1
    chosen: list[int] = []
    wanted, floor = len(tails), None
    for i, value in enumerate(values):
        if lengths[i] == wanted and (floor is None or value >= floor):
            chosen.append(i)
            wanted, floor = wanted - 1, value
    return chosen
