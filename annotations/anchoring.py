"""Where a quotation stands in another revision of its text, and how sure that is. Pure.

`move` is the whole of it. One alignment of the old text with the new maps every place; what lies in changed
places is looked for by its words. A place is accepted (`exact`, `moved`) only if the very same words stand
there in one turn, the person credited speaks it, and the surroundings prove that it is the same passage and
not its like. All else waits for a person (`confirm`) with what was found, the likeliest first, or is `lost`.
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from annotations.certainty import Doubt, Surroundings
from annotations.likenesses import TooManyPlacesError
from annotations.wording import Turn, Vocabulary, Wording
from transcripts.alignment import Alignment

__all__ = ["SENTENCES", "Anchor", "Candidate", "Placement", "Reason", "Standing", "Turn", "move"]

# How alike (0 to 1) a passage must be to be proposed: found elsewhere, and in its own place.
PROPOSED = 0.8
PROPOSED_IN_PLACE = 0.5
# The share of its short runs of words by which a passage is looked for.
SOUGHT = 0.15
MOST_CANDIDATES = 4
# How many words beside its aligned place a quote is looked for letter by letter.
BESIDE = 12
NOT_SPACE = re.compile(r"\S*")


class Standing(StrEnum):
    """How a quote stands in a revision; the stored values."""

    EXACT = "exact"
    MOVED = "moved"
    CONFIRM = "confirm"
    LOST = "lost"


class Reason(StrEnum):
    """Why a quote stands as it does; the stored values, of at most 20 characters."""

    UNCHANGED = "unchanged"
    SHIFTED = "shifted"
    WORDS = "words-changed"
    SPEAKER = "speaker-changed"
    SPONSOR = "sponsor-read"
    SEVERAL = "several-places"
    LOOKALIKE = "look-alike"
    ALONE = "moved-alone"
    SPLIT = "split"
    GONE = "gone"
    UNVERIFIED = "unverified"


SENTENCES = {
    Reason.UNCHANGED: "The words stand where they stood.",
    Reason.SHIFTED: "The same words stand at another place, with the words that stood around them.",
    Reason.WORDS: "The words were changed.",
    Reason.SPEAKER: "Somebody else speaks these words now.",
    Reason.SPONSOR: "The words are part of a sponsor read now.",
    Reason.SEVERAL: "The words stand in several places; nothing tells which is meant.",
    Reason.LOOKALIKE: "The words are gone from their place; much the same stands elsewhere.",
    Reason.ALONE: "The same words stand elsewhere, without the sentences that stood around them.",
    Reason.SPLIT: "The passage was divided between turns.",
    Reason.GONE: "The words are gone, and nothing like them was found.",
    Reason.UNVERIFIED: "The quote does not match the text it was taken from.",
}


@dataclass(frozen=True, slots=True)
class Anchor:
    """A quote in the old text: its place in code points, its words, and who is credited (None: nobody)."""

    start: int
    end: int
    exact: str
    speaker: Hashable | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage of one turn of the new text that may be the quote; `score` says how alike, from 0 to 1."""

    start: int
    end: int
    exact: str
    score: float
    turn: int


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a quote stands in the new text. For `confirm`, the place is that of the first candidate."""

    standing: Standing
    reason: Reason
    score: float
    start: int | None = None
    end: int | None = None
    turn: int | None = None
    candidates: tuple[Candidate, ...] = ()


def move(anchors: Sequence[Anchor], old: Sequence[Turn], new: Sequence[Turn]) -> list[Placement]:
    """Where each quote of the old text stands in the new one, in the order of the anchors.

    Nothing is raised for an anchor that does not fit the old text: it needs confirming, or is lost.
    """
    if not anchors:
        return []
    mover = _Mover(old, new)
    return [mover.placement(anchor) for anchor in anchors]


class _Mover:
    """The two texts with what is known of both."""

    def __init__(self, old: Sequence[Turn], new: Sequence[Turn]) -> None:
        vocabulary = Vocabulary()
        self.old, self.new = Wording(old, vocabulary), Wording(new, vocabulary)
        self.same_text = self.old.text == self.new.text
        self.alignment = Alignment(self.old.words, self.new.words)
        self.surroundings = Surroundings(self.old, self.new)

    def placement(self, anchor: Anchor) -> Placement:
        """Where one quote stands."""
        if not self._is_verified(anchor):
            return _proposed(Reason.UNVERIFIED, self._verbatim(anchor.exact))
        first, end = self.old.words_of(anchor.start, anchor.end)
        if self.same_text and self.new.turn_of(anchor.start, anchor.end) is not None:
            return self._accepted(anchor, anchor.start)
        if first == end:
            return _proposed(Reason.SEVERAL, self._verbatim(anchor.exact))
        return self._in_place(anchor, first, end) or self._elsewhere(anchor, first, end)

    def _is_verified(self, anchor: Anchor) -> bool:
        """Whether the quote's words stand in one turn of the old text, where it says."""
        inside = self.old.turn_of(anchor.start, anchor.end) is not None
        return inside and self.old.text[anchor.start : anchor.end] == anchor.exact

    def _in_place(self, anchor: Anchor, first: int, end: int) -> Placement | None:
        """The quote as the alignment has it; None where not enough of it is left there."""
        k, m = self._aligned(first, end)
        if m <= k:
            return None
        start = self._verbatim_start(anchor, first, end, k, m)
        if start is None:
            start, k, m = self._verbatim_beside(anchor, first, end, k, m)
        if start is not None:
            doubt = self.surroundings.doubt(first, end, k, m)
            if doubt is None:
                return self._accepted(anchor, start)
            found = self._candidate(start, start + len(anchor.exact), 1.0)
            return self._doubted(anchor, first, end, doubt, [found])
        parts = self._parts(anchor, first, end, k, m)
        return self._changed(anchor, first, end, parts) if parts else None

    def _aligned(self, first: int, end: int) -> tuple[int, int]:
        """The new words that old words first to end became."""
        places, kept = self.alignment.places, self.alignment.kept
        last = places[end - 1]
        replaced = kept[end - 1] or places[end] > last
        return places[first], last + 1 if replaced else last

    def _verbatim_start(self, anchor: Anchor, first: int, end: int, k: int, m: int) -> int | None:
        """Where the quote's very text stands at new words k to m, the same words; None where it does not."""
        if self.new.words[k:m] != self.old.words[first:end]:
            return None
        start = self.new.starts[k] + anchor.start - self.old.starts[first]
        return start if self._stands(anchor, start) else None

    def _stands(self, anchor: Anchor, start: int) -> bool:
        """Whether the quote's very text stands here in one turn, and no letter was joined to its ends."""
        old, new, end = self.old.text, self.new.text, start + len(anchor.exact)
        if start < 0 or new[start:end] != anchor.exact or self.new.turn_of(start, end) is None:
            return False
        beside = (
            (new[max(0, start - 1) : start], old[max(0, anchor.start - 1) : anchor.start]),
            (new[end : end + 1], old[anchor.end : anchor.end + 1]),
        )
        return not any(now.isalnum() and not before.isalnum() for now, before in beside)

    def _verbatim_beside(
        self, anchor: Anchor, first: int, end: int, k: int, m: int
    ) -> tuple[int | None, int, int]:
        """Where the quote's very text stands a little beside new words k to m, with its words.

        Of two sentences that begin alike the alignment may take the one's first word for the other's.
        """
        low, high = (
            self.new.starts[max(0, k - BESIDE)],
            self.new.ends[min(m + BESIDE, len(self.new.words) - 1)],
        )
        start = self.new.text.find(anchor.exact, low, high)
        if not self._stands(anchor, start):
            return None, k, m
        at, to = self.new.words_of(start, start + len(anchor.exact))
        same = self.new.words[at:to] == self.old.words[first:end]
        return (start, at, to) if same else (None, k, m)

    def _accepted(self, anchor: Anchor, start: int) -> Placement:
        """The very words at a place that is certain, unless what surrounds them forbids it."""
        found = self._candidate(start, start + len(anchor.exact), 1.0)
        here = self.new.turns[found.turn]
        if anchor.speaker is not None and here.speaker != anchor.speaker:
            return _proposed(Reason.SPEAKER, [found])
        before = self.old.turns[self.old.turn_at(anchor.start)]
        if here.is_sponsor and not before.is_sponsor:
            return _proposed(Reason.SPONSOR, [found])
        stands = (found.start, found.end) == (anchor.start, anchor.end)
        standing, reason = (Standing.EXACT, Reason.UNCHANGED) if stands else (Standing.MOVED, Reason.SHIFTED)
        return Placement(standing, reason, 1.0, found.start, found.end, found.turn)

    def _doubted(
        self, anchor: Anchor, first: int, end: int, doubt: Doubt, found: list[Candidate]
    ) -> Placement:
        """The very words, at a place that is not certain."""
        others = self._alike(anchor, first, end, found)
        verbatim = sum(other.exact == anchor.exact for other in _distinct(found + others))
        if doubt is Doubt.ALONE:
            reason = Reason.ALONE
        else:
            reason = Reason.SEVERAL if verbatim > 1 else Reason.LOOKALIKE
        return _proposed(reason, found + others)

    def _changed(self, anchor: Anchor, first: int, end: int, parts: list[Candidate]) -> Placement:
        """Words that were changed where they stood, or a passage divided between turns."""
        others = self._alike(anchor, first, end, parts)
        return _proposed(Reason.SPLIT if len(parts) > 1 else Reason.WORDS, parts + others)

    def _parts(self, anchor: Anchor, first: int, end: int, k: int, m: int) -> list[Candidate]:
        """What the aligned words hold in each turn, longest first; empty where too little is left."""
        start, stop = self._stretch(anchor, first, end, k, m)
        score = _score(anchor.exact, self.new.text[start:stop])
        if score < PROPOSED_IN_PLACE:
            return []
        if self.new.turn_of(start, stop) is not None:
            return [self._candidate(start, stop, score)]
        parts = []
        for index in range(self.new.turn_at(start), self.new.turn_at(max(start, stop - 1)) + 1):
            turn = self.new.turns[index]
            left, right = max(start, turn.offset), min(stop, turn.end)
            if self.new.words_of(left, right)[0] < self.new.words_of(left, right)[1]:
                part = self.new.text[left:right]
                parts.append(Candidate(left, right, part, _score(anchor.exact, part), index))
        return sorted(parts, key=lambda part: part.start - part.end)

    def _stretch(self, anchor: Anchor, first: int, end: int, k: int, m: int) -> tuple[int, int]:
        """New words k to m in code points, with the signs beside them that the quote has beside its own."""
        start, stop = self.new.starts[k], self.new.ends[m - 1]
        if anchor.start < self.old.starts[first]:
            start -= len(NOT_SPACE.match(self.new.text[self.new.ends[k - 1] : start][::-1]).group())  # type: ignore[union-attr]
        if anchor.end > self.old.ends[end - 1]:
            stop += len(NOT_SPACE.match(self.new.text[stop : self.new.starts[m]]).group())  # type: ignore[union-attr]
        return start, stop

    def _elsewhere(self, anchor: Anchor, first: int, end: int) -> Placement:
        """A quote that is gone from its place: the same words elsewhere, or their like."""
        found = self._alike(anchor, first, end)
        verbatim = [candidate for candidate in found if candidate.exact == anchor.exact]
        if len(verbatim) == 1:
            words = self.new.words_of(verbatim[0].start, verbatim[0].end)
            same = self.new.words[slice(*words)] == self.old.words[first:end]
            if same and self._stands(anchor, verbatim[0].start):
                doubt = self.surroundings.doubt(first, end, *words)
                whole = self.surroundings.stands_whole(first, end, *words)
                if doubt is None and whole:
                    return self._accepted(anchor, verbatim[0].start)
                if doubt is Doubt.ALONE:
                    return _proposed(Reason.ALONE, found)
        return _proposed(Reason.SEVERAL if len(verbatim) > 1 else Reason.LOOKALIKE, found)

    def _alike(
        self, anchor: Anchor, first: int, end: int, known: Sequence[Candidate] = ()
    ) -> list[Candidate]:
        """Passages of the new text much like the quote, beside those known, the likeliest first."""
        passage = self.old.words[first:end]
        try:
            places = self.surroundings.new_likenesses.places(passage, SOUGHT)
        except TooManyPlacesError:
            return self._verbatim(anchor.exact)
        taken = [self.new.words_of(one.start, one.end) for one in known]
        middle = len(passage) // 2
        open_places = [
            place for place in places if all(not low <= place + middle < high for low, high in taken)
        ]
        found = [self._refined(anchor, first, end, place) for place in open_places[:MOST_CANDIDATES]]
        return sorted((one for one in found if one.score >= PROPOSED), key=lambda one: -one.score)

    def _refined(self, anchor: Anchor, first: int, end: int, place: int) -> Candidate:
        """The stretch of one turn near a word place that is most like old words first to end."""
        last, count = len(self.new.words) - 1, end - first
        k, m = min(max(place, 1), last - 1), min(max(place + count, 2), last)
        start = self._verbatim_start(anchor, first, end, k, m)
        if start is not None:
            return self._candidate(start, start + len(anchor.exact), 1.0)
        turn = self.new.turns[self.new.turn_at(self.new.starts[(k + m) // 2])]
        low, high = self.new.words_of(turn.offset, turn.end)
        slack = 2 + count // 8
        low, high = max(low, k - slack), min(high, m + slack)
        found = fuzz.partial_ratio_alignment(self.old.words[first:end], self.new.words[low:high])
        if found is not None and found.dest_start < found.dest_end:
            k, m = low + found.dest_start, low + found.dest_end
        start, stop = self._stretch(anchor, first, end, k, m)
        start, stop = max(start, turn.offset), min(stop, turn.end)
        return self._candidate(start, stop, _score(anchor.exact, self.new.text[start:stop]))

    def _verbatim(self, exact: str) -> list[Candidate]:
        """The first places where a text stands in one turn, letter by letter."""
        return list(self._each_verbatim(exact))

    def _each_verbatim(self, exact: str) -> Iterator[Candidate]:
        start = self.new.text.find(exact) if exact else -1
        count = 0
        while start >= 0 and count < MOST_CANDIDATES:
            if self.new.turn_of(start, start + len(exact)) is not None:
                yield self._candidate(start, start + len(exact), 1.0)
                count += 1
            start = self.new.text.find(exact, start + 1)

    def _candidate(self, start: int, end: int, score: float) -> Candidate:
        return Candidate(start, end, self.new.text[start:end], score, self.new.turn_at(start))


def _proposed(reason: Reason, candidates: Sequence[Candidate]) -> Placement:
    """A place for a person to confirm, or the quote lost where there is none."""
    found = _distinct(candidates)[:MOST_CANDIDATES]
    if not found:
        lost = reason if reason is Reason.UNVERIFIED else Reason.GONE
        return Placement(Standing.LOST, lost, 0.0)
    best = found[0]
    return Placement(Standing.CONFIRM, reason, best.score, best.start, best.end, best.turn, tuple(found))


def _distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Candidates without those that overlap a better one, in their order."""
    found: list[Candidate] = []
    for one in candidates:
        if one.start < one.end and all(one.end <= other.start or one.start >= other.end for other in found):
            found.append(one)
    return found


def _score(exact: str, found: str) -> float:
    """How alike two passages are, from 0 to 1; a line feed counts as a space."""
    return round(fuzz.ratio(exact, found.replace("\n", " ")) / 100, 4)
