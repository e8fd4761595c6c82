"""Two quantities that make one range: 75 to 80 percent, between $1 and $2 billion, 10, 20, 30 hours."""

from dataclasses import replace

from annotations.figures import qualifiers
from annotations.figures.passage import Passage
from annotations.figures.quantities import Quantity, rescaled
from annotations.figures.units import NO_UNIT
from annotations.figures.wordlists import words

_DASHES = words("- – — −")
_FILLERS = words("maybe even like about perhaps around probably roughly uh um somewhere almost nearly")
_CHANGES = words(
    "go goes going gone went grow grew grows growing grown rise rose risen fall fell falling drop "
    "dropped dropping drops increase increased increasing decrease decreased decline declined cut "
    "cutting move moved moving jump jumped scale scaled scaling raise raised shrink shrank shrunk "
    "bring brought take took improve improved expand expanded climb climbed reduce reduced slide slid "
    "bump bumped come came get got change changed shift shifted growth up down doubled accelerated "
    "slowed lowered"
)
_WIDEST = 20  # "5, 10 people" is a range; "5, 1,000" is a list


def joined(passage: Passage, quantities: list[Quantity]) -> list[Quantity]:
    """The quantities with those that belong together as ranges; of a change, each end on its own."""
    found: list[Quantity] = []
    for quantity in _listed(passage, quantities):
        earlier = found[-1] if found else None
        link = _link(passage, earlier, quantity) if earlier else ""
        if earlier and link == "change":
            found[-1] = _lent(earlier, quantity, is_change=True)
        elif earlier and link and (whole := _range(earlier, quantity, link)):
            found[-1] = whole
            continue
        found.append(quantity)
    return [quantity for quantity in found if not quantity.is_weak]


def _listed(passage: Passage, quantities: list[Quantity]) -> list[Quantity]:
    """The quantities, a list of them all in the unit that its last one names: 10, 20, 30 hours."""
    listed: list[Quantity] = []
    for quantity in reversed(quantities):
        later = listed[-1] if listed else None
        if (
            later
            and not quantity.unit
            and later.unit
            and quantity.low < later.low <= quantity.low * _WIDEST
            and _link(passage, quantity, later) in (",", "or")
        ):
            quantity = _lent(quantity, later)
        listed.append(quantity)
    return listed[::-1]


def _link(passage: Passage, first: Quantity, last: Quantity) -> str:
    """What ties two neighbours: "to", "or", ",", "and", "change", or nothing."""
    if last.start - first.end > 4 or passage[first.start].sentence != passage[last.start].sentence:
        return ""
    between = [passage.lower(place) for place in range(first.end, last.start)]
    ties = [word for word in between if word not in _FILLERS]
    if ties[-2:] == ["close", "to"]:
        ties = ties[:-2]
    if ties in (["to"], ["all", "the", "way", "to"], ["up", "to"]):
        return _to(passage, first)
    if len(ties) == 1 and ties[0] in _DASHES:
        return "to"
    if ties in (["or"], [",", "or"]):
        return "or"
    if ties == [","]:
        return ","
    if ties == ["and"]:
        return _and(passage, first, last)
    return ""


def _to(passage: Passage, first: Quantity) -> str:
    """Whether "from ten to twenty" is a range or a change: "we grew from ten to twenty"."""
    place = first.start - 1
    while passage.lower(place) in _FILLERS or passage.lower(place) in ("a", "just", "only"):
        place -= 1
    if passage.lower(place) != "from":
        return "to"
    return (
        "change" if passage.any_near(place, _CHANGES, 6) and passage.lower(place - 1) != "anywhere" else "to"
    )


def _and(passage: Passage, first: Quantity, last: Quantity) -> str:
    if passage.any_near(first.start, ("between",), 3):
        return "to"
    shared = first.marked and last.marked and first.scale == 1 < last.scale
    return "to" if shared else ""


def _range(first: Quantity, last: Quantity, link: str) -> Quantity | None:
    if first.high is not None and link != ",":
        return None
    if (
        last.high is not None
        or not _is_one_kind(first, last)
        or (first.per and first.per != last.per and last.per)
    ):
        return None
    lent = _lent(first, last)
    if not lent.low < last.low or (link == "," and last.low > (lent.high or lent.low) * _WIDEST):
        return None
    if link == "," and not (last.unit or first.unit):
        return None
    return replace(
        lent,
        end=last.end,
        high=last.low,
        per=last.per or first.per,
        unit=last.unit or lent.unit,
        qualifier=qualifiers.stronger(first.qualifier, last.qualifier),
        is_weak=False,
        scale=last.scale,
    )


def _is_one_kind(first: Quantity, last: Quantity) -> bool:
    """Whether both count the same, or one leaves it to the other."""
    if not first.unit or not last.unit or first.unit == last.unit:
        return True
    if first.unit.currency or last.unit.currency:
        return first.unit.currency == last.unit.currency
    return first.unit.name == last.unit.name


def _lent(first: Quantity, last: Quantity, *, is_change: bool = False) -> Quantity:
    """The first with the unit and the scale said once, at the last: $1 and $2 billion, 10 to 20 people."""
    low = first.low
    if first.unit and first.unit == last.unit and not first.per:
        first = replace(first, per=last.per)
    if first.unit == NO_UNIT and last.unit:
        low = low * last.unit.factor
        first = replace(first, low=low, unit=last.unit, per=first.per or last.per, is_weak=False)
    if first.scale != 1 or last.scale == 1 or first.low >= 1000:
        return first
    if first.low * last.scale < last.low:
        return rescaled(first, last.scale) if _shares_scale(first, last, is_change=is_change) else first
    smaller = last.scale // 1000
    if not is_change and first.unit.currency and smaller >= 1_000_000 and first.low * smaller < last.low:
        return rescaled(first, smaller)  # "$200 to a billion"
    return first


def _shares_scale(first: Quantity, last: Quantity, *, is_change: bool) -> bool:
    """Of a change with its own unit on each end, each end stands as it is said."""
    return not (is_change and first.end - first.start > 2)
