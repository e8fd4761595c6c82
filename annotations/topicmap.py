"""Topics as a map: how large each is shows by its area, where it belongs by its place. Pure.

Squarified treemap after Bruls, Huizing and van Wijk (2000), once for the families and once within each.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

PARTS = re.compile(r"[^\s-]*-|[^\s-]+\s*|\s+")  # of a label, which may stand on lines of their own
LETTER, LINE, ROOM = 6.8, 15, 6  # of a label: a letter's mean width, a line's height, the space around


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


WIDE, NARROW = Box(0, 0, 960, 320), Box(0, 0, 350, 440)  # the drawing on a desk and on a phone, in user units


def laid_out(sizes: Sequence[float], box: Box) -> list[Box]:
    """A rectangle for each size, in their order (the greatest first), which fill the box together."""
    whole = sum(sizes)
    if not sizes or whole <= 0 or box.width <= 0 or box.height <= 0:
        return [Box(box.x, box.y, 0, 0) for _ in sizes]
    scale = box.width * box.height / whole
    areas = [size * scale for size in sizes]
    row: list[float] = []
    side = min(box.width, box.height)
    for area in areas:
        if row and worst([*row, area], side) > worst(row, side):
            break
        row.append(area)
    placed, rest = beside(row, box)
    return placed + laid_out(areas[len(row) :], rest) if len(row) < len(areas) else placed


def worst(row: Sequence[float], side: float) -> float:
    """How far from square the worst of a row would be."""
    thickness = sum(row) / side
    return max(max(thickness**2 / area, area / thickness**2) if area else float("inf") for area in row)


def beside(row: Sequence[float], box: Box) -> tuple[list[Box], Box]:
    """The rectangles of a row along the shorter side of the box, and what is left of the box."""
    placed, at = [], 0.0
    if box.width >= box.height:
        thickness = sum(row) / box.height
        for area in row:
            placed.append(Box(box.x, box.y + at, thickness, area / thickness))
            at += area / thickness
        return placed, Box(box.x + thickness, box.y, box.width - thickness, box.height)
    thickness = sum(row) / box.width
    for area in row:
        placed.append(Box(box.x + at, box.y, area / thickness, thickness))
        at += area / thickness
    return placed, Box(box.x, box.y + thickness, box.width, box.height - thickness)


def lines(label: str, box: Box) -> list[str]:
    """A label as it fits into a rectangle, broken at blanks and behind hyphens; none where it does not."""
    letters = int((box.width - 2 * ROOM) / LETTER)
    found: list[str] = []
    for part in PARTS.findall(label):
        if len(part.strip()) > letters:
            return []
        if found and len(found[-1]) + len(part.rstrip()) <= letters:
            found[-1] += part
        else:
            found.append(part)
    found = [line.strip() for line in found]
    return found if len(found) * LINE + ROOM <= box.height else []
