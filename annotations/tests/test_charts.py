"""Bars start at nought, and every year between the first and the last has its place."""

from itertools import pairwise

from annotations.charts import BASE, TALLEST, WIDTH, by_year


def test_no_counts_no_bars() -> None:
    assert by_year({}) == []


def test_years_without_a_quote_keep_their_place() -> None:
    assert [(bar.year, bar.count) for bar in by_year({2019: 1, 2022: 4})] == [
        (2019, 1),
        (2020, 0),
        (2021, 0),
        (2022, 4),
    ]


def test_heights_are_in_proportion_and_stand_on_the_base() -> None:
    small, large = by_year({2023: 2, 2024: 8})
    assert (large.height, small.height) == (TALLEST, TALLEST / 4)
    assert all(bar.y + bar.height == BASE for bar in (small, large))


def test_thirty_years_fit_and_their_labels_do_not_touch() -> None:
    bars = by_year({1995: 1, 2024: 1})
    assert bars[-1].right <= WIDTH
    labels = [bar.middle for bar in bars if bar.labelled]
    assert min(b - a for a, b in pairwise(labels)) >= 30
