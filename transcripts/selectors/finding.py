"""Where words stand in a text, letter by letter: to be replaced, or known to be heard wrong."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from transcripts.models import Mishearing, Revision

# Code points shown before and after a hit.
CONTEXT = 40
APOSTROPHES = "'’"
# Letters that `re` takes for each other without case, though they are not the same without it.
DOTS = {"i": "(?-i:[iI])", "I": "(?-i:[iI])", "İ": "(?-i:İ)", "ı": "(?-i:ı)"}


@dataclass(frozen=True, slots=True)
class Hit:
    """Words found: the turn's position, the place in its text in code points, what is there and around it."""

    turn: int
    start: int
    end: int
    text: str
    before: str
    after: str


def find(revision: Revision, heard: str, *, match_case: bool = True, whole_words: bool = True) -> list[Hit]:
    """Every place where `heard` stands in a text, none overlapping another.

    Accents are found however they are composed, apostrophes whichever they are; no hit cuts a letter from its
    accent.
    """
    if not heard.strip():
        return []
    pattern = pattern_of(heard, match_case=match_case)
    turns = revision.turns.order_by("position").values_list("position", "text")
    return [hit for position, text in turns for hit in hits(position, text, pattern, whole_words)]


def known(revision: Revision) -> list[tuple[Mishearing, list[Hit]]]:
    """The known mis-hearings of the podcast that stand in a text, with their places."""
    rows = Mishearing.objects.filter(podcast__episodes=revision.episode_id)
    found = [(row, find(revision, row.heard, match_case=row.match_case)) for row in rows]
    return [(row, places) for row, places in found if places]


def pattern_of(heard: str, *, match_case: bool) -> re.Pattern[str]:
    """What finds the words in either composition of their accents."""
    plain = " ".join(heard.split())
    forms = dict.fromkeys([plain, *(unicodedata.normalize(form, plain) for form in ("NFC", "NFD"))])
    signs = dict.fromkeys(APOSTROPHES, f"[{APOSTROPHES}]") | ({} if match_case else DOTS)
    alternatives = "|".join("".join(signs.get(sign) or re.escape(sign) for sign in form) for form in forms)
    return re.compile(alternatives, 0 if match_case else re.IGNORECASE)


def hits(position: int, text: str, pattern: re.Pattern[str], whole_words: bool) -> Iterator[Hit]:
    """The places in one turn."""
    for match in pattern.finditer(text):
        start, end = match.span()
        if is_cut(text, end) or (whole_words and not stands_alone(text, start, end)):
            continue
        before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        yield Hit(position, start, end, match.group(), before, after)


def is_cut(text: str, place: int) -> bool:
    """Whether a place stands between a letter and its accent."""
    return place < len(text) and unicodedata.combining(text[place]) != 0


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the words have no letter or digit right beside them, where they end in one themselves."""
    before, after = text[:start][-1:], text[end : end + 1]
    return not (is_letter(before) and is_letter(text[start])) and not (
        is_letter(after) and is_letter(text[end - 1])
    )


def is_letter(character: str) -> bool:
    """Whether a character is part of a word."""
    return bool(character) and (character.isalnum() or unicodedata.combining(character) != 0)
