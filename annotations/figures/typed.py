"""A value and a time as an editor types them, read as they are heard: “about 13 million euros a year”."""

import re
from datetime import date

from annotations.amounts import Amount
from annotations.figures.recognition import recognise
from annotations.periods import Period

# A place among others is told as “number 10”.
AS_RANK = re.compile(r"\s*number (\d.*)", re.IGNORECASE)
NO_VALUE = (
    "Write one value, as in “about 13 million US dollars a year”, “44 percent” or “10 to 20 companies”."
)
NO_TIME = "Write one time, as in “2018”, “March 2019”, “3 July 2024”, “2018 to 2020” or “since 2007”."


def amount(text: str) -> Amount | None:
    """The value that a text says, None where it is empty.

    Raises ValueError, with a sentence, where it says none or several.
    """
    if not text.strip():
        return None
    figures = recognise(AS_RANK.sub(r"\1 rank", text)).figures
    if len(figures) != 1:
        raise ValueError(NO_VALUE)
    return figures[0].amount


def period(text: str, said_on: date | None = None) -> Period | None:
    """The time that a text says, None where it is empty.

    Raises ValueError, with a sentence, where it says none or several.
    """
    if not text.strip():
        return None
    moments = recognise(text, said_on).moments
    if len(moments) != 1:
        raise ValueError(NO_TIME)
    return moments[0].period
