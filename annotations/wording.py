"""A text seen as its words: one character for each, so that words compare as fast as letters. Pure.

Words are compared without regard to case, accents' spelling (composed or combining) or punctuation; whether
two passages are the very same is always asked of the text itself. All places count Unicode code points or
words from 0, ends exclusive.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

# What is written without spaces between words is compared sign by sign.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"  # Japanese, Chinese
)
MARKS = "\u0300-\u036f"
PUNCTUATION = "!-/:-@\\[-`{-~\u00a1-\u00bf\u2000-\u206f\u3000-\u303f\ufe00-\ufe0f\ufeff\uff01-\uff0f"
WORD = re.compile(
    rf"[{UNSPACED}]|(?:(?![{UNSPACED}])[\w{MARKS}])+(?:['’](?:(?![{UNSPACED}])[\w{MARKS}])+)*"
    rf"|[^\w\s{PUNCTUATION}]"
)
SENTENCE_END = re.compile(r"[.?!…][^\w\s]*\s|[。？！\n]")
# "Dr.", "St." and initials end no sentence.
SHORTENED = 3
# The text's own borders are words that stand there once.
FIRST, LAST = "\x00", "\x01"
RESERVED = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """Who says what, from which offset of the whole text: the texts of all turns joined by a line feed."""

    offset: int
    text: str
    speaker: Hashable | None
    is_sponsor: bool = False

    @property
    def end(self) -> int:
        """Where it ends in the whole text."""
        return self.offset + len(self.text)


@dataclass(slots=True)
class Vocabulary:
    """The character that stands for each word, in every text compared."""

    signs: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)

    def sign(self, word: str) -> str:
        """The character of a word as written."""
        found = self.known.get(word)
        if found is None:
            folded = unicodedata.normalize("NFC", word).casefold()
            found = self.signs.setdefault(folded, chr(len(self.signs) + RESERVED))
            self.known[word] = found
        return found


class Wording:
    """The words of a text, one character each, with their places; the first and last are its borders."""

    def __init__(self, turns: Sequence[Turn], vocabulary: Vocabulary) -> None:
        self.turns = turns
        self.text = "\n".join(turn.text for turn in turns)
        found = list(WORD.finditer(self.text))
        self.starts = [0, *(word.start() for word in found), len(self.text)]
        self.ends = [0, *(word.end() for word in found), len(self.text)]
        sign = vocabulary.sign
        self.words = "".join([FIRST, *(sign(word.group()) for word in found), LAST])
        self._offsets = [turn.offset for turn in turns]

    def words_of(self, start: int, end: int) -> tuple[int, int]:
        """The words that a passage touches, as first and end; none of them are the borders."""
        last = len(self.words) - 1
        first = max(1, bisect_right(self.ends, start, 1, last))
        return first, max(first, bisect_left(self.starts, end, 1, last))

    def turn_at(self, offset: int) -> int:
        """The index of the turn in which an offset lies; a line feed belongs to the turn before it."""
        return max(0, bisect_right(self._offsets, offset) - 1)

    def turn_of(self, start: int, end: int) -> int | None:
        """The index of the turn that holds a passage; None where it crosses turns or leaves the text."""
        if not 0 <= start < end <= len(self.text):
            return None
        index = self.turn_at(start)
        return index if end <= self.turns[index].end else None

    def sentence_start(self, word: int, most: int) -> int:
        """The first word of the sentence in which a word stands, looking back over at most so many."""
        lowest = max(1, word - most)
        while word > lowest and not self.ends_sentence(word - 1):
            word -= 1
        return word

    def sentence_end(self, word: int, most: int) -> int:
        """The end (exclusive) of the sentence in which a word stands, looking on over at most so many."""
        highest = min(len(self.words) - 2, word + most)
        while word < highest and not self.ends_sentence(word):
            word += 1
        return word + 1

    def begins_sentence(self, word: int) -> bool:
        """Whether a sentence begins with this word."""
        return word <= 1 or self.ends_sentence(word - 1)

    def ends_sentence(self, word: int) -> bool:
        """Whether a sentence ends with this word, and not just a shortened one."""
        if word >= len(self.words) - 2:
            return True
        start, end = self.starts[word], self.ends[word]
        found = SENTENCE_END.search(self.text, end, self.starts[word + 1])
        if found is None or found.group() != ". " or end - start > SHORTENED:
            return found is not None
        return not (self.text[start].isupper() and (end - start == 1 or self.text[start:end].istitle()))
