"""The passage of a text that answers a question, with the words that were searched for marked. Pure."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from annotations.querylanguage import stem, tokens

LENGTH = 320  # code points of a passage
WORD = re.compile(r"[^\W_]+")
BEGINNINGS = 2  # letters by which a word is told from others before it is stemmed


class Part(NamedTuple):
    """A piece of a passage; marked where it is what was searched for."""

    text: str
    marked: bool


def passage(text: str, terms: Collection[Sequence[str]], *, length: int = LENGTH) -> list[Part]:
    """The part of a text in which most of these terms stand, as pieces. A term is a run of words."""
    found = list(places(text, terms))
    begin, end = window(text, found, length)
    parts, at = [Part("… ", False)] if begin else [], begin
    for start, stop, _ in found:
        if begin <= start and stop <= end:
            parts += [Part(text[at:start], False), Part(text[start:stop], True)]
            at = stop
    parts += [Part(text[at:end], False), *([Part(" …", False)] if end < len(text) else [])]
    return [part for part in parts if part.text]


def places(text: str, terms: Collection[Sequence[str]]) -> Iterator[tuple[int, int, int]]:
    """Where terms stand, as (start, end, number of the term), in order and not overlapping."""
    runs = sorted(
        ((tuple(map(stem, words)), number) for number, words in enumerate(terms) if words),
        key=lambda run: -len(run[0]),
    )
    begins = {run[0][:BEGINNINGS] for run, _ in runs}
    words = [(found.start(), found.end(), "".join(tokens(found[0]))) for found in WORD.finditer(text)]
    at = 0
    while at < len(words):
        met = None
        if words[at][2][:BEGINNINGS] in begins:
            met = next((pair for pair in runs if stands(pair[0], words, at)), None)
        if met:
            yield words[at][0], words[at + len(met[0]) - 1][1], met[1]
        at += len(met[0]) if met else 1


def stands(run: Sequence[str], words: Sequence[tuple[int, int, str]], at: int) -> bool:
    """Whether the words from here on are those of a run of stems."""
    return at + len(run) <= len(words) and all(stem(words[at + n][2]) == one for n, one in enumerate(run))


def window(text: str, found: Sequence[tuple[int, int, int]], length: int) -> tuple[int, int]:
    """From where to where the text is shown: where most different terms stand, from the start of a word."""
    if len(text) <= length:
        return 0, len(text)
    best, most = 0, 0
    for start, _, _ in found:
        inside = {number for begin, end, number in found if start <= begin and end <= start + length * 3 // 4}
        if len(inside) > most:
            best, most = start, len(inside)
    begin = max(0, min(best - length // 6, len(text) - length))
    begin = text.find(" ", begin) + 1 if begin else 0
    end = text.rfind(" ", begin, begin + length) if begin + length < len(text) else len(text)
    return begin, end if end > begin else min(len(text), begin + length)
