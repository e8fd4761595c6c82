"""The first page: what is new, and what there is to read about."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.selectors import figures, quotes, topics
from annotations.views.pages import page

NEW = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The newest quotes, the first of them large, and the topics."""
    newest = quotes.published().order_by("-quote__published_at", "-quote__public_id")
    return page(
        request,
        "annotations/home.html",
        {
            "newest": quotes.credited(newest[:NEW]),
            "families": topics.families(),
            "figures": figures.of(quotes.published()),
        },
    )
