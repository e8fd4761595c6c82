"""Words into lines of a given width, shortened at a word where they are too many. Pure."""

import unicodedata
from collections.abc import Iterator

from annotations.pictures.fonts import advance, width

# A line does not begin with these.
CLOSING = "、。，．・：；？！」』）】〉》’”…ー々)]}.,;:!?"
# Signs that a picture can do without, as emoji and what joins them.
SPARED = {"So", "Sk", "Cf", "Mn", "Me", "Cs", "Co", "Cn", "Cc"}


def drawable(text: str) -> str | None:
    """The text as it can be drawn: without signs that no font has; None where a letter would be missing."""
    kept = []
    for letter in " ".join(text.split()):
        if advance(letter) is not None:
            kept.append(letter)
        elif unicodedata.category(letter) not in SPARED:
            return None
    return " ".join("".join(kept).split())


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    ways = (unicodedata.bidirectional(letter) for letter in text)
    return next((way != "L" for way in ways if way in ("L", "R", "AL")), False)


def wrapped(text: str, room: float, most: int) -> list[str] | None:
    """The text in at most so many lines, each at most `room` wide; None where it needs more."""
    found: list[str] = []
    line = ""
    for piece in pieces(text, room):
        if line and width((line + piece).rstrip()) > room:
            found.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    found = [*found, line.rstrip()] if line.strip() else found
    return found if len(found) <= most else None


def shortened(text: str, room: float, most: int) -> list[str]:
    """The same, cut at a word and with an ellipsis where it is too long."""
    whole = wrapped(text, room, most)
    if whole is not None:
        return whole
    words = list(pieces(text, room))
    low, high = 1, len(words)
    while low < high:  # the most pieces that fit
        middle = (low + high + 1) // 2
        if wrapped(cut(words[:middle]), room, most) is None:
            high = middle - 1
        else:
            low = middle
    return wrapped(cut(words[:low]), room, most) or []


def cut(words: list[str]) -> str:
    """Words that something was taken away behind."""
    return "".join(words).rstrip(" ,;:–—-、，") + "…"


def pieces(text: str, room: float) -> Iterator[str]:
    """What stays together on a line: a word with the blank behind it, or an ideograph with its signs."""
    piece = ""
    for letter in text:
        apart = is_wide(letter) or (piece and is_wide(piece[-1]))
        if piece and (
            (piece[-1] == " " and letter != " ")
            or (apart and letter not in CLOSING and letter != " ")
            or width(piece + letter) > room
        ):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def is_wide(letter: str) -> bool:
    """Whether a line may end beside it without a blank."""
    return unicodedata.east_asian_width(letter) in ("W", "F") and unicodedata.category(letter) == "Lo"
