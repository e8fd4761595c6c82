"""Places in a text, counted as programs count them: code points, UTF-16 units, UTF-8 bytes; with or without
the byte-order mark; with a line end of two signs as two or as one. Pure."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import accumulate

MARK = "\ufeff"
Width = Callable[[str], int]


def code_points(sign: str) -> int:
    """Each counts as one."""
    return 1


def utf16(sign: str) -> int:
    """As JavaScript, Java and .NET count."""
    return 2 if ord(sign) > 0xFFFF else 1


def utf8(sign: str) -> int:
    """As bytes are counted."""
    return len(sign.encode("utf-8", "surrogatepass"))


def clean(text: str) -> str:
    """A text as places in it are counted here: no byte-order mark, lines ended by a line feed."""
    return text.removeprefix(MARK).replace("\r\n", "\n").replace("\r", "\n")


class Places:
    """Leads from a place counted in some way in a text to that in the clean text."""

    def __init__(self, text: str, width: Width, *, mark: bool = True, pairs: bool = True) -> None:
        """`mark`: a byte-order mark counts; `pairs`: a line end of two signs counts twice."""
        kept = text if mark else text.removeprefix(MARK)
        if not pairs:
            kept = kept.replace("\r\n", "\n")
        signs = list(kept)
        self.ends = list(accumulate((width(sign) for sign in signs), initial=0))
        gone = [
            (n == 0 and sign == MARK) or (sign == "\n" and n > 0 and signs[n - 1] == "\r")
            for n, sign in enumerate(signs)
        ]
        self.clean = list(accumulate((not one for one in gone), initial=0))

    def __call__(self, place: int) -> int:
        """The place in the clean text; one inside a sign is the place behind it."""
        return self.clean[min(bisect_left(self.ends, max(place, 0)), len(self.ends) - 1)]

    def holds(self, place: int) -> bool:
        """Whether the text has such a place."""
        return 0 <= place <= self.ends[-1]


def ways(text: str, widths: Sequence[Width]) -> list[Places]:
    """Every way in which places in this text may have been counted, each once, the standard's first."""
    marks = (True, False) if text.startswith(MARK) else (False,)
    pairs = (True, False) if "\r\n" in text else (True,)
    plain = all(ord(sign) <= 0xFFFF for sign in text)
    some = widths[:1] if plain and utf8 not in widths else widths
    return [
        Places(text, width, mark=mark, pairs=pair)
        for width in some
        for mark in reversed(marks)
        for pair in pairs
    ]


def likeliest(
    text: str, spans: Sequence[tuple[int, int, str]], widths: Sequence[Width] = (code_points, utf16)
) -> Places:
    """How the places of these spans (start, end, the words or their beginning where known) were counted.

    The words decide; where none are known, that a passage begins and ends with a word, and not inside one.
    """
    found = ways(text, widths)
    if len(found) == 1:
        return found[0]
    words = clean(text)
    return max(found, key=lambda places: fitting(words, spans, places))


def fitting(words: str, spans: Sequence[tuple[int, int, str]], places: Places) -> tuple[int, int]:
    """How many spans have the words they should, and how many begin and end at words' borders."""
    named = whole = 0
    for start, end, told in spans:
        if not places.holds(end):
            return -1, -1
        first, last = places(start), places(end)
        named += bool(told) and squeezed(words[first:last]).startswith(squeezed(told).rstrip("….").rstrip())
        whole += is_border(words, first) + is_border(words, last)
        whole += bool(words[first:last]) and not (words[first].isspace() or words[last - 1].isspace())
    return named, whole


def is_border(text: str, place: int) -> bool:
    """Whether no word goes on across this place."""
    if not 0 < place < len(text):
        return True
    return not (text[place - 1].isalnum() and text[place].isalnum())


def squeezed(text: str) -> str:
    """The words with single spaces."""
    return " ".join(text.split())
