"""What the times that quotes are narrowed by say of the time they are ordered by.

Whoever asks in the order of first publication for what last changed long ago would be read through all that
came out since. But all but few quotes have one form, which is published with the quote and within days of its
approval: so it is known where an index of the one time has to be read for a bound of the other, and these few
have lists of their own (`Trait`). That approval comes first is the workflow’s rule alone
(`annotations.services.review`).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from annotations.models import Trait

FIRST, LAST = "published_at", "updated_at"  # columns of places, and how filters call them
# Bounds of which a place knows the column, and what they are of its version.
VERSIONS = {
    f"{column}__{side}": f"{path}__{side}"
    for column, path in ((FIRST, "quote__published_at"), (LAST, "published_at"))
    for side in ("gte", "lte")
}
BOUNDS = tuple(VERSIONS)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
EARLIEST, LATEST = (moment.replace(tzinfo=UTC) for moment in (datetime.min, datetime.max))


class Follows(NamedTuple):
    """That a bound also holds of the time that is ordered by, when it is moved so far, but for quotes with a
    trait. A day is more than clocks of several machines differ."""

    moved: timedelta
    but: Trait | None = None


FOLLOWS = {
    FIRST: {
        f"{LAST}__lte": Follows(DAY, but=Trait.CHANGED),
        f"{LAST}__gte": Follows(-DAY, but=Trait.CHANGED),
        "approved_at__lte": Follows(WEEK + 2 * DAY, but=Trait.WAITED),
        "approved_at__gte": Follows(-2 * DAY, but=Trait.CHANGED),
    },
    LAST: {
        f"{FIRST}__gte": Follows(-DAY, but=Trait.CHANGED),
        f"{FIRST}__lte": Follows(DAY, but=Trait.CHANGED),
        "approved_at__lte": Follows(WEEK + DAY, but=Trait.WAITED),
        "approved_at__gte": Follows(-DAY),
    },
}


class Span(NamedTuple):
    """Bounds of the time that is ordered by, and the trait of those quotes of which some need not hold."""

    bounds: Mapping[str, datetime]
    trait: Trait | None = None

    def given(self, narrowed_by: Mapping[str, Sequence[Any]], column: str) -> dict[str, datetime]:
        """The `BOUNDS` that are asked for, of places in the order of a column. What leads to a bound of that
        is asked of the version: a database that thought both times independent would not read in order."""
        asked = {name: narrowed_by[name][0] for name in BOUNDS if name in narrowed_by}
        return {
            f"version__{VERSIONS[name]}" if self.bounds and not name.startswith(column) else name: at
            for name, at in asked.items()
        }


def spans(narrowed_by: Mapping[str, Sequence[Any]], column: str, *, apart: bool) -> list[Span]:
    """Where to read, in the order of a column, what some bounds leave: in one span of time, and, where these
    may be `apart`, of quotes with some traits in another."""
    given = {name: each for name, each in FOLLOWS[column].items() if name in narrowed_by}
    traits = {each.but for each in given.values() if each.but} if apart else set()
    return [
        Span(dict(bounds(narrowed_by, column, given, but=traits))),
        *(Span(dict(bounds(narrowed_by, column, given, but=())), trait) for trait in sorted(traits)),
    ]


def bounds(
    narrowed_by: Mapping[str, Sequence[Any]], column: str, given: Mapping[str, Follows], *, but: Any
) -> Iterator[tuple[str, datetime]]:
    """What follows of these bounds for a column, without exception or with some; of two the narrower."""
    found: dict[str, list[datetime]] = {}
    for name, (moved, trait) in given.items():
        if trait is None or trait in but:
            side = name.rpartition("__")[2]
            found.setdefault(f"{column}__{side}", []).append(shifted(narrowed_by[name][0], moved))
    for name, times in found.items():
        yield name, (min if name.endswith("lte") else max)(times)


def shifted(at: datetime, by: timedelta) -> datetime:
    """A time so much later, or earlier; the first or the last there is where that would be beyond."""
    try:
        return at + by
    except OverflowError:
        return EARLIEST if by < timedelta() else LATEST
