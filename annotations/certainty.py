"""Whether a passage found in a new text is the very one of the old text: surroundings must prove it. Pure.

Three things are asked, each of words (see `annotations.wording`):

- More than its own sentence stands beside it still: a sentence that stands alone in another place may have
  been said there by itself.
- No other reading of the change that keeps as many words would take a word of the passage away from it: of
  two equal words of which one was deleted nobody can say which.
- Wherever the same or nearly the same words stand also, in either text, the surroundings speak for this pair
  on one side at least, and on neither side for the other.
"""

from collections.abc import Callable
from enum import StrEnum

from rapidfuzz.distance import LCSseq

from annotations.likenesses import Likenesses, TooManyPlacesError
from annotations.wording import Wording

# How many words beside a passage are its surroundings, and how many of them must stand there still.
NEAR = 10
HALF = 0.5
# So few words of a sentence may be another one's.
FEW = 5
# The longest sentence that is looked for its end.
SENTENCE = 60
# Two surroundings are told apart where they differ by so many words; one speaks for a passage when it has so
# many more words in common, against it already with fewer.
APART = 5
MORE = 3
LESS = 2
ENOUGH = 0.4
WIDEST = 640
# Within how many words on either side a change is read otherwise.
REACH = 40
# How many words from its border a sentence must be unlike another that begins or ends like it.
INWARD = 2
# The share of its short runs of words that makes another passage a look-alike.
ALIKE = 0.3
# A passage of fewer words is looked for together with so many words of its sentence on either side, too.
WIDENED = 12
LEAST = 4
# Of its first and last sentence at most so many words are looked for by themselves as well.
EDGE = 12

Sides = Callable[[str, int, int], str]


class Doubt(StrEnum):
    """Why a passage with the same words may be another one."""

    ALONE = "alone"
    SEVERAL = "several"


