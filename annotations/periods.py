"""The time for which a claim holds, told in years, months or days and kept as dates. Pure.

A period has a first and a last day, both its own; an open end is None. What people say of it follows from how
precisely it is known: “2018” is 1 January to 31 December 2018, known to the year.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Precision(StrEnum):
    """How precisely a time is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
EMPTY = "A time needs a first or a last day. Give one of them, or no precision."
UNKNOWN = "Say how precisely the time is known: to the year, the month or the day."
BACKWARDS = "The last day comes before the first. Exchange them."


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, as precisely as it is known."""

    since: date | None
    until: date | None
    precision: Precision

    def __str__(self) -> str:
        """As people say it: “2018”, “March 2019”, “2018 to 2020”, “since 2007”, “until 3 July 2024”."""
        first = told(self.since, self.precision) if self.since else ""
        last = told(self.until, self.precision) if self.until else ""
        if not last:
            return f"since {first}"
        if not first:
            return f"until {last}"
        return first if first == last else f"{first} to {last}"


def fitted(since: date | None, until: date | None, precision: str) -> Period | None:
    """The period from the beginning of the unit that holds `since` to the end of the one that holds `until`;
    None where nothing is said. Raises ValueError, with a sentence, where that is no period."""
    if not (since or until or precision):
        return None
    if not (since or until):
        raise ValueError(EMPTY)
    if not precision:
        raise ValueError(UNKNOWN)
    unit = Precision(precision)
    first = beginning(since, unit) if since else None
    last = end(until, unit) if until else None
    if first and last and last < first:
        raise ValueError(BACKWARDS)
    return Period(first, last, unit)


def within(day: date, precision: Precision) -> Period:
    """The one year, month or day that holds a day."""
    return Period(beginning(day, precision), end(day, precision), precision)


def beginning(day: date, precision: Precision) -> date:
    """The first day of the year, month or day that holds a day."""
    if precision == Precision.YEAR:
        return date(day.year, 1, 1)
    return day.replace(day=1) if precision == Precision.MONTH else day


def end(day: date, precision: Precision) -> date:
    """The last day of the year, month or day that holds a day."""
    if precision == Precision.YEAR:
        return date(day.year, 12, 31)
    if precision == Precision.MONTH:
        return day.replace(day=monthrange(day.year, day.month)[1])
    return day


def told(day: date, precision: Precision) -> str:
    """A day as precisely as it is known: “2018”, “March 2019”, “3 July 2024”."""
    month = "" if precision == Precision.YEAR else f"{MONTHS[day.month - 1]} "
    number = f"{day.day} " if precision == Precision.DAY else ""
    return f"{number}{month}{day.year}"
