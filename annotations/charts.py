"""Bars by year: where each one stands in a drawing of fixed size. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, BASE, TALLEST = 320, 92, 72  # user units of the drawing; BASE is the line the bars stand on
LABEL_ROOM = 34  # a year needs this much, so that labels do not touch


@dataclass(frozen=True, slots=True)
class Bar:
    """One year: its bar, and whether the year is written under it."""

    year: int
    count: int
    x: float
    y: float
    width: float
    height: float
    labelled: bool

    @property
    def middle(self) -> float:
        """Where its labels are centred."""
        return round(self.x + self.width / 2, 1)

    @property
    def right(self) -> float:
        """Where it ends."""
        return round(self.x + self.width, 1)

    @property
    def count_y(self) -> float:
        """The line its count is written on."""
        return self.y - 5


def by_year(counts: Mapping[int, int]) -> list[Bar]:
    """A bar for every year from the first to the last, those without a quote included; heights start at 0."""
    if not counts:
        return []
    years = range(min(counts), max(counts) + 1)
    slot = min(WIDTH / len(years), 64)
    every = max(1, -(-LABEL_ROOM // int(slot)))
    most = max(counts.values())
    bars = []
    for place, year in enumerate(years):
        count = counts.get(year, 0)
        height = round(TALLEST * count / most, 1)
        width = round(slot * 0.62, 1)
        last = len(years) - 1
        labelled = place == last or (place % every == 0 and last - place >= every)
        bars.append(Bar(year, count, round(place * slot, 1), BASE - height, width, height, labelled))
    return bars
