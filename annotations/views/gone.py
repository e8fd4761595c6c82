"""What was public once and was withdrawn: 410, with the reason and the day."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from annotations.selectors import addresses
from annotations.views.pages import find_named, page
from transcripts.models import Episode


class Gone(Exception):
    """The episode that the address names, or named once, was withdrawn."""

    def __init__(self, episode: Episode) -> None:
        super().__init__(episode.slug)
        self.episode = episode


def gone(request: HttpRequest, noun: str, *, at: datetime, reason: str) -> HttpResponse:
    """The page in place of something withdrawn; it tells nothing else about it."""
    return page(request, "410.html", {"noun": noun, "withdrawn_at": at, "reason": reason}, status=410)


def find_episode(
    request: HttpRequest, rows: QuerySet[Episode], page_name: str, slug: str, *rest: str | int
) -> Episode:
    """The episode of that slug among these, as `find_named` finds it; raises Gone where it was withdrawn."""
    try:
        return find_named(request, rows, page_name, slug, *rest)
    except Http404:
        withdrawn = Episode.objects.withdrawn()
        found = withdrawn.filter(slug=slug).first() or addresses.led_to(withdrawn, slug)
        if found is None:
            raise
        raise Gone(found) from None


def telling_gone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of an episode that says why where it was withdrawn."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Gone as found:
            at, reason = found.episode.withdrawn_at, found.episode.withdrawn_reason
            assert at is not None
            return gone(request, "episode", at=at, reason=reason)

    return told
