"""Appearances one by one: made and taken away in their episode, with a history of their own here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from transcripts.admin.base import RecordAdmin
from transcripts.models import Appearance
from transcripts.services import appearances


@admin.register(Appearance)
class AppearanceAdmin(RecordAdmin):
    """Who was where, as what and for whom at the time."""

    list_display = ["guest", "role", "title", "company", "episode"]
    list_filter = ["role"]
    list_select_related = ["guest", "company", "episode__podcast"]
    search_fields = ["guest__name", "company__name", "title"]
    search_help_text = "Person, company or title."
    autocomplete_fields = ["guest", "company"]
    readonly_fields = ["episode"]
    fields = ["episode", "guest", "role", "company", "title"]
    ordering = ["-id"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is added in its episode."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appearance]:
        """With what each is named by."""
        return super().get_queryset(request).select_related("guest", "episode__podcast")

    def store(self, request: HttpRequest, obj: Any, form: ModelForm, *, change: bool, reason: str) -> None:
        """Store it, and note it in the history of its episode."""
        appearances.change(obj, by=request.user, reason=reason)
