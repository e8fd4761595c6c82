"""The first page: what is new, what is in dispute, and what there is to read about."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.selectors import claims, quotes, tallies, topics
from annotations.topicmap import NARROW, WIDE
from annotations.views.kept import kept
from annotations.views.pages import page

NEW = 8


@require_safe
@kept
def home(request: HttpRequest) -> HttpResponse:
    """The newest quotes, the first of them large, a claim in dispute, and the topics as a map and a list."""
    figures, counts = tallies.whole()
    families = topics.families(counts)
    return page(
        request,
        "annotations/home.html",
        {
            "newest": quotes.credited(quotes.newest(NEW)),
            "families": families,
            "wide": topics.drawn(families, WIDE),
            "narrow": topics.drawn(families, NARROW),
            "disputed": claims.in_dispute(),
            "figures": figures,
        },
    )
