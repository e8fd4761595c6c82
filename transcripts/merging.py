"""Bring two people's changes to one text together. Pure: no database, no Django.

A text is taken as a row of words with marks between turns and between paragraphs. What one of the two changed
is taken from that one; what both changed alike counts once; where changes of both overlap or touch, there is
a conflict, which shows what both made of the turns. Who speaks a turn, its section and its times follow its
words, so that a turn may be split by one and given to somebody else, in part, by the other.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from rapidfuzz.distance import Levenshtein

from transcripts.editing import WORD, EditedTurn, with_sections

TURN, PARAGRAPH = "\n", "\f"
MARKS = frozenset({TURN, PARAGRAPH})
# What a turn says about all of its words.
CREDITS = ("label", "speaker", "section", "section_title")

Turns = tuple[EditedTurn, ...]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Turns that both changed, each its own way: as they were, and what either made of them.

    The places are the positions of the first of the turns in the three texts.
    """

    base: Turns
    mine: Turns
    theirs: Turns
    base_at: int
    mine_at: int
    theirs_at: int


@dataclass(frozen=True, slots=True)
class Merged:
    """Both people's changes in one text; with conflicts there is none."""

    turns: Turns
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Turns that differ between two texts; either side may be empty."""

    before: Turns
    after: Turns
    before_at: int
    after_at: int


def merge(base: Sequence[EditedTurn], mine: Sequence[EditedTurn], theirs: Sequence[EditedTurn]) -> Merged:
    """`base` with what `mine` and what `theirs` changed, or the conflicts between them."""
    return _Merge(base, mine, theirs).result()


def settle(
    base: Sequence[EditedTurn],
    mine: Sequence[EditedTurn],
    theirs: Sequence[EditedTurn],
    *,
    mine_hold: bool,
) -> Merged:
    """As `merge`, but where both changed the same turns one side holds, and the other's change is dropped."""
    for _ in range(len(base) + len(mine) + len(theirs)):
        merged = merge(base, mine, theirs)
        if not merged.conflicts:
            break
        # From the last to the first, so that the places of the earlier ones stay.
        for conflict in reversed(merged.conflicts):
            if mine_hold:
                theirs = _undone(theirs, conflict.theirs_at, conflict.theirs, conflict.base)
            else:
                mine = _undone(mine, conflict.mine_at, conflict.mine, conflict.base)
    return merged


def _undone(turns: Sequence[EditedTurn], at: int, made: Turns, base: Turns) -> Turns:
    return (*turns[:at], *base, *turns[at + len(made) :])


def changes(old: Sequence[EditedTurn], new: Sequence[EditedTurn]) -> list[Change]:
    """The turns that differ, in whatever way, in the order of the texts."""
    numbers: dict[EditedTurn, int] = {}
    one, other = ([numbers.setdefault(turn, len(numbers)) for turn in turns] for turns in (old, new))
    found: list[Change] = []
    for op in Levenshtein.opcodes(one, other):
        i, j, k, m = op.src_start, op.src_end, op.dest_start, op.dest_end
        if op.tag == "equal":
            continue
        last = found[-1] if found else None
        if last and last.before_at + len(last.before) == i and last.after_at + len(last.after) == k:
            found.pop()
            i, k = last.before_at, last.after_at
        found.append(Change(tuple(old[i:j]), tuple(new[k:m]), i, k))
    return found


class _Token(NamedTuple):
    """A word or a mark; the turn it is in (a mark: the turn that ends); the times known at it, each with its
    distance from the start of the word."""

    text: str
    turn: int
    cues: tuple[tuple[int, int], ...] = ()


class _Placed(NamedTuple):
    """A token of the merged text: its text, and where it stands in base, mine and theirs."""

    text: str
    places: tuple[int | None, int | None, int | None]


class _Region(NamedTuple):
    """Tokens `start` to `end` of the base, of which one side made `length` other tokens."""

    start: int
    end: int
    length: int


class _Clash(Exception):
    """Both sides changed the same thing, each its own way."""


class _Text:
    """One of the three texts, as turns and as tokens."""

    def __init__(self, turns: Sequence[EditedTurn]) -> None:
        self.turns = turns
        self.tokens: list[_Token] = []
        for number, turn in enumerate(turns):
            if number:
                self.tokens.append(_Token(TURN, number - 1))
            self.tokens += _tokens(number, turn)


