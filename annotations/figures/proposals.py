"""The values to offer for a claim: what its words hold, the likeliest first, given what the claim states."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from annotations.amounts import Amount
from annotations.figures.figure import Figure
from annotations.figures.metrics import COUNT, kind_of
from annotations.figures.passage import Passage
from annotations.figures.recognition import recognise

_INCIDENTAL = 3  # "two companies", "three things" seldom are what a claim is about
_AROUND = 60  # code points either side of a figure whose words are compared with the statement


def propose(words: str, statement: str = "", said_on: date | None = None) -> tuple[Figure, ...]:
    """The figures in the words, likeliest first.

    The statement chooses between them and names a missing unit; it never adds a figure that the words do not
    hold. Without one they stand as in the words, those that count nothing last.
    """
    found = recognise(words, said_on).figures
    stated = recognise(statement, said_on).figures if statement else ()
    spoken = _content(statement)
    ranked = sorted(found, key=lambda figure: -_likeness(figure, stated, spoken, words))
    return tuple(_with_unit(figure, stated) for figure in ranked)


def _likeness(figure: Figure, stated: tuple[Figure, ...], spoken: frozenset[str], words: str) -> int:
    """How well a figure goes with a statement: its value most, then its unit, then the words around it."""
    amount = figure.amount
    likeness = 2 if amount.unit or amount.currency else 0
    if _kind(amount) == COUNT and amount.low <= _INCIDENTAL and amount.high is None:
        likeness -= 2
    if stated:
        likeness += max(_agreement(amount, other.amount, place) for place, other in enumerate(stated))
    around = words[max(0, figure.start - _AROUND) : figure.end + _AROUND]
    return likeness + min(3, len(spoken & _content(around)))


def _agreement(found: Amount, stated: Amount, place: int) -> int:
    """How well two amounts agree; the first that a statement names counts a little more."""
    if _is_same_value(found, stated) and not found.unit and not found.currency:
        return 25 - min(place, 3)  # it takes the statement's unit
    same_unit = (found.unit, found.currency) == (stated.unit, stated.currency)
    agreement = 3 if same_unit else 1 if _kind(found) == _kind(stated) else 0
    if _is_same_value(found, stated):
        agreement += 20
    elif _top(found) >= stated.low and _top(stated) >= found.low:
        agreement += 8
    elif stated.low == found.high or found.low == stated.high:
        agreement += 4
    return agreement - min(place, 3) if agreement else 0


def _is_same_value(one: Amount, other: Amount) -> bool:
    return (one.low, one.high) == (other.low, other.high)


def _kind(amount: Amount) -> str:
    return kind_of(amount.unit, amount.currency)


def _top(amount: Amount) -> Decimal:
    return amount.low if amount.high is None else amount.high


def _with_unit(figure: Figure, stated: tuple[Figure, ...]) -> Figure:
    """A figure whose words name no unit takes that of the same figure in the statement."""
    if figure.amount.unit or figure.amount.currency:
        return figure
    for other in stated:
        unit, currency = other.amount.unit, other.amount.currency
        if _is_same_value(figure.amount, other.amount) and (unit or currency):
            amount = replace(figure.amount, unit=unit, currency=currency)
            return replace(figure, amount=amount, metric=figure.metric or other.metric)
    return figure


def _content(text: str) -> frozenset[str]:
    """The longer words of a text, without their plural."""
    return frozenset(
        word.lower.rstrip("s") for word in Passage(text).words if word.is_letters and len(word.text) > 3
    )
