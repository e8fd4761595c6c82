"""Review events: who moved what, to read."""

from django.contrib import admin
from django.utils.text import Truncator

from annotations.models import ReviewEvent
from transcripts.admin.base import ReadOnlyAdmin


@admin.register(ReviewEvent)
class ReviewEventAdmin(ReadOnlyAdmin):
    """Every move, newest first."""

    list_display = ["at", "what", "action", "by", "note"]
    list_filter = ["action"]
    list_select_related = ["version", "claim", "by"]
    date_hierarchy = "at"
    ordering = ["-id"]
    fields = ["at", "by", "action", "from_state", "to_state", "note", "version", "claim", "revision"]

    @admin.display(description="quote or claim")
    def what(self, event: ReviewEvent) -> str:
        """The words of what was moved."""
        text = f"“{event.version.exact}”" if event.version else str(event.claim)
        return Truncator(text).chars(90)
