"""Searching: the page of what was found, and what is offered while somebody types."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotations.search import facets, results, suggestions
from annotations.selectors import topics
from annotations.views.pages import absolute, page, parameters, render

WORDS = "q"
AFTER = "after"
BIGGEST = 8  # topics offered where nothing is found
DESCRIPTION = "application/opensearchdescription+xml; charset=utf-8"


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found, the filters beside it, and what else to try."""
    given = parameters(request)
    typed = given.get(WORDS, "").strip()
    values = {name: given[name] for name in facets.HEADINGS if given.get(name)}
    context: dict[str, Any] = {"typed": typed, "filters": values, "robots": "noindex"}
    address = {WORDS: typed, **values}
    if typed:
        try:
            found = results.search(typed, values, after=given.get(AFTER, ""))
        except facets.UnknownValue as error:
            raise Http404(str(error)) from error
        context |= {
            "found": found,
            "groups": addressed(found.groups, typed),
            "newer": paged(address, found.before),
            "further": paged(address, found.after),
            "unnarrowed": "?" + urlencode({WORDS: typed}) if values else "",
            "fewer": fewer(found),
            "feed": reverse("search-feed") + "?" + urlencode(address),
        }
    if not typed or not context["found"].hits:
        families = topics.families()
        every = [one for family in families for one in [family.parent, *family.children] if one]
        context["topics"] = sorted(every, key=lambda one: -one.count)[:BIGGEST]
    response = page(request, "annotations/search.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """How a browser or another site searches here, as an OpenSearch description."""
    context = {"site": absolute(request, "/").rstrip("/")}
    return render(request, "sharing/opensearch.xml", context, content_type=DESCRIPTION)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """What is offered for what has been typed so far."""
    offered = suggestions.offered(parameters(request).get(WORDS, "")[:100])
    response = JsonResponse(
        {"suggestions": [{"label": one.label, "kind": one.kind, "url": one.url} for one in offered]}
    )
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def paged(address: Mapping[str, str], after: str | None) -> str:
    """The search from behind a place on, from its beginning where the place has no name; empty where there
    is none."""
    if after is None:
        return ""
    return "?" + urlencode({**address, AFTER: after} if after else address)


def addressed(groups: list[Any], typed: str) -> list[dict[str, Any]]:
    """The filters, each with the whole address of the search narrowed by it."""
    words = urlencode({WORDS: typed})
    return [
        {
            "heading": group.heading,
            "options": [
                {
                    "label": option.label,
                    "count": option.count,
                    "on": option.on,
                    "query": f"?{words}&{option.query[1:]}".rstrip("&"),
                }
                for option in group.options
            ],
        }
        for group in groups
    ]


def fewer(found: results.Results) -> list[dict[str, str]]:
    """Each of its words that finds something alone, where together they found nothing."""
    if found.hits:
        return []
    left = [str(term) for term in results.finding(found.question)]
    return [{"words": words, "query": "?" + urlencode({WORDS: words})} for words in left]
