"""Claims: what quotes say of the world, each with the evidence for and against it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.models import Claim
from annotations.selectors import claimrelations, filters, support
from annotations.selectors import claims as selected
from annotations.selectors.paging import NEWEST_CLAIMS
from annotations.views.gone import gone
from annotations.views.kept import kept
from annotations.views.pages import CURSOR, QUOTES, find, narrowed, older, page, parameters, rows_behind

FILTERS = (
    filters.KIND,
    filters.TOPIC,
    filters.CLAIM_COMPANY,
    filters.CLAIM_PERSON,
    filters.CLAIM_METRIC,
    filters.CLAIM_YEAR,
)


@require_safe
@kept
def claims(request: HttpRequest) -> HttpResponse:
    """All published claims, the newest first, narrowed by the filters of the address."""
    rows = narrowed(request, selected.published(), FILTERS)
    given = parameters(request)
    values = filters.chosen(FILTERS, given)
    found = rows_behind(request, rows, NEWEST_CLAIMS, size=QUOTES)
    groups, is_cut = [], False
    if CURSOR not in given:
        latest, is_cut = selected.latest(rows)
        groups = filters.groups(latest, FILTERS, values)
    context = {
        "claims": selected.counted(found.rows),
        "older": older(found, values),
        "counted": selected.COUNTED if is_cut else None,
        "listing": {"groups": groups, "active": [group for group in groups if group.active]},
    }
    return page(request, "annotations/claims.html", context)


@require_safe
@kept
def claim(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One claim with its evidence."""
    withdrawn = Claim.objects.withdrawn().filter(public_id=public_id).first()
    if withdrawn and withdrawn.withdrawn_at:
        return gone(request, "claim", at=withdrawn.withdrawn_at, reason=withdrawn.withdrawn_reason)
    (found,) = selected.counted([find(selected.published(), public_id=public_id)])
    context = {
        "claim": found,
        "sides": selected.sides(found),
        "relations": claimrelations.of([found.pk]).get(found.pk, []),
        "support": support.of([found.pk])[found.pk],
    }
    return page(request, "annotations/claim.html", context)
