"""Episodes: all of them, and one as an annotated edition."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.selectors import appearances, editions
from annotations.selectors import episodes as selected
from annotations.selectors.paging import NEWEST_EPISODES
from annotations.views.gone import find_episode, telling_gone
from annotations.views.kept import kept
from annotations.views.pages import leading_on, older, page, parameters, rows_behind
from transcripts import exports


@require_safe
@kept
def episodes(request: HttpRequest) -> HttpResponse:
    """All listed episodes, the latest first."""
    found = rows_behind(request, selected.listed(), NEWEST_EPISODES)
    rows = selected.counted(found.rows)
    return page(request, "annotations/episodes.html", {"episodes": rows, "older": older(found)})


@require_safe
@kept
@leading_on
@telling_gone
def episode(request: HttpRequest, slug: str) -> HttpResponse:
    """One episode, as much of it as the public may read, with its quotes marked."""
    found = find_episode(request, selected.listed(), "episode", slug)
    topic = parameters(request).get("tag", "")
    try:
        edition = editions.of(found, topic)
    except editions.UnknownTopic as error:
        raise Http404(f"No quote of this episode is under the topic “{topic}”.") from error
    context = {
        "episode": found,
        "edition": edition,
        "topic": topic,
        "appearances": appearances.in_episode(found),
        "formats": exports.ALL,
    }
    return page(request, "annotations/episode.html", context)
