"""One quantity at a place: a number with its unit, a ratio, a share, a multiple, a rank, so many figures."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from annotations.figures import qualifiers
from annotations.figures.names import is_named
from annotations.figures.nouns import noun_at, single_at
from annotations.figures.numbers import (
    FRACTION_SIGNS,
    PLURAL_SCALES,
    SCALES,
    TENS,
    UNITS,
    VAGUE,
    Number,
    number_at,
    part_of_scale,
    small_at,
)
from annotations.figures.passage import Passage
from annotations.figures.units import (
    DURATIONS,
    NO_UNIT,
    PERCENT,
    TIMES,
    USD,
    Unit,
    currency_before,
    per_at,
    unit_at,
)
from annotations.figures.wordlists import words


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value and the words that say it, `start` to `end` (exclusive).

    `is_weak` ones ("one" alone) count only as part of a range. `marked` ones stand after a currency sign.
    """

    low: Decimal
    start: int
    end: int
    high: Decimal | None = None
    unit: Unit = NO_UNIT
    per: tuple[str, ...] = ()
    qualifier: str = ""
    scale: int = 1
    is_weak: bool = False
    marked: bool = False


def quantity_at(passage: Passage, place: int) -> Quantity | None:
    """The quantity whose own words start at a place, if one does."""
    word = passage[place]
    if not (word.is_digits or word.lower in _STARTS or word.text in FRACTION_SIGNS):
        return None
    readers: tuple[Callable[[Passage, int], Quantity | None], ...] = (
        _digits, _rank, _ratio, _every, _share, _multiple, _and_a_half,
        _half_a, _measured, _scale_of_money, _teens,
    )  # fmt: skip
    for read in readers:
        if found := read(passage, place):
            return found
    return None


# Numbers with units


def _measured(passage: Passage, place: int) -> Quantity | None:
    number = number_at(passage, place, joined=not passage.any_near(place, ("between",), 3))
    if number is None:
        return None
    currency, start = currency_before(passage, place)
    said, end = qualifiers.after(passage, number.end)
    unit, end = _unit(passage, number, currency, end)
    if is_named(passage, start, number.end, has_unit=bool(unit) or number.scale > 100):
        return None
    if not said and end > number.end and unit and not currency:
        said, end = qualifiers.after(passage, end)
    per, after = per_at(passage, end)
    if (
        unit.name in DURATIONS
        and per
        and passage.lower(end) != "per"
        and after - end == 2
        and passage.lower(end) != "/"
    ):
        per = (
            per
            if passage.lower(end) in ("a", "an")
            and passage[end + 1].lower in ("week", "day", "month", "year")
            else ()
        )
        after = after if per else end
    end = after
    if not said:
        said, end = qualifiers.after(passage, end)
    return Quantity(
        number.low * unit.factor,
        start,
        end,
        None if number.high is None else number.high * unit.factor,
        unit,
        per,
        qualifiers.stronger(said, number.qualifier),
        number.scale,
        is_weak=_is_bare_one(passage, number, unit),
        marked=bool(currency),
    )


def _unit(passage: Passage, number: Number, currency: Unit, end: int) -> tuple[Unit, int]:
    """The unit of a number: the currency before it, the unit or the noun after it."""
    unit, after = unit_at(passage, end)
    if currency:
        same = unit.currency and unit.factor == 1
        return (
            Unit(currency=unit.currency if unit.currency != "USD" else currency.currency)
            if same
            else currency
        ), (after if same else end)
    if unit:
        return unit, after
    if number.low == 1 and number.end == number.start + 1:
        single, after = single_at(passage, end)
        if single or number.spelled:
            return single, after
    vague = (
        number.high is not None
        or number.qualifier == qualifiers.ABOUT
        or (number.spelled and number.scale >= 12)
    )
    return noun_at(passage, end, vague=vague)


def _is_bare_one(passage: Passage, number: Number, unit: Unit) -> bool:
    """ "One" that counts nothing: one of those, one day, the one."""
    if number.low == 0:
        return not unit
    if number.low != 1 or not (number.spelled and number.end == number.start + 1):
        return False
    return not unit or (unit.name == "days" and passage.lower(number.end) == "day") or unit == TIMES


