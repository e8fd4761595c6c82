"""Find words given in a file among the turns of a document: certainly, or with the rule why not. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SPACES = re.compile(r"\s+")


class Rule(StrEnum):
    """Why words of a file are found in another form, or not at all."""

    SPACES = "spaces"
    NOWHERE = "nowhere"
    TWO_TURNS = "two-turns"
    SEVERAL_PLACES = "several-places"


@dataclass(frozen=True, slots=True)
class Line:
    """A turn to look in: its text, and the line of the document where it begins."""

    text: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """Which turn, and from where to where in its text (code points); `rule` where the words differ."""

    turn: int
    start: int
    end: int
    rule: Rule | None = None


def find(exact: str, turns: Sequence[Line], *, line: int | None = None) -> Found | Rule:
    """Where these words stand. Of several places the one in the turn that begins at `line` is meant.

    Blanks of any sort are one to us: documents hold no-break spaces that nobody can see.
    """
    places = [
        Found(n, at, at + len(exact)) for n, turn in enumerate(turns) for at in occurrences(exact, turn.text)
    ]
    if not places:
        words = spaced(exact)
        places = [
            Found(n, match.start(), match.end(), Rule.SPACES)
            for n, turn in enumerate(turns)
            for match in words.finditer(turn.text)
        ]
    if not places:
        whole = " ".join(turn.text for turn in turns)
        return Rule.TWO_TURNS if spaced(exact).search(whole) else Rule.NOWHERE
    if len(places) > 1:
        there = [place for place in places if line is not None and turns[place.turn].line == line]
        return there[0] if len(there) == 1 else Rule.SEVERAL_PLACES
    return places[0]


def occurrences(exact: str, text: str) -> list[int]:
    """Every place at which the words begin."""
    found, at = [], text.find(exact)
    while at >= 0:
        found.append(at)
        at = text.find(exact, at + 1)
    return found


def spaced(exact: str) -> re.Pattern[str]:
    """The words with any blanks between them."""
    return re.compile(r"\s*".join(re.escape(word) for word in SPACES.split(exact.strip()) if word) or r"(?!)")
