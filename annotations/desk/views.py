"""The annotation desk: one page per episode, a page of the admin."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from annotations.desk import cards, transcript
from annotations.permissions import can_annotate
from transcripts.documents import SectionKind
from transcripts.models import Episode


def desk(request: HttpRequest, pk: int, *, site: AdminSite) -> HttpResponse:
    """The episode's texts, with the quotes found in them so far."""
    episode = get_object_or_404(Episode.objects.select_related("podcast"), pk=pk)
    may_annotate = can_annotate(request.user)
    context = {
        **site.each_context(request),
        "title": f"Annotate {episode.display_title}",
        "episode": episode,
        "may_annotate": may_annotate,
        "texts": transcript.texts_of(episode),
        "quotes": [cards.card(version) for version in cards.versions_of(episode)],
        "settings": {
            "api": reverse("desk:root"),
            "mayAnnotate": may_annotate,
            "user": request.user.get_username(),
            "episode": str(episode.public_id),
            "language": episode.language or "en",
            "sections": [str(kind) for kind in SectionKind],
        },
    }
    return TemplateResponse(request, "desk/desk.html", context)
