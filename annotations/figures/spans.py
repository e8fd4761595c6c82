"""A time that words name and the words that say it."""

from dataclasses import dataclass
from datetime import date

from annotations import periods
from annotations.periods import Precision

YEAR, MONTH, DAY = Precision.YEAR, Precision.MONTH, Precision.DAY


@dataclass(frozen=True, slots=True)
class Span:
    """A time and the words that say it, `start` to `end` (exclusive); `is_free`: figures may be in them."""

    since: date | None
    until: date | None
    precision: Precision
    start: int
    end: int
    is_free: bool = False


def years_at(start: int, end: int, first: int, last: int) -> Span:
    """The span of whole years from a first to a last one."""
    return Span(date(first, 1, 1), date(last, 12, 31), YEAR, start, end)


def months_at(start: int, end: int, year: int, first: int, last: int) -> Span:
    """The span of whole months of a year from a first to a last one."""
    return Span(date(year, first, 1), periods.end(date(year, last, 1), MONTH), MONTH, start, end)


def day_at(start: int, end: int, year: int, month: int, number: int) -> Span | None:
    """The span of a day; None where the calendar has no such day."""
    try:
        day = date(year, month, number)
    except ValueError:
        return None
    return Span(day, day, DAY, start, end)


def month_before(day: date, count: int) -> date:
    """The first of the month so many months before a day (after it where the count is negative)."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(year, month + 1, 1)
