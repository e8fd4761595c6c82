"""The fonts that pictures are drawn with: which letters they have, and how wide each is. Pure."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"
# The first that has a letter draws it.
FILES = tuple(
    str(FOLDER / f"{name}.ttf")
    for name in (
        "NotoSerif-Regular",
        "NotoNaskhArabic-Regular",
        "NotoSerifHebrew-Regular",
        "DroidSansFallback",
    )
)
FAMILIES = "Noto Serif, Noto Naskh Arabic, Noto Serif Hebrew, Droid Sans Fallback"


@dataclass(frozen=True, slots=True)
class Face:
    """The widths of a font's letters, in parts of its size, by code point."""

    advances: dict[int, float]


@cache
def faces() -> tuple[Face, ...]:
    """The fonts, read once (about 0.3 s)."""
    found = []
    for path in FILES:
        with TTFont(path, lazy=True) as font:
            size, widths = font["head"].unitsPerEm, font["hmtx"].metrics
            found.append(Face({code: widths[name][0] / size for code, name in font.getBestCmap().items()}))
    return tuple(found)


@cache
def advance(letter: str) -> float | None:
    """How wide a letter is drawn, in parts of the font's size; None where no font has it."""
    code = ord(letter)
    return next((face.advances[code] for face in faces() if code in face.advances), None)


def width(text: str) -> float:
    """How wide a text is, in parts of the font's size; joined letters may take a little less."""
    return sum(advance(letter) or 0.0 for letter in text)
