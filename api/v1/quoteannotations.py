"""Quotes as W3C Web Annotations, page by page; and the texts in which their places count."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_serializer,
)
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.models.quote import CERTAIN
from annotations.research import webannotation
from annotations.research.claimbodies import Stated
from annotations.research.jsonld import CONCEPT, ORGANISATION, PERSON, Thing
from annotations.research.passages import Statement
from annotations.research.webannotation import CONTEXT, Marked
from annotations.selectors import researchclaims
from api import values
from api.addresses import Addresses
from api.problems import MEDIA_TYPE
from api.reading import Reading
from api.schema import ETAG, PublicSchema
from api.v1.quotes import Quotes
from api.v1.resource import Row
from api.v1.serializers import Problem
from api.v1.transcripts import AnyAccept
from transcripts.models import Episode, Revision, RevisionKind

CREATOR = "osbiz"


@extend_schema_serializer(many=False)
class AnnotationPageSerializer(serializers.Serializer):
    """A page of annotations, or the collection with its first page in `first`."""

    id = serializers.URLField()
    type = serializers.ChoiceField(["AnnotationCollection", "AnnotationPage"])
    label = serializers.CharField(  # type: ignore[assignment]
        required=False, help_text="Of the collection."
    )
    total = serializers.IntegerField(required=False, help_text="Of the collection, with `count=true`.")
    first = serializers.DictField(required=False, help_text="Of the collection: its first page.")
    items = serializers.ListField(
        child=serializers.DictField(), required=False, help_text="Of a page: its annotations."
    )
    next = serializers.URLField(required=False, help_text="Of a page: the page behind it.")
    prev = serializers.URLField(required=False, help_text="Of a page: the page before it.")
    partOf = serializers.DictField(required=False, help_text="Of a page: its collection.")


class WholeSchema(PublicSchema):
    """A list without a choice of fields."""

    def get_override_parameters(self) -> list[Any]:
        """The header alone."""
        return [ETAG]


class QuoteAnnotations(Quotes):
    """Published quotes as W3C Web Annotations (JSON-LD), filtered, ordered and paged as their list is.

    Each is found by its words with what stands around them (`TextQuoteSelector`), and, where the whole
    transcript is public, by its place in that text in code points (`TextPositionSelector`) and in the audio.
    Topics are tags, companies and people what it is about; the claims that it supports, disputes or updates
    are bodies whose purpose says so by the Citation Typing Ontology, and what an editor put in the place of
    some words is a body for `editing`.
    """

    schema = WholeSchema()
    content_negotiation_class = AnyAccept
    serializer_class = AnnotationPageSerializer  # type: ignore[assignment]
    shaping = ()  # type: ignore[assignment]
    columns = (*Quotes.columns, "quote_id", "end")  # type: ignore[assignment]

    @extend_schema(
        operation_id="listQuoteAnnotations",
        summary="List quotes as Web Annotations",
        responses={
            (200, "application/ld+json"): AnnotationPageSerializer,
            304: OpenApiResponse(description="Unchanged since the `ETag` you sent."),
            (400, MEDIA_TYPE): OpenApiResponse(
                Problem, "A parameter or value is not understood; `errors` names each."
            ),
        },
    )
    def list(self, request: Request) -> Response:
        """The collection with its first page; with a cursor, a page."""
        rows = list(self.paginate_queryset(self.filter_queryset(self.get_queryset())) or [])
        addresses = Addresses(request)
        paged = self.get_paginated_response([])
        page: dict[str, Any] = {
            "id": f"{addresses.base}{request.get_full_path()}",
            "type": "AnnotationPage",
            "partOf": {"id": collection(request, addresses)},
            "items": self.annotations(rows, addresses),
        }
        page |= {
            name: paged.data[key] for name, key in (("next", "next"), ("prev", "previous")) if paged.data[key]
        }
        answer = page if "cursor" in request.query_params else whole(page, paged.data)
        return Response(
            {"@context": CONTEXT, **answer},
            content_type=webannotation.MEDIA_TYPE,
            headers=dict(paged.headers),
        )

    def annotations(self, rows: Sequence[Row], addresses: Addresses) -> Sequence[dict[str, Any]]:
        """The quotes of a page."""
        episodes = {row["quote__episode_id"] for row in rows}
        public = Episode.objects.with_public_transcript().filter(pk__in=episodes).order_by()
        read_by_all = set(public.values_list("pk", flat=True))
        things = self.shape([*rows], addresses)
        claims = stated([row["quote_id"] for row in rows], addresses)
        return [
            webannotation.annotation(
                marked(row, thing, row["quote__episode_id"] in read_by_all, claims, addresses)
            )
            for row, thing in zip(rows, things, strict=True)
        ]


def collection(request: Request, addresses: Addresses) -> str:
    """The address of a page's collection."""
    query = request.query_params.copy()
    query.pop("cursor", None)
    asked = f"?{query.urlencode()}" if query else ""
    return f"{addresses.base}{request.path}{asked}"


