"""Many rows of one table at once: COPY on PostgreSQL, one prepared statement on SQLite."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db import connection, models

Row = Sequence[Any]
# SQLite takes as many parameters in a statement (since 3.32).
MOST_VALUES = 32_000
# How SQLite keeps what it has no type for: ids as 32 digits, moments (UTC) as text.
ADAPTERS: dict[type, Callable[[Any], str]] = {
    UUID: lambda value: value.hex,
    datetime: lambda value: str(value.replace(tzinfo=None)),
}


def write(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows as they are; the database's constraints and triggers check every one of them."""
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = "({})".format(", ".join(["%s"] * len(columns)))
        # Many rows a statement: each step of SQLite lets other threads run first, which adds up row by row.
        for some in batched(map(adapted, rows), MOST_VALUES // len(columns)):
            values = ", ".join([marks] * len(some))
            statement = f'INSERT INTO "{table}" ({names}) VALUES {values}'  # noqa: S608 - names of ours
            cursor.execute(statement, list(chain.from_iterable(some)))


def rewrite(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Change columns of rows that are there; each row is its id and the new values, in that order.

    The database's constraints and triggers check every one of them. An id that is not there changes nothing.
    """
    table, key = model._meta.db_table, "id"
    fields = map(model._meta.get_field, (key, *columns))
    kinds = [field.cast_db_type(connection) for field in fields if isinstance(field, models.Field)]
    # PostgreSQL takes a column of literals for text, or nothing, where it is not told.
    values = [f"CAST(d.column{number} AS {kind})" for number, kind in enumerate(kinds, start=1)]
    changes = ", ".join(f'"{name}" = {value}' for name, value in zip(columns, values[1:], strict=True))
    marks = "({})".format(", ".join(["%s"] * len(values)))
    with connection.cursor() as cursor:
        for some in batched(map(adapted, rows), MOST_VALUES // len(values)):
            found = ", ".join([marks] * len(some))
            statement = (
                f'UPDATE "{table}" SET {changes} FROM (VALUES {found}) AS d '  # noqa: S608 - names of ours
                f'WHERE "{table}"."{key}" = {values[0]}'
            )
            cursor.execute(statement, list(chain.from_iterable(some)))


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """The rows, so many at a time."""
    waiting = iter(rows)
    while some := list(islice(waiting, size)):
        yield some


def adapted(row: Row) -> Row:
    """A row as SQLite keeps it."""
    if ADAPTERS.keys().isdisjoint(map(type, row)):
        return row
    return [ADAPTERS[type(value)](value) if type(value) in ADAPTERS else value for value in row]
