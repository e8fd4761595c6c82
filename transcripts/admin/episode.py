"""Episodes: what is known of them, who appears and who speaks. Registered by `annotations`, with the desk."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from transcripts import exports
from transcripts.admin.audiofile import AudioFileInline
from transcripts.admin.base import RecordAdmin, RowInline
from transcripts.admin.lists import ChosenFilter
from transcripts.forms import SpeakersForm
from transcripts.models import Appearance, Episode, Guest, Revision, RevisionKind, Visibility
from transcripts.permissions import check_can_edit
from transcripts.selectors import exporting
from transcripts.selectors.words import turns_with
from transcripts.services import speakers
from transcripts.services.corrections import Conflict
from transcripts.services.speakers import name_of
from transcripts.views import taken_away

# Shorter ones are said everywhere.
SHORTEST_WORDS = 3

READERS_SEE = {
    Visibility.HIDDEN: "nothing",
    Visibility.LISTED: "quotes",
    Visibility.TRANSCRIPT: "the transcript",
}


class AppearanceInline(RowInline):
    """Who is in the episode, and for whom at the time."""

    model = Appearance
    autocomplete_fields = ["guest", "company"]
    verbose_name_plural = "who appears"
    readonly_fields = ["history"]

    @admin.display(description="history")
    def history(self, appearance: Appearance) -> str:
        """What this line was before, where it is stored."""
        if appearance.pk is None:
            return ""
        address = reverse("admin:transcripts_appearance_history", args=[appearance.pk])
        return format_html(
            '<a href="{}">History<span class="visually-hidden"> of {}</span></a>', address, appearance.guest
        )


class PodcastFilter(ChosenFilter):
    """The episodes of one podcast."""

    title, parameter_name, source = "podcast", "podcast", Episode.podcast

    def links(self, key: int) -> QuerySet:
        """The podcast's episodes."""
        return Episode.objects.filter(podcast=key)


class EpisodeAdmin(RecordAdmin):
    """Episodes, one step from their speakers."""

    list_display = ["shown_title", "podcast", "published_on", "shown_to_readers"]
    list_filter = ["visibility", "transcript_status", PodcastFilter, "published_on"]
    list_select_related = ["podcast"]
    search_fields = ["title", "=number", "podcast__title"]
    search_help_text = (
        "Title, number, podcast, or words that were said. Of words said very often, the episodes stored last."
    )
    autocomplete_fields = ["podcast", "companies"]
    readonly_fields = ["transcript_status", "document"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [AppearanceInline, AudioFileInline]
    fieldsets = [
        (None, {"fields": ["podcast", ("number", "published_on", "duration_seconds"), "title", "slug"]}),
        ("What readers may see", {"fields": ["visibility"]}),
        ("Where it comes from", {"fields": ["transcript_status", "document", "audio_url", "page_url"]}),
        ("About", {"fields": ["language", "summary", "companies"]}),
    ]

    @admin.display(description="title", ordering="title")
    def shown_title(self, episode: Episode) -> str:
        """The title, or what can be said without one."""
        return episode.display_title

    @admin.display(description="readers see", ordering="visibility")
    def shown_to_readers(self, episode: Episode) -> str:
        """How much readers see, in a word or two."""
        if episode.withdrawn_at:
            return "withdrawn"
        return READERS_SEE[Visibility(min(episode.visibility, episode.podcast.rights))]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Episode], search_term: str
    ) -> tuple[QuerySet[Episode], bool]:
        """Episodes by their titles, and those in which the words were said."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if len(search_term) < SHORTEST_WORDS:
            return found, duplicates
        said = set(turns_with(search_term).values_list("revision__episode", flat=True))
        return found | queryset.filter(pk__in=said), duplicates

    def get_urls(self) -> list[URLPattern]:
        """Saving who speaks, beside the stock pages."""
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/speakers/",
                view(require_POST(self.speakers_view)),
                name="transcripts_episode_speakers",
            ),
            path(
                "<int:pk>/transcript.<slug:name>",
                view(require_safe(self.transcript_view)),
                name="transcripts_episode_transcript",
            ),
            *super().get_urls(),
        ]

    def transcript_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """The current transcript as a file, with everybody named, whatever readers may see."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        episode = get_object_or_404(Episode.objects.select_related("podcast"), pk=pk)
        revision = current_transcript(episode)
        if revision is None or name not in exports.NAMES:
            raise Http404("")
        made = exporting.of(episode, revision)
        return taken_away(request, episode, exports.named(name), made, public=False)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The episode, with the labels of its current transcript."""
        episode = self.get_object(request, object_id)
        more = self.more(request, episode) if episode else {}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def more(self, request: HttpRequest, episode: Episode) -> dict[str, Any]:
        """What the page shows beside the form."""
        revision = current_transcript(episode)
        return {
            "speakers_form": SpeakersForm(revision) if revision else None,
            "may_write": self.may_write(request),
            "formats": exports.ALL if revision else (),
        }

    def speakers_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Bind the labels somebody decided about, in the text they looked at."""
        check_can_edit(request.user)
        episode = get_object_or_404(Episode, pk=pk)
        revision = self.seen(request, episode)
        form = SpeakersForm(revision, request.POST) if revision else None
        if revision is None or form is None or not form.is_valid():
            messages.error(request, "Somebody chosen here is not known any more. Choose again.")
        elif changes := dict(form.changes()):
            self.bind(request, revision, changes)
        return HttpResponseRedirect(reverse("admin:transcripts_episode_change", args=[pk]) + "#speakers")

    def seen(self, request: HttpRequest, episode: Episode) -> Revision | None:
        """The transcript that the page showed; the current one where it does not say."""
        number = request.POST.get("revision", "")
        if not number.isdecimal():
            return current_transcript(episode)
        return episode.revisions.adopted().filter(kind=RevisionKind.TRANSCRIPT, number=int(number)).first()

    def bind(self, request: HttpRequest, revision: Revision, changes: dict[str, Guest | None]) -> None:
        """Bind the labels, and say what happened."""
        try:
            done = speakers.bind(revision, speakers=changes, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except Conflict as conflict:
            messages.error(request, str(conflict))
        else:
            told = ", ".join(f"{label or 'no label'} is {name_of(guest)}" for label, guest in changes.items())
            messages.success(request, f"Saved as revision {done.revision.number}: {told}.")


def current_transcript(episode: Episode) -> Revision | None:
    """The text whose speakers can be said."""
    return episode.revisions.filter(kind=RevisionKind.TRANSCRIPT, is_current=True).first()
