"""What a record is made of, field by field: found from the serializers, so that tables, the data dictionary
and the schema say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from api.records import KINDS, OF_NAMED, OF_PARTS, Kind

SORTS = (
    (serializers.BooleanField, "yes or no"),
    (serializers.IntegerField, "number"),
    (serializers.DateTimeField, "time"),
    (serializers.DateField, "day"),
)
TEXT, OBJECT, ID = "text", "object", "id"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record. `leads_to` is the resource whose id it is; `parts` are those of an object."""

    name: str
    sort: str
    meaning: str
    leads_to: str = ""
    is_list: bool = False
    parts: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: a field, or a part of an object, whose names are joined."""

    name: str
    path: tuple[str, ...]
    field: Field

    def value(self, record: dict[str, Any]) -> Any:
        """What a record has there."""
        found: Any = record
        for name in self.path:
            found = None if found is None else found[name]
        return found


def of(kind: Kind) -> list[Field]:
    """The fields of the records of a kind, as they stand in them."""
    return list(read(kind.view.serializer_class, kind, "", kind.left_out))


def read(serializer: Any, kind: Kind, path: str, left_out: set[str]) -> Iterator[Field]:
    """The fields of a serializer that records keep."""
    for name, field in serializer._declared_fields.items():
        if name not in left_out:
            yield one(name, field, kind, f"{path}{name}")


def one(name: str, field: Any, kind: Kind, path: str) -> Field:
    """A field of a serializer as a field of a record."""
    is_list = isinstance(field, serializers.ListSerializer | serializers.ListField)
    inner, meaning = (field.child if is_list else field), str(field.help_text or "")
    if not isinstance(inner, serializers.Serializer):
        sort = next((sort for known, sort in SORTS if isinstance(inner, known)), TEXT)
        return Field(name, sort, meaning, is_list=is_list)
    declared = type(inner)._declared_fields
    is_named = {"id", "display"} <= set(declared)
    leads_to = kind.view.expands.get(path, "") if is_named else ""
    left_out = (OF_NAMED - {"id"} if is_named else set()) | OF_PARTS.get(name, set())
    parts = tuple(read(type(inner), kind, f"{path}.", left_out))
    if is_named and len(parts) == 1:
        return Field(name, ID, meaning, leads_to, is_list)
    if leads_to:
        parts = tuple(Field(ID, ID, part.meaning, leads_to) if part.name == ID else part for part in parts)
    return Field(name, OBJECT, meaning, "", is_list, parts)


def columns(fields: list[Field] | tuple[Field, ...], path: tuple[str, ...] = ()) -> Iterator[Column]:
    """The columns of a table of these fields; an object becomes a column for each of its parts."""
    for field in fields:
        here = (*path, field.name)
        if field.parts and not field.is_list:
            yield from columns(field.parts, here)
        else:
            yield Column("_".join(here), here, field)


FIELDS = {noun: of(kind) for noun, kind in KINDS.items()}
