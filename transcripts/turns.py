"""From lines to printed turns: who is labelled, what stands under each label, and what breaks up the talk.

The one walk that every format with printed labels shares; a format brings only its way to recognise a label.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from re import sub

from transcripts import markers
from transcripts.documents import SectionKind
from transcripts.markup import plain, undecorated

FURNITURE_REPEATS = 3


@dataclass(slots=True)
class PrintedTurn:
    """A label and the paragraphs under it; an empty label is speech that nobody is named for.

    Its time is printed (`time`, to be read and believed or not) or given as data (`start_ms`, `end_ms`). `cues`
    are (offset, ms) in the paragraphs joined by one space each, where the document times parts of the turn.
    """

    label: str
    line: int
    time: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    last_line: int = 0
    start_ms: int | None = None
    end_ms: int | None = None
    cues: list[tuple[int, int]] = field(default_factory=list)


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


def read(lines: Iterable[Line], split: Splitter) -> Talk:
    """Read the talk that stands in the lines of one episode."""
    pieces = _without_furniture([piece for number, line in lines for piece in _pieces(number, line, split)])
    reader = _Reader(pieces)
    for place in range(len(pieces)):
        reader.take(place)
    return reader.talk


def _pieces(number: int, line: str, split: Splitter) -> Iterable[Piece]:
    for marked, part in markers.split_at_markers(line):
        if marked:
            yield Piece(number, part, marker=True)
            continue
        before, found = split(part)
        if text := plain(undecorated(before)):
            yield Piece(number, text, hashed=line.startswith("#"))
        for label in found:
            yield Piece(number, plain(label.text), label=label)


def _without_furniture(pieces: list[Piece]) -> list[Piece]:
    """Drop page numbers and running headers, so that the paragraphs around them can be joined."""
    folded = [sub(r"\d+", "#", p.text) if _may_be_furniture(p) else "" for p in pieces]
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
        not piece.marker and piece.label is None and len(piece.text) < 80 and piece.text[-1] not in ".?!,;:…"
    )


class _Reader:
    """Walks over the pieces once, knowing what comes next."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.talk = Talk()
        self.open: PrintedTurn | None = None
        self.begun = False
        self.last_label = max((i for i, piece in enumerate(pieces) if piece.label), default=-1)
        self.closed = False

    def take(self, place: int) -> None:
        piece = self.pieces[place]
        if piece.marker:
            self._marker(piece)
        elif piece.label is not None:
            self._turn(piece, piece.label)
        elif (self.talk.ended or self.closed) and place > self.last_label:
            return
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

    def _turn(self, piece: Piece, label: Labelled) -> None:
        self.begun = True
        self.open = PrintedTurn(
            label.label, piece.line, label.time, [piece.text] if piece.text else [], piece.line
        )
        self.talk.turns.append(self.open)

    def _text(self, place: int, piece: Piece) -> None:
        if self.open is not None:
            if place > self.last_label and self._is_chrome(place):
                self.closed = True
            else:
                self.open.paragraphs.append(piece.text)
                self.open.last_line = piece.line
        elif markers.TRANSCRIPT_HEADING.fullmatch(piece.text):
            self.begun = self.last_label >= 0
        elif markers.PENDING.search(piece.text) and self.last_label < 0:
            self.talk.pending = True
        elif self.begun and self.talk.breaks and self.last_label >= 0:
            self.open = PrintedTurn("", piece.line, None, [piece.text], piece.line)
            self.talk.turns.append(self.open)
        else:
            self.talk.preface.append(piece.text)

    def _is_heading(self, place: int) -> bool:
        """A title-like line with a labelled turn right after it; before the talk only below "Transcript"."""
        following = self.pieces[place + 1] if place + 1 < len(self.pieces) else None
        if following is None or following.label is None or not self.begun:
            return False
        if markers.TRANSCRIPT_HEADING.fullmatch(self.pieces[place].text):
            return False
        if self.pieces[place].hashed:
            return True
        before = self.open.paragraphs[-1][-1] if self.open and self.open.paragraphs else "."
        return markers.is_heading(self.pieces[place].text) and (before in '.?!…–—-"”)')

    def _is_chrome(self, place: int) -> bool:
        """What a page prints below the talk: a heading that speaks of the page, or has nothing under it."""
        text = self.pieces[place].text
        if not markers.is_heading(text) or text[-1] == "?":
            return markers.is_page_furniture(text)
        last = place == len(self.pieces) - 1
        return bool(markers.CHROME.match(text)) or (last and markers.is_title_case(text.split()))
