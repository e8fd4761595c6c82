"""People: hosts and guests, with the ways their names are written. Registered by `annotations`, which merges
and splits them."""

from typing import Any

from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from transcripts.admin.base import RecordAdmin, RowInline
from transcripts.admin.lists import named
from transcripts.forms import FoldedNames
from transcripts.models import Guest, GuestName
from transcripts.models.identity import fold_name
from transcripts.services import records


class GuestNameInline(RowInline):
    """The ways a person's name is written."""

    model = GuestName
    formset = FoldedNames
    fields = ["text", "since", "until"]
    verbose_name_plural = "names, as documents write them (with a day, readers see when)"


class GuestAdmin(RecordAdmin):
    """People who speak."""

    list_display = ["name", "website", "updated_at"]
    search_fields = ["names__text"]
    search_help_text = "The beginning of a name, or of a word in it, as it is or was written."
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "about", "website", "wikidata"]
    inlines = [GuestNameInline]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Guest], search_term: str
    ) -> tuple[QuerySet[Guest], bool]:
        """By any of their names."""
        return named(queryset, GuestName.objects.all(), "guest", search_term), False

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Documents find a person by their names, so the proper one is always among them."""
        super().save_related(request, form, formsets, change)
        guest = form.instance
        if not guest.names.filter(folded=fold_name(guest.name)).exists():
            records.save(GuestName(guest=guest, text=guest.name), by=request.user)
            records.note(guest, by=request.user, reason=f"Names: added {guest.name}")
