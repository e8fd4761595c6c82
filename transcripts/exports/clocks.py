"""Times as exports print them, to the millisecond, and read again."""

import re

CLOCK = r"\d{1,4}:[0-5]\d:[0-5]\d(?:[.,]\d{3})?"
PARTS = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d)(?:[.,](\d{3}))?")


def full(ms: int, sign: str = ".") -> str:
    """A time as subtitles print it: 00:01:02.345."""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{sign}{rest:03}"


def short(ms: int) -> str:
    """A time as people print it, 0:01:02, with milliseconds where there are any."""
    seconds, rest = divmod(ms, 1000)
    shown = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{shown}.{rest:03}" if rest else shown


def read(printed: str) -> int | None:
    """Milliseconds of a time printed by either; None for anything else."""
    match = PARTS.fullmatch(printed)
    if match is None:
        return None
    hours, minutes, seconds, rest = (int(part or 0) for part in match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
