"""Keyset pages: a page starts behind a value and an id, so nothing is skipped or repeated while rows come
and go, and the last page costs what the first does."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.db.models import F, Field, Model, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from api import values
from api.addresses import Addresses
from api.filters import is_steady
from api.parameters import parameter
from api.reading import Reading
from transcripts.prepared import MARKS, Statement, prepared
from transcripts.prepared import Place as Given

SIZE, LARGEST = 50, 100
KEPT = {SIZE, LARGEST}  # sizes of which statements and plans are kept: a few, not one for each size there is
QUESTIONS = 200  # narrowed lists whose statements a process keeps
STALE = "This cursor is not one of ours, or is of another list. Start again without it."


@dataclass(frozen=True, slots=True)
class Key:
    """A field that a list can be ordered by; `read` takes it back from JSON. Unknown values (null) come
    last, whichever way the list runs."""

    path: str
    read: Callable[[Any], Any] = str
    nullable: bool = False

    def sort(self, rows: QuerySet, id_path: str, *, down: bool, back: bool) -> QuerySet:
        """The rows in this order, or from its end."""
        falling = down != back
        if not self.nullable:
            # Unknown values, which only things that are not shown have, stand at one end of the index.
            known = rows.filter(**{f"{self.path}__isnull": False})
            sign = "-" if falling else ""
            return known.order_by(f"{sign}{self.path}", f"{sign}{id_path}")
        edge: dict[str, Any] = {"nulls_first" if back else "nulls_last": True}
        field, id_ = F(self.path), F(id_path)
        return rows.order_by(
            *((field.desc(**edge), id_.desc()) if falling else (field.asc(**edge), id_.asc()))
        )

    def beyond(self, rows: QuerySet, id_path: str, place: "Place", *, down: bool) -> QuerySet:
        """The rows behind a place, or before it where it looks back."""
        compare = "lt" if down != place.back else "gt"
        later_id = Q(**{f"{id_path}__{compare}": place.id})
        unknown = Q(**{f"{self.path}__isnull": True})
        if place.value is None:
            return rows.filter((unknown & later_id) | ~unknown if place.back else unknown & later_id)
        # The first condition is implied by the second; alone it is one that an index can start from.
        starts = Q(**{f"{self.path}__{compare}e": place.value})
        behind = starts & (Q(**{f"{self.path}__{compare}": place.value}) | later_id)
        return rows.filter(behind | unknown if self.nullable and not place.back else behind)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: behind the row with this value and id, or before it."""

    value: Any
    id: Any
    back: bool


@dataclass(frozen=True, slots=True)
class Looks:
    """What a place is like: whether it looks back, and whether its value is unknown."""

    back: bool
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How a list is walked: by which rows, or by those of which parts that may share some, where these lead
    to the things themselves, and where they say what the list is ordered by and the public id. `is_straight`
    where an index has the rows in that order: then their columns are read along, and else apart, so that a
    database neither joins nor sorts what it leaves out. `given` are values for places in the parts, which
    stand for the filters that these have `told` of; of what `shape` the parts are is said where the other
    filters do not tell. `disjoint` are parts of which no two share a row."""

    parts: Sequence[QuerySet]
    key: Key
    id_path: str
    to: str = ""
    is_straight: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)
    told: Collection[str] = ()
    shape: Hashable = ()
    disjoint: bool = False


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What fits the values of some filters of a list, in parts of a shape."""

    of: QuerySet
    by: tuple[tuple[str, tuple[Any, ...]], ...]
    shape: Hashable
    parts: Sequence[QuerySet] = field(compare=False)