def _and_a_half(passage: Passage, place: int) -> Quantity | None:
    """A year and a half, an hour and a half."""
    if passage.lower(place) not in ("a", "an", "one"):
        return None
    unit, end = unit_at(passage, place + 1)
    if unit.name not in DURATIONS and passage.lower(place + 1) not in ("second", "minute"):
        return None
    if [passage.lower(end + step) for step in range(3)] != ["and", "a", "half"]:
        return None
    return Quantity(Decimal("1.5"), place, end + 3, unit=unit)


def _half_a(passage: Passage, place: int) -> Quantity | None:
    """Half an hour, half a year, half a percent, a quarter of an hour."""
    half = passage.lower(place) == "half"
    if half:
        after = place + 2 if passage.lower(place + 1) in ("a", "an") else place + 1
    elif [passage.lower(place + step) for step in range(4)] == ["a", "quarter", "of", "an"]:
        after = place + 4
    else:
        return None
    unit, end = unit_at(passage, after)
    if passage.lower(after) in ("minute", "second") and half:
        unit, end = Unit(f"{passage.lower(after)}s"), after + 1
    if not unit or after == place + 1:
        return None
    value = Decimal("0.5") if half else Decimal("0.25")
    return Quantity(value * unit.factor, place, end, unit=unit)


def _scale_of_money(passage: Passage, place: int) -> Quantity | None:
    """Billion-dollar companies: the scale alone, right before its currency."""
    word = passage.lower(place)
    if word not in SCALES or len(word) < 7 or passage.lower(place - 1) in ("multi", "-", "many", "several"):
        return None
    unit, end = unit_at(passage, place + 1)
    if not unit.currency or passage[end - 1].lower.endswith("s"):
        return None
    return Quantity(Decimal(SCALES[word]) * unit.factor, place, end, unit=unit, scale=SCALES[word])


# So many figures

_COUNTS = {"single": 1, "double": 2, "triple": 3}
_PARTS = {"low": (1, 3), "mid": (4, 6), "middle": (4, 6), "high": (7, 9)}
_DIGIT_WORDS = words("digit digits figure figures")


def _digits(passage: Passage, place: int) -> Quantity | None:
    """Six-figure, mid-eight figures, low single digits, double digit."""
    start = place
    part = _PARTS.get(passage.lower(place))
    if part:
        place += 2 if passage.lower(place + 1) in ("-", "to") and passage.lower(place + 1) == "-" else 1
    count = _COUNTS.get(passage.lower(place))
    after = place + 1
    if count is None:
        if passage[place].is_digits and passage[place].is_whole:
            count = int(passage[place].text[:3])
        elif small := small_at(passage, place):
            count, after = small
    if count is None or not 1 <= count <= 13:
        return None
    if passage.lower(after) == "-":
        after += 1
    if passage.lower(after) not in _DIGIT_WORDS:
        return None
    if passage.lower(after).startswith("figure") or passage.lower(place) in _COUNTS:
        low, high = _span_of_digits(count, part)
        unit, end = unit_at(passage, after + 1)
        if not unit and passage.lower(after).startswith("figure") and count >= 4:
            unit, end = USD, after + 1
        return Quantity(Decimal(low), start, end, Decimal(high), unit)
    return None


def _span_of_digits(count: int, part: tuple[int, int] | None) -> tuple[int, int]:
    """The least and the greatest number of so many digits, or of its low, middle or high part."""
    unit = 10 ** (count - 1)
    if part is None:
        return unit, 10 * unit - 1
    low, high = (bound * unit for bound in part)
    return low, (10 * unit - 1 if part == _PARTS["high"] and count > 1 else high)


def _teens(passage: Passage, place: int) -> Quantity | None:
    """In the teens."""
    if passage.lower(place) != "teens" or passage.lower(place - 1) not in ("the", "low", "mid", "high"):
        return None
    unit, end = unit_at(passage, place + 1)
    if not unit:
        unit, end = noun_at(passage, place + 1, vague=True)
    return Quantity(Decimal(13), place, end if unit else place + 1, Decimal(19), unit)


# Ranks, ratios and shares


