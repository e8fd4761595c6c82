"""From lines to printed turns: who is labelled, what stands under each label, and what breaks up the talk.

The one walk that every format with printed labels shares; a format brings only its way to recognise a label.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from transcripts.documents import SectionKind
from transcripts.reading import markers, timecodes
from transcripts.reading.labels import is_sound
from transcripts.reading.markup import plain, undecorated
from transcripts.reading.timecodes import CLOCK
from transcripts.reading.words import words_in

# A day in court has a few thousand; each costs some kilobytes of memory until the episode is stored.
MOST_TURNS = 20_000
FURNITURE_REPEATS = 3
ENDING_SHARE = 0.8
FASTEST = 6.0  # words a second
# A time that stands in the text by itself; "[inaudible 0:12]" is a mark of its own.
# Its three forms begin with different signs, so that the places where one may stand are found quickly.
INNER_TIME = re.compile(
    rf"\[\s?({CLOCK})(?:\s?[-–—]\s?{CLOCK})?\s?\\?\]|\\\[\s?({CLOCK})(?:\s?[-–—]\s?{CLOCK})?\s?\\?\]|"
    r"\((\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?)\)(?::(?=\s|$))?"
)
DIGITS = re.compile(r"\d+")
TIME_ALONE = re.compile(rf"[(\[]?({CLOCK})(?:\s?[-–—]\s?{CLOCK})?[)\]]?")


class TooManyTurns(Exception):
    """A document whose parts are so many that they are no turns of a talk; `count` are the first that were
    found. `parsing` tells the reader.
    """

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(slots=True)
class PrintedTurn:
    """A label and the paragraphs under it; an empty label is speech that nobody is named for.

    Its time is printed (`time`, to be read and believed or not) or given as data (`start_ms`, `end_ms`).
    `cues` are (offset, ms) in the paragraphs joined by one space each, where the document times parts of the
    turn. A `continued` one has the label of the turn before it, without that being printed again.
    """

    label: str
    line: int
    time: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    last_line: int = 0
    start_ms: int | None = None
    end_ms: int | None = None
    cues: list[tuple[int, int]] = field(default_factory=list)
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """A section marker (`kind` set) or a heading (`title` set) that stands before turn number `before`."""

    before: int
    line: int
    kind: SectionKind | None = None
    title: str | None = None


@dataclass(slots=True)
class Talk:
    """What was read from the lines of one episode; `preface` is what is printed before the talk begins."""

    preface: list[str] = field(default_factory=list)
    turns: list[PrintedTurn] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    ended: bool = False
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """One label found in a line, with the text up to the next."""

    label: str
    time: str | None
    text: str


Line = tuple[int, str]
Splitter = Callable[[str], tuple[str, list[Labelled]]]
"""Gives the text of a line before its first label, and the labels in it with their text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or a part of it: a marker, a label with the text after it, or text alone."""

    line: int
    text: str
    marker: bool = False
    label: Labelled | None = None
    hashed: bool = False
    cues: tuple[tuple[int, int], ...] = ()

    @property
    def starts_at(self) -> int | None:
        """The time in ms that stands at the very beginning of the text."""
        return self.cues[0][1] if self.cues and self.cues[0][0] == 0 else None


def read(lines: Iterable[Line], split: Splitter) -> Talk:
    """Read the talk that stands in the lines of one episode. Raises TooManyTurns."""
    pieces: list[Piece] = []
    labelled = 0
    for number, line in lines:
        for piece in _pieces(number, line, split):
            pieces.append(piece)
            labelled += piece.label is not None
            if labelled > MOST_TURNS:
                raise TooManyTurns(labelled)
    pieces = _without_furniture(pieces)
    reader = _Reader(pieces)
    for place in range(len(pieces)):
        reader.take(place)
    _end_at_last_times(reader.talk.turns)
    return reader.talk


def _end_at_last_times(turns: Sequence[PrintedTurn]) -> None:
    """Where nearly every turn ends in a time and none begins with one, each goes from the time before it to
    its own; or from its own to the next, if people would speak too fast otherwise.
    """
    lasts = [turn.cues[-1] if turn.cues and not turn.time else None for turn in turns]
    ends = [
        last[1] if last and last[0] > sum(map(len, turn.paragraphs)) else None
        for turn, last in zip(turns, lasts, strict=True)
    ]
    timed = sum(end is not None for end in ends)
    if timed < 3 or timed < ENDING_SHARE * len(turns) or any(turn.time or turn.start_ms for turn in turns):
        return
    following = [*ends[1:], None]
    are_starts = _hurried(turns, ends, following) < _hurried(turns, [None, *ends], ends)
    before = None
    for turn, end, after in zip(turns, ends, following, strict=True):
        turn.start_ms, turn.end_ms = (end, after) if are_starts else (before, end)
        turn.cues = turn.cues[:-1] if end is not None else turn.cues
        before = end


def _hurried(turns: Sequence[PrintedTurn], starts: Sequence[int | None], ends: Sequence[int | None]) -> int:
    """How many turns have more words than can be said between these times; the talk begins at 0."""
    return sum(
        end is not None and sum(map(words_in, turn.paragraphs)) > FASTEST * max(0, end - (start or 0)) / 1000
        for turn, start, end in zip(turns, starts, ends, strict=False)
    )


def _pieces(number: int, line: str, split: Splitter) -> Iterable[Piece]:
    if markers.is_shortcode(line):
        return
    for marked, part in markers.split_at_markers(line):
        if marked:
            yield Piece(number, part, marker=True)
            continue
        before, found = split(part)
        if before and not markers.is_sound(before) and (before := undecorated(before)):
            text, cues = timed_text(before)
            if (text or cues) and not markers.is_sound(text):
                yield Piece(number, text, hashed=line.startswith("#"), cues=cues)
        for label in found:
            text, cues = timed_text(label.text)
            yield Piece(number, text, label=label, cues=cues)


def timed_text(marked_up: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The words of a text without the times printed in it, and (offset, ms) where those stood."""
    if ":" not in marked_up:
        return plain(marked_up), ()
    if (alone := TIME_ALONE.fullmatch(marked_up)) and (ms := timecodes.read(alone[1])) is not None:
        return "", ((0, ms),)
    parts: list[str] = []
    cues: list[tuple[int, int]] = []
    start = offset = 0
    for match in INNER_TIME.finditer(marked_up):
        ms = timecodes.read(match[1] or match[2] or match[3])
        if ms is None:
            continue
        if words := plain(marked_up[start : match.start()]):
            parts.append(words)
            offset += len(words) + 1
        cues.append((offset, ms))
        start = match.end()
    if not cues:
        return plain(marked_up), ()
    if words := plain(marked_up[start:]):
        parts.append(words)
    return " ".join(parts), tuple(cues)


