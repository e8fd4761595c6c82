"""Quotes as a file for programs for research: any filtered selection of them."""

from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from annotations.models import QuoteVersion
from annotations.research import qdpxout
from annotations.selectors import researchout
from api.errors import BadParameters
from api.filters import StrictFilters
from api.problems import MEDIA_TYPE, Fault
from api.schema import ETAG
from api.takeaway.forms import NAME
from api.v1.graph import asking
from api.v1.quotes import QuoteFilters
from api.v1.serializers import Problem
from api.v1.transcripts import AnyAccept

MOST = 2000
MOST_EPISODES = 100  # each may bring its whole transcript along
OR_PREPARED = "or have them all prepared: POST /api/v1/exports/ with the form “qdpx”."
TOO_WIDE = f"These quotes are from more than {MOST_EPISODES} episodes. Narrow them, {OR_PREPARED}"
TOO_MANY = f"More than {MOST:,} quotes fit these filters. Narrow them, {OR_PREPARED}"


class Unpaged:
    """A list that comes whole has no parameters of pages."""

    parameters = ()


class QuoteProject(APIView):
    """Quotes as a REFI-QDA project (`.qdpx`), which NVivo, MAXQDA, ATLAS.ti, QualCoder and others open.

    Filtered as the list of quotes is, at most 2,000, of 100 episodes; more are prepared by a worker
    (`POST /api/v1/exports/`, form `qdpx`). Each transcript that is public is a source in full; of others the
    source holds the quotes with what stands right beside them. Topics are codes, and companies and people
    cases.
    """

    content_negotiation_class = AnyAccept
    filterset_class = QuoteFilters
    paginator = Unpaged
    shaping = ()
    steady: ClassVar[frozenset[str]] = frozenset()  # no statement of it is kept

    @extend_schema(
        operation_id="exportQuotesAsProject",
        summary="Get quotes as a REFI-QDA project",
        tags=["quotes"],
        parameters=[*asking.described(QuoteFilters.base_filters), ETAG],
        responses={
            (200, qdpxout.MEDIA_TYPE): OpenApiResponse(bytes, "The file."),
            304: OpenApiResponse(description="Unchanged since the `ETag` you sent."),
            (400, MEDIA_TYPE): OpenApiResponse(
                Problem, "A parameter or value is not understood, or these are too many quotes."
            ),
        },
    )
    def get(self, request: Request) -> HttpResponse:
        """The file."""
        rows = StrictFilters().filter_queryset(request, QuoteVersion.objects.published(), self)
        keys: list[Any] = list(rows.order_by().values_list("pk", flat=True).distinct()[: MOST + 1])
        if len(keys) > MOST:
            raise BadParameters([Fault("", TOO_MANY, "")])
        versions = QuoteVersion.objects.published().filter(pk__in=keys)
        if versions.order_by().values("quote__episode").distinct().count() > MOST_EPISODES:
            raise BadParameters([Fault("", TOO_WIDE, "")])
        content = qdpxout.write(researchout.project(versions, name=NAME))
        headers = {"Content-Disposition": 'attachment; filename="quotes.qdpx"'}
        return HttpResponse(content, content_type=qdpxout.MEDIA_TYPE, headers=headers)
