"""Years that words name: 2018, nineteen ninety-eight, back in '99, the nineties."""

from annotations.figures.nouns import is_plural
from annotations.figures.numbers import TENS, UNITS, small_at
from annotations.figures.passage import Passage
from annotations.figures.spans import Span, years_at
from annotations.figures.units import unit_at
from annotations.figures.wordlists import words

FIRST_YEAR, LAST_YEAR = 1950, 2060  # of what people say in an interview without naming a century
DECADES = {f"{word[:-1]}ies": value for word, value in TENS.items()} | {"twenties": 20, "forties": 40}
_BEFORE_YEARS = words(
    "in since by until till before after from through during of early late mid to between circa and "
    "back year fy around spring summer fall autumn"
)
_SURELY_BEFORE_YEARS = words("in since until during early late mid year fy")


def decade(passage: Passage, place: int) -> Span | None:
    """The 1990s, the '90s, the nineties, the early 2000s."""
    word = passage[place]
    after = place + 1
    start: int | None = None
    if word.lower in DECADES and passage.lower(place - 1) in ("the", "early", "late", "mid", "-"):
        start = in_century(DECADES[word.lower])
    elif word.is_whole and passage.lower(after) in ("s", "'") and passage[after].glued:
        number = int(word.text[:4])
        if passage.lower(after) == "'":
            after += 1
        if passage.lower(after) != "s" or number % 10:
            return None
        start = number if 1900 <= number <= LAST_YEAR else in_century(number) if len(word.text) == 2 else None
        after += 1
    if start is None:
        return None
    first, last = start, start + 9
    if "early" in (passage.lower(place - 1), passage.lower(place - 2)):
        last = start + 3
    elif "late" in (passage.lower(place - 1), passage.lower(place - 2)):
        first = start + 7
    return years_at(place, after, first, last)


def in_century(number: int) -> int:
    """The year that two digits mean: from 30 on in the last century."""
    return 1900 + number if number >= 30 else 2000 + number


def year_alone(passage: Passage, place: int) -> Span | None:
    """In 2018; nineteen ninety-eight; twenty twenty-one; two thousand nineteen after "in"."""
    found = spelled_year(passage, place) or _printed_year(passage, place)
    return years_at(place, found[1], found[0], found[0]) if found else None


def _printed_year(passage: Passage, place: int) -> tuple[int, int] | None:
    word = passage[place]
    if not (word.is_whole and len(word.text) == 4 and FIRST_YEAR <= int(word.text) <= LAST_YEAR):
        return None
    before, after = passage[place - 1], passage[place + 1]
    if (before.glued and before.text in "$€£¥#") or before.text in ("$", "€", "£", "¥", "#"):
        return None
    if (word.glued and (before.is_letters or before.text in "/.")) or (after.glued and after.text in "%+"):
        return None
    if after.glued and after.is_letters and "'" not in after.text:
        return None
    if before.lower in _SURELY_BEFORE_YEARS and int(word.text) % 100:
        return int(word.text), place + 1
    unit, _ = unit_at(passage, place + 1)
    if unit or is_plural(after) or after.lower in ("million", "billion", "thousand", "or"):
        return None
    if after.is_letters and is_plural(passage[place + 2]) and before.lower not in _BEFORE_YEARS:
        return None
    if (
        before.lower in ("about", "around", "than", "over", "only", "to")
        and before.lower != "around"
        and not _is_near_year(passage, place)
    ):
        return None
    return int(word.text), place + 1


def _is_near_year(passage: Passage, place: int) -> bool:
    """Whether another year stands right before: 2010 to 2014."""
    earlier = passage[place - 2]
    return earlier.is_whole and len(earlier.text) == 4 and FIRST_YEAR <= int(earlier.text) <= LAST_YEAR


def spelled_year(passage: Passage, place: int) -> tuple[int, int] | None:
    """A year in words and the place after it: nineteen ninety-eight, twenty twenty-one."""
    word = passage.lower(place)
    century = {"nineteen": 1900, "eighteen": 1800, "twenty": 2000}.get(word)
    if century:
        after = place + 1
        if passage.lower(after) in ("oh", "o") and UNITS.get(passage.lower(after + 1), 0) in range(1, 10):
            return century + UNITS[passage.lower(after + 1)], after + 2
        small = small_at(passage, after)
        if passage.lower(after) == "-" or small is None or small[0] < 10:
            return None
        if (
            unit_at(passage, small[1])[0]
            or is_plural(passage[small[1]])
            or passage.lower(small[1]) in _MULTIPLIERS
        ):
            return None
        return century + small[0], small[1]
    if (word, passage.lower(place + 1)) != ("two", "thousand") or passage.lower(
        place - 1
    ) not in _BEFORE_YEARS:
        return None
    after = place + 3 if passage.lower(place + 2) == "and" else place + 2
    small = small_at(passage, after)
    if small is None or small[0] >= 60:
        return None
    if unit_at(passage, small[1])[0] or is_plural(passage[small[1]]):
        return None
    return 2000 + small[0], small[1]


_MULTIPLIERS = frozenset({"thousand", "million", "billion", "trillion", "hundred", "k", "mil", "something"})


def short_year(passage: Passage, place: int) -> Span | None:
    """Back in '99; "in 99" too, where nothing is counted."""
    mark, number = passage[place], passage[place + 1]
    after = place + 2
    if mark.text not in ("'", "’", "‘"):
        mark, number, after = passage[place - 1], passage[place], place + 1
        if mark.lower not in ("in", "since") or not (number.is_whole and number.text[0] in "6789"):
            return None
        following = passage[after]
        if following.is_letters and following.lower not in (
            "and",
            "when",
            "we",
            "i",
            "he",
            "she",
            "they",
            "so",
            "it",
        ):
            return None
        if following.text in ("%", "-", ",", "$") or following.is_digits:
            return None
    elif not number.glued:
        return None
    if not (number.is_whole and len(number.text) == 2) or (
        passage.lower(after) == "s" and passage[after].glued
    ):
        return None
    year = in_century(int(number.text))
    return years_at(place, after, year, year)


def year_after(passage: Passage, place: int) -> tuple[int, int] | None:
    """The year that belongs to a month or quarter: 2019, of 2019, , 2019, '19, twenty nineteen."""
    if passage.lower(place) in ("of", ",", "in"):
        place += 1
    word = passage[place]
    if word.is_whole and len(word.text) == 4 and 1900 <= int(word.text) <= LAST_YEAR:
        return int(word.text), place + 1
    if word.text in ("'", "’", "‘") and len(passage[place + 1].text) == 2 and passage[place + 1].is_whole:
        return in_century(int(passage[place + 1].text)), place + 2
    return spelled_year(passage, place)
