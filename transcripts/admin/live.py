"""What a page asks for every second while imports are under way: small, and the same on every such page."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import JsonResponse

from transcripts.models import Job
from transcripts.selectors import imports
from transcripts.selectors.imports import Standing
from transcripts.services import jobs

# How often a page without JavaScript reads itself again.
REFRESH_SECONDS = 3


def answer(shown: Iterable[Job], standing: Standing, **more: Any) -> JsonResponse:
    """The state of the jobs on a page and of all that it speaks of."""
    return JsonResponse(
        {
            "rows": [row.as_json() for row in imports.rows(shown)],
            "total": standing.total,
            "through": standing.through,
            "sentence": standing.sentence,
            "finished": standing.finished,
            "worker_missing": worker_missing(standing),
            **more,
        },
        headers={"Cache-Control": "no-store"},
    )


def worker_missing(standing: Standing) -> bool:
    """Whether some of these jobs wait and nobody takes them."""
    return not standing.finished and not jobs.worker_seen()


def context(standing: Standing, address: str) -> dict[str, Any]:
    """What a page that moves needs to know; `address` is where it asks."""
    return {
        "standing": standing,
        "live_url": "" if standing.finished else address,
        "refresh": None if standing.finished else REFRESH_SECONDS,
        "worker_missing": worker_missing(standing),
    }


def of_ids(queryset: QuerySet[Job], ids: str, limit: int) -> list[Job]:
    """The jobs with these ids, as a page sends them: numbers with commas between."""
    numbers = [int(part) for part in ids.split(",") if part.isascii() and part.isdigit() and len(part) < 16]
    return list(queryset.filter(pk__in=numbers[:limit]))
