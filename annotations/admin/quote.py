"""Quotes in the admin: to find, read and decide on. Their words are chosen on the desk."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from annotations import emendations
from annotations.admin import quotehistory
from annotations.admin.bulk import BulkMoves
from annotations.admin.filters import DueFilter, EpisodeFilter, PlaceFilter, SpeakerFilter, TopicFilter
from annotations.admin.moves import MovesMixin, is_exception
from annotations.admin.research import ResearchPages
from annotations.desk import cards, decisions
from annotations.models import Quote, QuoteVersion
from annotations.permissions import sees_all
from annotations.selectors.wordsearch import with_words
from annotations.workflow import Action
from transcripts.admin.base import ReadOnlyAdmin

# Quotes offered to choose from; who means another types more of it.
MOST_CHOICES = 100


@admin.register(QuoteVersion)
class QuoteVersionAdmin(ResearchPages, BulkMoves, MovesMixin, ReadOnlyAdmin):
    """Every version of every quote, as it stands."""

    list_display = ["words", "speaker", "episode", "state", "changed_at"]
    list_filter = ["state", PlaceFilter, DueFilter, TopicFilter, SpeakerFilter, EpisodeFilter, "changed_at"]
    search_fields = ["exact"]
    search_help_text = "Words of the quote."
    sortable_by = ["changed_at"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[QuoteVersion], search_term: str
    ) -> tuple[QuerySet[QuoteVersion], bool]:
        """By their words."""
        return with_words(queryset, search_term), False

    @admin.display(description="words")
    def words(self, version: QuoteVersion) -> str:
        """The words, shortened."""
        return f"“{Truncator(version.shown).chars(110)}”"

    @admin.display(description="on the desk of")
    def episode(self, version: QuoteVersion) -> str:
        """The episode's title, which leads to the quote on the desk."""
        return format_html('<a href="{}">{}</a>', desk_url(version), version.quote.episode.display_title)

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuoteVersion]:
        """Versions with all that a page of one shows."""
        related = ("quote__episode__podcast", "turn", "revision", "speaker", "changed_by", "approved_by")
        seen = QuoteVersion.objects.visible_to(request.user).order_by(*self.get_ordering(request))
        return seen.select_related(*related)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """One version: its words in place, what may be done, what happened."""
        version = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if version:
            more = {
                "version": version,
                "seen": cards.seen(version),
                "desk_url": desk_url(version),
                "title": Truncator(version.shown).chars(60),
            }
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """What happened to the quote in all its versions."""
        version = self.get_object(request, object_id)
        if version is None:
            raise Http404("There is no such quote.")
        return quotehistory.page_of(self, request, version)

    def get_urls(self) -> list[URLPattern]:
        """Restoring, beside the stock pages."""
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<int:pk>/restore/", view, name="annotations_quoteversion_restore"), *super().get_urls()]

    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the quote back the form of an earlier version."""
        return quotehistory.restore_view(self, request, get_object_or_404(self.get_queryset(request), pk=pk))

    def decide(self, request: HttpRequest, item: QuoteVersion, note: str) -> None:
        """Move the version that was on the page."""
        decisions.move(
            item.quote,
            action=Action(request.POST.get("action", "")),
            version=request.POST.get("version", ""),
            note=note,
            by=request.user,
            override=is_exception(request),
        )
        item.refresh_from_db()


def desk_url(version: QuoteVersion) -> str:
    """Where a quote stands on the desk."""
    desk = reverse("admin:transcripts_episode_annotate", args=[version.quote.episode_id])
    return f"{desk}#quote-{version.quote.public_id}"


@admin.register(Quote)
class QuoteAdmin(ReadOnlyAdmin):
    """Quotes to choose as evidence; people read them as versions."""

    ordering = ["-id"]

    search_fields = ["versions__exact"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not in the list of what there is: it would be there twice."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quote]:
        """Quotes with the words of their newest version, and what is left out of them or put in."""
        seen = QuoteVersion.objects.visible_to(request.user)
        newest = seen.filter(quote=OuterRef("pk")).order_by("-number")
        words, edits = (Subquery(newest.values(name)[:1]) for name in ("exact", "emendations"))
        quotes = super().get_queryset(request).annotate(words=words, edits=edits)
        if sees_all(request.user):
            return quotes
        return quotes.filter(pk__in=Quote.objects.visible_to(request.user).values("pk"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Quote], search_term: str
    ) -> tuple[QuerySet[Quote], bool]:
        """By the words of any of their versions, the newest first."""
        if not search_term.strip():
            return queryset, False
        seen = QuoteVersion.objects.visible_to(request.user)
        found = with_words(seen.order_by("-changed_at", "-id"), search_term)
        return queryset.filter(pk__in=list(found.values_list("quote", flat=True)[:MOST_CHOICES])), False

    def choice_label(self, quote: Any) -> str:
        """The words it is chosen by."""
        return f"“{Truncator(emendations.shown(quote.words, quote.edits)).chars(120)}”"
