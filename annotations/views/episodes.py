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
    given = parameters(request)
    topic, turn = given.get("tag", ""), given.get("turn")
    try:
        edition = editions.of(found, topic, turn_of(turn))
    except editions.UnknownTopic as error:
        raise Http404(f"No quote of this episode is under the topic “{topic}”.") from error
    except editions.UnknownTurn as error:
        raise Http404(f"No turn of this episode is at place “{turn}”.") from error
    context = {
        "episode": found,
        "edition": edition,
        "topic": topic,
        "appearances": appearances.in_episode(found),
        "formats": exports.ALL,
    }
    return page(request, "annotations/episode.html", context)


def turn_of(typed: str | None) -> int | None:
    """The place of the turn that the address names; raises UnknownTurn where it is no number."""
    if typed is None:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise editions.UnknownTurn(typed)
    return int(typed)
