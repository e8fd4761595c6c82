"""Days, months, quarters and seasons as they are printed: 3 July 2024, March of 2019, Q3 2020, 2023-11-30."""

from annotations.figures.numbers import TENS
from annotations.figures.passage import Passage
from annotations.figures.spans import Span, day_at, months_at
from annotations.figures.years import year_after

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sep sept", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
ORDINALS = {word: number for number, word in enumerate(["first", "second", "third", "fourth"], start=1)} | {
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
}  # fmt: skip
SEASONS = {"spring": (3, 5), "summer": (6, 8), "fall": (9, 11), "autumn": (9, 11)}


def iso_day(passage: Passage, place: int) -> Span | None:
    """2023-11-30."""
    signs = [passage[place + step] for step in range(5)]
    if not (
        signs[0].is_digits and len(signs[0].text) == 4 and signs[1].text == signs[3].text == "-"
        and all(sign.glued for sign in signs[1:]) and signs[2].is_whole and signs[4].is_whole
    ):  # fmt: skip
        return None
    return day_at(place, place + 5, int(signs[0].text), int(signs[2].text[:2]), int(signs[4].text[:2]))


def day_month_year(passage: Passage, place: int) -> Span | None:
    """3 July 2024, 3rd of July 2024, the third of July, 2024."""
    day = day_of_month(passage, place)
    if day is None:
        return None
    after = day[1] + 1 if passage.lower(day[1]) == "of" else day[1]
    month = MONTHS.get(passage.lower(after))
    if month is None or not passage[after].is_capital:
        return None
    year = year_after(passage, after + 1)
    return day_at(place, year[1], year[0], month, day[0]) if year else None


def month_day_year(passage: Passage, place: int) -> Span | None:
    """July 3, 2024; July 3rd 2024."""
    month = month_named(passage, place)
    day = day_of_month(passage, place + 1) if month else None
    year = year_after(passage, day[1]) if day else None
    return day_at(place, year[1], year[0], month, day[0]) if month and day and year else None


def month_year(passage: Passage, place: int) -> Span | None:
    """March 2019, March of 2019, March '19."""
    month = month_named(passage, place)
    year = year_after(passage, place + 1) if month else None
    return months_at(place, year[1], year[0], month, month) if month and year else None


def quarter(passage: Passage, place: int) -> Span | None:
    """Q3 2020, Q3 of 2020, third quarter of 2020."""
    if passage.lower(place) == "q" and passage[place + 1].glued and passage[place + 1].text in "1234":
        number, after = int(passage[place + 1].text), place + 2
    else:
        ordinal = ordinal_at(passage, place)
        if ordinal is None or passage.lower(ordinal[1]) != "quarter":
            return None
        number, after = ordinal[0], ordinal[1] + 1
    year = year_after(passage, after)
    return months_at(place, year[1], year[0], 3 * number - 2, 3 * number) if year else None


def half_year(passage: Passage, place: int) -> Span | None:
    """H1 2020, first half of 2020."""
    if passage.lower(place) == "h" and passage[place + 1].glued and passage[place + 1].text in "12":
        number, after = int(passage[place + 1].text), place + 2
    else:
        ordinal = ordinal_at(passage, place)
        if ordinal is None or passage.lower(ordinal[1]) != "half" or ordinal[0] > 2:
            return None
        number, after = ordinal[0], ordinal[1] + 1
    year = year_after(passage, after)
    return months_at(place, year[1], year[0], 6 * number - 5, 6 * number) if year else None


def season(passage: Passage, place: int) -> Span | None:
    """Summer of 2019."""
    season = SEASONS.get(passage.lower(place))
    year = year_after(passage, place + 1) if season else None
    return months_at(place, year[1], year[0], *season) if season and year else None


def month_named(passage: Passage, place: int) -> int | None:
    """The number of the month at a place, where it is written like a name."""
    word = passage[place]
    return MONTHS.get(word.lower) if word.is_capital else None


def day_of_month(passage: Passage, place: int) -> tuple[int, int] | None:
    """3, 3rd, third, twenty-first as a day of a month."""
    word = passage[place]
    if word.is_whole and 1 <= int(word.text[:3]) <= 31:
        after = passage[place + 1]
        return int(word.text), place + (2 if after.glued and after.lower in ("st", "nd", "rd", "th") else 1)
    if word.lower in DAYS_OF_MONTH:
        return DAYS_OF_MONTH[word.lower], place + 1
    if word.lower in ("twenty", "thirty"):
        after_hyphen = place + (2 if passage.lower(place + 1) == "-" else 1)
        unit = DAYS_OF_MONTH.get(passage.lower(after_hyphen), 10)
        return (TENS[word.lower] + unit, after_hyphen + 1) if unit < 10 else None
    return None


DAYS_OF_MONTH = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        start=1,
    )
} | {"thirtieth": 30}


def ordinal_at(passage: Passage, place: int) -> tuple[int, int] | None:
    """First to fourth, in words or digits, and the place after it."""
    if passage.lower(place) in ORDINALS:
        return ORDINALS[passage.lower(place)], place + 1
    word, ending = passage[place], passage[place + 1]
    if word.text in ("1", "2", "3", "4") and ending.glued and ending.lower in ("st", "nd", "rd", "th"):
        return int(word.text), place + 2
    return None