class Surroundings:
    """Judges pairs of equal passages of an old and a new text."""

    def __init__(self, old: Wording, new: Wording) -> None:
        self.old, self.new = old, new
        self.old_likenesses = Likenesses(old.words)
        self.new_likenesses = Likenesses(new.words)

    def doubt(self, i: int, j: int, k: int, m: int) -> Doubt | None:
        """Why old words i to j may not be new words k to m, which are equal; None where they surely are."""
        if self._stands_among_the_same(i, j, k, m):
            return None
        if not self._has_company(i, j, k, m):
            return Doubt.ALONE
        if self._hangs(i, j, k, m) or self._may_be_read_otherwise(i, j, k, m) or self._has_rivals(i, j, k, m):
            return Doubt.SEVERAL
        return None

    def _stands_among_the_same(self, i: int, j: int, k: int, m: int) -> bool:
        """Whether its sentences and the words beyond them on both sides are the same, and stand once in each
        text: however often its own words are said, this is where."""
        first = self.old.sentence_start(i, SENTENCE) - NEAR
        end = self.old.sentence_end(j - 1, SENTENCE) + NEAR
        begin, stop = k - (i - first), m + (end - j)
        if min(first, begin) < 0 or end > len(self.old.words) or stop > len(self.new.words):
            return False
        window = self.old.words[first:end]
        return (
            window == self.new.words[begin:stop]
            and self.old.words.count(window) == 1
            and self.new.words.count(window) == 1
        )

    def stands_whole(self, i: int, j: int, k: int, m: int) -> bool:
        """Whether the sentences of old words i to j stand about new words k to m without any change, and, on
        one side at least, nearly all of the few words beside them too.

        Sentences that are gone from their place and stand elsewhere in other words, or beside others, may be
        their likes.
        """
        old, new = self.old.words, self.new.words
        first, end = self.old.sentence_start(i, SENTENCE), self.old.sentence_end(j - 1, SENTENCE)
        begin, stop = k - (i - first), m + (end - j)
        left = _common(_left(old, first, FEW), _left(new, begin, FEW))
        right = _common(_right(old, end, FEW), _right(new, stop, FEW))
        return old[first:end] == new[begin:stop] and max(left, right) >= FEW - 1

    def _has_company(self, i: int, j: int, k: int, m: int) -> bool:
        """Whether words beyond its own sentence stand beside it still, on one side at least."""
        before = i - self.old.sentence_start(i, SENTENCE)
        after = self.old.sentence_end(j - 1, SENTENCE) - j
        return _beyond(self.old.words, i, self.new.words, k, before, _left) or _beyond(
            self.old.words, j, self.new.words, m, after, _right
        )

    def _hangs(self, i: int, j: int, k: int, m: int) -> bool:
        """Whether its end is a few words that begin several sentences, and the rest of them is gone.

        Its beginning is asked likewise.

        Many sentences begin with "And so": where another one follows now, those words are that one's.
        """
        old, new = self.old, self.new
        tail, head = old.sentence_start(j - 1, FEW), old.sentence_end(i, FEW)
        behind, before = _right(old.words, j, NEAR), _left(old.words, i, NEAR)
        ends_early = (
            i < tail > j - FEW and not old.ends_sentence(j - 1) and old.words.count(old.words[tail:j]) > 1
        )
        begins_late = (
            j > head < i + FEW and not old.begins_sentence(i) and old.words.count(old.words[i:head]) > 1
        )
        return (ends_early and _common(behind, _right(new.words, m, NEAR)) < ENOUGH * len(behind)) or (
            begins_late and _common(before, _left(new.words, k, NEAR)) < ENOUGH * len(before)
        )

    def _may_be_read_otherwise(self, i: int, j: int, k: int, m: int) -> bool:
        """Whether an alignment that keeps as many words takes the first or last word from the passage."""
        inward = min(INWARD, j - i - 1)
        first = inward if self._begins_apart(i, k) else 0
        last = inward if self._ends_apart(j - 1, m - 1) else 0
        return self._is_loose(i + first, k + first) or self._is_loose(j - 1 - last, m - 1 - last)

    def _begins_apart(self, i: int, k: int) -> bool:
        """Whether a sentence begins here in both texts, with a word that does not stand right before it.

        Of two sentences that begin alike, one taken away or put in is read as the whole one, not as the end
        of the first with the beginning of the second.
        """
        old, new = self.old, self.new
        beside = _left(old.words, i, APART) + _left(new.words, k, APART)
        return old.words[i] not in beside and old.begins_sentence(i) and new.begins_sentence(k)

    def _ends_apart(self, i: int, k: int) -> bool:
        """The same of the last word of a sentence."""
        old, new = self.old, self.new
        beside = _right(old.words, i + 1, APART) + _right(new.words, k + 1, APART)
        return old.words[i] not in beside and old.ends_sentence(i) and new.ends_sentence(k)

    def _is_loose(self, i: int, k: int) -> bool:
        """Whether old word i and new word k, equal, need not be the same one."""
        old, new = self.old.words, self.new.words
        before, after = _left(old, i, REACH), _right(old, i + 1, REACH)
        if before == _left(new, k, len(before)) and after == _right(new, k + 1, len(after)):
            return False
        there = _left(new, k, 2 * REACH) + _right(new, k, 2 * REACH)
        here = min(k, 2 * REACH)
        most = _common(before, there[:here]) + 1 + _common(after, there[here + 1 :])
        if _common(before + after, there) >= most:
            return True
        return any(
            sign == old[i]
            and at != here
            and _common(before, there[:at]) + 1 + _common(after, there[at + 1 :]) >= most
            for at, sign in enumerate(there)
        )

    def _has_rivals(self, i: int, j: int, k: int, m: int) -> bool:
        """Whether the like of the passage, or of its first or last sentence, stands where it may be meant."""
        if self._are_rivalled(i, j, k, m):
            return True
        head = min(j, i + EDGE, self.old.sentence_end(i, EDGE))
        tail = max(i, j - EDGE, self.old.sentence_start(j - 1, EDGE))
        return (head < j and self._are_rivalled(i, head, k, k + head - i)) or (
            tail > i and self._are_rivalled(tail, j, m - (j - tail), m)
        )

    def _are_rivalled(self, i: int, j: int, k: int, m: int) -> bool:
        """Whether the same or nearly the same words stand elsewhere, in surroundings that could be meant."""
        old, new, length = self.old.words, self.new.words, j - i
        try:
            before = self._places(self.old_likenesses, i, j)
            after = self._places(self.new_likenesses, i, j)
        except TooManyPlacesError:
            return True
        return any(
            not _speaks_for(new, (k, m), old, (i, j), (place, place + length))
            or _is_like(new, (k, m), old, (i, j), (place, place + length))
            for place in before
            if abs(place - i) >= APART
        ) or any(
            not _speaks_for(old, (i, j), new, (k, m), (place, place + length))
            for place in after
            if abs(place - k) >= APART
        )

    def _places(self, likenesses: Likenesses, i: int, j: int) -> set[int]:
        """Where a text has the like of old words i to j, alone or with the words beside them."""
        found = set(likenesses.places(self.old.words[i:j], ALIKE))
        if j - i < WIDENED:
            first = max(i - WIDENED, self.old.sentence_start(i, WIDENED))
            end = min(j + WIDENED, self.old.sentence_end(j - 1, WIDENED))
            wider = self.old.words[first:end]
            if len(wider) >= LEAST:
                found.update(place + i - first for place in likenesses.places(wider, ALIKE))
        return found


