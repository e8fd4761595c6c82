"""A turn typed anew in a plain box, a line for each part, as the edits that it comes to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from transcripts.editing import WORD, BadEdit, Edit, Split, Words, visible

NOWHERE = (
    "A turn is divided between words that it has already. Divide it first, then change the words around "
    "that place."
)


@dataclass(slots=True)
class _Word:
    """A word of the turn, what is typed in its place, and in which line."""

    start: int
    end: int
    text: str
    typed: list[str] = field(default_factory=list)
    line: int | None = None


def edits_of(turn: int, text: str, typed: str) -> list[Edit]:
    """The edits that make the turn at position `turn`, of that text, into what was typed.

    A line break divides the turn. Empty lines, other blanks and signs of no width mean nothing; nothing at
    all takes it away.
    Raises BadEdit where a whole part would have new words only.
    """
    lines = [line.split() for line in visible(typed).splitlines() if line.strip()]
    if [word for line in lines for word in line] == text.split() and len(lines) == 1:
        return []
    if len(lines) <= 1:
        return [Words(turn, 0, len(text), " ".join(lines[0]) if lines else "")]
    words = [_Word(found.start(), found.end(), found.group()) for found in WORD.finditer(text)]
    _align(words, lines)
    firsts = _first_words(words, len(lines))
    changed = [word for word in words if word.typed != [word.text]]
    return [
        *(Words(turn, word.start, word.end, " ".join(word.typed)) for word in changed),
        *(Split(turn, word.start) for word in firsts[1:]),
    ]


def _align(words: Sequence[_Word], lines: Sequence[Sequence[str]]) -> None:
    """Say of each word what is typed in its place, new words with the one beside them in the same line."""
    typed = [(word, number) for number, line in enumerate(lines) for word in line]
    before: _Word | None = None
    ahead: list[tuple[str, int]] = []  # new words that go with the next word of their line
    old_words, new_words = [word.text for word in words], [word for word, _ in typed]
    for step in Levenshtein.opcodes(old_words, new_words):
        came = typed[step.dest_start : step.dest_end]
        if step.tag == "insert":
            for word, number in came:
                if before is not None and before.line == number:
                    before.typed.append(word)
                else:
                    ahead.append((word, number))
        if step.tag in ("equal", "replace"):
            for old, (new, number) in zip(words[step.src_start : step.src_end], came, strict=True):
                if any(line != number for _, line in ahead):
                    raise BadEdit(NOWHERE)
                old.typed, old.line = [*(one for one, _ in ahead), new], number
                ahead, before = [], old
    if ahead:
        raise BadEdit(NOWHERE)


def _first_words(words: Sequence[_Word], count: int) -> list[_Word]:
    """The word with which each line begins."""
    firsts: dict[int, _Word] = {}
    for word in words:
        if word.line is not None:
            firsts.setdefault(word.line, word)
    if len(firsts) != count:
        raise BadEdit(NOWHERE)
    return list(firsts.values())
