"""Feeds: where a podcast announces its episodes, how fetching it goes, and which episodes its items are."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import widgets
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from transcripts import addresses
from transcripts.admin.base import RecordAdmin
from transcripts.models import Feed, FeedItem, Job, JobState
from transcripts.permissions import check_can_edit
from transcripts.services import feeds

ITEMS_SHOWN = 100
FETCHING = "The feed is fetched as soon as a worker is free. Look here again in a moment."
PAUSED = "The feed is not fetched, as nobody asks for it: tick “fetched regularly” and save."
# A feed that is due is taken within seconds, if anybody takes feeds.
PATIENCE = timedelta(seconds=10)
NOT_TAKEN = "waits for a worker (if none runs, start one with manage.py run_worker)"


class FeedForm(forms.ModelForm):
    """A feed's address, judged as it will be fetched."""

    url = forms.URLField(
        label="Address", max_length=2000, assume_scheme="https", widget=widgets.AdminURLFieldWidget
    )

    class Meta:
        model = Feed
        fields = ["podcast", "url", "is_active"]

    def clean_url(self) -> str:
        """The address in its normal form, or why it is not fetched."""
        try:
            return str(addresses.checked(self.cleaned_data["url"]))
        except addresses.Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


@admin.register(Feed)
class FeedAdmin(RecordAdmin):
    """The feeds that are followed; written through `feeds.follow`."""

    form = FeedForm
    fields = ["podcast", "url", "is_active"]
    list_display = ["podcast", "address", "stands", "fetched_at", "next_fetch_at"]
    list_filter = ["is_active"]
    list_select_related = ["podcast"]
    search_fields = ["podcast__title", "url"]
    autocomplete_fields = ["podcast"]
    ordering = ["podcast__title"]

    @admin.display(description="address", ordering="url")
    def address(self, feed: Feed) -> str:
        """The address, short enough for a list."""
        return Truncator(feed.url.partition("://")[2]).chars(60)

    @admin.display(description="where it stands")
    def stands(self, feed: Feed) -> str:
        """Whether it is fetched as it should be."""
        return standing(feed)

    def get_readonly_fields(self, request: HttpRequest, obj: Feed | None = None) -> list[str]:
        """A feed stays its podcast's."""
        return ["podcast"] if obj else []

    def get_urls(self) -> list[URLPattern]:
        """The button beside the stock pages."""
        fetch = self.admin_site.admin_view(require_POST(self.fetch_view))
        return [path("<int:pk>/fetch/", fetch, name="transcripts_feed_fetch"), *super().get_urls()]

    def store(self, request: HttpRequest, obj: Feed, form: ModelForm, *, change: bool, reason: str) -> None:
        """Follow the feed, or stop."""
        if obj.is_active or not change or "url" in form.changed_data:
            obj.pk = feeds.follow(obj.podcast, obj.url, reason=reason, by=request.user).pk
        if not obj.is_active:
            feeds.stop_following(obj, reason=reason, by=request.user)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The feed, how its fetching goes, and its items."""
        feed = self.get_object(request, object_id)
        shown: dict[str, Any] = {}
        if feed:
            shown = {
                "standing": standing(feed),
                "items": items_of(feed)[:ITEMS_SHOWN],
                "states": JobState.choices,
                "item_count": feed.items.count(),
                "may_fetch": self.may_write(request) and feed.is_active,
            }
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def fetch_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have a worker fetch it now."""
        check_can_edit(request.user)
        feed = get_object_or_404(Feed, pk=pk)
        if feed.is_active:
            feeds.fetch_now(feed)
            messages.success(request, FETCHING)
        else:
            messages.warning(request, PAUSED)
        return HttpResponseRedirect(reverse("admin:transcripts_feed_change", args=[pk]))


def standing(feed: Feed) -> str:
    """How the fetching of a feed goes, in a few words."""
    if not feed.is_active:
        return f"not fetched: {feed.error}" if feed.error else "not fetched"
    is_free = feed.leased_until is None or feed.leased_until < timezone.now()
    if is_free and feed.next_fetch_at < timezone.now() - PATIENCE:
        return NOT_TAKEN
    if feed.error:
        times = "once" if feed.failures == 1 else f"{feed.failures} times in a row"
        return f"failed {times}: {feed.error}"
    return "as it should" if feed.fetched_at else "waits for its first fetch"


def items_of(feed: Feed) -> QuerySet[FeedItem]:
    """A feed's items with their episodes and their transcripts' last imports, the newest first."""
    newest = F("episode__published_on").desc(nulls_last=True)
    imports = Job.objects.filter(document__sha256=OuterRef("transcript_sha256")).order_by("-pk")
    return (
        feed.items.select_related("episode")
        .defer("told", "episode__summary")
        .annotate(
            import_id=Subquery(imports.values("pk")[:1]), import_state=Subquery(imports.values("state")[:1])
        )
        .order_by(newest, "-pk")
    )
