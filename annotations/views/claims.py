"""Claims: what quotes say of the world, each with the evidence for and against it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.models import Claim
from annotations.selectors import claims as selected
from annotations.selectors.paging import NEWEST_CLAIMS
from annotations.views.gone import gone
from annotations.views.pages import QUOTES, find, older, page, rows_behind


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """All published claims, the newest first."""
    found = rows_behind(request, selected.published(), NEWEST_CLAIMS, size=QUOTES)
    return page(request, "annotations/claims.html", {"claims": found.rows, "older": older(found)})


@require_safe
def claim(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One claim with its evidence."""
    withdrawn = Claim.objects.withdrawn().filter(public_id=public_id).first()
    if withdrawn and withdrawn.withdrawn_at:
        return gone(request, "claim", at=withdrawn.withdrawn_at, reason=withdrawn.withdrawn_reason)
    found = find(selected.published(), public_id=public_id)
    return page(request, "annotations/claim.html", {"claim": found, "sides": selected.sides(found)})