class KeysetPages(BasePagination):
    """Pages of a view that names its `keys` to order by, its `default_order` and its `id_path`."""

    parameters = ("ordering", "page_size", "cursor", "count")

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list[dict]:  # type: ignore[override]
        """The rows of the page that the request asks for, as dictionaries of the view's columns."""
        self.request, self.view = request, view
        reading = Reading(request)
        self.size = reading.one("page_size", values.between(1, LARGEST), SIZE)
        wants_count = reading.one("count", values.flag, False)
        self.ordering = reading.one("ordering", values.one_of(orderings(view)), view.default_order)
        self.down = self.ordering.startswith("-")
        self.key = view.keys[self.ordering[self.down :]]
        place = self.read_cursor(reading)
        reading.settle()
        self.count = queryset.order_by().count() if wants_count else None
        is_whole = queryset is view.get_queryset()
        way = self.straight(queryset) if is_whole else view.way(queryset, self.key)
        found = self.found(way, place, is_whole=is_whole)
        self.more = len(found) > self.size
        del found[self.size :]
        self.back = place is not None and place.back
        self.rows = found[::-1] if self.back else found
        self.started = place is not None
        if way.is_straight:
            return self.rows
        return self.read(view.get_queryset().model if is_steady(view) else queryset.model)

    def straight(self, queryset: QuerySet) -> Way:
        """How a list that nothing narrows is walked."""
        return Way([queryset], self.key, self.view.id_path, is_straight=True)

    def found(self, way: Way, place: Place | None, *, is_whole: bool) -> list[dict]:
        """The rows behind a place, one more than fits, so that we know whether there is a page behind: with
        the view's columns, or what a row has its place in the list by."""
        columns = self.view.columns if way.is_straight else ()
        led = {name: f"{way.to}{name}" for name in ("pk", *columns)}
        paths = led | {self.key.path: way.key.path, self.view.id_path: way.id_path}
        asked = self.asked(way, tuple(paths.values()), is_whole=is_whole, place=place)
        at = {} if place is None else {"id": place.id, "value": place.value}
        found = asked.rows(**way.given, **at)
        return [dict(zip(paths, row, strict=True)) for row in found]

    def asked(self, way: Way, paths: tuple[str, ...], *, is_whole: bool, place: Place | None) -> Statement:
        """What asks for the rows behind a place that looks so. It is kept where nothing narrows the list, or
        where it is narrowed as lists often are: whoever reads on asks the same of another place."""
        looks = None if place is None else Looks(place.back, place.value is None)
        how = (paths, way.key, way.id_path, looks, self.down, self.size + 1, way.disjoint)
        if self.size not in KEPT or not (is_whole or is_steady(self.view)):
            return prepared(statement_of(way.parts, *how))
        if is_whole:
            return whole(way.parts[0], *how)
        by = sorted(
            (name, tuple(each)) for name, each in self.view.narrowed_by.items() if name not in way.told
        )
        return question_of(Narrowed(self.view.get_queryset(), tuple(by), way.shape, way.parts), *how)

    def read(self, model: type[Model]) -> list[dict]:
        """The view's columns of the page's rows."""
        keys = [row["pk"] for row in self.rows]
        if not keys:
            return []
        names = ("pk", *self.view.columns)
        rows = columns_of(model, names).rows(keys)
        by_key = {row[0]: dict(zip(names, row, strict=True)) for row in rows}
        return [by_key[key] for key in keys if key in by_key]

    def get_paginated_response(self, data: Any) -> Response:
        """The page with the addresses of its neighbours."""
        after = self.rows and (self.more or self.back)
        before = self.rows and (self.more if self.back else self.started)
        following = self.link(self.rows[-1], back=False) if after else None
        previous = self.link(self.rows[0], back=True) if before else None
        count = {} if self.count is None else {"count": self.count}
        return Response(
            {"next": following, "previous": previous, **count, "results": data},
            headers=linked(next=following, prev=previous),
        )

    def read_cursor(self, reading: Reading) -> Place | None:
        """The place the cursor names; only one that we made, for this list in this order."""
        raw = reading.one("cursor", str)
        if raw is None:
            return None
        try:
            ordering, back, value, id_ = self.signer().unsign_object(raw)
        except (signing.BadSignature, ValueError):
            reading.complain("cursor", STALE, raw)
            return None
        if ordering != self.ordering:
            reading.complain("cursor", f"This cursor is of the list in the order {ordering}.", raw)
            return None
        return Place(None if value is None else self.key.read(value), self.view.read_id(id_), back)

    def link(self, row: dict, *, back: bool) -> str:
        """The address of the page behind this row, or before it."""
        value = row[self.key.path]
        written = value.isoformat() if isinstance(value, date) else value
        place = [self.ordering, back, written, str(row[self.view.id_path])]
        query = self.request.query_params.copy()
        query["cursor"] = self.signer().sign_object(place)
        pairs = [(name, each) for name in sorted(query) for each in query.getlist(name)]
        return f"{Addresses(self.request).base}{self.request.path}?{urlencode(pairs)}"

    def signer(self) -> signing.Signer:
        """Signs the cursors of this list: a value somebody made up never reaches the database."""
        return signing.Signer(salt=f"api.cursor.{self.view.resource}", sep=".")

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters as OpenAPI describes them."""
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": SIZE}
        order = {"type": "string", "enum": orderings(view), "default": view.default_order}
        return [
            parameter("ordering", "The order; with - in front it falls. Ties stand by id.", order),
            parameter("page_size", "Rows on a page.", size),
            parameter("cursor", "From `next` or `previous`; opaque.", {"type": "string"}),
            parameter("count", "Whether to count all there are.", {"type": "boolean", "default": False}),
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A page as OpenAPI describes it."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link,
                "previous": link,
                "count": {"type": "integer", "description": "Of the whole list, with `count=true`."},
                "results": schema,
            },
        }


def ordered(rows: QuerySet, key: Key, id_path: str, place: Place | None, *, down: bool) -> QuerySet:
    """The rows behind a place (the first without one), or before it where it looks back."""
    if place:
        rows = key.beyond(rows, id_path, place, down=down)
    return key.sort(rows, id_path, down=down, back=place is not None and place.back)


def statement_of(
    parts: Sequence[QuerySet],
    names: tuple[str, ...],
    key: Key,
    id_path: str,
    looks: Looks | None,
    down: bool,
    limit: int,
    disjoint: bool,
) -> QuerySet:
    """What asks for the first `ordered` rows of one part with these columns, given `value` and `id` of any
    place that looks so; of several parts, for the first of those that each begins with, all found at one
    moment and everything once. Of disjoint ones PostgreSQL reads no more than it needs."""
    place, rows = None, parts[0]
    if looks is not None:
        value = None if looks.is_unknown else Given("value", field_of(rows, key.path))
        place = Place(value, Given("id", field_of(rows, id_path)), looks.back)
    each = [ordered(rows.values_list(*names), key, id_path, place, down=down)[:limit] for rows in parts]
    if len(each) == 1:
        return each[0]
    sign = "-" if down != (place is not None and place.back) else ""
    return each[0].union(*each[1:], all=disjoint).order_by(f"{sign}{key.path}", f"{sign}{id_path}")[:limit]


@cache
def whole(rows: QuerySet, *asked: Any) -> Statement:
    """The statement of all rows of a list (see `statement_of`)."""
    return prepared(statement_of([rows], *asked), planned=True)


@lru_cache(QUESTIONS)
def question_of(narrowed: Narrowed, *asked: Any) -> Statement:
    """The statement of some rows of a list (see `statement_of`)."""
    return prepared(statement_of(narrowed.parts, *asked), planned=True, is_passing=True)


def field_of(rows: QuerySet, path: str) -> Field:
    """The field at the end of a path."""
    _, field, *_ = rows.query.names_to_path(path.split("__"), rows.model._meta)
    return field


@cache
def columns_of(model: type[Model], names: tuple[str, ...]) -> Statement:
    """The columns of the rows with some keys, in no order."""
    rows = model._default_manager.filter(pk__in=MARKS[:1]).order_by()
    return prepared(rows.values_list(*names), planned=True)


def linked(**links: str | None) -> dict[str, str]:
    """The neighbours of a page as a `Link` header (RFC 8288); none where there are none."""
    parts = [f'<{address}>; rel="{relation}"' for relation, address in links.items() if address]
    return {"Link": ", ".join(parts)} if parts else {}


def orderings(view: Any) -> list[str]:
    """What `ordering` may be."""
    return [f"{sign}{name}" for name in view.keys for sign in ("", "-")]


def moments(path: str) -> Key:
    """A key of times."""
    return Key(path, datetime.fromisoformat)
