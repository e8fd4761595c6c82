"""Podcasts: what one is, and its episodes."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.querysets import published_podcasts
from annotations.selectors import episodes
from annotations.selectors.paging import NEWEST_EPISODES
from annotations.views.kept import kept
from annotations.views.pages import find_named, leading_on, older, page, rows_behind


@require_safe
@kept
@leading_on
def podcast(request: HttpRequest, slug: str) -> HttpResponse:
    """One podcast with its listed episodes."""
    found = find_named(request, published_podcasts(), "podcast", slug)
    rows = rows_behind(request, episodes.listed().filter(podcast=found), NEWEST_EPISODES)
    context = {"podcast": found, "episodes": episodes.counted(rows.rows), "older": older(rows)}
    return page(request, "annotations/podcast.html", context)
