"""Snapshots: everything published at one moment, as files to take away."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.models import PublicationKind
from api import downloads, values
from api.addresses import Addresses
from api.models import Snapshot
from api.problems import MEDIA_TYPE
from api.reading import Reading
from api.records import TYPES
from api.schema import ETAG
from api.services.snapshots import LICENCE
from api.v1.changes import gone_since
from api.v1.serializers import Problem

RECORDS = (
    "One thing a line, as JSON. Others are named by their ids alone; `pages` says where readers find a thing."
)
FORMATS = ("ndjson", "csv", "jsonld", "sqlite", "dictionary", "licence", "datasette")
MEDIA_TYPES = (
    "application/gzip",
    "application/vnd.sqlite3",
    "application/json",
    "text/csv",
    "text/plain; charset=utf-8",
)
ID = OpenApiParameter("id", str, OpenApiParameter.PATH, description="Its id, or `newest`.")
ABSENT = OpenApiResponse(Problem, "There is no such snapshot; old ones are done away with.")


class FileSerializer(serializers.Serializer):
    """One file of a snapshot."""

    name = serializers.CharField()
    url = serializers.URLField(help_text="To download; a broken download goes on with `Range`.")
    media_type = serializers.CharField()
    format = serializers.ChoiceField(
        FORMATS,
        help_text="`ndjson` and `csv` have a file for each type; `jsonld` (schema.org) and `sqlite` have all "
        "in one. `dictionary` says what columns mean; `datasette` describes the SQLite file to Datasette.",
    )
    type = serializers.ChoiceField(
        TYPES, allow_null=True, help_text="What its records are of; null for all, or none."
    )
    records = serializers.IntegerField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField(help_text="In hexadecimal digits.")


class SnapshotSerializer(serializers.Serializer):
    """A snapshot."""

    id = serializers.UUIDField()
    url = serializers.URLField(help_text="Its manifest.")
    made_at = serializers.DateTimeField()
    cursor = serializers.CharField(help_text="Where the feed of changes goes on.")
    changes = serializers.URLField(help_text="The feed of changes from there on.")
    files = FileSerializer(many=True)


class GoneSerializer(serializers.Serializer):
    """A thing in the files that is not public any more."""

    type = serializers.ChoiceField(TYPES)
    id = serializers.UUIDField()
    url = serializers.URLField(help_text="Where the API says what became of it.")
    kind = serializers.ChoiceField(PublicationKind.choices)
    version = serializers.IntegerField()
    at = serializers.DateTimeField()
    reason = serializers.CharField(help_text="Why it was withdrawn; else empty.")
    merged_into = serializers.UUIDField(allow_null=True)


class ManifestSerializer(SnapshotSerializer):
    """A snapshot with what is to be known about it."""

    about = serializers.CharField()
    licence = serializers.CharField()
    pages = serializers.DictField(child=serializers.CharField(), help_text="Addresses for readers, by type.")
    gone = GoneSerializer(
        many=True,
        help_text="What was withdrawn, hidden or merged since; do not show it any more.",
    )


class Snapshots(APIView):
    """The snapshots there are, the newest first. One is made every night; the last seven are kept."""

    @extend_schema(
        operation_id="listSnapshots",
        summary="List snapshots",
        tags=["snapshots"],
        parameters=[ETAG],
        responses={
            200: SnapshotSerializer(many=True),
            304: OpenApiResponse(description="Unchanged since the `ETag` you sent."),
            (400, MEDIA_TYPE): OpenApiResponse(Problem, "A parameter is not understood."),
        },
    )
    def get(self, request: Request) -> Response:
        """Every snapshot."""
        refuse_parameters(request)
        addresses = Addresses(request)
        return Response([shaped(snapshot, addresses) for snapshot in Snapshot.objects.all()])


class Manifest(APIView):
    """What a snapshot has, file by file, and what of it is not public any more."""

    @extend_schema(
        operation_id="getSnapshot",
        summary="Get the manifest of a snapshot",
        tags=["snapshots"],
        parameters=[ID, ETAG],
        responses={
            200: ManifestSerializer,
            304: OpenApiResponse(description="Unchanged since the `ETag` you sent."),
            (400, MEDIA_TYPE): OpenApiResponse(Problem, "A parameter is not understood."),
            (404, MEDIA_TYPE): ABSENT,
        },
    )
    def get(self, request: Request, id: str) -> Response:
        """The manifest."""
        refuse_parameters(request)
        snapshot, addresses = named(id), Addresses(request)
        return Response(
            {
                **shaped(snapshot, addresses),
                "about": RECORDS,
                "licence": LICENCE,
                "pages": pages(addresses),
                "gone": gone_since(snapshot.position, addresses),
            }
        )


class File(APIView):
    """A file of a snapshot; `Range` with `If-Range` (its `ETag`) goes on where a download broke off."""

    @extend_schema(
        operation_id="getSnapshotFile",
        summary="Download a file of a snapshot",
        tags=["snapshots"],
        parameters=[
            ID,
            OpenApiParameter("name", str, OpenApiParameter.PATH, description="From the manifest."),
            OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="Such as `bytes=1000-`."),
            OpenApiParameter("If-Range", str, OpenApiParameter.HEADER, description="Its `ETag`."),
            ETAG,
        ],
        responses={
            **{(200, media_type): OpenApiResponse(bytes, "The file.") for media_type in MEDIA_TYPES},
            **{
                (206, media_type): OpenApiResponse(bytes, "The part of it that was asked for.")
                for media_type in MEDIA_TYPES
            },
            304: OpenApiResponse(description="Unchanged since the `ETag` you sent."),
            (400, MEDIA_TYPE): OpenApiResponse(Problem, "A parameter is not understood."),
            (404, MEDIA_TYPE): OpenApiResponse(Problem, "There is no such file."),
            (416, MEDIA_TYPE): OpenApiResponse(Problem, "It has no such bytes."),
        },
    )
    def get(self, request: Request, id: str, name: str) -> HttpResponseBase:
        """The bytes."""
        refuse_parameters(request)
        snapshot = named(id)
        told = next((file for file in snapshot.files if file["name"] == name), None)
        path = Path(settings.SNAPSHOTS_DIR) / snapshot.folder / name
        if told is None or not path.exists():
            raise NotFound
        return downloads.file(
            request._request, path, etag=f'"{told["sha256"]}"', media_type=told["media_type"]
        )


def refuse_parameters(request: Request) -> None:
    """Raise BadParameters for any: none is known here."""
    Reading(request, []).settle()


def named(name: str) -> Snapshot:
    """The snapshot of that id, or the newest."""
    rows = Snapshot.objects.all()
    if name != "newest":
        try:
            rows = rows.filter(public_id=values.public_id(name))
        except ValueError:
            raise NotFound from None
    found = rows.first()
    if found is None:
        raise NotFound
    return found


def shaped(snapshot: Snapshot, addresses: Addresses) -> dict[str, Any]:
    """A snapshot as partners see it."""
    manifest = f"{addresses.base}{reverse('v1:snapshot', args=[snapshot.public_id])}"
    return {
        "id": snapshot.public_id,
        "url": manifest,
        "made_at": snapshot.made_at,
        "cursor": str(snapshot.position),
        "changes": f"{addresses.base}{reverse('v1:changes')}?cursor={snapshot.position}&records=true",
        # Snapshots of a former version had no other format.
        "files": [
            {"format": "ndjson", **file, "url": f"{manifest}{file['name']}"} for file in snapshot.files
        ],
    }


def pages(addresses: Addresses) -> dict[str, str]:
    """Where readers find a thing by its id."""
    sample = UUID(int=0)
    return {
        noun: addresses.page(noun, sample).replace(str(sample), "{id}")
        for noun in ("quote", "claim", "correction")
    }
