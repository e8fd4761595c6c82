"""A strip of an episode's sections: where each one stands on a line from its start to its end. Pure."""

from dataclasses import dataclass
from itertools import pairwise

from transcripts.documents import ParsedEpisode, ParsedSection, SectionKind

# How many characters fit on a strip as wide as a phone, and on one as wide as a page.
ROOMS = (("phone", 42), ("page", 110))
THINNEST = 0.5  # per cent: a section that has no length, as the last one may have none, is seen all the same
NAMES = {
    SectionKind.INTRO: "Introduction",
    SectionKind.INTERVIEW: "Interview",
    SectionKind.SPONSOR: "Sponsor read",
    SectionKind.OUTRO: "Closing words",
    SectionKind.ANNOUNCEMENT: "Announcement",
    SectionKind.HIGHLIGHTS: "Highlights",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One section on the strip: `x` and `width` are percentages of it, `room` how its name fits."""

    kind: SectionKind
    title: str
    turns: int
    start_ms: int | None
    x: float
    width: float
    room: str  # "phone": fits everywhere; "page": on wide screens only; "": nowhere

    @property
    def name(self) -> str:
        """What the section is called: its heading or sponsor, else its kind."""
        return self.title or NAMES[self.kind]

    @property
    def kind_name(self) -> str:
        """The kind in words."""
        return NAMES[self.kind]


@dataclass(frozen=True, slots=True)
class Strip:
    """The sections of an episode in order; measured by time where all of them have one, else by turns."""

    pieces: tuple[Piece, ...]
    timed: bool
    end_ms: int | None


def of(episode: ParsedEpisode) -> Strip:
    """The strip of an episode; without sections it has no pieces."""
    if not episode.sections or not episode.turns:
        return Strip((), False, None)
    end_ms = _end(episode)
    starts = [section.start_ms for section in episode.sections]
    bounds = _rising([*starts, end_ms])
    timed = bounds is not None
    if bounds is None:
        bounds = [*(section.first_turn for section in episode.sections), len(episode.turns)]
    first, whole = bounds[0], bounds[-1] - bounds[0]
    at = [100 * (bound - first) / whole for bound in bounds]
    pieces = tuple(
        _piece(section, at[place], at[place + 1] - at[place])
        for place, section in enumerate(episode.sections)
    )
    return Strip(pieces, timed, end_ms if timed else None)


def _piece(section: ParsedSection, x: float, width: float) -> Piece:
    name = section.title or NAMES[section.kind]
    fits = [room for room, characters in ROOMS if len(name) + 1 <= width * characters / 100]
    return Piece(
        section.kind,
        section.title or "",
        section.last_turn - section.first_turn + 1,
        section.start_ms,
        round(min(x, 100 - THINNEST), 2),
        round(max(width, THINNEST), 2),
        fits[0] if fits else "",
    )


def _end(episode: ParsedEpisode) -> int | None:
    """Where the talk ends: as its last turn says, else where the last turn starts that says when."""
    last = episode.turns[-1]
    known = [ms for ms in (last.end_ms, last.start_ms) if ms is not None]
    stated = episode.duration_seconds * 1000 if episode.duration_seconds else None
    return max([*known, *([stated] if stated else [])]) if known else stated


def _rising(bounds: list[int | None]) -> list[int] | None:
    """The bounds, if all are known and each lies behind the one before."""
    known = [ms for ms in bounds if ms is not None]
    whole = len(known) == len(bounds) and all(a <= b for a, b in pairwise(known))
    return known if whole and known[-1] > known[0] else None
