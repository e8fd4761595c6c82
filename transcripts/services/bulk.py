"""Many rows into one table at once: COPY on PostgreSQL, one prepared statement on SQLite."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

Row = Sequence[Any]


def write(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows as they are; the database's constraints and triggers check every one of them."""
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - names of ours
            cursor.executemany(statement, (tuple(map(adapted, row)) for row in rows))  # type: ignore[arg-type]


def adapted(value: Any) -> Any:
    """A value as SQLite keeps it: ids as 32 digits, moments as text."""
    if hasattr(value, "hex") and hasattr(value, "bytes"):
        return value.hex
    return str(value.replace(tzinfo=None)) if hasattr(value, "tzinfo") else value
