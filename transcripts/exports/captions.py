"""A transcript as captions, for formats in which everything has a time: WebVTT, SRT, Podcasting 2.0's JSON.

A turn is one caption, and one more from each time that is known inside it. Formats want a beginning and an
end for every caption, in rising order; where the transcript knows none, or one that does not fit, an estimate
is written, and a mark at the caption says what the transcript knows. Programs pass over marks; we do not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from transcripts.exports import clocks
from transcripts.exports.transcript import Turn

MS_PER_CHARACTER = 65  # 150 words a minute
UNKNOWN = "unknown"
# Said of the first words of a caption: they go on a word, or begin a paragraph. Else a space joins them.
GOES_ON, BEGINS = "space:none", "paragraph:new"
START, END = "start:", "end:"


@dataclass(frozen=True, slots=True)
class Caption:
    """What one person says from one time on: a line a paragraph. `turn` counts from 1."""

    turn: int
    start_ms: int
    end_ms: int
    speaker: str
    lines: tuple[str, ...]
    marks: tuple[str, ...] = ()
    is_first: bool = True


@dataclass(slots=True)
class _Piece:
    """A part of a turn; `until` is known of its last part alone. `at` is the beginning that is written."""

    turn: int
    place: int
    end: int
    start_ms: int | None
    until_ms: int | None
    is_first: bool
    is_last: bool
    at: int = 0

    @property
    def length_ms(self) -> int:
        """How long it takes to say, by its length."""
        return max(1, self.end - self.place) * MS_PER_CHARACTER


def of(turns: Sequence[Turn]) -> list[Caption]:
    """The captions of a talk, each beginning no earlier than the one before and ending after it begins."""
    pieces = [piece for number, turn in enumerate(turns) for piece in _pieces(number, turn)]
    _place(pieces)
    following = [*(piece.at for piece in pieces[1:]), None]
    return [_caption(turns[piece.turn], piece, after) for piece, after in zip(pieces, following, strict=True)]


def _pieces(number: int, turn: Turn) -> Iterator[_Piece]:
    bounds = [(0, turn.start_ms), *turn.cues, (len(turn.text), None)]
    for place, ((start, ms), (end, _)) in enumerate(pairwise(bounds)):
        is_last = place == len(turn.cues)
        yield _Piece(number, start, end, ms, turn.end_ms if is_last else None, place == 0, is_last)


def _place(pieces: Sequence[_Piece]) -> None:
    """Give every piece the beginning that is written: the known one, or its share of the time between."""
    earliest = 0
    waiting: list[_Piece] = []
    before: _Piece | None = None
    for piece in pieces:
        if piece.start_ms is None:
            waiting.append(piece)
            continue
        piece.at = max(piece.start_ms, earliest)
        _spread(before, waiting, piece.at)
        earliest, before, waiting = piece.at, piece, []
    _spread(before, waiting, None)


def _spread(before: _Piece | None, waiting: Sequence[_Piece], until: int | None) -> None:
    """Begin pieces without times one after the other, behind what is known to come before them."""
    if not waiting:
        return
    begin, first = before.at if before else 0, 0
    if before and before.until_ms is not None and before.until_ms >= before.at:
        begin = before.until_ms if until is None else min(before.until_ms, until)
    elif before:
        first = before.length_ms
    lengths = [piece.length_ms for piece in waiting]
    whole = first + sum(lengths)
    span = whole if until is None else until - begin
    said = first
    for piece, length in zip(waiting, lengths, strict=True):
        piece.at = begin + span * said // whole
        said += length


def _caption(turn: Turn, piece: _Piece, following: int | None) -> Caption:
    end = piece.until_ms
    if end is None or end <= piece.at:
        end = following if following is not None and following > piece.at else None
    if end is None:
        end = piece.at + (piece.length_ms if following is None else 1)
    begins = {place for place in turn.paragraphs if piece.place < place < piece.end}
    cuts = [piece.place, *sorted(begins), piece.end]
    lines = tuple(turn.text[a:b].strip(" ") for a, b in pairwise(cuts))
    marks = [] if piece.start_ms == piece.at else [f"{START}{_printed(piece.start_ms)}"]
    if piece.is_last and piece.until_ms != end:
        marks.append(f"{END}{_printed(piece.until_ms)}")
    if piece.place and turn.text[piece.place - 1] != " ":
        marks.append(GOES_ON)
    elif piece.place in turn.paragraphs[1:]:
        marks.append(BEGINS)
    return Caption(piece.turn + 1, piece.at, end, turn.speaker, lines, tuple(marks), piece.is_first)


def _printed(ms: int | None) -> str:
    return UNKNOWN if ms is None else clocks.full(ms)


def turns_of(captions: Iterable[Caption]) -> list[Turn]:
    """The turns that captions were made of."""
    return [_turn(list(group)) for _, group in groupby(captions, key=lambda caption: caption.turn)]


def _turn(captions: Sequence[Caption]) -> Turn:
    text = ""
    paragraphs: list[int] = []
    cues: list[tuple[int, int]] = []
    for caption in captions:
        for row, line in enumerate(caption.lines):
            text += "" if not text or (row == 0 and GOES_ON in caption.marks) else " "
            if row or not text or BEGINS in caption.marks:
                paragraphs.append(len(text))
            if row == 0 and text and (ms := _known(caption.start_ms, START, caption.marks)) is not None:
                cues.append((len(text), ms))
            text += line
    first, last = captions[0], captions[-1]
    return Turn(
        first.speaker,
        text,
        _known(first.start_ms, START, first.marks),
        _known(last.end_ms, END, last.marks),
        tuple(paragraphs),
        tuple(cues),
    )


def _known(written: int, which: str, marks: Sequence[str]) -> int | None:
    """The time that the transcript knows: what a mark says, else what is written."""
    said = next((mark.removeprefix(which) for mark in marks if mark.startswith(which)), None)
    return written if said is None else clocks.read(said)
