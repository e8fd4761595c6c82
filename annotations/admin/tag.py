"""Topics, with their synonyms."""

from django.contrib import admin

from annotations.admin.vocabulary import VocabularyPages
from annotations.models import Tag, TagSynonym
from transcripts.admin.base import RecordAdmin, RowInline
from transcripts.forms import FoldedNames


class SynonymInline(RowInline):
    """Other words for a topic."""

    model = TagSynonym
    formset = FoldedNames


@admin.register(Tag)
class TagAdmin(VocabularyPages, RecordAdmin):
    """The vocabulary."""

    list_display = ["label", "parent", "short", "updated_at"]
    list_select_related = ["parent"]
    list_filter = [("parent", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["label", "synonyms__text"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["label"]}
    fields = ["label", "slug", "parent", "definition", "belongs", "does_not_belong"]
    inlines = [SynonymInline]

    @admin.display(description="definition")
    def short(self, tag: Tag) -> str:
        """The definition's beginning."""
        return tag.definition[:140]
