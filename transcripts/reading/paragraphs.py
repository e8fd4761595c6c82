"""Paragraphs of one turn: those cut by a page break are joined again."""

import re
from collections.abc import Sequence

from transcripts.reading.names import word_set

# What may stand at the end of a finished paragraph (a dash ends an interrupted one).
FINISHED = re.compile(r"[.?!…:;,—–\-\"”’'»)\]]$")
# A paragraph that begins with one of these begins a sentence, however the one before it ended.
OPENINGS = word_set(
    """
    a an and as at but by first for from he here how i if in it it's it’s its let like maybe my no now
    of oh okay on one or our second she so some that that's that’s the then there there's there’s these
    they they're they’re this those to we well what when where which who why with yeah yes you your
    """
)


def joined(paragraphs: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """One line of text with single spaces, and where each paragraph starts in it (in code points)."""
    filled = [paragraph for paragraph in paragraphs if paragraph]
    starts: list[int] = []
    length = 0
    for before, paragraph in zip(["", *filled], filled, strict=False):
        if not before or not is_cut(before, paragraph):
            starts.append(length)
        length += len(paragraph) + 1
    return " ".join(filled), tuple(starts) or (0,)


def is_cut(before: str, after: str) -> bool:
    """Whether a page break tore `after` from the sentence that `before` ends in."""
    if after[0].islower():
        return before[-1] not in ".?!…"
    if FINISHED.search(before[-1]):
        return before[-1] == "," and after.split(None, 1)[0].lower() not in OPENINGS
    return after.split(None, 1)[0].lower() not in OPENINGS
