"""Prepared exports: a worker puts what filters find into a file, to be fetched when it is there."""

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api import downloads
from api.addresses import Addresses
from api.models import Export, Form
from api.problems import MEDIA_TYPE
from api.reading import Reading
from api.records import BY_RESOURCE
from api.schema import ETAG
from api.services import exports
from api.takeaway.forms import FORMS
from api.v1.changes import gone_since
from api.v1.partners import CHANGED, ERRORS, PRIVATE, SEEN, OfPartner
from api.v1.searches import Filtered, query_of
from api.v1.serializers import Problem
from api.v1.snapshots import GoneSerializer

ID = OpenApiParameter("id", UUID, OpenApiParameter.PATH, description="The export’s id.")
ABSENT = {
    (404, MEDIA_TYPE): OpenApiResponse(Problem, "You have no such export; old ones are done away with.")
}
IN_FORM = (
    "In which form, else `ndjson`. A database (`sqlite`) has what the records lead to beside them; a "
    "REFI-QDA project (`qdpx`) and Web Annotations (`annotations`) are for quotes alone."
)
WAITING, RUNNING, DONE, FAILED = STATES = ("waiting", "running", "done", "failed")
MEDIA_TYPES = sorted({form.media_type for form in FORMS.values()})


class ExportAsked(Filtered):
    """What is to be prepared."""

    form = serializers.ChoiceField(Form.values, required=False, help_text=IN_FORM)


class ExportSerializer(serializers.Serializer):
    """An export, and how far it is."""

    id = serializers.UUIDField()
    url = serializers.URLField(help_text="Where this API tells how far it is.")
    resource = serializers.ChoiceField(list(BY_RESOURCE))
    query = serializers.CharField(help_text="Its filters, as they stand in the list’s address.")
    form = serializers.ChoiceField(Form.values)
    state = serializers.ChoiceField(STATES)
    done = serializers.IntegerField(help_text="Records in the file so far.")
    total = serializers.IntegerField(help_text="How many fitted when it was asked for.")
    error = serializers.CharField(help_text="Why it failed; else empty.")
    cursor = serializers.CharField(help_text="Where the feed of changes goes on.")
    file = serializers.URLField(allow_null=True, help_text="To download, once it is there, with `Range`.")
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField(help_text="Of the file, in hexadecimal digits.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(help_text="It is done away with then.")


class WholeExportSerializer(ExportSerializer):
    """An export, with what of it is not public any more."""

    gone = GoneSerializer(many=True, help_text="What was withdrawn, hidden or merged since; do not show it.")


class PreparedExports(OfPartner):
    """Have what filters find put into a file, however much it is."""

    @extend_schema(
        operation_id="listExports",
        summary="List your prepared exports",
        tags=["exports"],
        responses={200: ExportSerializer(many=True), **ERRORS},
    )
    def get(self, request: Request) -> Response:
        """All that there are, the newest first."""
        Reading(request, []).settle()
        addresses = Addresses(request)
        return Response([shaped(one, addresses) for one in self.token.partner.exports.all()], headers=PRIVATE)

    @extend_schema(
        operation_id="prepareExport",
        summary="Have an export prepared",
        tags=["exports"],
        request=ExportAsked,
        responses={202: ExportSerializer, **ERRORS},
    )
    def post(self, request: Request) -> Response:
        """Ask for one; look at its `url` until its `state` is `done`."""
        sent = self.sent(ExportAsked, request)
        made = exports.ask(partner=self.token.partner, query=query_of(sent), **sent)
        body = shaped(made, Addresses(request))
        return Response(body, status=202, headers={**PRIVATE, "Location": body["url"]})


class PreparedExport(OfPartner):
    """One of your prepared exports."""

    @extend_schema(
        operation_id="getExport",
        summary="See how far an export is",
        tags=["exports"],
        parameters=[ID],
        responses={200: WholeExportSerializer, **ERRORS, **ABSENT},
    )
    def get(self, request: Request, id: str) -> Response:
        """How far it is, and what of it is not public any more."""
        Reading(request, []).settle()
        export, addresses = self.export(id), Addresses(request)
        nouns = exports.form_of(export).nouns(export)
        gone = [one for one in gone_since(export.position, addresses) if one["type"] in nouns]
        return Response({**shaped(export, addresses), "gone": gone}, headers=PRIVATE)

    @extend_schema(
        operation_id="deleteExport",
        summary="Stop an export, or do away with it",
        tags=["exports"],
        parameters=[ID, SEEN],
        responses={204: None, **ERRORS, **ABSENT, **CHANGED},
    )
    def delete(self, request: Request, id: str) -> Response:
        """Have it no more."""
        exports.remove(self.export(id))
        return Response(status=204, headers=PRIVATE)

    def export(self, id: str) -> Export:
        """The partner's export of that id."""
        export: Export = self.found(self.token.partner.exports.all(), id)
        return export


class PreparedFile(OfPartner):
    """The file of a prepared export; `Range` with `If-Range` (its `ETag`) goes on where one broke off."""

    @extend_schema(
        operation_id="getExportFile",
        summary="Download a prepared export",
        tags=["exports"],
        parameters=[
            ID,
            OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="Such as `bytes=1000-`."),
            OpenApiParameter("If-Range", str, OpenApiParameter.HEADER, description="Its `ETag`."),
            ETAG,
        ],
        responses={
            **{(200, one): OpenApiResponse(bytes, "The file.") for one in MEDIA_TYPES},
            **{(206, one): OpenApiResponse(bytes, "The part that was asked for.") for one in MEDIA_TYPES},
            304: OpenApiResponse(description="Unchanged since the `ETag` you sent."),
            **ERRORS,
            (404, MEDIA_TYPE): OpenApiResponse(Problem, "There is no such export, or it is not done."),
            (416, MEDIA_TYPE): OpenApiResponse(Problem, "It has no such bytes."),
        },
    )
    def get(self, request: Request, id: str) -> HttpResponseBase:
        """The bytes."""
        Reading(request, []).settle()
        export: Export = self.found(self.token.partner.exports.all(), id)
        path = exports.file_of(export, export.sha256)
        if not export.sha256 or not path.exists():
            raise NotFound
        media_type = exports.form_of(export).media_type
        answer = downloads.file(request._request, path, etag=f'"{export.sha256}"', media_type=media_type)
        for name, value in PRIVATE.items():
            answer.headers[name] = value
        return answer


def shaped(export: Export, addresses: Addresses) -> dict[str, Any]:
    """An export as its partner sees it."""
    return {
        "id": export.public_id,
        "url": addresses.absolute("v1:prepared-export", export.public_id),
        "resource": export.resource,
        "query": export.query,
        "form": export.form,
        "state": state_of(export),
        "done": export.done,
        "total": export.total,
        "error": export.error,
        "cursor": str(export.position),
        "file": addresses.absolute("v1:prepared-export-file", export.public_id) if export.sha256 else None,
        "bytes": export.bytes,
        "sha256": export.sha256,
        "created_at": export.created_at,
        "finished_at": export.finished_at,
        "expires_at": export.created_at + exports.KEPT,
    }


def state_of(export: Export) -> str:
    """How it stands, in a word."""
    if export.finished_at:
        return DONE if export.sha256 else FAILED
    return RUNNING if export.seen_at else WAITING