def _tokens(number: int, turn: EditedTurn) -> Iterator[_Token]:
    starts = set(turn.paragraph_starts) - {0}
    cues, told = turn.cues, 0
    for word in WORD.finditer(turn.text):
        if word.start() in starts:
            yield _Token(PARAGRAPH, number)
        first = told
        while told < len(cues) and cues[told][0] < word.end():
            told += 1
        here = tuple((place - word.start(), ms) for place, ms in cues[first:told])
        yield _Token(word.group(), number, here)


class _Side(_Text):
    """What one person made of the base: which token is which, and the regions that were changed."""

    def __init__(self, turns: Sequence[EditedTurn], base: _Text, numbers: dict[str, int]) -> None:
        super().__init__(turns)
        self.origin: list[int | None] = [None] * len(self.tokens)
        self.regions: list[_Region] = []
        for op in Levenshtein.opcodes(_numbered(base, numbers), _numbered(self, numbers)):
            i, j, k, m = op.src_start, op.src_end, op.dest_start, op.dest_end
            if op.tag == "equal":
                self.origin[k:m] = range(i, j)
                continue
            if op.tag == "replace":
                self._pair(base, i, k, j - i)
            self._changed(i, j, m - k)
        # Which turns of this side have words of which turns of the base.
        self.kin = {
            (base.tokens[origin].turn, token.turn)
            for token, origin in zip(self.tokens, self.origin, strict=True)
            if origin is not None and token.text not in MARKS
        }

    def following(self, turn: int) -> int:
        """The position behind all that comes from turns of the base before this one."""
        return max((one + 1 for origin, one in self.kin if origin < turn), default=0)

    def _pair(self, base: _Text, start: int, at: int, count: int) -> None:
        """Take words that stand for others as those: what is said of the turn still holds for them."""
        for n in range(count):
            if MARKS.isdisjoint((base.tokens[start + n].text, self.tokens[at + n].text)):
                self.origin[at + n] = start + n

    def _changed(self, start: int, end: int, length: int) -> None:
        if self.regions and self.regions[-1].end == start:
            last = self.regions.pop()
            start, length = last.start, last.length + length
        self.regions.append(_Region(start, end, length))


def _numbered(text: _Text, numbers: dict[str, int]) -> str:
    """The tokens as characters, the same for the same text: strings are compared fastest."""
    return "".join(chr(numbers.setdefault(token.text, len(numbers))) for token in text.tokens)


