"""Pages of long lists by keyset: the next page starts after a value and an id, so it neither skips nor
repeats while things are published, and no page is slower than the first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet

from transcripts.models.identity import fold_name

SEPARATOR = "~"


class BadCursor(ValueError):
    """A place in a list that cannot be read; the address was cut off or changed."""


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: a field, then the public id. An unknown value (null) comes last; where there may
    be one it is said, as an index is not read from its end so. Where there is none it is asked for none: an
    index read from its end begins with those of rows that are not in the list, tens of thousands of them."""

    field: str
    read: Callable[[str], Any]
    id_field: str = "public_id"
    descending: bool = True
    may_be_unknown: bool = False

    def sort(self, rows: QuerySet) -> QuerySet:
        """The rows in this order."""
        field, id_, last = F(self.field), F(self.id_field), self.may_be_unknown or None
        if not self.may_be_unknown:
            rows = rows.filter(**{f"{self.field}__isnull": False})
        if self.descending:
            return rows.order_by(field.desc(nulls_last=last), id_.desc())
        return rows.order_by(field.asc(nulls_last=last), id_.asc())

    def after(self, rows: QuerySet, cursor: str) -> QuerySet:
        """The rows behind the one the cursor names, whether or not that one is still there."""
        value, id_ = self.parse(cursor)
        beyond = "lt" if self.descending else "gt"
        later_id = Q(**{f"{self.id_field}__{beyond}": id_})
        if value is None:
            return rows.filter(later_id, **{self.field: None})
        return rows.filter(
            Q(**{f"{self.field}__{beyond}": value})
            | (Q(**{self.field: value}) & later_id)
            | Q(**{f"{self.field}__isnull": True})
        )

    def parse(self, cursor: str) -> tuple[Any, UUID]:
        """The value and id a cursor names; raises BadCursor."""
        value, _, id_ = cursor.rpartition(SEPARATOR)
        try:
            return (None if self.may_be_unknown and not value else self.read(value)), UUID(id_)
        except ValueError as error:
            raise BadCursor(cursor) from error

    def cursor(self, row: Model) -> str:
        """The place of a row."""
        value = follow(row, self.field)
        written = value.isoformat() if isinstance(value, date) else (value or "")
        return f"{written}{SEPARATOR}{follow(row, self.id_field)}"


NEWEST_QUOTES = Order("quote__published_at", datetime.fromisoformat, "quote__public_id")
OLDEST_QUOTES = Order("quote__published_at", datetime.fromisoformat, "quote__public_id", descending=False)
NEWEST_CLAIMS = Order("published_at", datetime.fromisoformat)
NEWEST_CORRECTIONS = Order("published_at", datetime.fromisoformat)
NEWEST_EPISODES = Order("published_on", date.fromisoformat, may_be_unknown=True)
BY_NAME = Order("folded", fold_name, descending=False)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list; `after` is the cursor of the next page, empty on the last."""

    rows: list[Any]
    after: str


def page(rows: QuerySet, order: Order, cursor: str = "", *, size: int) -> Page:
    """The page behind a cursor (the first without one); raises BadCursor."""
    ordered = order.sort(order.after(rows, cursor) if cursor else rows)
    found = list(ordered[: size + 1])
    return Page(found[:size], order.cursor(found[size - 1]) if len(found) > size else "")


def follow(row: Any, path: str) -> Any:
    """The value at the end of a look-up path."""
    for name in path.split("__"):
        row = getattr(row, name)
    return row
