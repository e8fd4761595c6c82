"""The publication log, to read: what became public, changed or ceased to be, and why."""

from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from annotations.models import Publication
from transcripts.admin.base import ReadOnlyAdmin
from transcripts.admin.lists import narrowed

# What the log speaks of: its index finds an id among these.
RECORDED = ("quote", "claim", "tag", "episode", "podcast", "guest", "company", "tag")


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """Every entry, newest first."""

    list_display = ["at", "kind", "object_type", "by", "reason"]
    list_filter = ["kind", "object_type"]
    list_select_related = ["by"]
    search_fields = ["object_id"]
    search_help_text = "The public id of a quote, claim, episode, person, company, topic or podcast, whole."
    ordering = ["-id"]
    sortable_by = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Publication], search_term: str
    ) -> tuple[QuerySet[Publication], bool]:
        """The entries of one thing."""
        term = search_term.strip()
        if not term:
            return queryset, False
        try:
            key = UUID(term)
        except ValueError:
            return queryset.none(), False
        found = Publication.objects.filter(object_type__in=RECORDED, object_id=key).order_by()
        return narrowed(queryset, found), False
