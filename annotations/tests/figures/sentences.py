"""Sentences with the figures and times they hold, and the short form in which both are written.

A line holds the words, the figures (`-` for none) and, where there are any, the times, divided by tabs;
several of a kind by semicolons. A figure is a sign (`~` about, `>=` at least, `<=` at most, `>` more
than, `<` less than), the value or `low..high`, its unit or currency, and `/` for each of what:
`>20000000 USD/year`. A time is as long as it is precise: `@2018`, `@2019-03/2019-05`, `@2024-07-03`,
`@2007/` (since).
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from annotations.figures.dates import Moment
from annotations.figures.figure import Figure

HERE = Path(__file__).parent
SETS = ("first", "second", "third", "fourth", "fifth")
SAID_ON = date(2021, 6, 15)  # the day on which all of them were spoken
_SIGNS = {"": "", "about": "~", "at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<"}
_LENGTHS = {"year": 4, "month": 7, "day": 10}


class Sentence(NamedTuple):
    words: str
    figures: list[str]
    times: list[str]


def written(name: str) -> Iterator[Sentence]:
    """The sentences of one set."""
    for line in (HERE / f"{name}.tsv").read_text().splitlines():
        if not line.startswith("#"):
            words, figures, *times = line.split("\t")
            yield Sentence(
                words, [] if figures == "-" else figures.split(";"), times[0].split(";") if times else []
            )


def short(figure: Figure) -> str:
    """A figure in the short form."""
    amount = figure.amount
    value = _plain(amount.low) if amount.high is None else f"{_plain(amount.low)}..{_plain(amount.high)}"
    unit = amount.currency or amount.unit
    per = "".join(f"/{each}" for each in amount.per.split(" and ") if each)
    return f"{_SIGNS[amount.qualifier]}{value}{' ' if unit else ''}{unit}{per}"


def short_time(moment: Moment) -> str:
    """A time in the short form."""
    period = moment.period
    ends = [
        day.isoformat()[: _LENGTHS[period.precision]] if day else "" for day in (period.since, period.until)
    ]
    return f"@{ends[0] if ends[0] == ends[1] else '/'.join(ends)}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
