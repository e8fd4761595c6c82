"""Points over time: where each one stands in a drawing of fixed size. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from annotations.amounts import told_range

WIDTH, BASE, TALLEST = 480, 128, 96  # user units of the drawing; BASE is nought
LEFT, RIGHT = 8, 472  # where the first and the last day stand
YEAR_ROOM, LETTER = 40, 7  # a year and each letter of a value need this much, so that labels do not touch


@dataclass(frozen=True, slots=True)
class Value:
    """A value at a time, and how it is told; a range goes to `high`. `address` leads to where it is from."""

    day: date
    low: Decimal
    high: Decimal | None
    told: str
    when: str
    address: str


@dataclass(frozen=True, slots=True)
class Point:
    """Where a value stands; `top` is the upper end of a range. Its label is written where there is room."""

    value: Value
    x: float
    y: float
    top: float
    labelled: bool
    anchor: str

    @property
    def label_y(self) -> float:
        """The line its label is written on."""
        return round(self.top - 8, 1)

    @property
    def label(self) -> str:
        """The value in short: what is measured stands in the title."""
        return told_range(self.value.low, self.value.high)


@dataclass(frozen=True, slots=True)
class Tick:
    """A year under the drawing."""

    year: int
    x: float

    @property
    def anchor(self) -> str:
        """How it is written, so that it stays inside the drawing."""
        return "start" if self.x < YEAR_ROOM / 2 else "end" if self.x > WIDTH - YEAR_ROOM / 2 else "middle"


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing of the values of one metric."""

    title: str
    points: list[Point]
    ticks: list[Tick]

    @property
    def line(self) -> str:
        """The line through the points, as SVG takes it."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def dots(self) -> str:
        """A dot on each point, all in one path, as SVG takes it."""
        return "".join(f"M{point.x},{point.y}h0" for point in self.points)

    @property
    def ranges(self) -> str:
        """A stroke from end to end of each range, all in one path; empty where there is none."""
        return "".join(f"M{point.x},{point.y}V{point.top}" for point in self.points if point.top != point.y)

    @property
    def labels(self) -> list[Point]:
        """The points whose values are written beside them."""
        return [point for point in self.points if point.labelled]

    @property
    def summary(self) -> str:
        """The values in one sentence."""
        return "; ".join(f"{point.value.when}: {point.value.told}" for point in self.points) + "."


def over_time(title: str, values: Sequence[Value]) -> Plot:
    """The values by time, earliest first, those of one day by size; heights start at nought."""
    ordered = sorted(values, key=lambda value: (value.day, value.high or value.low))
    first, last = ordered[0].day, ordered[-1].day
    days = max(1, (last - first).days)
    most = max([Decimal(0), *(value.high or value.low for value in ordered)]) or Decimal(1)

    def x(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / days, 1)

    def y(number: Decimal) -> float:
        return round(BASE - TALLEST * max(0.0, float(number / most)), 1)

    # The last is always written, to the left of its point: the others as far as they end before that. Of one
    # day it is the greatest that is written, as the others would be written over it.
    greatest = {value.day: value for value in ordered}
    end = x(last) - (room(ordered[-1]) if last > first else 0)
    free, points = 0.0, []
    for value in ordered:
        at = x(value.day)
        is_last = value is ordered[-1]
        labelled = is_last or (greatest[value.day] is value and free <= at <= end - room(value))
        free = at + room(value) if labelled else free
        anchor = "end" if is_last and last > first else "start"
        points.append(Point(value, at, y(value.low), y(value.high or value.low), labelled, anchor))
    return Plot(title, points, ticks(first, last, x))


def room(value: Value) -> int:
    """How much its label needs, with a blank behind it."""
    return LETTER * (len(told_range(value.low, value.high)) + 1)


def ticks(first: date, last: date, x: Callable[[date], float]) -> list[Tick]:
    """The years that begin in the drawing, as many as have room; where none does, the year it is in."""
    years = [year for year in range(first.year, last.year + 1) if date(year, 1, 1) >= first]
    if not years:
        return [Tick(first.year, float(LEFT))]
    every = max(1, -(-len(years) * YEAR_ROOM // (RIGHT - LEFT)))
    return [Tick(year, x(date(year, 1, 1))) for year in years[::every]]
