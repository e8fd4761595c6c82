"""What every public resource does: a list that is filtered, ordered and paged, and a detail by id or slug.

Both shape the same columns by the same function; the serializer describes the result in the schema.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from api import choosing, kept, values
from api.addresses import Addresses
from api.choosing import Choice
from api.errors import Gone
from api.filters import StrictFilters
from api.pagination import Key, KeysetPages, Way
from api.reading import Reading
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
    read_id: ClassVar[Callable[[str], Any]] = UUID  # takes an id back from a cursor
    merges: ClassVar[bool] = False  # whether two of them can become one
    expands: ClassVar[Mapping[str, str]] = {}  # what may be shown in full, by path, and of which resource
    steady: ClassVar[frozenset[str]] = frozenset()  # filters whose values alone say, whenever, what fits
    narrowed_by: Mapping[str, list[Any]] = MappingProxyType({})  # filters that are given, with values
    shaping = choosing.PARAMETERS
    siblings: ClassVar[dict[str, type["Resource"]]] = {}

    schema = PublicSchema()
    filter_backends = [StrictFilters]
    pagination_class = KeysetPages
    lookup_field = "id"
    lookup_value_regex = "[^/]+"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Remember each resource by its name, for others to show its things."""
        super().__init_subclass__(**kwargs)
        if "resource" in vars(cls):
            cls.siblings[cls.resource] = cls

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """What comes before each answer; its place in the log is noted."""
        super().initial(request, *args, **kwargs)
        kept.will_follow_the_log(request._request)

    def sibling(self, name: str) -> "Resource":
        """Another resource, as its list shows it."""
        view = self.siblings[name]()
        view.action = "list"
        return view

    def by_ids(self, ids: Collection[UUID], addresses: Addresses) -> dict[UUID, Row]:
        """The published ones among these."""
        rows = self.get_queryset().filter(**{f"{self.id_path}__in": ids}).order_by()
        shaped = self.shape(list(rows.values("pk", *self.columns)), addresses)
        return {thing["id"]: thing for thing in shaped}

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The rows as partners see them, in a fixed number of queries."""
        raise NotImplementedError

    def way(self, rows: QuerySet, key: Key) -> Way:
        """How the list, narrowed to these rows, is walked in the order of a key."""
        return Way([rows], key, self.id_path)

    def withdrawn(self) -> QuerySet | None:
        """What was public once and is not any more; None where that is never told."""
        return None

    def list(self, request: Request) -> Response:
        """A page of what is published."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        choice, addresses = Choice(request, self), Addresses(request)
        return self.get_paginated_response(choice.made(self.shape(list(rows or []), addresses), addresses))

    def retrieve(self, request: Request, id: str) -> Response:
        """One published thing."""
        Reading(request, choosing.PARAMETERS).settle()
        choice, addresses = Choice(request, self), Addresses(request)
        rows = list(self.get_queryset().filter(**self.named(id)).values("pk", *self.columns)[:1])
        if not rows:
            return self.led_on(id, addresses) or self.lacking(id)
        return Response(choice.made(self.shape(rows, addresses), addresses)[0])

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
