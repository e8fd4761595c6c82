"""Saved searches: a partner says what to be told of, by webhook (`search.matched`) and by mail."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import values
from api.addresses import Addresses
from api.models import SavedSearch
from api.problems import MEDIA_TYPE
from api.reading import Reading
from api.records import BY_RESOURCE
from api.services import searches
from api.v1.desk.serializers import Strict
from api.v1.partners import CHANGED, ERRORS, PRIVATE, SEEN, OfPartner
from api.v1.serializers import Problem

MOST_VALUES = 500
TOO_MANY = f"A search has at most {MOST_VALUES} values."

SIZE, LARGEST = 50, 100
ID = OpenApiParameter("id", UUID, OpenApiParameter.PATH, description="The saved search’s id.")
ABSENT = {(404, MEDIA_TYPE): OpenApiResponse(Problem, "You have no such saved search.")}


class SearchChange(Strict):
    """What of a saved search can be changed."""

    name = serializers.CharField(max_length=100, help_text="What you call it.")
    by_mail = serializers.BooleanField(required=False, help_text="Tell your contact, at most once a day.")


class Filtered(Strict):
    """A list, and what narrows it."""

    resource = serializers.ChoiceField(list(BY_RESOURCE), help_text="Of which list.")
    filters = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text='Filters of that list, `q` too, each with its values: `{"tag": ["pricing"]}`.',
    )


class SearchSaved(SearchChange, Filtered):
    """What a saved search is made of."""


def query_of(sent: dict[str, Any]) -> str:
    """The filters, taken out of what was sent, as they stand in an address. Raises ValidationError."""
    filters = sent.pop("filters", {})
    if sum(map(len, filters.values())) > MOST_VALUES:
        raise ValidationError({"filters": [TOO_MANY]})
    return urlencode(sorted(filters.items()), doseq=True, errors="replace")


class SearchSerializer(serializers.Serializer):
    """A saved search."""

    id = serializers.UUIDField()
    url = serializers.URLField(help_text="Where this API shows it.")
    name = serializers.CharField()
    resource = serializers.ChoiceField(list(BY_RESOURCE))
    query = serializers.CharField(help_text="Its filters, as they stand in the list’s address.")
    list = serializers.URLField(help_text="All that fits it.")
    by_mail = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class MatchSerializer(serializers.Serializer):
    """Something that was found since."""

    id = serializers.UUIDField(help_text="Of the thing.")
    url = serializers.URLField(help_text="Where this API shows it.")
    found_at = serializers.DateTimeField()


class SavedSearches(OfPartner):
    """Be told what is new and fits a list’s filters: each thing once, and only what is published."""

    @extend_schema(
        operation_id="listSearches",
        summary="List your saved searches",
        tags=["searches"],
        responses={200: SearchSerializer(many=True), **ERRORS},
    )
    def get(self, request: Request) -> Response:
        """All of them."""
        Reading(request, []).settle()
        addresses = Addresses(request)
        return Response(
            [shaped(one, addresses) for one in self.token.partner.searches.all()], headers=PRIVATE
        )

    @extend_schema(
        operation_id="saveSearch",
        summary="Save a search",
        tags=["searches"],
        request=SearchSaved,
        responses={201: SearchSerializer, **ERRORS},
    )
    def post(self, request: Request) -> Response:
        """Save one; what fits it already is not told."""
        sent = self.sent(SearchSaved, request)
        query = query_of(sent)
        made = searches.save(partner=self.token.partner, query=query, reason=self.reason, by=None, **sent)
        body = shaped(made, Addresses(request))
        return Response(body, status=201, headers={**PRIVATE, "Location": body["url"]})


class SavedSearchView(OfPartner):
    """One of your saved searches."""

    @extend_schema(
        operation_id="getSearch",
        summary="Get one saved search",
        tags=["searches"],
        parameters=[ID],
        responses={200: SearchSerializer, **ERRORS, **ABSENT},
    )
    def get(self, request: Request, id: str) -> Response:
        """What it looks for."""
        Reading(request, []).settle()
        return Response(shaped(self.search(id), Addresses(request)), headers=PRIVATE)

    @extend_schema(
        operation_id="changeSearch",
        summary="Change a saved search",
        tags=["searches"],
        parameters=[ID, SEEN],
        request=SearchChange,
        responses={200: SearchSerializer, **ERRORS, **ABSENT, **CHANGED},
    )
    def patch(self, request: Request, id: str) -> Response:
        """Call it something else, or have mail or none."""
        search = self.search(id)
        sent = self.sent(SearchChange, request, partial=True)
        searches.change(search, reason=self.reason, by=None, **sent)
        return Response(shaped(search, Addresses(request)), headers=PRIVATE)

    @extend_schema(
        operation_id="deleteSearch",
        summary="Remove a saved search",
        tags=["searches"],
        parameters=[ID, SEEN],
        responses={204: None, **ERRORS, **ABSENT, **CHANGED},
    )
    def delete(self, request: Request, id: str) -> Response:
        """Be told of it no more."""
        searches.remove(self.search(id), reason=self.reason, by=None)
        return Response(status=204, headers=PRIVATE)

    def search(self, id: str) -> SavedSearch:
        """The partner's search of that id."""
        return self.found(self.token.partner.searches.all(), id)


class Matches(OfPartner):
    """What a saved search has found since it was saved, as far as it is public now."""

    @extend_schema(
        operation_id="listMatches",
        summary="List what a saved search found",
        tags=["searches"],
        parameters=[ID, OpenApiParameter("page_size", int, default=SIZE, description=f"At most {LARGEST}.")],
        responses={200: MatchSerializer(many=True), **ERRORS, **ABSENT},
    )
    def get(self, request: Request, id: str) -> Response:
        """The latest first."""
        search: SavedSearch = self.found(self.token.partner.searches.all(), id)
        reading = Reading(request, ["page_size"])
        size = reading.one("page_size", values.between(1, LARGEST), SIZE)
        reading.settle()
        addresses, kind = Addresses(request), BY_RESOURCE[search.resource]
        rows = list(search.matches.filter(is_new=True)[:size])
        public = kind.public([row.object_id for row in rows])
        found: list[dict[str, Any]] = [
            {
                "id": row.object_id,
                "url": addresses.of(kind.resource, row.object_id),
                "found_at": row.found_at,
            }
            for row in rows
            if row.object_id in public
        ]
        return Response(found, headers=PRIVATE)


def shaped(search: SavedSearch, addresses: Addresses) -> dict[str, Any]:
    """A saved search as its partner sees it."""
    return {
        "id": search.public_id,
        "url": addresses.absolute("v1:search", search.public_id),
        "name": search.name,
        "resource": search.resource,
        "query": search.query,
        "list": f"{addresses.base}/api/v1/{search.resource}/?{search.query}",
        "by_mail": search.by_mail,
        "created_at": search.created_at,
    }
