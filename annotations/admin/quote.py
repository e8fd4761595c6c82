"""Quotes in the admin: to find, read and decide on. Their words are chosen on the desk."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator

from annotations.admin.moves import MovesMixin
from annotations.desk import cards, decisions
from annotations.models import Quote, QuoteVersion, Tag
from annotations.workflow import Action
from transcripts.admin.base import ReadOnlyAdmin


class TopicFilter(admin.SimpleListFilter):
    """Quotes by topic."""

    title = "topic"
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The topics, by label."""
        return list(Tag.objects.values_list("slug", "label"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The quotes of the topic chosen."""
        return queryset.filter(tags__slug=self.value()) if self.value() else queryset


@admin.register(QuoteVersion)
class QuoteVersionAdmin(MovesMixin, ReadOnlyAdmin):
    """Every version of every quote, as it stands."""

    list_display = ["words", "speaker", "episode", "state", "changed_at"]
    list_filter = ["state", "anchor_status", TopicFilter]
    list_select_related = ["speaker", "quote__episode"]
    search_fields = ["exact"]
    date_hierarchy = "changed_at"

    @admin.display(description="words", ordering="exact")
    def words(self, version: QuoteVersion) -> str:
        """The words, shortened."""
        return f"“{Truncator(version.exact).chars(110)}”"

    @admin.display(ordering="quote__episode__title")
    def episode(self, version: QuoteVersion) -> str:
        """The episode's title."""
        return version.quote.episode.display_title

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuoteVersion]:
        """Versions with all that a page of one shows."""
        related = ("quote__episode__podcast", "turn", "revision", "speaker", "changed_by", "approved_by")
        return super().get_queryset(request).select_related(*related)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """One version: its words in place, what may be done, what happened."""
        version = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if version:
            desk = reverse("admin:transcripts_episode_annotate", args=[version.quote.episode_id])
            more = {
                "version": version,
                "seen": cards.seen(version),
                "desk_url": f"{desk}#quote-{version.quote.public_id}",
                "title": Truncator(version.exact).chars(60),
            }
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def decide(self, request: HttpRequest, item: QuoteVersion, note: str) -> None:
        """Move the version that was on the page."""
        decisions.move(
            item.quote,
            action=Action(request.POST.get("action", "")),
            version=request.POST.get("version", ""),
            note=note,
            by=request.user,
        )
        item.refresh_from_db()


@admin.register(Quote)
class QuoteAdmin(ReadOnlyAdmin):
    """Quotes to choose as evidence; people read them as versions."""

    search_fields = ["versions__exact"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not in the list of what there is: it would be there twice."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quote]:
        """Quotes with the words of their newest version."""
        newest = QuoteVersion.objects.filter(quote=OuterRef("pk")).order_by("-number").values("exact")
        return super().get_queryset(request).annotate(words=Subquery(newest[:1]))

    def choice_label(self, quote: Any) -> str:
        """The words it is chosen by."""
        return f"“{Truncator(quote.words).chars(120)}”"
