"""What editors leave out of a quote and put into it, in brackets; the words spoken stay beside it. Pure.

An emendation is `{"start", "end", "text"}` in code points of the words as spoken, end exclusive. Without text
these words are left out, shown as `[...]`; with text they are replaced by it in brackets; where start is end,
the text is put in there. Outside brackets stands nothing that was not spoken.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypedDict

from rapidfuzz.distance import Indel

LONGEST = 80
MOST = 40
LEFT_OUT = "[...]"
TOKEN = re.compile(r"\w+|[^\w\s]")
JOINER = "\u200d"
# Before these and after those a bracket stands without a blank.
OPENING = {"Ps", "Pi", "Pd"}
STARTING = {"Ps", "Pi", "Sc", "So"}

OUTSIDE = "An emendation lies outside the words of the quote. Select words inside it."
OVERLAP = "Two emendations lie over each other. Take one away first."
TOUCHING = "Two omissions follow each other with nothing between them. Leave those words out at once."
BLANK_EDGE = "An emendation begins and ends with a word, not with a blank."
CUT = "An emendation would cut a letter from its accent, or a sign in two. Select whole words."
NOTHING = "Say what to put in."
TOO_LONG = "At most {longest} characters are put into a quote at one place."
TOO_MANY = "A quote has at most {most} emendations. Choose a shorter passage."
NO_BRACKETS = "Brackets are added by themselves: leave them out."
ONE_LINE = "What is put in is one line of text."
NO_WORDS = "Some of the words must stay as they were spoken. Take an emendation away, or choose other words."


class Emendation(TypedDict):
    """One of them, as it is stored."""

    start: int
    end: int
    text: str


class Carried(NamedTuple):
    """What stands in other words as well, and what does not."""

    kept: list[Emendation]
    dropped: list[Emendation]


def read(data: Sequence[Any]) -> list[Emendation]:
    """Emendations in their order, with nothing else in them and no blanks around their texts."""
    found = [Emendation(start=one["start"], end=one["end"], text=one["text"].strip()) for one in data]
    return sorted(found, key=lambda one: (one["start"], one["end"]))


def shown(exact: str, emendations: Sequence[Emendation]) -> str:
    """The words as readers see them."""
    pieces, at = [], 0
    for one in emendations:
        bracket = f"[{one['text']}]" if one["text"] else LEFT_OUT
        before = " " if wants_blank_before(exact, one["start"]) else ""
        after = " " if wants_blank_after(exact, one["end"]) else ""
        pieces += [exact[at : one["start"]], before, bracket, after]
        at = one["end"]
    return "".join([*pieces, exact[at:]])


def wants_blank_before(exact: str, place: int) -> bool:
    """Whether a bracket here must be kept apart from what stands before it."""
    if not place or exact[place - 1].isspace() or is_inside_word(exact, place):
        return False
    former = exact[place - 1]
    if former in "\"'":
        return place > 1 and not exact[place - 2].isspace()
    return unicodedata.category(former) not in OPENING


def wants_blank_after(exact: str, place: int) -> bool:
    """Whether a bracket that ends here must be kept apart from what stands after it."""
    if place == len(exact) or is_inside_word(exact, place):
        return False
    return exact[place].isalnum() or unicodedata.category(exact[place]) in STARTING


def is_inside_word(exact: str, place: int) -> bool:
    """Whether letters stand on both sides."""
    return 0 < place < len(exact) and exact[place - 1].isalnum() and exact[place].isalnum()


def check(exact: str, emendations: Sequence[Emendation]) -> None:
    """Raise ValueError, in a sentence for people, where they cannot all be made to these words."""
    for fault in faults(exact, emendations):
        raise ValueError(fault)


def faults(exact: str, emendations: Sequence[Emendation]) -> Iterator[str]:
    """What is wrong with them."""
    if len(emendations) > MOST:
        yield TOO_MANY.format(most=MOST)
    last: Emendation | None = None
    for one in emendations:
        yield from faults_of_place(exact, one["start"], one["end"])
        yield from faults_of_text(one)
        if last is not None:
            yield from faults_between(exact, last, one)
        last = one
    if emendations and not any(piece.isalnum() for piece in left(exact, emendations)):
        yield NO_WORDS


def faults_of_place(exact: str, start: int, end: int) -> Iterator[str]:
    """What is wrong with where one stands."""
    if not 0 <= start <= end <= len(exact):
        yield OUTSIDE
        return
    if exact[start:end] != exact[start:end].strip():
        yield BLANK_EDGE
    if is_cut(exact, start) or is_cut(exact, end):
        yield CUT


def faults_of_text(one: Emendation) -> Iterator[str]:
    """What is wrong with what one puts in."""
    text = one["text"]
    if one["start"] == one["end"] and not text:
        yield NOTHING
    if len(text) > LONGEST:
        yield TOO_LONG.format(longest=LONGEST)
    if "[" in text or "]" in text:
        yield NO_BRACKETS
    if text != text.strip() or not text.isprintable():
        yield ONE_LINE


def faults_between(exact: str, one: Emendation, other: Emendation) -> Iterator[str]:
    """What is wrong with two that follow each other."""
    same_place = one["start"] == one["end"] == other["start"] == other["end"]
    if other["start"] < one["end"] or other["start"] < one["start"] or same_place:
        yield OVERLAP
    elif not one["text"] and not other["text"] and not exact[one["end"] : other["start"]].strip():
        yield TOUCHING


def is_cut(exact: str, place: int) -> bool:
    """Whether a place stands inside what people see as one sign."""
    if not 0 < place < len(exact):
        return False
    mark = unicodedata.category(exact[place]).startswith("M")
    return mark or JOINER in (exact[place], exact[place - 1])


def left(exact: str, emendations: Sequence[Emendation]) -> str:
    """The spoken words that stay."""
    pieces, at = [], 0
    for one in emendations:
        pieces.append(exact[at : one["start"]])
        at = max(at, one["end"])
    return "".join([*pieces, exact[at:]])


def trimmed(emendations: Sequence[Emendation], before: str, after: str, shift: int) -> Carried:
    """What stands in the quote once its ends are elsewhere in the same text.

    `shift` is where `after` begins, counted in `before` (negative where it was extended). Of an omission that
    lies across an end, what is inside stays.
    """
    kept, dropped = [], []
    for one in emendations:
        start, end = one["start"] - shift, one["end"] - shift
        if not one["text"]:
            start, end = within(after, max(0, start), min(len(after), end))
        if 0 <= start <= end <= len(after) and (start < end or one["text"]):
            kept.append(Emendation(start=start, end=end, text=one["text"]))
        else:
            dropped.append(one)
    return sound(after, kept, dropped, emendations)


def within(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a stretch without blanks at its ends."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def carried(emendations: Sequence[Emendation], before: str, after: str) -> Carried:
    """What stands in other words as well: that whose own words stand there, unchanged and in their order."""
    if before == after:
        return Carried(list(emendations), [])
    old, new = list(TOKEN.finditer(before)), list(TOKEN.finditer(after))
    to = same_tokens([token.group() for token in old], [token.group() for token in new])
    kept, dropped = [], []
    for one in emendations:
        touched = [n for n, token in enumerate(old) if touches(token.start(), token.end(), one)]
        places = [to.get(n) for n in touched]
        first = places[0] if places else None
        if first is None or places != list(range(first, first + len(places))):
            dropped.append(one)
            continue
        shift = new[first].start() - old[touched[0]].start()
        start, end = one["start"] + shift, one["end"] + shift
        if after[start:end] == before[one["start"] : one["end"]]:
            kept.append(Emendation(start=start, end=end, text=one["text"]))
        else:
            dropped.append(one)
    return sound(after, kept, dropped, emendations)


def touches(start: int, end: int, one: Emendation) -> bool:
    """Whether a word is emended; what is only put in belongs to the words right beside it."""
    if one["start"] == one["end"]:
        return start <= one["start"] <= end
    return start < one["end"] and end > one["start"]


def same_tokens(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Which words of one text are which of another."""
    return {
        code.src_start + n: code.dest_start + n
        for code in Indel.opcodes(old, new)
        if code.tag == "equal"
        for n in range(code.src_end - code.src_start)
    }


def sound(after: str, kept: list[Emendation], dropped: list[Emendation], of: Sequence[Emendation]) -> Carried:
    """What is kept, if it can all be made together; else nothing is."""
    if next(faults(after, kept), None) is None:
        return Carried(kept, dropped)
    return Carried([], list(of))


def told(emendations: Sequence[Emendation], exact: str) -> str:
    """What was done to which words, in one line for people."""
    return ", ".join(told_of(one, exact) for one in emendations)


def told_of(one: Emendation, exact: str) -> str:
    """One of them."""
    bracket = f"[{one['text']}]" if one["text"] else LEFT_OUT
    if one["start"] < one["end"]:
        return f"{bracket} for “{exact[one['start'] : one['end']]}”"
    former = exact[: one["start"]].split()
    return f"{bracket} after “{former[-1]}”" if former else f"{bracket} at the beginning"
