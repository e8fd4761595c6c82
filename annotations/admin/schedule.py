"""Schedules: what is to be published when, and what was refused at its time."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from annotations.models import Claim, QuoteVersion, Schedule
from annotations.permissions import sees_all
from transcripts.admin.base import ReadOnlyAdmin


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    """Every time that was set, the newest first; it is changed on the page of the quote or claim."""

    list_display = ["what", "at", "by", "outcome", "why"]
    list_filter = ["outcome", "at"]
    list_select_related = ["version", "claim", "by"]
    list_display_links = None
    sortable_by = ()
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Schedule]:
        """The schedules of what this person sees."""
        found = super().get_queryset(request)
        if sees_all(request.user):
            return found
        versions = QuoteVersion.objects.visible_to(request.user).filter(pk=OuterRef("version"))
        claims = Claim.objects.visible_to(request.user).filter(pk=OuterRef("claim"))
        return found.filter(Exists(versions) | Exists(claims))

    @admin.display(description="quote or claim")
    def what(self, schedule: Schedule) -> str:
        """The words of what is scheduled, and the way to it."""
        name, item = ("quoteversion", schedule.version) if schedule.version else ("claim", schedule.claim)
        words = f"“{schedule.version.shown}”" if schedule.version else str(item)
        url = reverse(f"admin:annotations_{name}_change", args=[item.pk]) if item else ""
        return format_html('<a href="{}">{}</a>', url, Truncator(words).chars(110))