def _rank(passage: Passage, place: int) -> Quantity | None:
    """Top ten, top 5; not "on top 5"."""
    if passage.lower(place) != "top":
        return None
    after = place + 2 if passage.lower(place + 1) == "-" else place + 1
    if passage.lower(after) in ("hundred", "thousand"):
        return Quantity(Decimal(SCALES.get(passage.lower(after), 100)), place, after + 1, unit=Unit("rank"))
    number = number_at(passage, after)
    if number is None or number.high is not None or number.scale > 1000 or passage.lower(place - 1) == "on":
        return None
    unit, end = unit_at(passage, number.end)
    if unit and unit.name != "people":
        return Quantity(number.low * unit.factor, after, end, unit=unit)
    return Quantity(number.low, place, number.end, unit=Unit("rank"))


def _ratio(passage: Passage, place: int) -> Quantity | None:
    """One in five, 1 in 20, nine out of ten; as a share."""
    first = _whole(passage, place)
    if first is None:
        return None
    count, after = first
    if count == 1 and passage.lower(place) == "one" and passage.lower(after + 1) == "in":
        _, after = single_at(passage, after)
    link = passage.lower(after)
    if link == "out" and passage.lower(after + 1) == "of":
        second = _whole(passage, after + 2)
        if second is None and passage.lower(after + 2) == "every":
            second = _whole(passage, after + 3)
    elif link == "in":
        second = _whole(passage, after + 2 if passage.lower(after + 1) == "every" else after + 1)
        if second and not _is_plain_ratio(passage, count, second):
            return None
    elif link == "and" and count == 1 and passage.any_near(place, ("ratio", "rate"), 8):
        second = _whole(passage, after + 1)  # "in" misheard
    else:
        return None
    if second is None or not 0 < count < second[0]:
        return None
    per, end = per_at(passage, second[1])
    return replace(_share_of(Decimal(count) / second[0], place, end), per=per)


def _every(passage: Passage, place: int) -> Quantity | None:
    """Every fifth user; not "every third week"."""
    parts = _DENOMINATORS.get(passage.lower(place + 1))
    counted, after = single_at(passage, place + 2)
    if passage.lower(place) != "every" or parts is None or not counted or counted.name in DURATIONS:
        return None
    return _share_of(Decimal(1) / parts, place, after)


def _is_plain_ratio(passage: Passage, count: int, second: tuple[int, int]) -> bool:
    """Not "one in 10 minutes" nor "20 in 2018"."""
    unit, _ = unit_at(passage, second[1])
    if unit and unit.name != "people":
        return False
    return count <= 3 or (count < second[0] <= 10) or second[0] % 10 == 0


def _whole(passage: Passage, place: int) -> tuple[int, int] | None:
    """A plain whole number and the place after it."""
    number = number_at(passage, place, joined=False)
    if number is None or number.high is not None or number.low != int(number.low) or number.qualifier:
        return None
    if (
        number.spelled
        and number.scale >= 12
        and passage.lower(place) not in ("a", "one", "two", "three", "ten", "five")
    ):
        return None
    return int(number.low), number.end


_DENOMINATORS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
    "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10, "twentieth": 20, "hundredth": 100,
}  # fmt: skip
_AFTER_A_THIRD = words(
    "of the our their its my your as to less more are were is was have had ' who in and or at"
)
_NOT_HALVES = words("first second other second-half last better next and a time per - back front latter")


def _share(passage: Passage, place: int) -> Quantity | None:
    """A third of, two thirds, three quarters, half of our users; in percent."""
    if (printed := _printed_share(passage, place)) or (printed := _bare_half(passage, place)):
        return printed
    if part_of_scale(passage, place):
        return None
    word = passage.lower(place)
    if word in ("a", "an"):
        count, after = 1, place + 1
    elif small := small_at(passage, place):
        count, after = small
    else:
        return None
    if passage.lower(after) == "-":
        after += 1
    name = passage.lower(after)
    parts = _DENOMINATORS.get(name)
    if parts is None or count >= parts or (count == 1) == name.endswith(("s", "halves")):
        return None
    following = passage.lower(after + 1)
    if count == 1 and word != "one" and following not in _AFTER_A_THIRD and passage[after + 1].is_letters:
        return None
    if name in ("quarter", "second") and following not in ("of", "the", "to"):
        return None
    if name == "quarters" and following not in ("of", "the"):
        return None
    is_end = passage.any_near(place, ("between",), 5)
    if name == "half" and following in ("of",) and passage.lower(place - 1) == "and" and not is_end:
        return None
    if following == "of" and passage.lower(after + 2) in ("a", "an"):
        unit, end = unit_at(passage, after + 3)
        if unit:
            per, end = per_at(passage, end)
            return Quantity(unit.factor * count / parts, place, end, unit=unit, per=per)
    return _share_of(Decimal(count) / parts, place, after + 1)


