"""What every public resource does: a list that is filtered, ordered and paged, and a detail by id or slug.

Both shape the same columns by the same function; the serializer describes the result in the schema.
"""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from api import values
from api.addresses import Addresses
from api.errors import BadParameters, Gone
from api.filters import StrictFilters, unknown
from api.pagination import Key, KeysetPages
from api.schema import PublicSchema

Row = dict[str, Any]


class Resource(GenericViewSet):
    """A public, read-only resource; rows are read as dictionaries, never as model instances."""

    resource: ClassVar[str]
    noun: ClassVar[str]
    columns: ClassVar[Sequence[str]]
    keys: ClassVar[dict[str, Key]]
    default_order: ClassVar[str]
    id_path = "public_id"
    slug_path: ClassVar[str | None] = "slug"
    merges: ClassVar[bool] = False  # whether two of them can become one

    schema = PublicSchema()
    filter_backends = [StrictFilters]
    pagination_class = KeysetPages
    lookup_field = "id"
    lookup_value_regex = "[^/]+"

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The rows as partners see them, in a fixed number of queries."""
        raise NotImplementedError

    def withdrawn(self) -> QuerySet | None:
        """What was public once and is not any more; None where that is never told."""
        return None

    def list(self, request: Request) -> Response:
        """A page of what is published."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.shape(list(rows or []), Addresses(request)))

    def retrieve(self, request: Request, id: str) -> Response:
        """One published thing."""
        faults = list(unknown(request.query_params, []))
        if faults:
            raise BadParameters(faults)
        rows = list(self.get_queryset().filter(**self.named(id)).values("pk", *self.columns)[:1])
        if not rows:
            return self.led_on(id, Addresses(request)) or self.lacking(id)
        return Response(self.shape(rows, Addresses(request))[0])

    def led_to(self, name: str) -> Any:
        """What something of that name was merged into, where that is public; None where nothing was."""
        return None

    def led_on(self, name: str, addresses: Addresses) -> Response | None:
        """The answer for what was merged into another: it leads there for good."""
        found = self.led_to(name)
        if found is None:
            return None
        into = addresses.reference(self.resource, found.public_id, str(found), found.slug)
        return Response({"merged_into": into}, status=301, headers={"Location": into["url"]})

    def lacking(self, name: str) -> Response:
        """No answer but the error for a name that finds nothing."""
        raise self.absence(name)

    def named(self, name: str) -> dict[str, Any]:
        """The condition that finds what is called so."""
        try:
            found = values.id_or_slug(name)
        except ValueError:
            raise NotFound from None
        if isinstance(found, UUID):
            return {self.id_path: found}
        if self.slug_path is None:
            raise NotFound
        return {self.slug_path: found}

    def absence(self, name: str) -> Exception:
        """The error for a name that finds nothing; the same for what never was and what is not public."""
        rows, found = self.withdrawn(), values.id_or_slug(name)
        if rows is None:
            return NotFound()
        named = rows.filter(**{"public_id" if isinstance(found, UUID) else "slug": found})
        told = named.values_list("withdrawn_reason", "withdrawn_at").first()
        return Gone(self.noun, reason=told[0], at=told[1]) if told else NotFound()
