"""Many rows into one table at once: COPY on PostgreSQL, one prepared statement on SQLite."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

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


def next_id(model: type[models.Model]) -> int:
    """The first id that no row has yet."""
    return (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def catch_up(*written: type[models.Model]) -> None:
    """Let PostgreSQL's sequences go on behind the ids that were given out here."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(written))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
