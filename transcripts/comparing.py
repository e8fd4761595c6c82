"""Two texts compared word by word: which turn became which, and what was inserted and deleted in it. Pure.

One alignment of all words says which turns belong together, so a turn that was split or merged is seen as
that, and not as one that went and two that came.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby, takewhile

from transcripts.alignment import Alignment

WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
BLANKS = re.compile(r"\s+")
# Two turns belong together if they share that many words in a row, or that share of the shorter one's.
IN_A_ROW = 4
SHARE = 0.4


class Change(StrEnum):
    """What is different about a row."""

    ADDED = "added"
    REMOVED = "removed"
    WORDS = "words"
    SPLIT = "split"
    MERGED = "merged"
    SPEAKER = "speaker"
    TIME = "time"
    SECTION = "section"


class Kind(StrEnum):
    """Which of the two texts a run of words stands in."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Line:
    """What is compared of a turn; `times` are its start and end in ms."""

    text: str
    speaker: Hashable = None
    section: Hashable = None
    times: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one kind. A line feed in deleted words is the end of an old turn."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A new turn with the old ones it is made of, or an old one that is gone (`new` is None).

    `old` and `new` are indexes. `continues` says that it goes on with the old turn of the row before: that
    turn was split. Same and inserted runs joined are the new turn's text; same and deleted runs of all rows
    are the old text, with a line feed before each row that has old words and does not continue.
    """

    old: tuple[int, ...]
    new: int | None
    runs: tuple[Run, ...]
    changes: frozenset[Change]
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows in a row that are all shown, or all folded because nothing near them changed."""

    rows: tuple[Row, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """How much is different: words, and rows by what changed in them."""

    deleted: int
    inserted: int
    rows: dict[Change, int]


@dataclass(frozen=True, slots=True)
class _Span:
    """Words that both texts have in a row, inside one turn of each; ends are exclusive, in code points."""

    old: int
    old_start: int
    old_end: int
    new: int
    new_start: int
    new_end: int
    words: int


class _Words:
    """The words of a text, one character each, with their turns and places in them."""

    def __init__(self, lines: Sequence[Line], signs: dict[str, str]) -> None:
        self.places: list[tuple[int, int, int]] = []
        self.counts: list[int] = []
        written = []
        for index, line in enumerate(lines):
            found = list(WORD.finditer(line.text)) or list(BLANKS.finditer(line.text))
            self.counts.append(len(found))
            self.places += [(index, word.start(), word.end()) for word in found]
            written += [signs.setdefault(word.group(), chr(len(signs))) for word in found]
        self.signs = "".join(written)


def compare(old: Sequence[Line], new: Sequence[Line]) -> list[Row]:
    """The rows that turn the old text into the new one, in order."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    shift = len(new) - len(old)
    return [
        *(_unchanged(place, place, old[place]) for place in range(head)),
        *(_moved(row, head) for row in _between(before, after)),
        *(_unchanged(place, place + shift, old[place]) for place in range(len(old) - tail, len(old))),
    ]


def _alike(old: Sequence[Line], new: Sequence[Line]) -> int:
    """With how many turns alike both begin."""
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _unchanged(old: int, new: int, line: Line) -> Row:
    return Row((old,), new, (Run(Kind.SAME, line.text),), frozenset())


def _moved(row: Row, by: int) -> Row:
    """A row of the middle, counted in the whole texts."""
    new = None if row.new is None else row.new + by
    return replace(row, old=tuple(place + by for place in row.old), new=new)


def _between(old: Sequence[Line], new: Sequence[Line]) -> list[Row]:
    signs: dict[str, str] = {}
    before, after = _Words(old, signs), _Words(new, signs)
    spans = _related(list(_spans(before, after)), before, after)
    return _Comparison(old, new, spans).rows()


def _spans(before: _Words, after: _Words) -> Iterator[_Span]:
    """What both texts have, cut where a turn ends in either."""
    alignment = Alignment(before.signs, after.signs)
    kept = [(word, alignment.places[word]) for word in range(len(before.places)) if alignment.kept[word]]

    def stretch(counted: tuple[int, tuple[int, int]]) -> tuple[int, int, int, int]:
        # Words in a row differ from their count, in both texts, by the same number.
        count, (word, place) = counted
        return word - count, place - count, before.places[word][0], after.places[place][0]

    for (_, _, i, j), members in groupby(enumerate(kept), key=stretch):
        pairs = [pair for _, pair in members]
        (first, place), (last, end) = pairs[0], pairs[-1]
        yield _Span(
            i,
            before.places[first][1],
            before.places[last][2],
            j,
            after.places[place][1],
            after.places[end][2],
            len(pairs),
        )


def _related(spans: Sequence[_Span], before: _Words, after: _Words) -> list[_Span]:
    """The spans of turns that belong together, not those of turns that share a few small words."""
    shared: Counter[tuple[int, int]] = Counter()
    longest: Counter[tuple[int, int]] = Counter()
    for span in spans:
        pair = span.old, span.new
        shared[pair] += span.words
        longest[pair] = max(longest[pair], span.words)

    def belong(i: int, j: int) -> bool:
        shorter = min(before.counts[i], after.counts[j])
        return longest[i, j] >= IN_A_ROW or shared[i, j] >= SHARE * shorter

    return [span for span in spans if belong(span.old, span.new)]


def runs_of(old: str, new: str) -> tuple[Run, ...]:
    """What was inserted and deleted in one passage, however little is left of it."""
    signs: dict[str, str] = {}
    before, after = _Words([Line(old)], signs), _Words([Line(new)], signs)
    places = [(span.old_start, span.old_end, span.new_start, span.new_end) for span in _spans(before, after)]
    return _runs(_pieces(old, new, places))


class _Comparison:
    """The rows, from the spans that both texts have."""

    def __init__(self, old: Sequence[Line], new: Sequence[Line], spans: Sequence[_Span]) -> None:
        self.old, self.new = old, new
        self.of_new = {j: list(members) for j, members in groupby(spans, key=lambda span: span.new)}
        self.of_old: dict[int, list[_Span]] = {}
        for span in spans:
            self.of_old.setdefault(span.old, []).append(span)

    def rows(self) -> list[Row]:
        """All rows in the order of the new text, what is gone before what came in its place."""
        found: list[Row] = []
        told = 0  # old turns that stand in a row already
        came: list[Row] = []
        for j in range(len(self.new)):
            spans = self.of_new.get(j)
            if not spans:
                came.append(self._added(j))
                continue
            found += [self._removed(i) for i in range(told, spans[0].old)]
            found += came
            came = []
            found.append(self._kept(j, spans))
            told = spans[-1].old + 1
        return [*found, *(self._removed(i) for i in range(told, len(self.old))), *came]

    def _added(self, j: int) -> Row:
        return Row((), j, _runs([("", self.new[j].text)]), frozenset({Change.ADDED}))

    def _removed(self, i: int) -> Row:
        return Row((i,), None, _runs([(self.old[i].text, "")]), frozenset({Change.REMOVED}))

    def _kept(self, j: int, spans: Sequence[_Span]) -> Row:
        """A new turn and the old ones it is made of."""
        parts = [self._part(i, j) for i in range(spans[0].old, spans[-1].old + 1)]
        old_text = "\n".join(self.old[i].text[start:end] for i, start, end in parts)
        shifts, length = {}, 0
        for i, start, end in parts:
            shifts[i] = length - start
            length += end - start + 1
        runs = _runs(
            _pieces(
                old_text,
                self.new[j].text,
                [
                    (s.old_start + shifts[s.old], s.old_end + shifts[s.old], s.new_start, s.new_end)
                    for s in spans
                ],
            )
        )
        old = tuple(i for i, _, _ in parts)
        return Row(old, j, runs, self._changes(old, j, runs), continues=parts[0][1] > 0)

    def _part(self, i: int, j: int) -> tuple[int, int, int]:
        """The part of an old turn that a new one holds: up to where the next one's words begin."""
        spans = self.of_old.get(i, [])
        starts = [next(members).old_start for _, members in groupby(spans, key=lambda span: span.new)]
        turns = [turn for turn, _ in groupby(span.new for span in spans)]
        if j not in turns:
            return i, 0, len(self.old[i].text)
        at = turns.index(j)
        start = starts[at] if at else 0
        end = starts[at + 1] if at + 1 < len(starts) else len(self.old[i].text)
        return i, start, end

    def _changes(self, old: Sequence[int], j: int, runs: Sequence[Run]) -> frozenset[Change]:
        """What is different about a new turn, as against the old ones it is made of."""
        first, here = self.old[old[0]], self.new[j]
        split = any(len({span.new for span in self.of_old.get(i, [])}) > 1 for i in old)
        merged = len(old) > 1
        divided = split or merged
        continues = split and self.of_old[old[0]][0].new != j
        different = [run for run in runs if run.kind != Kind.SAME]
        tests = {
            Change.SPLIT: split,
            Change.MERGED: merged,
            Change.WORDS: any(run.text.strip() for run in different) or (different and not divided),
            Change.SPEAKER: any(self.old[i].speaker != here.speaker for i in old),
            Change.SECTION: any(self.old[i].section != here.section for i in old),
            Change.TIME: (first.times[0] != here.times[0] and not continues)
            or (first.times[1] != here.times[1] and not divided),
        }
        return frozenset(change for change, holds in tests.items() if holds)


def _pieces(old: str, new: str, spans: Sequence[tuple[int, int, int, int]]) -> Iterator[tuple[str, str]]:
    """Both texts cut at the ends of what they share, piece beside piece."""
    at = to = 0
    for start, end, begin, finish in spans:
        yield old[at:start], new[to:begin]
        if old[start:end] == new[begin:finish]:
            yield old[start:end], new[begin:finish]
        else:
            yield from _by_word(old[start:end], new[begin:finish])
        at, to = end, finish
    yield old[at:], new[to:]


def _by_word(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The same words with other blanks between them, cut at every word."""
    at = to = 0
    for one, other in zip(WORD.finditer(old), WORD.finditer(new), strict=True):
        yield old[at : one.start()], new[to : other.start()]
        yield one.group(), other.group()
        at, to = one.end(), other.end()


def _runs(pieces: Sequence[tuple[str, str]] | Iterator[tuple[str, str]]) -> tuple[Run, ...]:
    """Pieces of two texts as runs; blanks that both have at the ends of a piece are the same ones."""
    runs: list[Run] = []
    for old, new in pieces:
        if old == new:
            _add(runs, Kind.SAME, old)
            continue
        head = _blanks(old, new)
        old, new = old[len(head) :], new[len(head) :]
        tail = _blanks(old[::-1], new[::-1])[::-1]
        _add(runs, Kind.SAME, head)
        _add(runs, Kind.DELETED, old[: len(old) - len(tail)])
        _add(runs, Kind.INSERTED, new[: len(new) - len(tail)])
        _add(runs, Kind.SAME, tail)
    return tuple(runs)


def _blanks(one: str, other: str) -> str:
    """The blanks with which both begin."""
    pairs = takewhile(lambda pair: pair[0] == pair[1] and pair[0].isspace(), zip(one, other, strict=False))
    return "".join(letter for letter, _ in pairs)


def _add(runs: list[Run], kind: Kind, text: str) -> None:
    """Add words, to the last run where it is of the same kind."""
    if runs and runs[-1].kind == kind:
        text = runs.pop().text + text
    if text:
        runs.append(Run(kind, text))


def stretches(rows: Sequence[Row], around: int = 1) -> list[Stretch]:
    """Rows with what did not change folded, but for so many rows around each change.

    A single row is never folded: the line that says so would be as long.
    """
    changed = [index for index, row in enumerate(rows) if row.changes]

    def near(index: int) -> bool:
        at = bisect_right(changed, index)
        return any(abs(index - place) <= around for place in changed[max(0, at - 1) : at + 1])

    found: list[Stretch] = []
    for shown, members in groupby(range(len(rows)), key=near):
        part = tuple(rows[index] for index in members)
        if found and (shown or len(part) == 1) and not found[-1].folded:
            found[-1] = Stretch(found[-1].rows + part, folded=False)
        else:
            found.append(Stretch(part, folded=not shown and len(part) > 1))
    return found


def figures(rows: Sequence[Row]) -> Figures:
    """How much is different."""
    words: Counter[Kind] = Counter()
    changes: Counter[Change] = Counter()
    for row in rows:
        changes.update(row.changes)
        for run in row.runs:
            if run.kind != Kind.SAME:
                words[run.kind] += sum(word.group()[0].isalnum() for word in WORD.finditer(run.text))
    return Figures(
        words[Kind.DELETED],
        words[Kind.INSERTED],
        {change: changes[change] for change in Change if changes[change]},
    )
