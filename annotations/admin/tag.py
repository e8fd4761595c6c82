"""Topics, with their synonyms."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from annotations.admin.vocabulary import VocabularyPages
from annotations.models import Tag, TagStatus, TagSynonym
from transcripts.admin.base import RecordAdmin, RowInline
from transcripts.forms import FoldedNames


class SynonymInline(RowInline):
    """Other words for a topic."""

    model = TagSynonym
    formset = FoldedNames


@admin.register(Tag)
class TagAdmin(VocabularyPages, RecordAdmin):
    """The vocabulary."""

    list_display = ["label", "parent", "status", "short", "updated_at"]
    list_select_related = ["parent"]
    list_filter = ["status", ("parent", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["label", "synonyms__text"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["label"]}
    fields = ["label", "slug", "parent", "definition", "belongs", "does_not_belong"]
    inlines = [SynonymInline]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Tag], search_term: str
    ) -> tuple[QuerySet[Tag], bool]:
        """By label and synonym; type-ahead offers what is in use."""
        offered = request.path == reverse("admin:autocomplete")
        rows = queryset.filter(status=TagStatus.ACTIVE) if offered else queryset
        return super().get_search_results(request, rows, search_term)

    @admin.display(description="definition")
    def short(self, tag: Tag) -> str:
        """The definition's beginning."""
        return tag.definition[:140]
