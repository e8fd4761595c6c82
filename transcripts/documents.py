"""What a parser makes of a document: plain values, no Django, no database.

`ParsedDocument.as_json()` is the shape that `manage.py parse_transcript` prints.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

# Times are below this: a clock has two digits for the hours in most formats.
LATEST_MS = 100 * 3_600_000


class TranscriptStatus(StrEnum):
    """How much of an episode's talk a document holds."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    PENDING = "pending"
    NONE = "none"


class SectionKind(StrEnum):
    """What a stretch of turns is; sponsor reads never count as the guest's words."""

    INTRO = "intro"
    INTERVIEW = "interview"
    SPONSOR = "sponsor"
    OUTRO = "outro"
    ANNOUNCEMENT = "announcement"
    HIGHLIGHTS = "highlights"


class Severity(StrEnum):
    """How much a problem matters to an editor."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class SpeakerRole(StrEnum):
    """What a speaker does in an episode."""

    HOST = "host"
    GUEST = "guest"
    ANNOUNCER = "announcer"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a document that a person should know, and where: `line` is 1-based, None for the whole."""

    severity: Severity
    code: str
    message: str
    line: int | None = None
    excerpt: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "severity": str(self.severity),
            "code": self.code,
            "line": self.line,
            "excerpt": self.excerpt,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class ParsedSpeaker:
    """One printed label and the person it stands for, where the document tells (`name` is None where not).

    `proposed` is the person it probably stands for, where that is not certain: an editor decides.
    """

    label: str
    name: str | None
    role: SpeakerRole
    turns: int
    proposed: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "name": self.name,
            "role": str(self.role),
            "turns": self.turns,
            "proposed": self.proposed,
        }


@dataclass(frozen=True, slots=True)
class ParsedTurn:
    """One turn of speech: `text` is one line, paragraphs joined by one space, `paragraph_starts` their
    offsets in Unicode code points (the first is always 0). Times are ms from the start of the audio; `cues`
    are the times known inside the turn, as (offset in code points, ms), both rising."""

    index: int
    label: str
    speaker: str | None
    section: SectionKind
    start_ms: int | None
    end_ms: int | None
    text: str
    line: int
    paragraph_starts: tuple[int, ...] = (0,)
    cues: tuple[tuple[int, int], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "index": self.index,
            "label": self.label,
            "speaker": self.speaker,
            "section": str(self.section),
            "start_ms": self.start_ms,
            "end_ms": self.end_ms,
            "text": self.text,
            "line": self.line,
            **({"cues": [list(cue) for cue in self.cues]} if self.cues else {}),
        }


@dataclass(frozen=True, slots=True)
class ParsedSection:
    """A run of turns, first to last inclusive, of one kind, with its heading or sponsor as `title`."""

    kind: SectionKind
    title: str | None
    start_ms: int | None
    end_ms: int | None
    first_turn: int
    last_turn: int

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": str(self.kind),
            "title": self.title,
            "start_ms": self.start_ms,
            "end_ms": self.end_ms,
            "first_turn": self.first_turn,
            "last_turn": self.last_turn,
        }


@dataclass(frozen=True, slots=True)
class TranscriptLink:
    """A transcript that a feed offers: where, in which media type, in which language."""

    url: str
    type: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Soundbite:
    """A stretch of an episode that its publisher points out."""

    start_ms: int
    duration_ms: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """How a feed knows an episode; `enclosure` is the audio's address as given."""

    guid: str = ""
    enclosure: str = ""
    page: str = ""
    transcripts: tuple[TranscriptLink, ...] = ()
    chapters_url: str = ""
    soundbites: tuple[Soundbite, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "transcripts": [asdict(link) for link in self.transcripts],
            "soundbites": [asdict(bite) for bite in self.soundbites],
        }


@dataclass(frozen=True, slots=True)
class ParsedEpisode:
    """One episode as the document gives it; what the document does not say is None or empty, never guessed.

    `notes` are the written show notes by paragraph (nobody's speech); `summary` is their gist for lists.
    `feed` is set where the document is a feed.
    """

    podcast: str | None = None
    number: int | None = None
    title: str | None = None
    published_on: date | None = None
    duration_seconds: int | None = None
    language: str | None = None
    summary: str | None = None
    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    status: TranscriptStatus = TranscriptStatus.NONE
    speakers: tuple[ParsedSpeaker, ...] = ()
    sections: tuple[ParsedSection, ...] = ()
    turns: tuple[ParsedTurn, ...] = ()
    feed: FeedEntry | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "podcast": self.podcast,
            "number": self.number,
            "title": self.title,
            "published_on": self.published_on.isoformat() if self.published_on else None,
            "duration_seconds": self.duration_seconds,
            "language": self.language,
            "summary": self.summary,
            "hosts": list(self.hosts),
            "guests": list(self.guests),
            "companies": list(self.companies),
            "transcript": {
                "status": str(self.status),
                "speakers": [speaker.as_json() for speaker in self.speakers],
                "sections": [section.as_json() for section in self.sections],
                "turns": [turn.as_json() for turn in self.turns],
            },
            **({"feed": self.feed.as_json()} if self.feed else {}),
        }


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """Everything read from one document. Without episodes, `problems` holds an error that says why.

    `container` is the kind of file the text was taken out of ("PDF"); `candidates` are the formats that could
    read it, surest first, for a person to choose another.
    """

    format: str | None
    confidence: float
    encoding: str | None = None
    episodes: tuple[ParsedEpisode, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    container: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "format": self.format,
            "confidence": self.confidence,
            **({"container": self.container} if self.container else {}),
            "episodes": [episode.as_json() for episode in self.episodes],
            "problems": [problem.as_json() for problem in self.problems],
        }
