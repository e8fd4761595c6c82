"""Queries that are built once and asked again and again with other keys.

Django takes several times as long to build a query as the database to answer it. A neighbourhood of the graph
asks some thirty, a publication as many, saving a quote fifteen. So the statement of a queryset is kept, with
places for lists of keys or words, for single values and for the time at which it is asked.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import DateTimeField, Expression, Field, JSONField, QuerySet
from django.db.models.query import get_related_populators
from django.utils import timezone

from transcripts.plans import Plan, together
from transcripts.plans import ahead as sent_ahead

ANY = "ANY("


class Mark(str):
    """A text that marks a place; the same text that somebody typed is none."""


Keys = Collection[int] | Collection[str]  # or words
# Keys and a text that no row has: they mark where lists of keys and of words belong.
MARKS = (-9_100_000_000_001, -9_100_000_000_002)
WORDS = (Mark("A list of words belongs here."),)
LISTS: Mapping[int | str, str] = {**dict.fromkeys(MARKS, "bigint[]"), **dict.fromkeys(WORDS, "text[]")}


class Present(Expression):
    """The time at which a query is sent."""

    output_field = DateTimeField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A parameter that is read as late as this, or later still."""
        clock = _unread.get()
        return "%s", [connection.ops.adapt_datetimefield_value(timezone.now()) if clock is None else clock]


@contextmanager
def unread_clock() -> Iterator[object]:
    """What stands for the time in statements that are made within: whoever asks them reads the clock."""
    clock = object()
    token = _unread.set(clock)
    try:
        yield clock
    finally:
        _unread.reset(token)


_unread: ContextVar[object | None] = ContextVar("unread", default=None)


class Place(Expression):
    """Where a single value belongs, which is given by this name when the statement is asked."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A parameter that is not known yet."""
        return "%s", [self]

    @property
    def type(self) -> str:
        """What the database calls such values."""
        return str(self.output_field.cast_db_type(connection))

    def taking(self, value: Any) -> Any:
        """A value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


def with_slug(rows: QuerySet) -> QuerySet:
    """Of these rows the one that has the `slug` which is given when the statement is asked."""
    return rows.filter(slug=Place("slug", rows.model._meta.get_field("slug")))


class Part(NamedTuple):
    """A parameter of a statement: its value, or which of the lists (`keys`) or of the single values stands
    there, or the present."""

    value: Any = None
    keys: int | None = None
    place: Place | None = None
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A query with its parameters: one more piece of text than there are of those. Of some PostgreSQL keeps
    the `plan` too, which is given the time, the lists and a value for each of the `places`."""

    pieces: tuple[str, ...]
    parts: tuple[Part, ...]
    takes_arrays: bool  # whether a list of keys is one parameter
    places: tuple[Place, ...]
    plan: Plan | None
    converters: Any
    compiler: Any

    def rows(self, *keys: Keys, limit: int | None = None, **values: Any) -> list[tuple[Any, ...]]:
        """What it answers for these lists of keys or words, of which none is empty, and for these values;
        `limit` rows at most."""
        if self.plan and limit is None:
            return self.read(self.plan.ask(*self.given(keys, values)))
        return self.read(self.by_text(keys, values, limit))

    def given(self, keys: Sequence[Keys], values: Mapping[str, Any]) -> list[Any]:
        """What its plan is given: the time, the lists, the values."""
        return [present(), *map(array, keys), *(place.taking(values[place.name]) for place in self.places)]

    def read(self, rows: Iterable[Any]) -> list[tuple[Any, ...]]:
        """Rows of the database as Python has them."""
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return [tuple(row) for row in rows]

    def by_text(self, keys: Sequence[Keys], values: Mapping[str, Any], limit: int | None) -> list[Any]:
        """Ask with the keys and values written into the statement."""
        text, given = [self.pieces[0]], list[Any]()
        for part, piece in zip(self.parts, self.pieces[1:], strict=True):
            if part.keys is not None and self.takes_arrays:
                some: Any = list(keys[part.keys])
                if len(some) == 1:  # an index gives the rows of one key in its order, of an array of one not
                    text[-1], (some,) = text[-1].removesuffix(ANY) + "(", some
                text += ["%s", piece]
                given.append(some)
            elif part.keys is not None:
                text += [", ".join(["%s"] * len(keys[part.keys])), piece]
                given += keys[part.keys]
            else:
                text += ["%s", piece]
                given.append(part.place.taking(values[part.place.name]) if part.place else known(part))
        if limit is not None:
            text.append(f" LIMIT {int(limit)}")
        with connection.cursor() as cursor:
            cursor.execute("".join(text), given)
            return list(cursor.fetchall())

    def row(self, *keys: Keys, **values: Any) -> tuple[Any, ...]:
        """Its one row. Raises ObjectDoesNotExist."""
        found = self.rows(*keys, **values)
        if not found:
            raise ObjectDoesNotExist
        return found[0]

    def things(self, *keys: Keys, **values: Any) -> list[Any]:
        """The same as objects, with those that the queryset selects along and its annotations."""
        return self.made(self.rows(*keys, **values))

    def made(self, rows: Iterable[tuple[Any, ...]]) -> list[Any]:
        """The objects of rows that it answered."""
        make = maker(self.compiler)
        return [make(row) for row in rows]


class Asked(NamedTuple):
    """A statement with what it is asked for."""

    statement: Statement
    keys: Sequence[Keys]
    values: Mapping[str, Any] = MappingProxyType({})


def answers(*asked: Asked) -> list[list[tuple[Any, ...]]]:
    """The rows of each, one after the other; where all have plans, in one message to the database."""
    plans = planned_for(asked)
    if not plans:
        return [each.statement.rows(*each.keys, **each.values) for each in asked]
    found = together(*plans)
    return [each.statement.read(rows) for each, rows in zip(asked, found, strict=True)]