def whole(page: dict[str, Any], paged: dict[str, Any]) -> dict[str, Any]:
    """The collection that a first page is of."""
    counted = {"total": paged["count"]} if "count" in paged else {}
    first = {**page, "id": f"{page['id']}#first"}
    return {
        "id": page["id"],
        "type": "AnnotationCollection",
        "label": "Quotes of osbiz",
        **counted,
        "first": first,
    }


def stated(quotes: Sequence[int], addresses: Addresses) -> Mapping[str, list[Stated]]:
    """The claims that rest on quotes, by the quotes' ids."""
    found: dict[str, list[Stated]] = defaultdict(list)
    for claim in researchclaims.statements(researchclaims.resting_on(quotes)):
        for quote, stance in claim.evidence:
            found[quote].append(claim_of(claim, stance, addresses))
    return found


def claim_of(claim: Statement, stance: str, addresses: Addresses) -> Stated:
    """A claim as an annotation tells of it."""
    about = [
        (one and Thing(type, addresses.of(resource, UUID(one.id)), getattr(one, label)))
        for one, type, resource, label in (
            (claim.company, ORGANISATION, "companies", "text"),
            (claim.guest, PERSON, "guests", "text"),
            (claim.about, CONCEPT, "tags", "name"),
        )
    ]
    return Stated(
        addresses.of("claims", UUID(claim.id)),
        stance,
        claim.meaning,
        [thing for thing in about if thing],
        [Thing(CONCEPT, addresses.of("tags", UUID(code.id)), code.name) for code in claim.codes],
        [(kind, addresses.of("claims", UUID(other))) for kind, other in claim.relations],
    )


def marked(
    row: Row, thing: Row, is_read_by_all: bool, claims: Mapping[str, list[Stated]], addresses: Addresses
) -> Marked:
    """A quote as an annotation shows it."""
    page = addresses.page("episode", row["quote__episode__slug"])
    is_there = thing["kind"] == RevisionKind.TRANSCRIPT and thing["anchor_status"] in CERTAIN
    known = is_read_by_all and is_there
    podcast = row["quote__episode__podcast__title"]
    return Marked(
        address=thing["url"],
        exact=thing["exact"],
        prefix=thing["prefix"],
        suffix=thing["suffix"],
        start=row["start"] if known else None,
        end=row["end"] if known else None,
        source=addresses.absolute("v1:text", row["revision__public_id"]) if known else page,
        title=f"{podcast}: {thing['episode']['display']}",
        page=page,
        audio=thing["audio_url"] or "",
        things=[
            Thing(type, one["url"], one["display"])
            for name, type in (("tags", CONCEPT), ("companies", ORGANISATION), ("guests", PERSON))
            for one in thing[name]
        ],
        creator=CREATOR,
        licence=thing["licence"],
        made_at=thing["published_at"],
        changed_at=thing["updated_at"],
        claims=claims.get(str(thing["id"]), ()),
        emendations=[(edit["start"], edit["end"], edit["text"]) for edit in thing["emendations"]],
    )


class Text(APIView):
    """The very text of a transcript that is public, in which annotations count: its turns, each a line."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="getText",
        summary="Get the text in which annotations count",
        tags=["quotes"],
        parameters=[OpenApiParameter("id", str, OpenApiParameter.PATH, description="Its id."), ETAG],
        responses={
            (200, "text/plain"): OpenApiResponse(str, "The text, without a line feed at its end."),
            304: OpenApiResponse(description="Unchanged since the `ETag` you sent."),
            (400, MEDIA_TYPE): OpenApiResponse(Problem, "A parameter is not understood."),
            (404, MEDIA_TYPE): OpenApiResponse(Problem, "There is no such text, or it is not public."),
        },
    )
    def get(self, request: Request, id: str) -> HttpResponse:
        """The text."""
        Reading(request, []).settle()
        try:
            named = values.public_id(id)
        except ValueError:
            raise NotFound from None
        rows = Revision.objects.filter(kind=RevisionKind.TRANSCRIPT, is_current=True, public_id=named)
        rows = rows.filter(episode__in=Episode.objects.with_public_transcript())
        revision = rows.first()
        if revision is None:
            raise NotFound
        return HttpResponse(revision.text(), content_type="text/plain; charset=utf-8")
