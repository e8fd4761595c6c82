"""A passage cut into words, each knowing where it stands in code points."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

# Every alternative starts with another kind of character, so that cutting takes one step per character.
_WORD = re.compile(
    r"[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)*"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"
    r"|\S"
)
_SENTENCE_ENDS = frozenset(".?!;")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number or sign; `glued` means that no space stands before it."""

    text: str
    lower: str
    start: int
    end: int
    glued: bool
    sentence: int

    @property
    def is_digits(self) -> bool:
        """Whether it is a number written in digits."""
        return self.text[0] in "0123456789"

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number of at most 18 digits, without commas."""
        return self.is_digits and self.text.isdecimal() and len(self.text) <= 18

    @property
    def is_letters(self) -> bool:
        """Whether it is a word rather than a number or a sign."""
        return self.text[0].isalpha()

    @property
    def is_capital(self) -> bool:
        """Whether it is written like a name."""
        return self.text[0].isupper()


Meaning = TypeVar("Meaning")


class Phrases(dict[tuple[str, ...], Meaning]):
    """Phrases and what each means, with their lengths by first and by last word, the longest first."""

    def __init__(self, table: Mapping[tuple[str, ...], Meaning]) -> None:
        super().__init__(table)
        self.starting = _lengths((phrase[0], phrase) for phrase in table)
        self.ending = _lengths((phrase[-1], phrase) for phrase in table)


def _lengths(phrases: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, list[int]]:
    lengths: dict[str, set[int]] = {}
    for word, phrase in phrases:
        lengths.setdefault(word, set()).add(len(phrase))
    return {word: sorted(found, reverse=True) for word, found in lengths.items()}


_NOTHING = Word("\0", "", 0, 0, False, -1)


class Passage:
    """Words in order; asking beyond either end answers with a word that is nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = _cut(text)
        self._lowers = [word.lower for word in self.words]

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, place: int) -> Word:
        return self.words[place] if 0 <= place < len(self.words) else _NOTHING

    def lower(self, place: int) -> str:
        """The word at a place in lower case, empty beyond the ends."""
        return self._lowers[place] if 0 <= place < len(self._lowers) else ""

    def phrase_at(self, place: int, phrases: "Phrases[Any]") -> tuple[str, ...]:
        """The longest of the phrases that starts at a place, or an empty one."""
        for length in phrases.starting.get(self.lower(place), ()):
            phrase = tuple(self.lower(place + step) for step in range(length))
            if phrase in phrases:
                return phrase
        return ()

    def phrase_before(self, place: int, phrases: "Phrases[Any]") -> tuple[str, ...]:
        """The longest of the phrases that ends right before a place, or an empty one."""
        for length in phrases.ending.get(self.lower(place - 1), ()):
            phrase = tuple(self.lower(place - length + step) for step in range(length))
            if phrase in phrases:
                return phrase
        return ()

    def any_near(self, place: int, wanted: Collection[str], reach: int) -> bool:
        """Whether one of the wanted words stands within so many words before a place, in its sentence."""
        sentence = self[place].sentence
        return any(
            self[near].lower in wanted and self[near].sentence == sentence
            for near in range(max(0, place - reach), place)
        )

    @cached_property
    def sentence_starts(self) -> dict[int, int]:
        """The place of the first word of each sentence."""
        starts: dict[int, int] = {}
        for place, word in enumerate(self.words):
            starts.setdefault(word.sentence, place)
        return starts


def _cut(text: str) -> list[Word]:
    """Cut a text into words; a full stop, question mark or semicolon followed by a space ends a sentence."""
    words: list[Word] = []
    end = sentence = 0
    for match in _WORD.finditer(text):
        glued = match.start() == end and end > 0
        if words and words[-1].text in _SENTENCE_ENDS and not glued:
            sentence += 1
        piece = match.group()
        words.append(
            Word(piece, piece.lower().replace("’", "'"), match.start(), match.end(), glued, sentence)
        )
        end = match.end()
    return words