@contextmanager
def ahead(*asked: Asked) -> Iterator[Callable[[], list[list[tuple[Any, ...]]]]]:
    """The same, for whoever has something else to do until they are needed: where all have plans, the
    database answers meanwhile. Nothing else is to be asked of it until then."""
    plans = planned_for(asked)
    if not plans:
        yield lambda: answers(*asked)
        return
    with sent_ahead(*plans) as found:
        yield lambda: [each.statement.read(rows) for each, rows in zip(asked, found(), strict=True)]


def planned_for(asked: Sequence[Asked]) -> list[tuple[Plan, list[Any]]]:
    """The plan of each with what it is given; none where not all have one."""
    plans = [(one.statement.plan, one.statement.given(one.keys, one.values)) for one in asked]
    known = [(plan, given) for plan, given in plans if plan]
    return known if len(known) == len(asked) else []


def array(keys: Keys) -> Any:
    """A list as its plan is given it: keys written at once, as in a list each would be adapted for itself."""
    words = [each for each in keys if isinstance(each, str)]
    return words or "{" + ",".join(map(str, keys)) + "}"


def known(part: Part) -> Any:
    """What stands there whatever is asked: its value, or the present."""
    return present() if part.is_now else part.value


def present() -> Any:
    """The time as the database takes it."""
    return connection.ops.adapt_datetimefield_value(timezone.now())


def maker(compiler: Any) -> Callable[[tuple[Any, ...]], Any]:
    """What makes an object of a row, as `ModelIterable` of Django does."""
    model, chosen = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    first, behind = chosen[0], chosen[-1] + 1
    names = [column.target.attname for column, *_ in compiler.select[first:behind]]
    alias = connection.alias
    populators = get_related_populators(compiler.klass_info, compiler.select, alias)  # type: ignore[call-arg]

    def make(row: tuple[Any, ...]) -> Any:
        thing = model.from_db(alias, names, row[first:behind])
        for populator in populators:
            populator.populate(row, thing)
        for name, column in compiler.annotation_col_map.items():
            setattr(thing, name, row[column])
        return thing

    return make


def prepared(rows: QuerySet, *, planned: bool = False, is_passing: bool = False) -> Statement:
    """The statement of a queryset in which MARKS stand for lists of keys, WORDS for a list of words, in the
    order in which they are given, and places for values. `planned` is for what looks things up by lists
    and places alone, `is_passing` for one of many such (see `plans`)."""
    compiler: Any = rows.query.get_compiler(connection=connection)
    with unread_clock() as clock:
        sql, params = compiler.as_sql()
    marks = {value for value in params if is_mark(value)}
    lists = [mark for mark in LISTS if mark in marks]
    converters = quick(compiler.get_converters([column for column, *_ in compiler.select]))
    parts = tuple(
        Part(is_now=True)
        if value is clock
        else Part(place=value)
        if isinstance(value, Place)
        else Part(keys=lists.index(value))
        if is_mark(value)
        else Part(value)
        for value in params
    )
    pieces = sql.split("%s")
    takes_arrays = connection.vendor == "postgresql"
    if takes_arrays:
        pieces = with_arrays(pieces, parts)
    places = tuple({part.place.name: part.place for part in parts if part.place}.values())
    kept = planned and takes_arrays
    plan = plan_of(pieces, parts, [LISTS[mark] for mark in lists], places, is_passing) if kept else None
    return Statement(tuple(pieces), parts, takes_arrays, places, plan, converters, compiler)


def is_mark(value: Any) -> bool:
    """Whether a parameter marks where a list belongs."""
    return isinstance(value, int | Mark) and value in LISTS


def plan_of(
    pieces: Sequence[str],
    parts: Sequence[Part],
    lists: Sequence[str],
    places: Sequence[Place],
    is_passing: bool,
) -> Plan:
    """The statement with numbered parameters: the time, the lists, of these types, the places; the rest is
    written out."""
    order = ["", *range(len(lists)), *(place.name for place in places)]
    text, written = [pieces[0]], list[Any]()
    for part, piece in zip(parts, pieces[1:], strict=True):
        if part.keys is None and part.place is None and not part.is_now:
            text += ["%s", piece]
            written.append(part.value)
        else:
            named = part.place.name if part.place else "" if part.is_now else part.keys
            text += [f"${order.index(named) + 1}", piece]
    types = ("timestamptz", *lists, *(place.type for place in places))
    return Plan("".join(text), tuple(written), types, is_passing)


def quick(converters: dict[int, Any]) -> dict[int, Any]:
    """The same, but that plain JSON is read by orjson, in a fraction of the time."""
    return {
        place: ([read_json], column) if plain_json(column) else (readers, column)
        for place, (readers, column) in converters.items()
    }


def plain_json(column: Any) -> bool:
    """Whether an expression is a column of JSON without a reader of its own."""
    field = getattr(column, "target", None)
    return type(field) is JSONField and field.decoder is None


def read_json(value: Any, expression: Any, connection: Any) -> Any:
    """What a column of JSON holds."""
    return None if value is None else orjson.loads(value)


def with_arrays(pieces: Sequence[str], parts: Sequence[Part]) -> list[str]:
    """A statement that takes each list as one array: its text is the same however many there are, and read
    once. Raises ValueError where a mark stands elsewhere than alone in a list."""
    found = list(pieces)
    for place, part in enumerate(parts):
        if part.keys is None:
            continue
        before, after = found[place], found[place + 1]
        if not (before.endswith(" IN (") and after.startswith(")")):
            raise ValueError(f"A list cannot stand here: {before[-40:]}…{after[:40]}")
        found[place] = f"{before.removesuffix('IN (')}= {ANY}"
    return found
