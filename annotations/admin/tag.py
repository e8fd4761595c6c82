"""Topics, with their synonyms."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse

from annotations.admin.topicchanges import TopicChangePages
from annotations.admin.vocabulary import VocabularyPages
from annotations.models import Tag, TagStatus, TagSynonym
from annotations.permissions import can_govern
from transcripts.admin.base import RecordAdmin, RowInline
from transcripts.forms import FoldedNames

GOVERNED = ("label", "slug", "parent", "status")


class SynonymInline(RowInline):
    """Other words for a topic."""

    model = TagSynonym
    formset = FoldedNames


@admin.register(Tag)
class TagAdmin(VocabularyPages, TopicChangePages, RecordAdmin):
    """The vocabulary. What a topic is called, where it stands and whether it is in use is changed on pages of
    its own, which show first what follows."""

    list_display = ["label", "parent", "status", "short", "updated_at"]
    list_select_related = ["parent"]
    list_filter = ["status", ("parent", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["label", "synonyms__text"]
    autocomplete_fields = ["parent"]
    fields = ["label", "slug", "parent", "status", "definition", "belongs", "does_not_belong"]
    inlines = [SynonymInline]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Tag | None = None) -> dict[str, Any]:
        """The address of a new topic follows from its label."""
        return {} if obj else {"slug": ["label"]}

    def get_readonly_fields(self, request: HttpRequest, obj: Tag | None = None) -> list[str]:
        """What has a page of its own; a new topic is a proposal unless a chief editor says otherwise."""
        if obj:
            return list(GOVERNED)
        return [] if can_govern(request.user) else ["status"]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A new topic is proposed or active."""
        if db_field.name == "status":
            kwargs["choices"] = [(one.value, one.label) for one in (TagStatus.ACTIVE, TagStatus.PROPOSED)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def store(self, request: HttpRequest, obj: Tag, form: ModelForm, *, change: bool, reason: str) -> None:
        """Store the topic."""
        if not change and not can_govern(request.user):
            obj.status = TagStatus.PROPOSED
        super().store(request, obj, form, change=change, reason=reason)

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
