"""The feed of changes: everything that became, changed or ceased to be public, in order and without gaps."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.db.models import Q, QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.models import Publication, PublicationKind
from annotations.services import positions
from api import values
from api.addresses import Addresses
from api.pagination import linked
from api.problems import MEDIA_TYPE
from api.reading import Reading
from api.records import KINDS, TYPES
from api.schema import ETAG
from api.v1.serializers import Problem

SIZE, LARGEST = 100, 1000
OVER = (PublicationKind.HIDDEN, PublicationKind.WITHDRAWN, PublicationKind.MERGED)
PARAMETERS = ("cursor", "type", "kind", "records", "page_size")
AHEAD = (
    "This cursor is ahead of the feed, so it is of another site or of a copy of this one. Begin with the "
    "newest snapshot, or without a cursor."
)


class ChangeSerializer(serializers.Serializer):
    """One entry: what happened to one thing."""

    cursor = serializers.CharField(help_text="Where this entry stands; the feed goes on behind it.")
    type = serializers.ChoiceField(TYPES, help_text="What it happened to.")
    id = serializers.UUIDField(help_text="Of the thing.")
    url = serializers.URLField(help_text="Where the API shows it, or says what became of it.")
    kind = serializers.ChoiceField(PublicationKind.choices)
    version = serializers.IntegerField(help_text="Of a quote; 1 for what has no versions.")
    at = serializers.DateTimeField()
    reason = serializers.CharField(help_text="Why it was withdrawn; else empty.")
    merged_into = serializers.UUIDField(allow_null=True, help_text="What it became part of.")
    record = serializers.DictField(
        allow_null=True,
        required=False,
        help_text="With `records=true`: the thing as it is published now, not as it was then; null where it "
        "is not, so that nothing withdrawn is ever sent again. Others are named in it by their ids.",
    )


class ChangesSerializer(serializers.Serializer):
    """A page of the feed."""

    next = serializers.URLField(
        help_text="Behind this page. Always there: where `more` is false, ask it again later."
    )
    more = serializers.BooleanField(help_text="Whether entries stand behind this page already.")
    results = ChangeSerializer(many=True)


class Changes(APIView):
    """Follow what is published: each publication, update, merge and withdrawal, in order.

    Begin with a snapshot at its `cursor`, or here without one, and keep `next`. Whoever does with each entry
    what it says (take its record, or drop the thing where there is none) has exactly what the newest snapshot
    has. An entry may come twice after a failure of yours, and does no harm then.
    """

    @extend_schema(
        operation_id="listChanges",
        summary="Follow the changes",
        tags=["changes"],
        parameters=[
            OpenApiParameter("cursor", str, description="From `next`, an entry or a snapshot."),
            OpenApiParameter("type", str, many=True, enum=TYPES, description="Only these things."),
            OpenApiParameter(
                "kind", str, many=True, enum=PublicationKind.values, description="Only what happened so."
            ),
            OpenApiParameter("records", bool, default=False, description="With each thing as it is now."),
            OpenApiParameter("page_size", int, default=SIZE, description=f"At most {LARGEST}."),
            ETAG,
        ],
        responses={
            200: ChangesSerializer,
            304: OpenApiResponse(description="Unchanged since the `ETag` you sent."),
            (400, MEDIA_TYPE): OpenApiResponse(
                Problem, "A parameter or value is not understood; `errors` names each."
            ),
        },
    )
    def get(self, request: Request) -> Response:
        """A page of the feed."""
        wanted = Wanted(request)
        entries = list(wanted.entries()[: wanted.size + 1])
        more = len(entries) > wanted.size
        del entries[wanted.size :]
        # What a filter passed over need not be passed over again.
        behind = (entries[-1].position or 0) if more else wanted.last
        addresses = Addresses(request)
        following = wanted.address(addresses, behind)
        results = shaped(entries, addresses, records=wanted.records)
        return Response({"next": following, "more": more, "results": results}, headers=linked(next=following))


class Wanted:
    """What a request asks of the feed; raises BadParameters naming everything that is wrong at once."""

    def __init__(self, request: Request) -> None:
        reading = Reading(request, PARAMETERS)
        self.query = reading.query
        self.cursor = reading.one("cursor", values.number, 0)
        self.size = reading.one("page_size", values.between(1, LARGEST), SIZE)
        self.records = reading.one("records", values.flag, False)
        self.types = reading.all("type", values.one_of(TYPES))
        self.kinds = reading.all("kind", values.one_of(PublicationKind.values))
        reading.settle()
        self.last = positions.give()
        if self.cursor > self.last:
            reading.complain("cursor", AHEAD, str(self.cursor))
        reading.settle()

    def entries(self) -> QuerySet[Publication]:
        """What stands behind the cursor, in order."""
        rows = Publication.objects.filter(position__gt=self.cursor, position__lte=self.last)
        rows = rows.order_by("position")
        if self.types:
            rows = rows.filter(object_type__in=self.types)
        return rows.filter(kind__in=self.kinds) if self.kinds else rows

    def address(self, addresses: Addresses, cursor: int) -> str:
        """Where the feed goes on behind a place."""
        pairs = [(name, raw) for name in sorted(self.query) for raw in self.query.getlist(name)]
        pairs = [("cursor", str(cursor)), *(pair for pair in pairs if pair[0] != "cursor")]
        return f"{addresses.base}{reverse('v1:changes')}?{urlencode(pairs)}"


def shaped(entries: Sequence[Publication], addresses: Addresses, *, records: bool) -> list[dict[str, Any]]:
    """Entries as partners see them; of what they are about, only what is public now is read."""
    reasons = reasons_of(entries)
    found = records_of(entries) if records else {}
    return [
        {
            "cursor": str(entry.position),
            **told(entry, addresses, reasons),
            **({"record": embedded(found.get(entry.object_id))} if records else {}),
        }
        for entry in entries
    ]


def told(entry: Publication, addresses: Addresses, reasons: Mapping[UUID, str]) -> dict[str, Any]:
    """What happened to which thing."""
    return {
        "type": entry.object_type,
        "id": entry.object_id,
        "url": addresses.of(KINDS[entry.object_type].resource, entry.object_id),
        "kind": entry.kind,
        "version": entry.version,
        "at": entry.at,
        "reason": reasons.get(entry.object_id, "") if entry.kind == PublicationKind.WITHDRAWN else "",
        "merged_into": entry.merged_into,
    }


def reasons_of(entries: Sequence[Publication]) -> dict[UUID, str]:
    """Why things were withdrawn, as far as the public is told; other entries’ reasons are for colleagues."""
    found: dict[UUID, str] = {}
    for noun, ids in ids_of(entry for entry in entries if entry.kind == PublicationKind.WITHDRAWN).items():
        rows = KINDS[noun].view.withdrawn()
        if rows is not None:
            told_of = rows.filter(public_id__in=ids).order_by()
            found |= dict(told_of.values_list("public_id", "withdrawn_reason"))
    return found


def ids_of(entries: Iterable[Publication]) -> dict[str, set[UUID]]:
    """What entries are about, by its kind."""
    found: dict[str, set[UUID]] = {}
    for entry in entries:
        found.setdefault(entry.object_type, set()).add(entry.object_id)
    return found


def records_of(entries: Sequence[Publication]) -> dict[UUID, bytes]:
    """What is published now of the things these entries are about."""
    found: dict[UUID, bytes] = {}
    for noun, ids in ids_of(entries).items():
        found |= KINDS[noun].some(ids)
    return found


def gone_since(position: int, addresses: Addresses) -> list[dict[str, Any]]:
    """The last entry about each thing that was public at a position of the feed and is not any more."""
    since = Q(position__gt=position) | Q(position=None)
    rows = Publication.objects.filter(since, kind__in=OVER).order_by("id")
    last = {(entry.object_type, entry.object_id): entry for entry in rows}
    public = {noun: KINDS[noun].public(ids) for noun, ids in ids_of(last.values()).items()}
    gone = [entry for entry in last.values() if entry.object_id not in public[entry.object_type]]
    reasons = reasons_of(gone)
    return [told(entry, addresses, reasons) for entry in gone]


def embedded(record: bytes | None) -> orjson.Fragment | None:
    """A record as it stands, not read and written again."""
    return None if record is None else orjson.Fragment(record)