def _without_furniture(pieces: list[Piece]) -> list[Piece]:
    """Drop page numbers and running headers, so that the paragraphs around them can be joined."""
    folded = [DIGITS.sub("#", p.text) if _may_be_furniture(p) else "" for p in pieces]
    repeated = {text for text, count in Counter(folded).items() if text and count >= FURNITURE_REPEATS}
    last = max((i for i, p in enumerate(pieces) if p.label), default=-1)
    first = next((i for i, p in enumerate(pieces) if p.label), len(pieces))
    return [
        piece
        for i, piece in enumerate(pieces)
        if not (
            first < i <= last
            and (folded[i] in repeated or (folded[i] and markers.is_page_furniture(piece.text)))
        )
    ]


def _may_be_furniture(piece: Piece) -> bool:
    return (
        not piece.marker
        and piece.label is None
        and 0 < len(piece.text) < 80
        and piece.text[-1] not in ".?!,;:…"
    )


class _Reader:
    """Walks over the pieces once, knowing what comes next.

    `waiting` is a time that was printed by itself: it belongs to whatever is said next. `length` is how much
    text the open turn has.
    """

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.talk = Talk()
        self.open: PrintedTurn | None = None
        self.length = 0
        self.waiting: int | None = None
        self.begun = False
        self.last_label = max((i for i, piece in enumerate(pieces) if piece.label), default=-1)
        self.closed = False

    def take(self, place: int) -> None:
        piece = self.pieces[place]
        if piece.marker:
            self._marker(piece)
        elif piece.label is not None:
            self._label(place, piece, piece.label)
        elif (self.talk.ended or self.closed) and place > self.last_label:
            return
        elif not piece.text:
            self.waiting = piece.starts_at
        elif self._is_heading(place):
            self.talk.breaks.append(Break(len(self.talk.turns), piece.line, title=piece.text))
        else:
            self._text(place, piece)

    def _marker(self, piece: Piece) -> None:
        self.begun = True
        self.open = None
        if markers.END.match(piece.text):
            self.talk.ended = True
        else:
            self.talk.breaks.append(
                Break(len(self.talk.turns), piece.line, kind=markers.section_kind(piece.text))
            )

    def _label(self, place: int, piece: Piece, label: Labelled) -> None:
        self.begun = True
        if is_sound(label.label) and self._is_wordless(place):
            self.talk.breaks.append(Break(len(self.talk.turns), piece.line))
            self.waiting = timecodes.read(label.time) if label.time else piece.starts_at
            return
        self._turn(label.label, piece, label.time)

    def _is_wordless(self, place: int) -> bool:
        """Whether nothing is said under the label of a sound."""
        if self.pieces[place].text:
            return markers.is_sound(self.pieces[place].text)
        following = self._following(place)
        return following is None or following.label is not None or following.marker

    def _turn(self, label: str, piece: Piece, time: str | None = None) -> None:
        self.open = PrintedTurn(label, piece.line, time, [], piece.line)
        self.length = 0
        self.talk.turns.append(self.open)
        self._say(self.open, piece)

    def _say(self, turn: PrintedTurn, piece: Piece) -> None:
        """Add a paragraph to a turn, with the times printed in it."""
        starts_at = self.waiting if self.waiting is not None else piece.starts_at
        if turn.time is None and turn.start_ms is None and not turn.paragraphs:
            turn.start_ms = starts_at
        if piece.text:
            offset = self.length + 1 if turn.paragraphs else 0
            marks = [(0, self.waiting)] if self.waiting is not None else []
            turn.cues += [(offset + at, ms) for at, ms in (*marks, *piece.cues) if offset + at > 0]
            turn.paragraphs.append(piece.text)
            self.length = offset + len(piece.text)
        self.waiting = None
        turn.last_line = piece.line

    def _text(self, place: int, piece: Piece) -> None:
        if self.open is not None:
            if place > self.last_label and self._is_chrome(place):
                self.closed = True
            else:
                self._go_on(self.open, piece)
        elif markers.TRANSCRIPT_HEADING.fullmatch(piece.text):
            self.begun = self.last_label >= 0
        elif markers.PENDING.search(piece.text) and self.last_label < 0:
            self.talk.pending = True
        elif self.begun and self.talk.breaks and self.last_label >= 0:
            self._turn("", piece)
        else:
            self.talk.preface.append(piece.text)

    def _go_on(self, turn: PrintedTurn, piece: Piece) -> None:
        """The next paragraph of a turn; the first one with a time of its own, where the turn has none, is a
        turn of its own, so that no time is made up for the words before it.
        """
        timed = self.waiting is not None or piece.starts_at is not None
        if timed and turn.paragraphs and turn.time is None and turn.start_ms is None:
            self._turn(turn.label, piece)
            self.talk.turns[-1].continued = True
        else:
            self._say(turn, piece)

    def _following(self, place: int) -> Piece | None:
        """The next piece that holds more than a time."""
        rest = (self.pieces[i] for i in range(place + 1, len(self.pieces)))
        return next((piece for piece in rest if piece.text or piece.label or piece.marker), None)

    def _is_heading(self, place: int) -> bool:
        """A title-like line with a labelled turn right after it; before the talk only below "Transcript"."""
        following = self._following(place)
        if following is None or following.label is None or not self.begun:
            return False
        if markers.TRANSCRIPT_HEADING.fullmatch(self.pieces[place].text):
            return False
        if self.pieces[place].hashed:
            return True
        if self.open is not None and not self.open.paragraphs:
            return False
        before = self.open.paragraphs[-1][-1] if self.open and self.open.paragraphs else "."
        return markers.is_heading(self.pieces[place].text) and (before in '.?!…–—-"”)')

    def _is_chrome(self, place: int) -> bool:
        """What a page prints below the talk: a heading that speaks of the page, or has nothing under it."""
        text = self.pieces[place].text
        if (len(text) < 120 and markers.TRANSCRIBED.fullmatch(text)) or markers.is_imprint(text):
            return True
        if not markers.is_heading(text.rstrip(":")) or text[-1] == "?":
            return markers.is_page_furniture(text)
        last = place == len(self.pieces) - 1
        return bool(markers.CHROME.match(text)) or (last and markers.is_title_case(text.split()))
