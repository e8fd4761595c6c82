"""Texts that know where each of their code points came from, so that a change says what it moved where."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from annotations.anchoring import Turn
from transcripts.documents import ParsedEpisode, SectionKind

PIECE = re.compile(r"\s+|\S+")
SENTENCE_END = re.compile(r"[.?!…][”\"’)*_]*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or the space between two. `origin` is where it began in the old text (None: it is new); a piece
    `altered` stands for `length` code points of the old text, but no longer has their letters."""

    text: str
    origin: int | None = None
    length: int = 0
    altered: bool = False

    @property
    def is_word(self) -> bool:
        return not self.text.isspace()

    @property
    def ends_sentence(self) -> bool:
        return bool(SENTENCE_END.search(self.text))

    def rewritten(self, text: str) -> "Piece":
        return self if text == self.text else replace(self, text=text, altered=True)


SPACE = Piece(" ")


@dataclass(frozen=True, slots=True)
class Speech:
    """A turn in pieces."""

    speaker: str | None
    pieces: tuple[Piece, ...]
    is_sponsor: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole text. `targets` are passages of the old text (start, end) that quotes should be taken from."""

    speeches: tuple[Speech, ...]
    targets: tuple[tuple[int, int], ...] = field(default=())

    def turns(self) -> list[Turn]:
        turns, offset = [], 0
        for speech in self.speeches:
            turns.append(Turn(offset, speech.text, speech.speaker, speech.is_sponsor))
            offset += len(speech.text) + 1
        return turns

    def rebased(self, targets: Iterable[tuple[int, int]] = ()) -> "Draft":
        """The same text as an old one: every piece is where it is."""
        return draft_of(self.turns(), targets)

    def placed(self) -> Iterator[tuple[int, Piece]]:
        """Every piece with its offset in this text."""
        offset = 0
        for speech in self.speeches:
            for piece in speech.pieces:
                yield offset, piece
                offset += len(piece.text)
            offset += 1


def draft_of(turns: Sequence[Turn], targets: Iterable[tuple[int, int]] = ()) -> Draft:
    """An old text: every piece is where it is."""
    speeches = []
    for turn in turns:
        pieces = tuple(
            Piece(found.group(), turn.offset + found.start(), len(found.group()))
            for found in PIECE.finditer(turn.text)
        )
        speeches.append(Speech(turn.speaker, pieces, turn.is_sponsor))  # type: ignore[arg-type]
    return Draft(tuple(speeches), tuple(targets))


def draft_of_episode(episode: ParsedEpisode) -> Draft:
    turns, offset = [], 0
    for turn in episode.turns:
        turns.append(Turn(offset, turn.text, turn.label, turn.section is SectionKind.SPONSOR))
        offset += len(turn.text) + 1
    return draft_of(turns)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an old passage: its new place if nothing in it was touched, else what is left of it."""

    untouched: tuple[int, int] | None
    left: tuple[int, int] | None


class Truth:
    """Where the new text has each code point of the old one, as the changes themselves say."""

    def __init__(self, old: Draft, new: Draft) -> None:
        self.old_text = "\n".join(speech.text for speech in old.speeches)
        self.new_text = "\n".join(speech.text for speech in new.speeches)
        self.turns = new.turns()
        self.places: list[int] = [-1] * (len(self.old_text) + 1)
        self.stands: list[tuple[int, int] | None] = [None] * (len(self.old_text) + 1)
        for offset, piece in new.placed():
            if piece.origin is None:
                continue
            if not piece.altered:
                self.places[piece.origin : piece.origin + piece.length] = range(
                    offset, offset + len(piece.text)
                )
            if piece.is_word:
                here = (offset, offset + len(piece.text))
                self.stands[piece.origin : piece.origin + piece.length] = [here] * piece.length

    def fate(self, start: int, end: int) -> Fate:
        """What became of old[start:end], which lies in one turn."""
        first = self.places[start]
        whole = first >= 0 and all(
            place == first + at or self.old_text[start + at].isspace()
            for at, place in enumerate(self.places[start:end])
        )
        same = whole and self.new_text[first : first + end - start] == self.old_text[start:end]
        untouched = (first, first + end - start) if same else None
        stands = [found for found in self.stands[start:end] if found]
        left = (min(found[0] for found in stands), max(found[1] for found in stands)) if stands else None
        return Fate(untouched, untouched or left)

    def turn_of(self, start: int, end: int) -> Turn | None:
        return next(
            (turn for turn in self.turns if turn.offset <= start and end <= turn.offset + len(turn.text)),
            None,
        )
