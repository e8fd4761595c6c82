"""Subtitles as files hold them: WebVTT and SRT, well formed or not, to captions with their lines.

Players forgive much, and so do we: missing numbers and blank lines, one-digit fractions, either decimal sign,
times without hours. A time that cannot be read is reported with its line, and what stands under it is kept.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transcripts.documents import Problem, Severity

MS_PER_SECOND = 1000
MS_PER_FRAME = 40
LATEST_MS = 100 * 3600 * MS_PER_SECOND
EXCERPT_WIDTH = 100
MOST_PROBLEMS = 50
TIMING_WIDTH = 80

CLOCK = re.compile(r"(?:\d{1,4}:){0,3}\d{1,5}(?:\.\d{1,9})?s?")
ARROW = re.compile(r"\s{0,4}(?:-{1,3}|[–—])\s?(?:>|&gt;)\s{0,4}")
# An end with spaces behind its signs ("00: 00: 03, 500") is what translation programs make of it.
# What nearly all files write, read at one go; every other way is read by its parts.
WELL_FORMED = re.compile(
    r"(?:(\d\d):)?([0-5]\d):([0-5]\d)[.,](\d{3}) --> (?:(\d\d):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
)
END = re.compile(r"\d[\d:.,;]{0,17}(?:(?<=[:.,;])[ ][\d:.,;]{1,7}){0,4}s?(?=:?(?:\s|$))")
SETTINGS = re.compile(r"(?:[A-Za-z]\w{0,12}:\S{1,60}\s*){1,9}")
COMMENT = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
BAD_TIME = "This time cannot be read; the words under it are kept without a time."


@dataclass(slots=True)
class Caption:
    """What is shown at a time, line by line, markup included; times are ms, None where they cannot be read.

    `label` is who speaks, where the file says it apart from the words.
    """

    start_ms: int | None
    end_ms: int | None
    line: int
    lines: list[str] = field(default_factory=list)
    label: str = ""


@dataclass(slots=True)
class CaptionFile:
    """Captions in their order; `comments` are the lines of the header and of notes."""

    captions: list[Caption] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Timing:
    """A line of times; `text` is what stands behind them and is no setting."""

    start_ms: int | None
    end_ms: int | None
    text: str
    is_readable: bool


def clock(printed: str) -> int | None:
    """Milliseconds of [[h:]mm:]ss[.fraction] or hh:mm:ss:frames, spaces anywhere; None for anything else."""
    text = printed.replace(" ", "").replace(",", ".").replace(";", ":")
    if CLOCK.fullmatch(text) is None:
        return None
    *head, last = text.rstrip("s").split(":")
    frames = 0
    if len(head) == 3:
        frames, last = int(float(last)), head.pop()
    hours, minutes = ([0, 0] + [int(part) for part in head])[-2:]
    seconds, _, fraction = last.partition(".")
    if (head and int(seconds) > 59) or (len(head) > 1 and minutes > 59):
        return None
    ms = ((hours * 60 + minutes) * 60 + int(seconds)) * MS_PER_SECOND
    ms += min(frames * MS_PER_FRAME, 999) + int(fraction[:3].ljust(3, "0"))
    return ms if ms < LATEST_MS else None


def timing(line: str) -> Timing | None:
    """The times of a line such as "00:01.5 --> 00:03.0 align:start", None where it is no such line."""
    if well_formed := WELL_FORMED.fullmatch(line):
        h1, m1, s1, f1, h2, m2, s2, f2 = (int(part or 0) for part in well_formed.groups())
        begin = ((h1 * 60 + m1) * 60 + s1) * MS_PER_SECOND + f1
        until = ((h2 * 60 + m2) * 60 + s2) * MS_PER_SECOND + f2
        return Timing(begin, until if until >= begin else None, "", True)
    arrow = ARROW.search(line[:TIMING_WIDTH])
    if arrow is None:
        return None
    before, after = line[: arrow.start()].strip(), line[arrow.end() :].strip()
    start = clock(before)
    printed_end = END.match(after)
    end = clock(printed_end.group().rstrip(":.,;")) if printed_end else None
    if start is None and end is None and not (_is_timelike(before) and _is_timelike(after)):
        return None
    if start is None and not _is_timelike(before):
        return None
    rest = after[printed_end.end() :].strip(" :") if printed_end else after.partition(" ")[2].strip()
    is_readable = start is not None and end is not None
    if end is not None and start is not None and end < start:
        end = None
    return Timing(start, end, "" if SETTINGS.fullmatch(rest) else rest, is_readable)


def _is_timelike(text: str) -> bool:
    return text[:1].isdigit() and ":" in text[:8] and len(text) < TIMING_WIDTH


def read(lines: Sequence[str], is_webvtt: bool) -> CaptionFile:
    """The captions of a file; WebVTT has comments and names for its cues, SRT numbers at most."""
    reader = _Reader(is_webvtt)
    for number, line in enumerate(lines, 1):
        reader.take(number, line.strip())
    reader.close()
    return reader.file


class _Reader:
    """Walks over the lines once; `pending` are those since the last times, blank ones too."""

    def __init__(self, is_webvtt: bool) -> None:
        self.is_webvtt = is_webvtt
        self.file = CaptionFile()
        self.pending: list[str] = []
        self.last_number = 0

    def take(self, number: int, line: str) -> None:
        found = timing(line) if ">" in line or "&gt;" in line else None
        if found is None:
            self.pending.append(line)
            return
        self._drop_name()
        self.close()
        self.file.captions.append(Caption(found.start_ms, found.end_ms, number))
        if found.text:
            self.pending.append(found.text)
        if not found.is_readable and len(self.file.problems) < MOST_PROBLEMS:
            excerpt = line[:EXCERPT_WIDTH]
            self.file.problems.append(
                Problem(Severity.WARNING, "malformed-timestamp", BAD_TIME, number, excerpt)
            )

    def close(self) -> None:
        """Give the open caption its lines."""
        in_comment = False
        if not self.file.captions:
            self.file.comments += [line for line in self.pending if line]
            self.pending = []
            return
        for place, line in enumerate(self.pending):
            begins_block = self.is_webvtt and place and not self.pending[place - 1]
            in_comment = bool(line) and (in_comment or bool(begins_block and COMMENT.match(line)))
            if line:
                (self.file.comments if in_comment else self.file.captions[-1].lines).append(line)
        self.pending = []

    def _drop_name(self) -> None:
        """Take the number or name of the coming caption off the lines before it."""
        place = len(self.pending) - 1
        while place >= 0 and not self.pending[place]:
            place -= 1
        if place < 0:
            return
        name, is_close = self.pending[place], place == len(self.pending) - 1
        is_apart = not self.pending[place - 1] if place else not self.file.captions
        if name.isdecimal() and len(name) < 9:
            is_next = int(name) in (self.last_number + 1, len(self.file.captions) + 1)
            if is_next or (is_apart and (is_close or not self.file.captions)):
                self.last_number = int(name)
                del self.pending[place:]
        elif self.is_webvtt and is_apart and is_close and self.file.captions:
            del self.pending[place:]
