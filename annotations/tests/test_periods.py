"""The time for which a claim holds: dates as they are kept, words as they are read."""

from datetime import date

import pytest

from annotations.periods import Precision, fitted, within


@pytest.mark.parametrize(
    ("since", "until", "precision", "told"),
    [
        (date(2018, 5, 1), date(2018, 2, 1), "year", "2018"),
        (date(2019, 3, 4), date(2019, 3, 1), "month", "March 2019"),
        (date(2024, 7, 3), date(2024, 7, 3), "day", "3 July 2024"),
        (date(2018, 1, 1), date(2020, 1, 1), "year", "2018 to 2020"),
        (date(2019, 11, 1), date(2020, 2, 1), "month", "November 2019 to February 2020"),
        (date(2007, 1, 1), None, "year", "since 2007"),
        (None, date(2020, 2, 1), "month", "until February 2020"),
    ],
)
def test_a_period_is_told_as_precisely_as_it_is_known(
    since: date | None, until: date | None, precision: str, told: str
) -> None:
    assert str(fitted(since, until, precision)) == told


def test_a_period_reaches_from_the_beginning_of_its_first_unit_to_the_end_of_its_last() -> None:
    leap = within(date(2020, 2, 10), Precision.MONTH)
    assert (leap.since, leap.until) == (date(2020, 2, 1), date(2020, 2, 29))
    period = fitted(date(2018, 5, 1), date(2019, 5, 1), "year")
    assert period and (period.since, period.until) == (date(2018, 1, 1), date(2019, 12, 31))


@pytest.mark.parametrize(
    ("since", "until", "precision", "message"),
    [
        (None, None, "year", "first or a last day"),
        (date(2018, 1, 1), None, "", "how precisely"),
        (date(2018, 1, 2), date(2018, 1, 1), "day", "before the first"),
    ],
)
def test_what_is_no_period_says_what_to_do(
    since: date | None, until: date | None, precision: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        fitted(since, until, precision)
