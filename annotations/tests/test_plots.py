"""Drawings of a figure in time start at nought, keep the order of time, and write no label over another."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from annotations.plots import BASE, LEFT, LETTER, RIGHT, TALLEST, Point, Value, over_time


def value(year: int, low: int, high: int | None = None) -> Value:
    top = None if high is None else Decimal(high)
    return Value(date(year, 1, 1), Decimal(low), top, str(low), str(year), f"/claims/{year}/")


def test_heights_are_in_proportion_and_a_range_has_two_ends() -> None:
    plot = over_time("Revenue", [value(2021, 8), value(2019, 2), value(2020, 4, 6)])
    assert [point.value.day.year for point in plot.points] == [2019, 2020, 2021]
    first, range_, last = plot.points
    assert (first.x, last.x) == (LEFT, RIGHT)
    assert BASE - last.y == TALLEST
    assert (BASE - first.y) * 2 == BASE - range_.y
    assert range_.top < range_.y
    assert plot.summary == "2019: 2; 2020: 4; 2021: 8."


def written(point: Point) -> tuple[float, float]:
    """From where to where its label goes."""
    wide = len(point.label) * LETTER
    return (point.x - wide, point.x) if point.anchor == "end" else (point.x, point.x + wide)


@pytest.mark.parametrize("low", [0, 45_000_000])
def test_labels_do_not_touch_and_nought_is_a_value(low: int) -> None:
    plot = over_time("Revenue", [value(1990 + n, low) for n in range(30)])
    assert len(plot.labels) > 1
    assert all(one[1] < other[0] for one, other in pairwise(map(written, plot.labels)))
    assert {point.y for point in plot.points} == {BASE if low == 0 else BASE - TALLEST}


def test_of_two_days_the_later_is_written_inside_the_drawing() -> None:
    two = [replace(value(2020, 1), day=date(2020, 5, day)) for day in (1, 2)]
    assert written(over_time("Revenue", two).points[-1])[1] <= RIGHT


def test_values_of_one_day_are_drawn_in_one_place() -> None:
    assert {point.x for point in over_time("Revenue", [value(2020, 1), value(2020, 2)]).points} == {LEFT}


def test_of_one_day_the_greatest_value_is_written_above_all_of_its_marks() -> None:
    values = [value(2018, 9), value(2018, 30, 60), value(2018, 20), value(2022, 4), value(2022, 7)]
    plot = over_time("Revenue", values)
    assert [point.label for point in plot.labels] == ["30 to 60", "7"]
    assert all(label.top <= point.top for label in plot.labels for point in plot.points if point.x == label.x)
