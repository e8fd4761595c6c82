"""Keyset pages: a page starts behind a value and an id, so nothing is skipped or repeated while rows come
and go, and the last page costs what the first does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.db.models import F, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from api.addresses import Addresses
from api.errors import BadParameters
from api.parameters import parameter
from api.problems import Fault

SIZE, LARGEST = 50, 100
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
            sign = "-" if falling else ""
            return rows.order_by(f"{sign}{self.path}", f"{sign}{id_path}")
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
    id: UUID
    back: bool


class KeysetPages(BasePagination):
    """Pages of a view that names its `keys` to order by, its `default_order` and its `id_path`."""

    parameters = ("ordering", "page_size", "cursor")

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list[dict]:  # type: ignore[override]
        """The rows of the page that the request asks for, as dictionaries of the view's columns."""
        self.request, self.view = request, view
        self.ordering = self.word("ordering", view.default_order)
        self.key, self.down = self.order()
        self.size = self.read_size()
        place = self.read_cursor()
        found = self.rows_at(queryset, place)
        self.more = len(found) > self.size
        del found[self.size :]
        self.back = place is not None and place.back
        self.rows = found[::-1] if self.back else found
        self.started = place is not None
        return self.read(queryset)

    def rows_at(self, queryset: QuerySet, place: Place | None) -> list[dict]:
        """The keys of the rows, one more than fits, so that we know whether there is a page behind."""
        rows = queryset.values("pk", self.key.path, self.view.id_path)
        if place:
            rows = self.key.beyond(rows, self.view.id_path, place, down=self.down)
        back = place is not None and place.back
        return list(self.key.sort(rows, self.view.id_path, down=self.down, back=back)[: self.size + 1])

    def read(self, queryset: QuerySet) -> list[dict]:
        """The view's columns of the page's rows. Read apart from the search for them, so that a database
        neither joins nor sorts what it then leaves out."""
        keys = [row["pk"] for row in self.rows]
        rows = queryset.model._default_manager.filter(pk__in=keys).order_by()
        by_key = {row["pk"]: row for row in rows.values("pk", *self.view.columns)}
        return [by_key[key] for key in keys if key in by_key]

    def get_paginated_response(self, data: Any) -> Response:
        """The page with the addresses of its neighbours."""
        after = self.rows and (self.more or self.back)
        before = self.rows and (self.more if self.back else self.started)
        return Response(
            {
                "next": self.link(self.rows[-1], back=False) if after else None,
                "previous": self.link(self.rows[0], back=True) if before else None,
                "results": data,
            }
        )

    def word(self, name: str, default: str) -> str:
        """A parameter that is given at most once."""
        given = self.request.query_params.getlist(name) or [default]
        if len(given) > 1:
            raise BadParameters([Fault(name, "Give it once.", given[1])])
        return given[0]

    def order(self) -> tuple[Key, bool]:
        """The key of the wanted ordering, and whether it falls."""
        down = self.ordering.startswith("-")
        key = self.view.keys.get(self.ordering[down:])
        if key is None:
            allowed = ", ".join(orderings(self.view))
            detail = f"“{self.ordering}” is no ordering of this list; there are {allowed}."
            raise BadParameters([Fault("ordering", detail, self.ordering)])
        return key, down

    def read_size(self) -> int:
        """How many rows a page has."""
        raw = self.word("page_size", str(SIZE))
        if not (raw.isascii() and raw.isdigit() and len(raw) < 4 and 1 <= int(raw) <= LARGEST):
            raise BadParameters([Fault("page_size", f"“{raw}” is not a number from 1 to {LARGEST}.", raw)])
        return int(raw)

    def read_cursor(self) -> Place | None:
        """The place the cursor names; only one that we made, for this list in this order."""
        raw = self.word("cursor", "")
        if "cursor" not in self.request.query_params:
            return None
        try:
            ordering, back, value, id_ = self.signer().unsign_object(raw)
        except (signing.BadSignature, ValueError) as error:
            raise BadParameters([Fault("cursor", STALE, raw)]) from error
        if ordering != self.ordering:
            detail = f"This cursor is of the list in the order {ordering}."
            raise BadParameters([Fault("cursor", detail, raw)])
        return Place(None if value is None else self.key.read(value), UUID(id_), back)

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
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A page as OpenAPI describes it."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }


def orderings(view: Any) -> list[str]:
    """What `ordering` may be."""
    return [f"{sign}{name}" for name in view.keys for sign in ("", "-")]


def moments(path: str) -> Key:
    """A key of times."""
    return Key(path, datetime.fromisoformat)
