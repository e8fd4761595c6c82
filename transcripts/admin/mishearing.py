"""Known mis-hearings: what a podcast's transcripts get wrong again and again."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from transcripts.admin.base import RecordAdmin
from transcripts.admin.lists import ChosenFilter
from transcripts.models import Mishearing
from transcripts.services import mishearings


class MishearingForm(forms.ModelForm):
    """What is heard and what is meant, where these can be kept."""

    class Meta:
        model = Mishearing
        fields = ["podcast", "heard", "meant", "match_case"]

    def clean(self) -> dict[str, Any]:
        """Say in the form what `mishearings.remember` would refuse."""
        cleaned = super().clean() or {}
        heard = cleaned.get("heard") or self.instance.heard
        if not self.errors:
            mishearings.check(" ".join(heard.split()), " ".join(cleaned["meant"].split()))
        return cleaned


class PodcastFilter(ChosenFilter):
    """The mis-hearings of one podcast."""

    title, parameter_name, source = "podcast", "podcast", Mishearing.podcast

    def links(self, key: int) -> QuerySet:
        """The podcast's mis-hearings."""
        return Mishearing.objects.filter(podcast=key)


@admin.register(Mishearing)
class MishearingAdmin(RecordAdmin):
    """Mis-hearings by podcast. One that is wrong may go: nothing hangs on it."""

    form = MishearingForm
    actions = ("delete_selected",)
    list_display = ["heard", "meant", "podcast", "match_case", "created_by"]
    list_filter = [PodcastFilter]
    list_select_related = ["podcast", "created_by"]
    search_fields = ["heard", "meant", "podcast__title"]
    autocomplete_fields = ["podcast"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What is heard, and where, tells one from another."""
        return ["podcast", "heard"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may write may take one away."""
        return self.may_write(request)

    def store(
        self, request: HttpRequest, obj: Mishearing, form: forms.ModelForm, *, change: bool, reason: str
    ) -> None:
        """Remember it."""
        kept = mishearings.remember(
            obj.podcast,
            heard=obj.heard,
            meant=obj.meant,
            match_case=obj.match_case,
            reason=reason,
            by=request.user,
        )
        obj.pk = kept.pk

    def delete_model(self, request: HttpRequest, obj: Mishearing) -> None:
        """Take one away."""
        mishearings.forget(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Mishearing]) -> None:
        """Take many away, each with its history."""
        for row in queryset:
            mishearings.forget(row, by=request.user)
