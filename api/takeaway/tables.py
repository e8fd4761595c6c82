"""Records as tables of comma-separated values (RFC 4180): lists stand in their cells as JSON."""

import csv
from collections.abc import Iterable
from typing import Any, TextIO

import orjson

from api.takeaway.fields import FIELDS, Column, Field, columns

DICTIONARY = ("type", "column", "sort", "leads_to", "meaning")


class Table:
    """A file of the records of one kind."""

    def __init__(self, file: TextIO, noun: str, only: Iterable[str] | None = None) -> None:
        self.columns = list(columns(FIELDS[noun]))
        self.writer = csv.writer(file)
        self.writer.writerow([column.name for column in self.columns])

    def add(self, record: dict[str, Any]) -> None:
        """One line."""
        self.writer.writerow([cell(column.value(record)) for column in self.columns])


def cell(value: Any) -> Any:
    """A value in a cell; what is not known is empty."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return orjson.dumps(value).decode() if isinstance(value, list) else value


def dictionary(file: TextIO) -> int:
    """Write what each column of each table means; how many there are."""
    writer = csv.writer(file)
    writer.writerow(DICTIONARY)
    rows = [(noun, column) for noun, fields in FIELDS.items() for column in columns(fields)]
    for noun, column in rows:
        writer.writerow((noun, column.name, sort(column.field), column.field.leads_to, meaning(column)))
    return len(rows)


def sort(field: Field) -> str:
    """What a column holds."""
    inner = ", ".join(part.name for part in field.parts)
    named = f"{field.sort} ({inner})" if inner else field.sort
    return f"list of {named}" if field.is_list else named


def meaning(column: Column) -> str:
    """What a column means, in words."""
    return column.field.meaning or column.name.replace("_", " ").capitalize()
