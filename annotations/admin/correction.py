"""The log of corrections in the admin: what everybody is told was wrong, and what was changed."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from annotations.models import Correction
from annotations.permissions import can_answer_readers
from annotations.querysets import PUBLIC
from annotations.services import correctionlog
from annotations.workflow import Refusal
from transcripts.admin.base import RecordAdmin

UNKNOWN = "Readers know of no such thing. Give the type and the public id of something published."


class CorrectionForm(forms.ModelForm):
    """An entry about something readers know of."""

    def clean(self) -> dict[str, Any]:
        """The values, if a new entry is about something public."""
        values: dict[str, Any] = super().clean() or {}
        if self.instance.pk is None and not self.errors:
            rows = PUBLIC.get(values.get("object_type", ""))
            if rows is None or not rows().filter(public_id=values.get("object_id")).exists():
                raise forms.ValidationError({"object_id": UNKNOWN})
        return values


@admin.register(Correction)
class CorrectionAdmin(RecordAdmin):
    """Every entry, the newest first, written through `annotations.services.correctionlog`."""

    form = CorrectionForm
    list_display = ["short", "object_type", "corrected_on", "published_by", "stands"]
    list_filter = ["object_type", "corrected_on"]
    list_select_related = ["published_by"]
    sortable_by = ["corrected_on"]
    fields = ["object_type", "object_id", "wrong", "changed", "corrected_on"]
    change_form_template = "admin/annotations/correction/change_form.html"

    def may_write(self, request: HttpRequest) -> bool:
        """Whoever answers readers."""
        return can_answer_readers(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Correction | None = None) -> bool:
        """While it stands in the log."""
        return self.may_write(request) and (obj is None or obj.withdrawn_at is None)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Correction]:
        """Entries with who wrote them."""
        return super().get_queryset(request).select_related("published_by")

    def get_readonly_fields(self, request: HttpRequest, obj: Correction | None = None) -> list[str]:
        """What an entry is about stays."""
        return ["object_type", "object_id"] if obj else []

    @admin.display(description="what was wrong")
    def short(self, entry: Correction) -> str:
        """The beginning of the entry."""
        return Truncator(entry.wrong).chars(110)

    @admin.display(description="stands")
    def stands(self, entry: Correction) -> str:
        """In the log, or withdrawn."""
        return "withdrawn" if entry.withdrawn_at else "in the log"

    refusals = (*RecordAdmin.refusals, Refusal)

    def store(
        self, request: HttpRequest, obj: Correction, form: forms.ModelForm, *, change: bool, reason: str
    ) -> None:
        """Write or reword the entry."""
        values = {**form.cleaned_data, "reason": reason}
        if change:
            correctionlog.reword(obj, by=request.user, **values)
        else:
            obj.pk = correctionlog.publish(by=request.user, **values).pk
        obj.refresh_from_db()

    def get_urls(self) -> list[URLPattern]:
        """Withdrawing, beside the stock pages."""
        view = self.admin_site.admin_view(require_POST(self.withdraw_view))
        return [path("<int:pk>/withdraw/", view, name="annotations_correction_withdraw"), *super().get_urls()]

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it out of the log, with the reason."""
        entry = get_object_or_404(Correction, pk=pk)
        try:
            correctionlog.withdraw(entry, reason=request.POST.get("reason", ""), by=request.user)
        except (Refusal, PermissionDenied) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "It is withdrawn. Its address tells the reason.")
        return HttpResponseRedirect(reverse("admin:annotations_correction_change", args=[pk]))