class _Merge:
    """The three texts on their way into one."""

    def __init__(
        self, base: Sequence[EditedTurn], mine: Sequence[EditedTurn], theirs: Sequence[EditedTurn]
    ) -> None:
        numbers: dict[str, int] = {}
        self.base = _Text(base)
        self.mine = _Side(mine, self.base, numbers)
        self.theirs = _Side(theirs, self.base, numbers)
        self.texts = (self.base, self.mine, self.theirs)
        # The turns of each text that a conflict is about.
        self.clashes: list[tuple[set[int], set[int], set[int]]] = []

    def result(self) -> Merged:
        rows = _Rows(self, self._placed())
        turns = rows.turns()
        self.clashes += rows.clashes
        if self.clashes:
            return Merged((), tuple(self._conflicts()))
        return Merged(with_sections(turns))

    def _placed(self) -> list[_Placed]:
        """The tokens of the merged text; where there is a conflict, mine stand for both."""
        done: list[_Placed] = []
        b = m = t = 0
        for start, end, mine, theirs in _groups(self.mine.regions, self.theirs.regions):
            done += self._unchanged(b, m, t, start - b)
            m, t = m + start - b, t + start - b
            m_end, t_end = m + end - start + _growth(mine), t + end - start + _growth(theirs)
            if not theirs:
                done += self._changed_by(1, m, m_end, 2, t - start)
            elif not mine:
                done += self._changed_by(2, t, t_end, 1, m - start)
            elif _texts(self.mine, m, m_end) == _texts(self.theirs, t, t_end):
                done += self._changed_by(1, m, m_end, 2, None, t - m)
            else:
                self._clash((start, end), (m, m_end), (t, t_end))
                done += self._changed_by(1, m, m_end, 2, None)
            b, m, t = end, m_end, t_end
        return done + self._unchanged(b, m, t, len(self.base.tokens) - b)

    def _unchanged(self, b: int, m: int, t: int, count: int) -> list[_Placed]:
        return [_Placed(self.base.tokens[b + n].text, (b + n, m + n, t + n)) for n in range(count)]

    def _changed_by(
        self, side: int, at: int, until: int, other: int, from_base: int | None, shift: int | None = None
    ) -> Iterator[_Placed]:
        """Tokens of one side. The other has the base's, `from_base` further, or these, `shift` further."""
        text = self.mine if side == 1 else self.theirs
        for place in range(at, until):
            origin = text.origin[place]
            places: list[int | None] = [origin, None, None]
            places[side] = place
            if shift is not None:
                places[other] = place + shift
            elif from_base is not None and origin is not None:
                places[other] = origin + from_base
            yield _Placed(text.tokens[place].text, (places[0], places[1], places[2]))

    def _clash(self, *spans: tuple[int, int]) -> None:
        b, m, t = (_turns_in(text, *span) for text, span in zip(self.texts, spans, strict=True))
        self.clashes.append((b, m, t))

    def _conflicts(self) -> Iterator[Conflict]:
        """The conflicts as whole turns that belong together, those about the same turns as one."""
        for b, m, t in _together([self._grown(clash) for clash in self.clashes]):
            yield Conflict(
                tuple(self.base.turns[b.start : b.stop]),
                tuple(self.mine.turns[m.start : m.stop]),
                tuple(self.theirs.turns[t.start : t.stop]),
                b.start,
                m.start if m else self.mine.following(b.start),
                t.start if t else self.theirs.following(b.start),
            )

    def _grown(self, clash: tuple[set[int], set[int], set[int]]) -> tuple[range, range, range]:
        """All turns that have words in common with those of a conflict, so that both sides show the same."""
        b, m, t = (set(turns) for turns in clash)
        before = -1
        while before < (before := len(b) + len(m) + len(t)):
            for turns, side in ((m, self.mine), (t, self.theirs)):
                turns |= {one for origin, one in side.kin if origin in b}
                b |= {origin for origin, one in side.kin if one in turns}
            b, m, t = (set(_range(turns)) for turns in (b, m, t))
        return _range(b), _range(m), _range(t)


def _range(turns: Iterable[int]) -> range:
    found = set(turns)
    return range(min(found), max(found) + 1) if found else range(0)


def _growth(regions: Sequence[_Region]) -> int:
    return sum(region.length - (region.end - region.start) for region in regions)


def _texts(text: _Text, start: int, end: int) -> list[str]:
    return [token.text for token in text.tokens[start:end]]


def _turns_in(text: _Text, start: int, end: int) -> set[int]:
    """The turns that a stretch of tokens is in, both where it joins two."""
    if not text.tokens:
        return set()
    last = text.tokens[max(start, end - 1)] if max(start, end - 1) < len(text.tokens) else text.tokens[-1]
    found = {text.tokens[min(start, len(text.tokens) - 1)].turn, last.turn}
    return found | ({last.turn + 1} if end > start and last.text == TURN else set())


def _groups(
    mine: Sequence[_Region], theirs: Sequence[_Region]
) -> Iterator[tuple[int, int, list[_Region], list[_Region]]]:
    """The regions of both sides, those that overlap or touch together: start, end, mine, theirs."""
    waiting = sorted([(region, 0) for region in mine] + [(region, 1) for region in theirs])
    group: tuple[list[_Region], list[_Region]] = ([], [])
    start = end = -1
    for region, side in waiting:
        if region.start > end and (group[0] or group[1]):
            yield start, end, *group
            group = ([], [])
        if not (group[0] or group[1]):
            start, end = region.start, region.end
        group[side].append(region)
        end = max(end, region.end)
    if group[0] or group[1]:
        yield start, end, *group


def _together(spans: Iterable[tuple[range, range, range]]) -> list[tuple[range, range, range]]:
    """Spans that share turns as one, in the order of the base."""
    found: list[tuple[range, range, range]] = []
    for span in sorted(spans, key=lambda span: (span[0].start, span[1].start, span[2].start)):
        shared = found and any(set(one) & set(other) for one, other in zip(found[-1], span, strict=True))
        if shared:
            b, m, t = (_range({*one, *other}) for one, other in zip(found.pop(), span, strict=True))
            found.append((b, m, t))
        else:
            found.append(span)
    return found


