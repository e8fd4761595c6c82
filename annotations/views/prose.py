"""Pages in words: what this is, how it is made, how to cite it and how to use its data."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations import specimens
from annotations.selectors import claims, editions, quotes, topics
from annotations.selectors.citations import one_line
from annotations.topicmap import NARROW, WIDE
from annotations.views.kept import kept
from annotations.views.pages import absolute, page


@require_safe
@kept
def about(request: HttpRequest) -> HttpResponse:
    """What this is, and for whom."""
    return page(request, "annotations/about.html", {})


@require_safe
@kept
def standards(request: HttpRequest) -> HttpResponse:
    """How a quote gets here, and what is done when it was wrong."""
    return page(request, "annotations/standards.html", {})


@require_safe
@kept
def how_to_cite(request: HttpRequest) -> HttpResponse:
    """How to cite a quote, with the newest as the example."""
    newest = quotes.published().order_by("-quote__published_at", "-quote__public_id")[:1]
    found = quotes.credited(newest)
    cited = one_line(found[0], absolute(request, found[0].quote.get_absolute_url())) if found else ""
    context = {"example": found[0] if found else None, "citation": cited}
    return page(request, "annotations/how_to_cite.html", context)


@require_safe
@kept
def how_to_use(request: HttpRequest) -> HttpResponse:
    """How to use the API, in one screen."""
    return page(request, "annotations/how_to_use.html", {"api": absolute(request, "/api/v1/")})


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component with what is published, for those who build and write here."""
    newest = quotes.published().order_by("-quote__published_at", "-quote__public_id")[:2]
    found = quotes.credited(newest)
    families = topics.families()
    context = {
        "found": found,
        "passages": editions.excerpts(found[:1]),
        "claims": claims.counted(claims.published().order_by("-published_at", "-pk")[:3]),
        "families": families,
        "wide": topics.drawn(families, WIDE),
        "narrow": topics.drawn(families, NARROW),
        "marking": {"topics": [one for family in families for one in family.children][:3]},
        "bars": specimens.bars(),
        "plot": specimens.plot(),
        "listing": {"groups": [specimens.FILTER]},
        "suggestions": specimens.SUGGESTIONS,
    }
    response = page(request, "annotations/style.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
