"""Times that words name: 3 July 2024, March of 2019, Q3 2020, the nineties, last year, in the last decade."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from annotations.figures.elapsed import told_from
from annotations.figures.months import (
    DAYS_OF_MONTH,
    MONTHS,
    ORDINALS,
    SEASONS,
    day_month_year,
    half_year,
    iso_day,
    month_day_year,
    month_year,
    quarter,
    season,
)
from annotations.figures.numbers import TENS, UNITS
from annotations.figures.passage import Passage
from annotations.figures.spans import Span
from annotations.figures.years import DECADES, decade, short_year, year_alone
from annotations.periods import Period


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that a passage names, and its place in the words, in code points, end exclusive."""

    period: Period
    start: int
    end: int


def find(passage: Passage, said_on: date | None) -> list[Span]:
    """Every time the passage names, in order. Those told from the day of speaking need `said_on`."""
    found: list[Span] = []
    place = 0
    while place < len(passage):
        span = _at(passage, place, said_on)
        if span is None:
            place += 1
            continue
        found.append(span)
        place = max(span.end, place + 1)
    return _bounded(passage, _joined(passage, found))


def _at(passage: Passage, place: int, said_on: date | None) -> Span | None:
    word = passage[place]
    if not (word.is_digits or word.lower in _STARTS):
        return None
    readers: tuple[Callable[[Passage, int], Span | None], ...] = (
        iso_day, day_month_year, month_day_year, month_year, quarter,
        half_year, season, decade, year_alone, short_year,
    )  # fmt: skip
    for read in readers:
        if span := read(passage, place):
            return span
    return told_from(passage, place, said_on) if said_on else None


def moments(passage: Passage, spans: list[Span]) -> list[Moment]:
    """The spans with their place in code points."""
    return [
        Moment(
            Period(span.since, span.until, span.precision),
            passage[span.start].start,
            passage[span.end - 1].end,
        )
        for span in spans
    ]


# Two that make one


def _joined(passage: Passage, spans: list[Span]) -> list[Span]:
    """Two years or months with "to", "and" after "between", or a dash between them are one interval."""
    joined: list[Span] = []
    for span in spans:
        earlier = joined[-1] if joined else None
        if earlier and _is_interval(passage, earlier, span):
            start = (
                earlier.start - 1
                if passage.lower(earlier.start - 1) in ("from", "between")
                else earlier.start
            )
            joined[-1] = Span(earlier.since, span.until, span.precision, start, span.end)
        else:
            joined.append(span)
    return joined


def _is_interval(passage: Passage, first: Span, last: Span) -> bool:
    if last.start != first.end + 1 or first.precision != last.precision or first.is_free or last.is_free:
        return False
    if first.since is None or last.since is None or first.since >= last.since:
        return False
    link, before = passage.lower(first.end), passage.lower(first.start - 1)
    return link in ("to", "until", "through", "till", "-", "–", "—") or (
        link == "and" and before == "between"
    )


def _bounded(passage: Passage, spans: list[Span]) -> list[Span]:
    """Since 2007 has no end, until 2019 no beginning."""
    return [_bound(passage, span) for span in spans]


def _bound(passage: Passage, span: Span) -> Span:
    before = passage.lower(span.start - 1)
    if before == "the":
        before = passage.lower(span.start - 2)
    if before == "since" and not span.is_free:
        return Span(span.since, None, span.precision, span.start, span.end)
    if before in ("until", "till") and not span.is_free:
        return Span(None, span.until, span.precision, span.start, span.end)
    return span


# What a date can start with, besides digits: most words of a talk are none of these.
_STARTS = frozenset({
    *MONTHS, *DAYS_OF_MONTH, *ORDINALS, *SEASONS, *DECADES, *UNITS, *TENS,
    *("q", "h", "'", "‘", "a", "one", "last", "past", "this", "next", "yesterday", "hundred"),
})  # fmt: skip
