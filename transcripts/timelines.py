"""Timelines: where a moment of the transcript is in an audio file. Pure; times are milliseconds.

A transcript has times of its own. They are a file's times too, or points say which moment of the one is which
of the other. Where advertisements were inserted the offset between the two changes: it holds between points
that agree, and between two that do not there is a break whose place nobody knows.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urldefrag, urlsplit

# Points are set by ear; links lead to whole seconds.
AGREE_MS = 1000
# They put other advertisements into every download: a second of one is not that second of the next.
DYNAMIC_HOSTS = (
    "acast.com",
    "adswizz.com",
    "art19.com",
    "megaphone.fm",
    "omny.fm",
    "omnycontent.com",
    "simplecastaudio.com",
    "spreaker.com",
)


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """The same moment in the transcript and in the audio. Two points of one transcript time, the audio's
    apart, are the two ends of a break whose place is known."""

    transcript_ms: int
    audio_ms: int

    @property
    def offset(self) -> int:
        """How much later it is in the audio."""
        return self.audio_ms - self.transcript_ms


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the transcript's time, and how much later its moments are in the audio; None: not known."""

    start_ms: int
    end_ms: int | None
    offset: int | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """An audio file that moments of a transcript may be linked into.

    `points` is None where the transcript's times are the file's own. `document` names the source document
    whose transcript was matched with the file, None any.
    """

    url: str
    duration_ms: int | None = None
    points: Sequence[Point] | None = None
    document: int | None = None

    def link(self, ms: int | None, document: int | None) -> str:
        """The file from that moment of a transcript of `document` on; empty where that is not certain."""
        if self.document is not None and self.document != document:
            return ""
        place = ms if self.points is None or ms is None else to_audio(ms, self.points)
        if place is None or (self.duration_ms is not None and place > self.duration_ms):
            return ""
        return link(self.url, place)


def link(url: str, ms: int) -> str:
    """The audio from that second on, as a media fragment (W3C Media Fragments URI 1.0, section 4.2.1)."""
    return f"{urldefrag(url).url}#t={ms // 1000}" if url else ""


def to_audio(ms: int, points: Sequence[Point]) -> int | None:
    """Where a moment of the transcript is in the audio; None where no two points that agree enclose it."""
    rising = sorted(points)
    after = bisect_right(rising, ms, key=lambda point: point.transcript_ms)
    if not after:
        return None
    before = rising[after - 1]
    if before.transcript_ms == ms:
        return before.audio_ms
    if after == len(rising) or not agree(before, rising[after]):
        return None
    return ms + before.offset


def agree(one: Point, other: Point) -> bool:
    """Whether nothing was inserted between two points."""
    return abs(one.offset - other.offset) <= AGREE_MS


def stretches(points: Sequence[Point]) -> list[Stretch]:
    """What is known from the transcript's beginning to its end, in order; neighbours that agree are one."""
    rising = sorted(points)
    found = [Stretch(0, rising[0].transcript_ms if rising else None, None)]
    for one, other in pairwise(rising):
        offset = one.offset if agree(one, other) else None
        last = found[-1]
        if last.offset is not None and offset is not None:
            found[-1] = Stretch(last.start_ms, other.transcript_ms, last.offset)
        else:
            found.append(Stretch(one.transcript_ms, other.transcript_ms, offset))
    if rising:
        found.append(Stretch(rising[-1].transcript_ms, None, None))
    return [one for one in found if one.start_ms != one.end_ms]


def contradictions(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    """Neighbours of which the later one is earlier in the audio: one of the two was set wrong."""
    return [(one, other) for one, other in pairwise(sorted(points)) if other.audio_ms < one.audio_ms]


def is_dynamic(url: str) -> bool:
    """Whether an address is of a host known to insert advertisements anew into every download."""
    host = urlsplit(url).hostname or ""
    return any(host == known or host.endswith(f".{known}") for known in DYNAMIC_HOSTS)
