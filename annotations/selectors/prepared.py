"""Queries that are built once and asked again and again with other keys.

Django takes several times as long to build a query about what is public as the database to answer it. A
neighbourhood of the graph asks some thirty, a publication as many. So the statement of a queryset is kept,
with places for lists of keys and for the time at which it is asked.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from annotations.selectors import public

# Keys that no row has: they mark where lists of keys belong.
MARKS = (-9_100_000_000_001, -9_100_000_000_002)


class Part(NamedTuple):
    """A parameter of a statement: its value, or which of the lists of keys stands there, or the present."""

    value: Any = None
    keys: int | None = None
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A query with its parameters: one more piece of text than there are of those."""

    pieces: tuple[str, ...]
    parts: tuple[Part, ...]
    takes_arrays: bool  # whether a list of keys is one parameter
    converters: Any
    compiler: Any

    def rows(self, *keys: Collection[int], limit: int | None = None) -> list[tuple[Any, ...]]:
        """What it answers for these lists of keys, of which none is empty; `limit` rows at most."""
        text, values = [self.pieces[0]], list[Any]()
        for part, piece in zip(self.parts, self.pieces[1:], strict=True):
            if part.keys is not None and self.takes_arrays:
                text += ["%s", piece]
                values.append(list(keys[part.keys]))
            elif part.keys is not None:
                given = keys[part.keys]
                text += [", ".join(["%s"] * len(given)), piece]
                values += given
            else:
                text += ["%s", piece]
                values.append(present() if part.is_now else part.value)
        if limit is not None:
            text.append(f" LIMIT {int(limit)}")
        with connection.cursor() as cursor:
            cursor.execute("".join(text), values)
            rows: Iterable[Any] = cursor.fetchall()
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return [tuple(row) for row in rows]


def present() -> Any:
    """The time as the database takes it."""
    return connection.ops.adapt_datetimefield_value(timezone.now())


def prepared(rows: QuerySet) -> Statement:
    """The statement of a queryset of values in which the marks stand for lists of keys."""
    compiler: Any = rows.query.get_compiler(connection=connection)
    with public.unread_clock() as clock:
        sql, params = compiler.as_sql()
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    parts = tuple(
        Part(is_now=True)
        if value is clock
        else Part(keys=MARKS.index(value))
        if isinstance(value, int) and value in MARKS
        else Part(value)
        for value in params
    )
    takes_arrays = connection.vendor == "postgresql"
    if takes_arrays:
        sql = with_arrays(sql, parts)
    return Statement(tuple(sql.split("%s")), parts, takes_arrays, converters, compiler)


def with_arrays(sql: str, parts: Sequence[Part]) -> str:
    """A statement that takes each list of keys as one array: its text is the same however many there are, and
    read once. Raises ValueError where a mark stands elsewhere than alone in a list."""
    pieces = sql.split("%s")
    for place, part in enumerate(parts):
        if part.keys is None:
            continue
        before, after = pieces[place], pieces[place + 1]
        if not (before.endswith(" IN (") and after.startswith(")")):
            raise ValueError(f"A list of keys cannot stand here: {before[-40:]}…{after[:40]}")
        pieces[place] = f"{before.removesuffix('IN (')}= ANY("
    return "%s".join(pieces)
