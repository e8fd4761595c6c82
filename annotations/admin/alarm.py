"""Alarms: published quotes that do not agree with their texts, until somebody says what was done."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from annotations.models import Alarm
from annotations.permissions import can_review
from annotations.services import checking
from annotations.workflow import Refusal
from transcripts.admin.base import ReadOnlyAdmin


class SettledFilter(admin.SimpleListFilter):
    """Alarms by whether somebody has settled them."""

    title = "settled"
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Open ones and settled ones."""
        return [("no", "open"), ("yes", "settled")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The alarms that stand so."""
        if self.value() == "no":
            return queryset.filter(settled_at=None)
        return queryset.exclude(settled_at=None) if self.value() == "yes" else queryset


@admin.register(Alarm)
class AlarmAdmin(ReadOnlyAdmin):
    """What the nightly check found, newest first."""

    list_display = ["message", "words", "found_at", "seen_at", "standing"]
    list_filter = [SettledFilter, "kind", "found_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alarm]:
        """Alarms with the quotes they are about."""
        related = ("version__quote__episode__podcast", "version__revision", "version__speaker", "settled_by")
        return super().get_queryset(request).select_related(*related)

    @admin.display(description="quote")
    def words(self, alarm: Alarm) -> str:
        """The words of the quote."""
        return f"“{Truncator(alarm.version.exact).chars(90)}”"

    @admin.display(description="stands", ordering="settled_at")
    def standing(self, alarm: Alarm) -> str:
        """Open, or by whom it was settled."""
        return f"settled by {alarm.settled_by}" if alarm.settled_at else "open"

    def get_urls(self) -> list[URLPattern]:
        """Settling, beside the stock pages."""
        view = self.admin_site.admin_view(require_POST(self.settle_view))
        return [path("<int:pk>/settle/", view, name="annotations_alarm_settle"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """One alarm: what does not agree, the quote, and the form that settles it."""
        more = {
            "may_settle": can_review(request.user),
            "typed": request.session.pop(f"note:alarm:{object_id}", ""),
        }
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def settle_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what was done about it; then the next one that is open."""
        alarm, note = get_object_or_404(Alarm, pk=pk), request.POST.get("note", "")
        try:
            checking.settle(alarm, note=note, by=request.user)
        except (Refusal, PermissionDenied) as refusal:
            messages.error(request, str(refusal))
            request.session[f"note:alarm:{pk}"] = note
            return HttpResponseRedirect(reverse("admin:annotations_alarm_change", args=[pk]))
        messages.success(request, "Settled. Should the nightly check find it again, it is an alarm again.")
        return HttpResponseRedirect(reverse("admin:annotations_alarm_changelist") + "?settled=no")
