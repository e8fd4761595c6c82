"""A transcript as it is taken away: what every format writes, and what reading it back gives. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from transcripts.documents import LATEST_MS, SectionKind, SpeakerRole, TranscriptStatus

UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")  # what no database holds, or no line


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a speaker's name certainly stands for."""

    name: str
    role: SpeakerRole = SpeakerRole.UNKNOWN


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the episode; empty and None are unknown. Names are those that may be given away."""

    podcast: str = ""
    number: int | None = None
    title: str = ""
    published_on: date | None = None
    duration_seconds: int | None = None
    language: str = ""
    people: tuple[Person, ...] = ()
    licence: str = ""
    attribution: str = ""
    status: TranscriptStatus = TranscriptStatus.COMPLETE


@dataclass(frozen=True, slots=True)
class Section:
    """A run of turns that begins with turn `first` (from 0) and goes on to the next section."""

    kind: SectionKind
    title: str
    first: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says: `speaker` as shown, "" where nobody is named; times in ms.

    `text` is one line with single spaces; `paragraphs` are where its paragraphs begin, the first always at 0;
    `cues` are the times known inside it as (place, ms), never at its first place and never at a space.
    Places count code points.
    """

    speaker: str
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    paragraphs: tuple[int, ...] = (0,)
    cues: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """The talk of an episode, in its order."""

    facts: Facts = field(default_factory=Facts)
    sections: tuple[Section, ...] = ()
    turns: tuple[Turn, ...] = ()


def turn_of(
    speaker: str,
    text: str,
    start_ms: int | None = None,
    end_ms: int | None = None,
    paragraph_starts: Sequence[int] = (),
    cues: Iterable[Sequence[int]] = (),
) -> Turn:
    """A turn in the form that formats can keep: a time at a space stands at the word behind it."""
    words = one_line(text)
    if words != text:  # nobody stores such a text, but places in it would be wrong
        return Turn(one_line(speaker), words, start_ms, end_ms)
    paragraphs = (
        0,
        *(place for place in paragraph_starts if 0 < place < len(text) and text[place - 1] == " "),
    )
    placed = {place + (text[place] == " "): ms for place, ms in cues if 0 < place < len(text)}
    return Turn(one_line(speaker), text, start_ms, end_ms, paragraphs, tuple(sorted(placed.items())))


def one_line(text: str) -> str:
    """A text with single spaces and no line ends."""
    return " ".join(text.split())


def is_sound(transcript: Transcript) -> bool:
    """Whether a file that says it is an export still holds what an export can: people may have edited it."""
    facts = transcript.facts
    names = [facts.title, facts.podcast, facts.language, *(person.name for person in facts.people)]
    firsts = [-1, *(section.first for section in transcript.sections), len(transcript.turns)]
    return (
        bool(transcript.turns)
        and not UNFIT.search("".join(names))
        and (facts.duration_seconds or 0) * 1000 < LATEST_MS
        and all(before < after for before, after in pairwise(firsts))
        and all(_is_sound(turn) for turn in transcript.turns)
    )


def _is_sound(turn: Turn) -> bool:
    times = [ms for ms in (turn.start_ms, turn.end_ms) if ms is not None]
    moments = [ms for _, ms in turn.cues]
    return (
        bool(turn.text)
        and not UNFIT.search(turn.text + turn.speaker)
        and turn == turn_of(turn.speaker, turn.text, turn.start_ms, turn.end_ms, turn.paragraphs, turn.cues)
        and times == sorted(times)
        and moments == sorted(moments)
        and all(0 <= ms < LATEST_MS for ms in (*times, *moments))
    )
