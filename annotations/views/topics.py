"""Topics: all of them, and what is said about one."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.http import require_safe

from annotations import charts
from annotations.models import Tag
from annotations.selectors import claims, figures, filters, quotes
from annotations.selectors import topics as selected
from annotations.views.pages import CURSOR, listing, narrowed, page, parameters

FILTERS = (filters.COMPANY, filters.PERSON, filters.GUEST, filters.PODCAST, filters.YEAR)


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """All public topics under their parents."""
    return page(request, "annotations/topics.html", {"families": selected.families()})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic: what it is, what there is, the strongest quote large, then all of them."""
    tag = Tag.objects.published().filter(slug=slug).first()
    if tag is None:
        return elsewhere(request, slug)
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


def elsewhere(request: HttpRequest, slug: str) -> HttpResponse:
    """The way to a topic that had this address once, or that took in the one that has it; raises Http404
    where there is none."""
    tag = selected.named(slug)
    if tag is None:
        raise Http404("")
    asked = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{tag.get_absolute_url()}{'?' * bool(asked)}{asked}")
