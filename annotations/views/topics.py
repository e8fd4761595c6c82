"""Topics: all of them, and what is said about one."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotations import charts
from annotations.selectors import bothsides, claims, filters, lists, tallies
from annotations.selectors import topics as selected
from annotations.views.kept import kept
from annotations.views.pages import Sort, listing, page


@require_safe
@kept
def topics(request: HttpRequest) -> HttpResponse:
    """All public topics under their parents."""
    return page(request, "annotations/topics.html", {"families": selected.families(tallies.whole()[1])})


@require_safe
@kept
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic: what it is, what there is, the strongest quote large, then all of them."""
    found = selected.placed(slug)
    if found is None:
        return elsewhere(request, slug)
    tag = found.tag
    listed, counts = listing(request, lists.of_topic(tag), default=Sort.STRONGEST)
    return page(
        request,
        "annotations/topic.html",
        {
            "topic": tag,
            "parent": found.parent,
            "figures": counts.figures,
            "bars": charts.by_year(counts.years) if len(counts.years) > 1 else [],
            "listing": listed,
            "claims": claims.disputed_first(tag),
            "neighbours": found.neighbours,
        },
    )


@require_safe
@kept
def both_sides(request: HttpRequest, slug: str) -> HttpResponse:
    """What is claimed about one topic: who speaks for it, and who against."""
    tag = selected.of(slug)
    if tag is None:
        return elsewhere(request, slug, "topic-both-sides")
    context = {
        "topic": tag,
        "both": bothsides.of(tag),
        "people": filters.links(tallies.offered(lists.of_topic(tag), filters.GUEST), filters.GUEST, {}),
    }
    return page(request, "annotations/both_sides.html", context)


def elsewhere(request: HttpRequest, slug: str, page_name: str = "topic") -> HttpResponse:
    """The way to a topic that had this address once, or that took in the one that has it; raises Http404
    where there is none."""
    tag = selected.named(slug)
    if tag is None:
        raise Http404("")
    asked = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{reverse(page_name, args=[tag.slug])}{'?' * bool(asked)}{asked}")
