"""Where a passage marked elsewhere stands in a text of ours: exactly, by its words, or not, with the reason.

A place is taken only where it is certain; the machine never guesses which words a person marked. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from annotations import anchoring
from annotations.anchoring import Anchor, Standing, Turn
from annotations.research.passages import Document, Passage
from annotations.research.sourcetext import offsets_in

# So much beside a passage tells it from its like, on both sides.
ENOUGH = 12
BESIDE = 200
MOST_LOOKED_AT = 64
SPACES = re.compile(r"\s+")


class How(StrEnum):
    """How a passage was placed."""

    EXACT = "exact"
    WORDS = "words"
    REFUSED = "refused"


WHY = {
    "exact": "Its place in the file is its place here.",
    "words": "Its words and what stands around them were found here.",
    "nowhere": "These words stand nowhere in the current text.",
    "two-turns": "These words span two turns, and a quote lies in one.",
    "several": "These words stand in several places, and nothing tells which is meant.",
    "elsewhere": "These words stand here once, but other words stand around them.",
    "empty": "The passage holds no words.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands in the whole text of the turns, and in which turn; None where it does not."""

    how: How
    why: str
    start: int = 0
    end: int = 0
    turn: int = 0


def refused(reason: str) -> Place:
    """Not placed."""
    return Place(How.REFUSED, reason)


class Placer:
    """Places the passages of one document in the turns of one text."""

    def __init__(self, document: Document, turns: Sequence[Turn]) -> None:
        self.document, self.turns = document, turns
        self.text = "\n".join(turn.text for turn in turns)
        self.offsets = offsets_in(document.text, [turn.text for turn in turns])
        self.is_same = document.text == self.text
        self.moved: dict[tuple[int, int], anchoring.Placement] = {}

    def place_all(self, passages: Sequence[Passage]) -> list[Place]:
        """Where each stands, in their order."""
        told = [trimmed(passage, self.document.text) for passage in passages]
        if self.document.text and not self.is_same and self.offsets is None:
            self.move(told)
        return [self.place(passage) for passage in told]

    def move(self, passages: Sequence[Passage]) -> None:
        """Align the file's text with ours once, and carry every passage along."""
        flat = Flat(self.document.text)
        spans = [(p.start, p.end) for p in passages if p.start is not None and p.end is not None and p.exact]
        anchors = [
            Anchor(flat.at(start), flat.at(end), flat.text[flat.at(start) : flat.at(end)], None)
            for start, end in spans
        ]
        found = anchoring.move(anchors, [Turn(0, flat.text, None)], self.turns) if anchors else []
        self.moved = dict(zip(spans, found, strict=True))

    def place(self, passage: Passage) -> Place:
        """Where one stands."""
        if not passage.exact:
            return refused(WHY["empty"])
        start, end = passage.start, passage.end
        if start is not None and end is not None:
            if self.offsets is not None:
                return self.in_ours(start, end)
            if self.is_same or (not self.document.text and self.agrees(passage, start, end)):
                return self.at(start, end, How.EXACT)
            moved = self.moved.get((start, end))
            if moved and moved.standing in (Standing.EXACT, Standing.MOVED):
                return self.at(moved.start or 0, moved.end or 0, How.WORDS)
        by_words = self.by_words(passage)
        if by_words.how is How.REFUSED and start is not None and end is not None:
            moved = self.moved.get((start, end))
            if moved and moved.standing is Standing.CONFIRM and by_words.why == WHY["nowhere"]:
                return refused(anchoring.SENTENCES[moved.reason])
        return by_words

    def in_ours(self, start: int, end: int) -> Place:
        """A place in a text that we wrote, speaker by speaker."""
        for offset, turn in zip(self.offsets or (), self.turns, strict=True):
            if offset <= start and end <= offset + len(turn.text):
                first = turn.offset + start - offset
                return self.at(first, first + end - start, How.EXACT)
        return refused(WHY["two-turns"])

    def agrees(self, passage: Passage, start: int, end: int) -> bool:
        """Whether the words and what is told of their surroundings stand at this place of our text."""
        return (
            self.text[start:end] == passage.exact
            and bool(passage.before or passage.after)
            and self.text[:start].endswith(passage.before)
            and self.text[end:].startswith(passage.after)
        )

    def at(self, start: int, end: int, how: How) -> Place:
        """A place for certain, if it lies in one turn."""
        for number, turn in enumerate(self.turns):
            if turn.offset <= start and end <= turn.end:
                return Place(how, WHY[how], start, end, number)
        return refused(WHY["two-turns"])

    def by_words(self, passage: Passage) -> Place:
        """The one place where the words stand with what stood around them."""
        words = spaced(passage.exact)
        found = [
            (n, match.start() + turn.offset, match.end() + turn.offset)
            for n, turn in enumerate(self.turns)
            for match in words.finditer(turn.text)
        ][:MOST_LOOKED_AT]
        if not found:
            return refused(WHY["two-turns" if words.search(self.text) else "nowhere"])
        before, after = self.surroundings(passage)
        ours = [one for one in found if self.document.id and self.has(*one, passage)]
        if len(ours) == 1:
            turn, start, end = ours[0]
            return Place(How.WORDS, WHY["words"], start, end, turn)
        fitting = [one for one in found if self.fits(*one, before, after)]
        if len(fitting) > 1:
            fitting = [one for one in fitting if all(self.shared(*one, before, after))]
        if len(fitting) != 1:
            return refused(WHY["several" if len(found) > 1 else "elsewhere"])
        turn, start, end = fitting[0]
        return Place(How.WORDS, WHY["words"], start, end, turn)

    def surroundings(self, passage: Passage) -> tuple[str, str]:
        """What stood beside it, as the file tells it or as its text has it, up to the ends of the line."""
        if passage.before or passage.after or not self.document.text or passage.start is None:
            return passage.before, passage.after
        text, end = self.document.text, passage.end or 0
        line = text.rfind("\n", 0, passage.start) + 1
        stop = text.find("\n", end)
        return text[line : passage.start], text[end : stop if stop >= 0 else len(text)]

    def has(self, turn: int, start: int, end: int, passage: Passage) -> bool:
        """Whether just this stands around a place as far as its turn goes, or more than enough of it: so we
        tell it ourselves."""
        here = self.turns[turn]
        ahead, behind = self.text[here.offset : start], self.text[end : here.end]
        before, after = passage.before, passage.after
        return (before == ahead or (len(before) >= ENOUGH and ahead.endswith(before))) and (
            after == behind or (len(after) >= ENOUGH and behind.startswith(after))
        )

    def beside(self, turn: int, start: int, end: int) -> tuple[str, str]:
        """What stands right before and after a place in its turn, the nearest first."""
        here = self.turns[turn]
        ahead = self.text[max(here.offset, start - BESIDE) : start]
        return folded(ahead)[::-1], folded(self.text[end : min(here.end, end + BESIDE)])

    def fits(self, turn: int, start: int, end: int, before: str, after: str) -> bool:
        """Whether what stands beside a place in its turn is what stood beside the passage, as far as both
        reach."""
        told = folded(before)[::-1], folded(after)
        return all(
            here[:some] == there[:some]
            for here, there in zip(self.beside(turn, start, end), told, strict=True)
            if (some := min(len(here), len(there), ENOUGH))
        )

    def shared(self, turn: int, start: int, end: int, before: str, after: str) -> tuple[int, int]:
        """How much is known of both on each side: of several places only one that has it on both is meant."""
        ahead, behind = self.beside(turn, start, end)
        return min(len(ahead), len(folded(before))), min(len(behind), len(folded(after)))


