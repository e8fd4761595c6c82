"""Episodes in the admin: the way to the desk, and withdrawal."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from annotations.desk.views import desk
from annotations.permissions import can_review, check_can_review
from annotations.services import episodes
from annotations.workflow import Refusal
from transcripts.admin import EpisodeAdmin
from transcripts.forms import ReasonForm
from transcripts.models import Episode


@admin.register(Episode)
class DeskEpisodeAdmin(EpisodeAdmin):
    """Episodes, one click from the desk."""

    list_display = ["shown_title", "podcast", "published_on", "shown_to_readers", "annotate"]

    @admin.display(description="desk")
    def annotate(self, episode: Episode) -> str:
        """The way to the desk."""
        url = reverse("admin:transcripts_episode_annotate", args=[episode.pk])
        return format_html(
            '<a href="{}">Annotate<span class="visually-hidden"> {}</span></a>', url, episode.display_title
        )

    def get_urls(self) -> list[URLPattern]:
        """The desk and the withdrawal beside the stock pages."""
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/annotate/",
                view(partial(desk, site=self.admin_site)),
                name="transcripts_episode_annotate",
            ),
            path(
                "<int:pk>/withdraw/",
                view(require_POST(self.withdraw_view)),
                name="transcripts_episode_withdraw",
            ),
            *super().get_urls(),
        ]

    def more(self, request: HttpRequest, episode: Episode) -> dict[str, Any]:
        """The withdrawal form, for those who may."""
        may_withdraw = can_review(request.user) and not episode.withdrawn_at
        return {
            **super().more(request, episode),
            "withdraw_form": ReasonForm() if may_withdraw else None,
        }

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the episode and its quotes from the public."""
        check_can_review(request.user)
        episode = get_object_or_404(Episode, pk=pk)
        try:
            count = episodes.withdraw(episode, reason=request.POST.get("reason", ""), by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            quotes = "1 published quote" if count == 1 else f"{count} published quotes"
            messages.success(request, f"The episode is withdrawn, and {quotes} with it.")
        return HttpResponseRedirect(reverse("admin:transcripts_episode_change", args=[pk]))
