"""Exports: the records of whatever a list's filters find, streamed as they are read."""

import io
from collections.abc import Iterator

import orjson
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from api import values
from api.models import Form
from api.problems import MEDIA_TYPE
from api.reading import Reading
from api.records import BY_RESOURCE, Kind
from api.takeaway.tables import Table
from api.v1.partners import ERRORS, PRIVATE, OfPartner
from api.v1.serializers import Problem

FORMS = {Form.NDJSON.value: "application/x-ndjson", Form.CSV.value: "text/csv; charset=utf-8"}
AT_ONCE = 500  # lines


class Export(OfPartner):
    """Everything that the filters of a list find, as the records that snapshots have, in one answer.

    It is streamed as it is read, however much it is, in the order of the ids: one that broke off is begun
    again. What is large is better prepared (`POST /api/v1/exports/`), and all of a resource taken from the
    snapshot: both go on where they stopped.
    """

    @extend_schema(
        operation_id="exportRecords",
        summary="Take away what filters find",
        tags=["exports"],
        parameters=[
            OpenApiParameter(
                "resource", str, OpenApiParameter.PATH, enum=list(BY_RESOURCE), description="Of which list."
            ),
            OpenApiParameter("as", str, enum=list(FORMS), default="ndjson", description="In which form."),
            OpenApiParameter(
                "filter",
                {"type": "object", "additionalProperties": {"type": "string"}},
                style="form",
                explode=True,
                description="Any filters of that list, each by its name.",
            ),
        ],
        responses={
            **{(200, media_type): OpenApiResponse(bytes, "The records.") for media_type in FORMS.values()},
            **ERRORS,
            (404, MEDIA_TYPE): OpenApiResponse(Problem, "There is no such list."),
        },
    )
    def get(self, request: Request, resource: str) -> StreamingHttpResponse:
        """The records."""
        kind = BY_RESOURCE.get(resource)
        if kind is None:
            raise NotFound
        reading = Reading(request)
        form = reading.one("as", values.one_of(FORMS), "ndjson")
        reading.settle()
        rows = kind.fitting(request.query_params, ["as"])
        lines = of_lines(kind, rows) if form == "ndjson" else of_table(kind, rows)
        name = f'attachment; filename="{resource}.{form}"'
        return StreamingHttpResponse(
            lines, content_type=FORMS[form], headers={**PRIVATE, "Content-Disposition": name}
        )


def of_lines(kind: Kind, rows: QuerySet) -> Iterator[bytes]:
    """A record a line."""
    for _, record in kind.all(rows):
        yield record + b"\n"


def of_table(kind: Kind, rows: QuerySet) -> Iterator[bytes]:
    """A table, some lines at a time."""
    text = io.StringIO(newline="")
    table = Table(text, kind.noun)
    for number, (_, record) in enumerate(kind.all(rows)):
        table.add(orjson.loads(record))
        if number % AT_ONCE == 0:
            yield taken(text)
    yield taken(text)


def taken(text: io.StringIO) -> bytes:
    """What was written since."""
    found = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return found
