"""The log of corrections: what was wrong here, and what was changed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.models import Correction
from annotations.selectors import subjects
from annotations.selectors.paging import NEWEST_CORRECTIONS
from annotations.views.gone import gone
from annotations.views.pages import QUOTES, find, older, page, rows_behind


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """All entries, the newest first."""
    found = rows_behind(request, Correction.objects.published(), NEWEST_CORRECTIONS, size=QUOTES)
    about = subjects.of(found.rows)
    entries = [(entry, about[entry.pk]) for entry in found.rows if entry.pk in about]
    return page(request, "annotations/corrections.html", {"entries": entries, "older": older(found)})


@require_safe
def correction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One entry."""
    withdrawn = Correction.objects.withdrawn().filter(public_id=public_id).first()
    if withdrawn and withdrawn.withdrawn_at:
        return gone(request, "correction", at=withdrawn.withdrawn_at, reason=withdrawn.withdrawn_reason)
    entry = find(Correction.objects.published(), public_id=public_id)
    context = {"entry": entry, "subject": subjects.of([entry]).get(entry.pk)}
    return page(request, "annotations/correction.html", context)
