"""Where the API begins."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.addresses import Addresses
from api.errors import BadParameters
from api.filters import unknown

RESOURCES = ("podcasts", "episodes", "guests", "companies", "tags", "quotes", "claims", "corrections")
ENTRIES = {
    **{name: f"v1:{name}-list" for name in RESOURCES},
    "schema": "api-schema",
    "documentation": "api-docs",
}


class Index(APIView):
    """Every resource with its address, the schema and the documentation."""

    @extend_schema(
        operation_id="getIndex",
        summary="List the resources",
        tags=["index"],
        responses={
            200: {
                "type": "object",
                "required": list(ENTRIES),
                "properties": {name: {"type": "string", "format": "uri"} for name in ENTRIES},
            }
        },
    )
    def get(self, request: Request) -> Response:
        """The addresses by name."""
        faults = list(unknown(request.query_params, []))
        if faults:
            raise BadParameters(faults)
        base = Addresses(request).base
        return Response({name: f"{base}{reverse(view)}" for name, view in ENTRIES.items()})