def _printed_share(passage: Passage, place: int) -> Quantity | None:
    """1/3 of."""
    word, stroke, parts = (passage[place + step] for step in range(3))
    if not (word.is_whole and stroke.text in "/⁄" and stroke.glued and parts.glued and parts.is_whole):
        return None
    count, whole = int(word.text[:3]), int(parts.text[:3])
    if (
        word.glued
        or not 0 < count < whole <= 10
        or passage.lower(place + 3) not in ("of", "the", "rd", "rds", "th", "ths")
    ):
        return None
    return _share_of(Decimal(count) / whole, place, place + 3)


def _bare_half(passage: Passage, place: int) -> Quantity | None:
    """Half of, half the, half our; not "first half" nor "half-baked"; "cut in half" is 0.5 times."""
    if passage.lower(place) != "half":
        return None
    before, after = passage.lower(place - 1), passage[place + 1]
    if before in ("in", "by") and passage.any_near(place, _CUTS, 6):
        return Quantity(Decimal("0.5"), place - 1, place + 1, unit=TIMES)
    if (
        before in _NOT_HALVES
        or after.text == "-"
        or after.lower in ("time", "way", "life", "a", "an", "hour", "day", "year")
    ):
        return None
    if after.is_letters and after.lower not in _AFTER_HALF:
        return None
    return _share_of(Decimal("0.5"), place, place + 1)


_CUTS = words("cut cuts cutting reduced reduce slashed fell dropped drop go went split down")
_AFTER_HALF = words(
    "of the our their my your his her its that this those these as what in are were is was have had "
    "and or to who which come came go went people"
)


def _share_of(part: Decimal, start: int, end: int) -> Quantity:
    """A part of a whole in percent: exact where it can be written so, else rounded and "about"."""
    value = part * 100
    if value == round(value, 3):
        return Quantity(value.normalize(), start, end, unit=PERCENT)
    rounded = Decimal(round(value)) if value >= 10 else Decimal(f"{value:.2g}")
    return Quantity(rounded, start, end, unit=PERCENT, qualifier=qualifiers.ABOUT)


# Multiples

_MULTIPLES = {
    "twice": 2, "double": 2, "doubled": 2, "doubling": 2, "doubles": 2, "triple": 3, "tripled": 3,
    "tripling": 3, "triples": 3, "thrice": 3, "quadruple": 4, "quadrupled": 4, "quadrupling": 4,
    "quintupled": 5, "twofold": 2, "threefold": 3, "fourfold": 4, "fivefold": 5, "tenfold": 10,
    "hundredfold": 100,
}  # fmt: skip
_NOT_DOUBLES = words(
    "check checked checking click clicked down digit digits - edged blind sided major bottom barrel "
    "opt booked entry spend spending quotes quote byte meaning sword agent"
)


def _multiple(passage: Passage, place: int) -> Quantity | None:
    """Twice, doubled, tripled, halved, tenfold."""
    word = passage.lower(place)
    if word == "halved" or word == "halving":
        return Quantity(Decimal("0.5"), place, place + 1, unit=TIMES)
    if word not in _MULTIPLES or passage.lower(place + 1) in _NOT_DOUBLES or passage.lower(place - 1) == "-":
        return None
    end = place + 1
    if word == "twice" and passage.lower(end) in ("a", "per"):
        per, end = per_at(passage, end)
        return Quantity(Decimal(2), place, end, unit=TIMES, per=per)
    return Quantity(Decimal(_MULTIPLES[word]), place, end, unit=TIMES)


def rescaled(quantity: Quantity, scale: int) -> Quantity:
    """The same quantity times a scale said once for two."""
    return replace(quantity, low=quantity.low * scale, scale=scale)


# What a quantity can start with, besides digits: most words of a talk are none of these.
_STARTS = frozenset({
    *UNITS, *TENS, *SCALES, *PLURAL_SCALES, *VAGUE, *_PARTS, *_COUNTS, *_MULTIPLES,
    *("a", "an", "half", "halved", "halving", "hundred", "dozen", "quarter", "third", "top", "teens"),
    "every",
})  # fmt: skip
