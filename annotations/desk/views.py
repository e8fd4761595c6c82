"""The annotation desk: one page per episode, a page of the admin."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from annotations.desk import audio, cards, choices, transcript
from annotations.desk.comments import comments_of
from annotations.permissions import can_annotate, can_draft
from annotations.selectors.changes import last_event
from transcripts.documents import SectionKind
from transcripts.models import Episode


def desk(request: HttpRequest, pk: int, *, site: AdminSite) -> HttpResponse:
    """The episode's texts, with the quotes found in them so far."""
    episode = get_object_or_404(Episode.objects.select_related("podcast"), pk=pk)
    may_annotate = can_draft(request.user)
    event = last_event()  # before the quotes are read: what happens meanwhile is news
    context = {
        **site.each_context(request),
        "title": f"Annotate {episode.display_title}",
        "episode": episode,
        "may_annotate": may_annotate,
        "may_correct": can_annotate(request.user),
        "texts": transcript.texts_of(episode),
        "quotes": [cards.card(version) for version in cards.versions_of(episode, request.user)],
        "comments": comments_of(episode, request.user),
        "settings": {
            "api": reverse("desk:root"),
            "mayAnnotate": may_annotate,
            "mayCorrect": can_annotate(request.user),
            "user": request.user.get_username(),
            "zone": timezone.get_current_timezone_name(),
            "event": event,
            "episode": str(episode.public_id),
            "language": episode.language or "en",
            "sections": [str(kind) for kind in SectionKind],
            "hues": choices.hues(),
            "vocabulary": choices.vocabulary(request.user) if may_annotate else [],
            "cast": choices.cast(episode) if may_annotate else {},
            "audio": audio.told(episode),
        },
    }
    return TemplateResponse(request, "desk/desk.html", context)
