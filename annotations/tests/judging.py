"""Judges what anchoring makes of quotes, by what the changes themselves say, never by how anchoring works."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from rapidfuzz.distance import LCSseq

from annotations.anchoring import Anchor, Placement, Standing, Turn, move
from annotations.tests.drafts import Draft, Truth
from annotations.tests.mutating import MUTATIONS

ACCEPTED = (Standing.EXACT, Standing.MOVED)
NEAR = 10
# By how many code points words beside a quote may have shifted against it and still be beside it.
SHIFTED = 25
# How many code points beside a quote are close by, and how many words are its edge.
CLOSE = 1000
EDGE = 4
SENTENCE = re.compile(r"\S.*?(?:[.?!…]+[\"'”’)\]]*(?=\s)|$)", re.DOTALL)


@dataclass(slots=True)
class Tally:
    """How many quotes fared how; the lists hold what a person should look at."""

    moved: int = 0
    accepted: int = 0
    untouched: int = 0
    found_again: int = 0
    edited: int = 0
    placed: int = 0
    replaced: int = 0
    went_along: int = 0
    set_aside: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        for name in self.__slots__:
            mine = getattr(self, name)
            setattr(self, name, mine + getattr(other, name))


def quotes(old: Draft, count: int, chance: random.Random) -> list[Anchor]:
    """Quotes as people take them: sentences, runs of 8 to 80 words, whole turns, a few words; and the draft's
    targets, whole and in part."""
    turns = [turn for turn in old.turns() if turn.text.strip()]
    weights = [len(turn.text) for turn in turns]
    words = {turn.offset: _words(turn) for turn in turns}
    found = [_span(old, start, end) for start, end in old.targets]
    for start, end in old.targets:
        turn = next(turn for turn in turns if turn.offset <= start < turn.end)
        inside = [word for word in words[turn.offset] if start <= word[0] and word[1] <= end]
        found.append(_run(turn, inside, chance.randint(1, len(inside)), chance))
    while len(found) < count:
        turn = chance.choices(turns, weights)[0]
        here = words[turn.offset]
        way = chance.random()
        if way < 0.35:
            found.append(_sentences(turn, here, chance))
        elif way < 0.8:
            found.append(_run(turn, here, chance.randint(8, 80), chance))
        elif way < 0.9:
            found.append(_run(turn, here, len(here), chance))
        else:
            found.append(_run(turn, here, chance.randint(1, 7), chance))
    return found


def _words(turn: Turn) -> list[tuple[int, int]]:
    found, at = [], turn.offset
    for is_space, signs in groupby(turn.text, str.isspace):
        length = len(list(signs))
        if not is_space:
            found.append((at, at + length))
        at += length
    return found


def _anchor(turn: Turn, start: int, end: int) -> Anchor:
    return Anchor(start, end, turn.text[start - turn.offset : end - turn.offset], turn.speaker)


def _span(old: Draft, start: int, end: int) -> Anchor:
    turn = next(turn for turn in old.turns() if turn.offset <= start < turn.end)
    return _anchor(turn, start, end)


def _run(turn: Turn, words: list[tuple[int, int]], count: int, chance: random.Random) -> Anchor:
    first = chance.randint(0, max(0, len(words) - count))
    last = min(len(words), first + count) - 1
    return _anchor(turn, words[first][0], words[last][1])


def _sentences(turn: Turn, words: list[tuple[int, int]], chance: random.Random) -> Anchor:
    ends = [n for n, word in enumerate(words) if turn.text[word[1] - turn.offset - 1] in ".?!…"]
    starts = [0, *(n + 1 for n in ends if n + 1 < len(words))]
    first = chance.choice(starts)
    later = [n for n in ends if n >= first][: chance.randint(1, 3)] or [len(words) - 1]
    return _anchor(turn, words[first][0], words[later[-1]][1])


class Judge:
    """What the truth says of the placements of one change."""

    def __init__(self, old: Draft, new: Draft) -> None:
        self.old, self.new, self.truth = old.turns(), new.turns(), Truth(old, new)
        self.repeated = _Repeats(self.truth.old_text), _Repeats(self.truth.new_text)
        self.words = [word for turn in self.old for word in _words(turn)]
        self.at = {start: n for n, (start, _) in enumerate(self.words)}
        self.ends = {end: n + 1 for n, (_, end) in enumerate(self.words)}

    def judged(self, anchors: list[Anchor], placements: list[Placement]) -> Tally:
        tally = Tally()
        for anchor, placement in zip(anchors, placements, strict=True):
            self._count(anchor, placement, tally)
        return tally

    def _count(self, anchor: Anchor, placement: Placement, tally: Tally) -> None:
        fate = self.truth.fate(anchor.start, anchor.end)
        home = self.truth.turn_of(*fate.untouched) if fate.untouched else None
        accepted = placement.standing in ACCEPTED
        tally.moved += 1
        tally.accepted += accepted
        said = (
            f"{placement.standing}/{placement.reason} {placement.start}, truly {fate}: {anchor.exact[:90]!r}"
        )
        if accepted and not self._is_right(anchor, placement, fate.untouched, home):
            if self._reads_as_well(anchor, placement):
                tally.replaced += 1
            elif self._went_along(anchor, placement):
                tally.went_along += 1
            else:
                tally.wrong.append(said)
        if home and fate.untouched:
            why = self._why_nobody_can_tell(anchor, home, fate.untouched)
            if why:
                tally.set_aside[why] += 1
            else:
                tally.untouched += 1
                tally.found_again += accepted
                if not accepted:
                    tally.missed.append(said)
        elif fate.left and self._words_left(anchor) >= 0.5:
            tally.edited += 1
            if self._is_near(placement, fate.left):
                tally.placed += 1
            else:
                tally.misplaced.append(said)

    def _is_right(
        self, anchor: Anchor, placement: Placement, true: tuple[int, int] | None, home: Turn | None
    ) -> bool:
        """Whether an accepted place is the one, the words verbatim, the speaker the same, no sponsor read."""
        if home is None or true != (placement.start, placement.end):
            return False
        stays = placement.standing is Standing.EXACT
        return (
            self.truth.new_text[true[0] : true[1]] == anchor.exact
            and stays == (true == (anchor.start, anchor.end))
            and home.speaker == anchor.speaker
            and (not home.is_sponsor or self._turn(anchor).is_sponsor)
            and placement.turn is not None
            and self.new[placement.turn] == home
        )

    def _reads_as_well(self, anchor: Anchor, placement: Placement) -> bool:
        """Whether the change may as well be read so that these words stayed, and at this place.

        A sentence that was taken away and its equal put in its place looks as if nothing was done. Nobody who
        has both texts can say otherwise where reading it so keeps as many words as were truly kept.
        """
        start, end = placement.start or 0, placement.end or 0
        home = self.truth.turn_of(start, end)
        if home is None or self.truth.new_text[start:end] != anchor.exact or home.speaker != anchor.speaker:
            return False
        old, new = self.truth.old_text, self.truth.new_text
        read = _common(old[: anchor.start], new[:start]) + _common(old[anchor.end :], new[end:])
        kept = sum(self.truth.places[first] >= 0 for first, _ in self.words)
        return read + len(anchor.exact.split()) >= kept

    def _went_along(self, anchor: Anchor, placement: Placement) -> bool:
        """Whether its sentences and the whole one before or behind them stand together there as they stood.

        Where equals of two sentences in a row were put in together, and both were taken away, whoever has
        both texts reads that they moved.
        """
        turn, start = self._turn(anchor), placement.start or 0
        home = self.truth.turn_of(start, placement.end or 0)
        if home is None or home.speaker != anchor.speaker:
            return False
        bounds = [one.span() for one in SENTENCE.finditer(turn.text)]
        begin, finish = anchor.start - turn.offset, anchor.end - turn.offset
        touched = [n for n, (first, end) in enumerate(bounds) if first < finish and end > begin]
        shift = start - anchor.start
        return any(
            low >= 0
            and high < len(bounds)
            and self._stands_shifted(turn, bounds[low][0], bounds[high][1], shift)
            for low, high in ((touched[0] - 1, touched[-1]), (touched[0], touched[-1] + 1))
        )

    def _stands_shifted(self, turn: Turn, start: int, end: int, shift: int) -> bool:
        at = turn.offset + start + shift
        return at >= 0 and self.truth.new_text[at : at + end - start] == turn.text[start:end]

    def _turn(self, anchor: Anchor) -> Turn:
        return next(turn for turn in self.old if turn.offset <= anchor.start and anchor.end <= turn.end)

    def _why_nobody_can_tell(self, anchor: Anchor, home: Turn, true: tuple[int, int]) -> str:
        """Why an untouched passage is rightly left to a person; empty where it is not."""
        if home.speaker != anchor.speaker:
            return "speaker changed"
        if home.is_sponsor and not self._turn(anchor).is_sponsor:
            return "sponsor read"
        if not self._has_company(anchor):
            return "its sentences stand without those that stood beside them"
        if any(repeats.count(anchor.exact) > 1 for repeats in self.repeated) and self._is_disturbed(anchor):
            return "said again, and changed beside it"
        if self._is_beside_its_like(anchor, true):
            return "the words at its border said again close by, and changed there"
        if self._slides(anchor, true):
            return "an equal word inserted or deleted beside it"
        return ""

    def _bounds(self, anchor: Anchor) -> tuple[int, int]:
        first = self.at.get(anchor.start)
        last = self.ends.get(anchor.end)
        assert first is not None and last is not None
        return first, last

    def _has_company(self, anchor: Anchor) -> bool:
        """Whether half of the ten words beyond its own sentences went with it, on one side."""
        first, last = self._bounds(anchor)
        text = self.truth.old_text
        while first > 0 and not _ends_sentence(text, self.words[first - 1], self.words[first]):
            first -= 1
        while last < len(self.words) and not _ends_sentence(text, self.words[last - 1], self.words[last]):
            last += 1
        shift = self.truth.places[anchor.start] - anchor.start
        return any(
            sum(
                abs(self.truth.places[word[0]] - word[0] - shift) < SHIFTED
                and self.truth.places[word[0]] >= 0
                for word in side
            )
            >= len(side) / 2
            for side in (self.words[max(0, first - NEAR) : first], self.words[last : last + NEAR])
            if side
        )

    def _is_beside_its_like(self, anchor: Anchor, true: tuple[int, int]) -> bool:
        """Whether four words in or across one of its borders stand again close by, where texts differ."""
        truth, length = self.truth, anchor.end - anchor.start
        before = truth.old_text[max(0, anchor.start - CLOSE) : anchor.end + CLOSE]
        after = truth.new_text[max(0, true[0] - CLOSE) : true[0] + length + CLOSE]
        if before == after:
            return False
        first, last = self._bounds(anchor)
        borders = (first, first - EDGE + 1, last - EDGE, last - 1)
        runs = [self.words[max(0, border) : border + EDGE] for border in borders]
        edges = [truth.old_text[run[0][0] : run[-1][1]] for run in runs if run]
        repeats = _Repeats(before), _Repeats(after)
        return any(one.count(edge) > 1 for one in repeats for edge in edges)

    def _is_disturbed(self, anchor: Anchor) -> bool:
        """Whether any of the ten words on either side of it is no longer there."""
        first, last = self._bounds(anchor)
        beside = [*self.words[max(0, first - NEAR) : first], *self.words[last : last + NEAR]]
        places = [self.truth.places[start] for start, _ in beside]
        shift = self.truth.places[anchor.start] - anchor.start
        return any(
            place < 0 or place - start != shift for place, (start, _) in zip(places, beside, strict=True)
        )

    def _slides(self, anchor: Anchor, true: tuple[int, int]) -> bool:
        """Whether a change beside it may as well have been made one or more words further, within it."""
        first, last = self._bounds(anchor)
        near = self.words[max(0, first - NEAR) : last + NEAR]
        old = [self._folded(self.truth.old_text, word) for word in near]
        own = last - first
        lead = first - max(0, first - NEAR)
        before = self._new_words(max(0, true[0] - 120), true[0])[-NEAR:]
        after = self._new_words(true[1], true[1] + 120)[:NEAR]
        quote = old[lead : lead + own]
        left, right = old[:lead], old[lead + own :]
        return _shares_end(left, before, quote) or _shares_end(right[::-1], after[::-1], quote[::-1])

    def _new_words(self, start: int, end: int) -> list[str]:
        return [_fold(word) for word in self.truth.new_text[start:end].split()]

    @staticmethod
    def _folded(text: str, word: tuple[int, int]) -> str:
        return _fold(text[word[0] : word[1]])

    def _words_left(self, anchor: Anchor) -> float:
        """The share of its words that are still there, changed or not."""
        inside = [word for word in self.words if anchor.start <= word[0] < anchor.end]
        return sum(self.truth.stands[start] is not None for start, _ in inside) / max(1, len(inside))

    def _is_near(self, placement: Placement, left: tuple[int, int]) -> bool:
        """Whether the accepted or first proposed place has both ends within a word of the true ones."""
        if placement.start is None or placement.end is None:
            return False
        home = self.truth.turn_of(placement.start, placement.end)
        if home is None:
            return False
        # Of a passage divided between turns, the part in the proposed turn.
        start, end = max(left[0], home.offset), min(left[1], home.end)
        return self._apart(placement.start, start) <= 1 and self._apart(placement.end, end) <= 1

    def _apart(self, one: int, other: int) -> int:
        return len(self.truth.new_text[min(one, other) : max(one, other)].split())


def _ends_sentence(text: str, word: tuple[int, int], following: tuple[int, int]) -> bool:
    return any(sign in ".?!…\n" for sign in text[word[1] - 2 : following[0]])


def _common(one: str, other: str) -> int:
    """How many words two texts have in common, in order."""
    return int(LCSseq.similarity(one.split(), other.split()))


def _fold(word: str) -> str:
    return "".join(sign for sign in word.casefold() if sign.isalnum()) or word


def _shares_end(old: list[str], new: list[str], quote: list[str]) -> bool:
    """Whether words inserted or deleted before a quote may be exchanged with its first words."""
    same = 0
    while same < min(len(old), len(new)) and old[-1 - same] == new[-1 - same]:
        same += 1
    if same >= min(len(old), len(new), NEAR):
        return False
    near = old[-same - 6 :] + new[-same - 6 :]
    return quote[0] in near


class _Repeats:
    """How often passages stand in a text, without regard to case and signs."""

    def __init__(self, text: str) -> None:
        self.text = " " + " ".join(_fold(word) for word in text.split()) + " "

    def count(self, exact: str) -> int:
        passage = " " + " ".join(_fold(word) for word in exact.split()) + " "
        found, at = 0, self.text.find(passage)
        while at >= 0 and found < 2:
            found, at = found + 1, self.text.find(passage, at + 1)
        return found


def trials(drafts: dict[str, Draft], each: int, seed: int) -> Iterator[tuple[str, str, Tally]]:
    """Every mutation of every text, with so many quotes: the mutation, the text, how the quotes fared."""
    for mutation, change in MUTATIONS.items():
        for name, draft in drafts.items():
            chance = random.Random(f"{seed} {mutation} {name}")
            old, new = change(draft, chance)
            anchors = quotes(old, each, chance)
            placements = move(anchors, old.turns(), new.turns())
            yield mutation, name, Judge(old, new).judged(anchors, placements)