def folded(text: str) -> str:
    """A text without blanks and case, in which surroundings are compared."""
    return SPACES.sub("", text).casefold()


def spaced(exact: str) -> re.Pattern[str]:
    """The words with any blanks between them, none of them a part of a longer word."""
    words = [re.escape(word) for word in exact.split()]
    first, last = exact.strip()[0], exact.strip()[-1]
    opening = r"(?<!\w)" if first.isalnum() else ""
    closing = r"(?!\w)" if last.isalnum() else ""
    return re.compile(opening + r"\s+".join(words) + closing)


def trimmed(passage: Passage, text: str) -> Passage:
    """The passage without blanks at its ends, with its words as its document has them."""
    start, end = passage.start, passage.end
    if start is None or end is None:
        return replace(passage, exact=passage.exact.strip())
    words = text[start:end] if text else passage.exact
    exact = words.strip()
    begin = start + len(words) - len(words.lstrip())
    return replace(passage, exact=exact, start=begin, end=begin + len(exact))


class Flat:
    """A text with single spaces, and where each place of the text went."""

    def __init__(self, text: str) -> None:
        pieces: list[str] = []
        self.places: list[int] = []
        length, blank = 0, True
        for sign in text:
            self.places.append(length)
            if sign.isspace():
                if not blank:
                    pieces.append(" ")
                    length += 1
                blank = True
            else:
                pieces.append(sign)
                length += 1
                blank = False
        self.places.append(length)
        self.text = "".join(pieces)

    def at(self, place: int) -> int:
        """Where a place of the text is."""
        return self.places[min(place, len(self.places) - 1)]