def _left(words: str, end: int, count: int) -> str:
    return words[max(0, end - count) : max(0, end)]


def _right(words: str, start: int, count: int) -> str:
    return words[max(0, start) : max(0, start + count)]


def _common(one: str, other: str) -> int:
    """How many words two stretches have in common, in order."""
    return len(one) if one == other else int(LCSseq.similarity(one, other))


def _beyond(old: str, i: int, new: str, k: int, rest: int, side: Sides) -> bool:
    """Whether half the words next to the rest of a sentence, on one side, stand there still."""
    own = side(old, i, rest)
    whole = side(old, i, rest + NEAR)
    there = side(new, k, rest + NEAR)
    if whole == there[-len(whole) :] if side is _left else whole == there[: len(whole)]:
        return True
    found = _common(whole, there) - _common(own, side(new, k, rest))
    return found >= HALF * (len(whole) - len(own))


def _speaks_for(
    text: str, here: tuple[int, int], other: str, mine: tuple[int, int], rival: tuple[int, int]
) -> bool:
    """Whether the surroundings `here` in one text tell that `mine` is meant of two passages of the other."""
    left = _vote(text, here[0], other, mine[0], rival[0], _left)
    if left < 0:
        return False
    right = _vote(text, here[1], other, mine[1], rival[1], _right)
    return right >= 0 and left + right > 0


def _is_like(
    text: str, here: tuple[int, int], other: str, mine: tuple[int, int], rival: tuple[int, int]
) -> bool:
    """Whether the surroundings `here`, where both others are much alike, have a word of the rival's."""
    return _has_its_word(text, here[0], other, mine[0], rival[0], _left) or _has_its_word(
        text, here[1], other, mine[1], rival[1], _right
    )


def _has_its_word(text: str, here: int, other: str, mine: int, rival: int, side: Sides) -> bool:
    for width in range(4, NEAR + 1, 2):
        own, foreign = side(other, mine, width), side(other, rival, width)
        if max(len(own), len(foreign)) - _common(own, foreign) >= APART:
            return False
        there = side(text, here, width)
        if _common(foreign, there) > _common(own, there) >= HALF * len(own):
            return True
    return False


def _vote(text: str, here: int, other: str, mine: int, rival: int, side: Sides) -> int:
    """1 where one side's surroundings speak for mine, -1 for the rival, 0 where they do not tell."""
    width = NEAR
    own, foreign = side(other, mine, width), side(other, rival, width)
    while width < WIDEST and max(len(own), len(foreign)) - _common(own, foreign) < APART:
        width *= 2
        own, foreign = side(other, mine, width), side(other, rival, width)
    there = side(text, here, width)
    with_mine, with_rival = _common(own, there), _common(foreign, there)
    if with_rival >= with_mine + LESS and with_rival >= ENOUGH * len(foreign):
        return -1
    return int(with_mine >= with_rival + MORE and with_mine >= HALF * len(own))
