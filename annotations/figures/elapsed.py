"""Times told from the day of speaking: three years ago, last year, in the last decade, in March."""

from datetime import date, timedelta
from decimal import Decimal

from annotations import periods
from annotations.figures.months import month_named
from annotations.figures.numbers import number_at
from annotations.figures.passage import Passage
from annotations.figures.spans import DAY, MONTH, YEAR, Span, month_before, months_at, years_at
from annotations.figures.units import unit_at

_AGES = {"days": 1, "weeks": 7}


def told_from(passage: Passage, place: int, said_on: date) -> Span | None:
    """The time told from the day of speaking whose words start at a place, if one does."""
    for read in (_ago, _this_or_last, _in_the_last, _month_alone):
        if span := read(passage, place, said_on):
            return span
    return None


def _ago(passage: Passage, place: int, said_on: date) -> Span | None:
    """Three years ago, a year ago, ten months ago; the figure may be offered as well."""
    number = number_at(passage, place)
    if number is None and passage.lower(place) in ("a", "one"):
        amount, after = Decimal(1), place + 1
    elif number is None or number.high is not None or number.qualifier:
        return None
    else:
        amount, after = number.low, number.end
    unit, after = unit_at(passage, after)
    if (
        passage.lower(place) in ("a",)
        and not unit
        and passage.lower(place + 1) in ("second", "minute", "quarter")
    ):
        return None
    if passage.lower(after) != "ago" or amount != int(amount) or not 0 < amount <= 400:
        return None
    return _back(int(amount * unit.factor), unit.name, place, after + 1, said_on, is_free=True)


def _back(
    count: int, unit: str, start: int, end: int, said_on: date, *, is_free: bool = False
) -> Span | None:
    if unit == "years" and said_on.year - count > 0:
        year = said_on.year - count
        return Span(date(year, 1, 1), date(year, 12, 31), YEAR, start, end, is_free)
    if unit == "months":
        first = month_before(said_on, count)
        return Span(first, periods.end(first, MONTH), MONTH, start, end, is_free)
    if unit in _AGES:
        day = said_on - timedelta(days=count * _AGES[unit])
        return Span(day, day, DAY, start, end, is_free)
    return None


def _this_or_last(passage: Passage, place: int, said_on: date) -> Span | None:
    """Last year, this month, last quarter, next year, yesterday, today."""
    word, following = passage.lower(place), passage.lower(place + 1)
    if word in ("yesterday", "today") and passage.lower(place - 1) not in ("'s", "of"):
        if word == "today":
            return None  # people say it of the present at large
        day = said_on - timedelta(days=1)
        return Span(day, day, DAY, place, place + 1)
    step = {"last": -1, "this": 0, "next": 1}.get(word)
    if step is None or (word == "last" and passage.lower(place - 1) in ("the", "at", "our", "my")):
        return None
    after = place + 2
    if following == "year":
        return years_at(place, after, said_on.year + step, said_on.year + step)
    if following == "month":
        first = month_before(said_on, -step)
        return Span(first, periods.end(first, MONTH), MONTH, place, after)
    if following == "quarter":
        first = month_before(said_on.replace(month=3 * ((said_on.month - 1) // 3) + 1), -3 * step)
        return Span(first, periods.end(month_before(first, -2), MONTH), MONTH, place, after)
    return None


def _in_the_last(passage: Passage, place: int, said_on: date) -> Span | None:
    """The last decade, the past five years, the last six months; the figure may be offered as well."""
    if passage.lower(place) not in ("last", "past") or passage.lower(place - 1) not in (
        "the",
        "this",
        "these",
    ):
        return None
    number = number_at(passage, place + 1)
    amount, after = (number.low, number.end) if number else (Decimal(1), place + 1)
    unit, end = unit_at(passage, after)
    if not unit or (number and (number.high is not None or amount != int(amount))):
        return None
    if number is None and unit.factor == 1:
        return _this_or_last_alone(passage, place, said_on)
    count = int(amount * unit.factor)
    if not 0 < count <= 400:
        return None
    back = _back(count, unit.name, place, end, said_on)
    if back is None or back.since is None:
        return None
    precision = back.precision
    until = (
        date(said_on.year, 12, 31)
        if precision == YEAR
        else periods.end(said_on, MONTH)
        if precision == MONTH
        else said_on
    )
    return Span(back.since, until, precision, place, end, is_free=number is not None)


def _this_or_last_alone(passage: Passage, place: int, said_on: date) -> Span | None:
    """The past year, the last month: the one before the day of speaking up to it."""
    unit, end = unit_at(passage, place + 1)
    if unit.name not in ("years", "months") or passage[end - 1].lower.endswith("s"):
        return None
    if unit.name == "years":
        return years_at(place, end, said_on.year - 1, said_on.year)
    return Span(month_before(said_on, 1), periods.end(said_on, MONTH), MONTH, place, end)


def _month_alone(passage: Passage, place: int, said_on: date) -> Span | None:
    """In March, since January, last October: the latest that had begun when it was said."""
    month = month_named(passage, place)
    if month is None or passage.lower(place - 1) not in ("in", "since", "last", "until", "by", "of"):
        return None
    if passage.lower(place) == "may" and passage.lower(place + 1) in ("be", "have", "not", "i"):
        return None
    if passage[place + 1].is_digits:
        return None
    year = said_on.year if month <= said_on.month else said_on.year - 1
    return months_at(place, place + 1, year, month, month)
