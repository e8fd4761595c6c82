"""Where the API begins."""

from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.addresses import Addresses
from api.problems import MEDIA_TYPE
from api.reading import Reading
from api.schema import ETAG
from api.v1.serializers import Problem

RESOURCES = (
    *("podcasts", "episodes", "appearances", "guests", "companies", "tags"),
    *("quotes", "claims", "evidence", "corrections"),
)
ENTRIES = {
    **{name: f"v1:{name}-list" for name in RESOURCES},
    "changes": "v1:changes",
    "snapshots": "v1:snapshots",
    "schema": "api-schema",
    "documentation": "api-docs",
}


class Index(APIView):
    """Every resource with its address, the schema and the documentation."""

    @extend_schema(
        operation_id="getIndex",
        summary="List the resources",
        tags=["index"],
        parameters=[ETAG],
        responses={
            200: {
                "type": "object",
                "required": list(ENTRIES),
                "properties": {name: {"type": "string", "format": "uri"} for name in ENTRIES},
            },
            304: OpenApiResponse(description="Unchanged since the `ETag` you sent."),
            (400, MEDIA_TYPE): OpenApiResponse(Problem, "It takes no parameters."),
        },
    )
    def get(self, request: Request) -> Response:
        """The addresses by name."""
        Reading(request, []).settle()
        base = Addresses(request).base
        return Response({name: f"{base}{reverse(view)}" for name, view in ENTRIES.items()})
