"""Finds every figure and date in a passage."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from annotations.amounts import Amount
from annotations.figures import dates, metrics, qualifiers, ranges
from annotations.figures.dates import Moment
from annotations.figures.figure import Figure
from annotations.figures.nouns import is_plural, noun_at
from annotations.figures.passage import Passage
from annotations.figures.quantities import Quantity, quantity_at
from annotations.figures.units import DURATIONS, NO_UNIT, PERCENT, USD, Unit
from annotations.figures.wordlists import words

NO_THINGS = (*DURATIONS, "percent", "percentage points", "basis points", "times", "rank")  # nobody’s “them”
MOST = Decimal(10) ** 18  # beyond what the database keeps; nobody says such a figure of a company


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a passage holds, each in the order of the words."""

    figures: tuple[Figure, ...]
    moments: tuple[Moment, ...]


def recognise(text: str, said_on: date | None = None) -> Recognition:
    """Every figure and date in a text; `said_on`, the day it was spoken, gives "last year" a meaning.

    Never raises, and takes time in proportion to the text.
    """
    passage = Passage(text)
    spans = dates.find(passage, said_on)
    taken = {place for span in spans if not span.is_free for place in range(span.start, span.end)}
    quantities = ranges.joined(passage, _quantities(passage, taken))
    quantities = _shared(passage, _of_them(passage, quantities))
    figures = [_figure(passage, quantity) for quantity in _priced(passage, quantities)]
    return Recognition(
        tuple(figure for figure in figures if (figure.amount.high or figure.amount.low) < MOST),
        tuple(dates.moments(passage, spans)),
    )


def _quantities(passage: Passage, taken: set[int]) -> list[Quantity]:
    """The quantities in order, none of them in words that say a date."""
    found: list[Quantity] = []
    place = 0
    while place < len(passage):
        quantity = None if place in taken else quantity_at(passage, place)
        if quantity is None or any(near in taken for near in range(place, quantity.end)):
            place += 1
            continue
        found.append(quantity)
        place = max(quantity.end, place + 1)
    return found


def _shared(passage: Passage, quantities: list[Quantity]) -> list[Quantity]:
    """Of 16 members, 5 are ours: the part is counted in what the whole is counted in."""
    found: list[Quantity] = []
    for quantity in quantities:
        earlier = found[-1] if found else None
        if (
            earlier
            and not quantity.unit
            and earlier.unit.name
            and passage[quantity.start].sentence == passage[earlier.start].sentence
            and passage.lower(quantity.start - 1) == ","
            and passage.any_near(earlier.start, ("of",), 4)
            and quantity.low < earlier.low
        ):
            quantity = replace(quantity, unit=earlier.unit)
        found.append(quantity)
    return found


def _of_them(passage: Passage, quantities: list[Quantity]) -> list[Quantity]:
    """We have 40 customers, and ten of them pay: they are what was counted last, else what the sentence
    speaks of first."""
    found: list[Quantity] = []
    for quantity in quantities:
        if not quantity.unit and _is_of_them(passage, quantity.end):
            quantity = replace(quantity, unit=_counted_before(passage, found, quantity))
        found.append(quantity)
    return found


def _is_of_them(passage: Passage, place: int) -> bool:
    of = place - 1 if passage.lower(place - 1) == "of" else place  # that of "a dozen of" is read already
    return (passage.lower(of), passage.lower(of + 1)) == ("of", "them")


def _counted_before(passage: Passage, earlier: list[Quantity], quantity: Quantity) -> Unit:
    """What "them" are; no unit where that is not said in this sentence or counted in the one before."""
    sentence = passage[quantity.start].sentence
    for other in reversed(earlier):
        if sentence - passage[other.start].sentence <= 1 and other.unit.name not in ("", *NO_THINGS):
            return other.unit
    for place in range(passage.sentence_starts[sentence], quantity.start):
        if is_plural(passage[place]) and passage.lower(place) not in DURATIONS:
            unit, end = noun_at(passage, place)
            return unit if end == place + 1 else NO_UNIT
    return NO_UNIT


def _priced(passage: Passage, quantities: list[Quantity]) -> list[Quantity]:
    """A large number without a unit in a sentence about money is money: 60 million in revenue."""
    spoken = [quantity.unit.currency for quantity in quantities if quantity.unit.currency]
    money = Unit(currency=spoken[0]) if spoken else USD
    return [
        replace(quantity, unit=money)
        if _is_money(passage, quantity)
        else replace(quantity, unit=PERCENT)
        if _is_share(passage, quantity)
        else quantity
        for quantity in quantities
    ]


def _is_share(passage: Passage, quantity: Quantity) -> bool:
    """Churn in the low single digits: what is only told in percent."""
    if quantity.unit or quantity.high is None or quantity.high > 100:
        return False
    return metrics.named(passage, replace(quantity, unit=PERCENT)) in (
        "churn",
        "gross margin",
        "annual growth",
    )


def _is_money(passage: Passage, quantity: Quantity) -> bool:
    if quantity.unit or quantity.scale == 12:
        return False
    if quantity.scale >= 1_000_000_000:
        return True
    return quantity.low >= 1000 and metrics.speaks_of_money(passage, quantity.start, quantity.end)


def _is_across(passage: Passage, place: int, quantity: Quantity) -> bool:
    """Whether "over" means "spread over": 40 interviews over two weeks."""
    if passage.lower(place) != "over":
        return False
    before = passage[place - 1]
    return before.lower in _SPREAD or (is_plural(before) and quantity.unit.name in DURATIONS)


_SPREAD = words("spread distributed stretched scattered happened split")


def _figure(passage: Passage, quantity: Quantity) -> Figure:
    said, start = qualifiers.before(passage, quantity.start)
    if quantity.high is not None and said not in (qualifiers.ABOUT, qualifiers.AT_MOST, qualifiers.AT_LEAST):
        said, start = "", quantity.start
    if said == qualifiers.MORE and _is_across(passage, start, quantity):
        said, start = "", quantity.start
    per = " and ".join(quantity.per)
    return Figure(
        Amount(
            quantity.low,
            quantity.high,
            qualifiers.stronger(said, quantity.qualifier),
            quantity.unit.name,
            quantity.unit.currency,
            per,
        ),
        metrics.named(passage, quantity),
        passage[start].start,
        passage[quantity.end - 1].end,
    )
