"""Topics: all of them, and what is said about one."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations import charts
from annotations.models import Tag
from annotations.selectors import claims, figures, filters, quotes
from annotations.selectors import topics as selected
from annotations.views.pages import CURSOR, find, listing, narrowed, page, parameters

FILTERS = (filters.COMPANY, filters.PERSON, filters.GUEST, filters.PODCAST, filters.YEAR)


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """All public topics under their parents."""
    return page(request, "annotations/topics.html", {"families": selected.families()})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic: what it is, what there is, the strongest quote large, then all of them."""
    tag = find(Tag.objects.published(), slug=slug)
    rows = narrowed(request, selected.versions_under(tag), FILTERS)
    given = parameters(request)
    best = None if CURSOR in given or filters.chosen(FILTERS, given) else quotes.strongest(rows)
    by_year = figures.by_year(rows)
    return page(
        request,
        "annotations/topic.html",
        {
            "topic": tag,
            "parent": Tag.objects.published().filter(pk=tag.parent_id).first() if tag.parent_id else None,
            "figures": figures.of(rows),
            "bars": charts.by_year(by_year) if len(by_year) > 1 else [],
            "best": quotes.credited([best])[0] if best else None,
            "listing": listing(request, rows, FILTERS, without=best),
            "claims": claims.newest(Q(tags=tag) | Q(tags__parent=tag)),
            "neighbours": selected.neighbours(tag),
        },
    )
