"""Episodes: all of them, and one as an annotated edition."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.selectors import appearances, editions
from annotations.selectors import episodes as selected
from annotations.selectors.paging import NEWEST_EPISODES
from annotations.views.gone import gone
from annotations.views.pages import find, older, page, rows_behind
from transcripts import exports
from transcripts.models import Episode


@require_safe
def episodes(request: HttpRequest) -> HttpResponse:
    """All listed episodes, the latest first."""
    found = rows_behind(request, selected.listed(), NEWEST_EPISODES)
    rows = selected.counted(found.rows)
    return page(request, "annotations/episodes.html", {"episodes": rows, "older": older(found)})


@require_safe
def episode(request: HttpRequest, slug: str) -> HttpResponse:
    """One episode, as much of it as the public may read, with its quotes marked."""
    withdrawn = Episode.objects.withdrawn().filter(slug=slug).first()
    if withdrawn and withdrawn.withdrawn_at:
        return gone(request, "episode", at=withdrawn.withdrawn_at, reason=withdrawn.withdrawn_reason)
    found = find(selected.listed(), slug=slug)
    context = {
        "episode": found,
        "edition": editions.of(found),
        "appearances": appearances.in_episode(found),
        "formats": exports.ALL,
    }
    return page(request, "annotations/episode.html", context)