class _Rows:
    """The tokens of the merged text as turns, with what the three texts say about each."""

    def __init__(self, merge: _Merge, placed: Sequence[_Placed]) -> None:
        self.texts, self.base = merge.texts, merge.base
        self.sides = (merge.mine, merge.theirs)
        self.rows = _rows(placed)
        self.clashes: list[tuple[set[int], set[int], set[int]]] = []
        # For each row and text the turns that its words are in there, in order.
        self.sources = [tuple(self._sources(row, which) for which in range(3)) for row in self.rows]
        # For each text the first and the last row that has words of a turn.
        self.first: list[dict[int, int]] = [{}, {}, {}]
        self.last: list[dict[int, int]] = [{}, {}, {}]
        for number, sources in enumerate(self.sources):
            for which, turns in enumerate(sources):
                for turn in turns:
                    self.first[which].setdefault(turn, number)
                    self.last[which][turn] = number

    def _sources(self, row: Sequence[_Placed], which: int) -> list[int]:
        tokens = self.texts[which].tokens
        places = (token.places[which] for token in row if token.text not in MARKS)
        return list(dict.fromkeys(tokens[place].turn for place in places if place is not None))

    def turns(self) -> list[EditedTurn]:
        """The merged turns; what both changed, each its own way, is noted as a clash."""
        done = []
        kept: set[tuple[int, int, int]] = set()
        for number, row in enumerate(self.rows):
            triples = self._triples(row)
            kept.update(triples)
            try:
                done.append(self._turn(number, row, triples))
            except _Clash:
                b, m, t = (set(turns) for turns in self.sources[number])
                self.clashes.append((b, m, t))
        self._find_lost(kept)
        return done

    def _triples(self, row: Sequence[_Placed]) -> list[tuple[int, int, int]]:
        """The turns (base, mine, theirs) that words of this row are in, where all three have them."""
        found: dict[tuple[int, int, int], None] = {}
        for token in row:
            b, m, t = token.places
            if b is not None and m is not None and t is not None and token.text not in MARKS:
                base, mine, theirs = (text.tokens for text in self.texts)
                found[base[b].turn, mine[m].turn, theirs[t].turn] = None
        return list(found)

    def _turn(
        self, number: int, row: Sequence[_Placed], triples: Sequence[tuple[int, int, int]]
    ) -> EditedTurn:
        words, starts, at = [], [0], 0
        cues: list[tuple[int, int]] = []
        for token in row:
            if token.text == PARAGRAPH:
                starts.append(at)
                continue
            cues += [(at + distance, ms) for distance, ms in self._cues(token)]
            words.append(token.text)
            at += len(token.text) + 1
        start, end = self._start(number), self._end(number)
        if not _rises(start, cues, end) and all(self._is_in_order(number, which) for which in (1, 2)):
            raise _Clash
        label, speaker, section, title = (self._credit(number, name, triples) for name in CREDITS)
        return EditedTurn(
            text=" ".join(words),
            label=label,
            speaker=speaker,
            section=section,
            section_title=title,
            opens_section=self._opens(number),
            start_ms=start,
            end_ms=end,
            paragraph_starts=tuple(sorted({start for start in starts if start < at - 1})),
            cues=tuple(cues),
            line=self._line(number, triples),
        )

    def _cues(self, token: _Placed) -> tuple[tuple[int, int], ...]:
        """The times known at a word: as all three say, or as the one that brought it."""
        found = zip(self.texts, token.places, strict=True)
        said = [text.tokens[place].cues for text, place in found if place is not None]
        if len(said) == 3:
            return _three_way(*said)
        if said[-1] != said[-2:][0]:
            raise _Clash
        return said[-1]

    def _credit(self, number: int, name: str, triples: Sequence[tuple[int, int, int]]) -> Any:
        """What the turn says about its words; all of them must agree, whichever turns they come from."""
        said = {
            _three_way(
                *(getattr(text.turns[turn], name) for text, turn in zip(self.texts, triple, strict=True))
            )
            for triple in triples
        }
        if len(said) > 1:
            raise _Clash
        if said:
            return said.pop()
        # Nothing of it was in the base.
        said = {getattr(text.turns[turns[0]], name) for text, turns in self._brought(number)}
        if len(said) > 1:
            raise _Clash
        return said.pop()

    def _brought(self, number: int) -> list[tuple[_Text, list[int]]]:
        """The sides that have words of a row, with their turns."""
        sources = zip(self.texts[1:], self.sources[number][1:], strict=True)
        return [(text, turns) for text, turns in sources if turns]

    def _opening(self, number: int, which: int) -> EditedTurn | None:
        """The turn of one text that starts with this row."""
        turns = self.sources[number][which]
        starts = bool(turns) and self.first[which][turns[0]] == number
        return self.texts[which].turns[turns[0]] if starts else None

    def _closing(self, number: int, which: int) -> EditedTurn | None:
        """The turn of one text that ends with this row."""
        turns = self.sources[number][which]
        ends = bool(turns) and self.last[which][turns[-1]] == number
        return self.texts[which].turns[turns[-1]] if ends else None

    def _opens(self, number: int) -> bool:
        b, m, t = (bool((turn := self._opening(number, n)) and turn.opens_section) for n in range(3))
        return _three_way(b, m, t)

    def _start(self, number: int) -> int | None:
        b, m, t = (turn.start_ms if (turn := self._opening(number, n)) else None for n in range(3))
        return _three_way(b, m, t)

    def _end(self, number: int) -> int | None:
        b, m, t = (turn.end_ms if (turn := self._closing(number, n)) else None for n in range(3))
        return _three_way(b, m, t)

    def _line(self, number: int, triples: Sequence[tuple[int, int, int]]) -> int | None:
        """Where it stands in its document; where both say another line, theirs, as nobody edits it."""
        if not triples:
            return [text.turns[turns[0]].line for text, turns in self._brought(number)][-1]
        b, m, t = (text.turns[turn].line for text, turn in zip(self.texts, triples[0], strict=True))
        return m if t == b else t

    def _is_in_order(self, number: int, which: int) -> bool:
        turns = (self.texts[which].turns[turn] for turn in self.sources[number][which])
        return all(_rises(turn.start_ms, turn.cues, turn.end_ms) for turn in turns)

    def _find_lost(self, kept: Iterable[tuple[int, int, int]]) -> None:
        """Note where one side said something new of a turn that the other took away or joined to another."""
        for which in (1, 2):
            there = {(triple[0], triple[which]) for triple in kept}
            for b, turn in sorted(self.sides[which - 1].kin):
                old, new = self.base.turns[b], self.texts[which].turns[turn]
                if ((b, turn) not in there and _credits(old) != _credits(new)) or self._is_lost(
                    old, new, turn, which
                ):
                    seeds: tuple[set[int], set[int], set[int]] = ({b}, set(), set())
                    seeds[which].add(turn)
                    self.clashes.append(seeds)

    def _is_lost(self, old: EditedTurn, new: EditedTurn, turn: int, which: int) -> bool:
        """Whether a new time or section's start of a turn has no turn of the merged text to stand at."""
        first, last = self.first[which].get(turn), self.last[which].get(turn)
        starts = first is not None and self.sources[first][which][0] == turn
        ends = last is not None and self.sources[last][which][-1] == turn
        moved = (old.start_ms, old.opens_section) != (new.start_ms, new.opens_section)
        return (moved and not starts) or (old.end_ms != new.end_ms and not ends)


def _rows(placed: Sequence[_Placed]) -> list[list[_Placed]]:
    """The tokens of each turn; one without words is none."""
    rows: list[list[_Placed]] = [[]]
    for token in placed:
        if token.text == TURN:
            rows.append([])
        else:
            rows[-1].append(token)
    return [row for row in rows if any(token.text != PARAGRAPH for token in row)]


def _credits(turn: EditedTurn) -> list[Any]:
    return [getattr(turn, name) for name in CREDITS]


def _rises(start: int | None, cues: Sequence[tuple[int, int]], end: int | None) -> bool:
    """Whether a turn's times follow one another."""
    times = [start or 0, *(ms for _, ms in cues), *([] if end is None else [end])]
    return all(one <= other for one, other in pairwise(times))


def _three_way(base: Value, mine: Value, theirs: Value) -> Value:
    """What became of a value that one side changed, or both alike."""
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    raise _Clash
