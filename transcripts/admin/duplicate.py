"""Likely duplicates: a queue of pairs that may be one, each decided by a person."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from transcripts.admin import live
from transcripts.admin.base import ReadOnlyAdmin
from transcripts.models import Appearance, LikelyDuplicate
from transcripts.permissions import can_edit, check_can_edit
from transcripts.services import duplicates, jobs, searches

PAIR = ("guest", "other_guest", "company", "other_company", "decided_by")
SHOWN = 20
TWO = "Remembered: {pair} are two."
LAST = "That was the last pair that waited."


class SortFilter(admin.SimpleListFilter):
    """People or companies."""

    title, parameter_name = "what", "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Either."""
        return [("guest", "people"), ("company", "companies")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The pairs of that sort."""
        sort = self.value()
        return queryset.exclude(**{sort: None}) if sort in ("guest", "company") else queryset


class DecidedFilter(admin.SimpleListFilter):
    """Pairs that wait, or of which somebody said that they are two."""

    title, parameter_name = "decision", "decided"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What was decided; without a choice, what waits."""
        return [("two", "not the same")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The pairs that stand so."""
        return queryset.filter(decided_at__isnull=self.value() != "two")


@admin.register(LikelyDuplicate)
class DuplicateAdmin(ReadOnlyAdmin):
    """Pairs that may be one, the likeliest first."""

    list_display = ["pair", "why", "likeness"]
    list_filter = [DecidedFilter, SortFilter]
    list_select_related = PAIR
    ordering = ["-score", "-id"]
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[LikelyDuplicate]:
        """Pairs of which neither was merged since."""
        return LikelyDuplicate.objects.standing().select_related(*PAIR)

    @admin.display(description="which")
    def pair(self, row: LikelyDuplicate) -> str:
        """Both by name."""
        return str(row)

    @admin.display(description="likeness")
    def likeness(self, row: LikelyDuplicate) -> str:
        """How alike, to 100."""
        return f"{row.score:.0f}"

    def get_urls(self) -> list[URLPattern]:
        """Deciding, and looking again, beside the stock pages."""
        view = self.admin_site.admin_view
        name = "transcripts_likelyduplicate"
        return [
            path("look/", view(require_POST(self.look_view)), name=f"{name}_look"),
            path("<int:pk>/decide/", view(require_POST(self.decide_view)), name=f"{name}_decide"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The queue, with a button to look again, and how far that is."""
        search = searches.newest()
        at_work = search is not None and search.finished_at is None
        more = {
            "may_write": can_edit(request.user),
            "search": search,
            "reads_itself_again": live.REFRESH_SECONDS if at_work else None,
            "worker_missing": at_work and not jobs.worker_seen(),
        }
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Both beside each other, and the decision."""
        row = self.get_object(request, object_id)
        more = {"may_write": can_edit(request.user), "sides": sides(row)} if row else {}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remember that they are two, or ask again; then on to the next pair."""
        check_can_edit(request.user)
        row = get_object_or_404(LikelyDuplicate, pk=pk)
        if request.POST.get("decision") == "again":
            duplicates.ask_again(row, by=request.user)
            return HttpResponseRedirect(reverse("admin:transcripts_likelyduplicate_change", args=[pk]))
        duplicates.tell_apart(row, by=request.user)
        messages.success(request, TWO.format(pair=row))
        following = LikelyDuplicate.objects.waiting().first()
        if following is None:
            messages.info(request, LAST)
            return HttpResponseRedirect(reverse("admin:transcripts_likelyduplicate_changelist"))
        return HttpResponseRedirect(reverse("admin:transcripts_likelyduplicate_change", args=[following.pk]))

    def look_view(self, request: HttpRequest) -> HttpResponse:
        """Have a worker look at all names again."""
        searches.ask(by=request.user)
        return HttpResponseRedirect(reverse("admin:transcripts_likelyduplicate_changelist"))


def sides(row: LikelyDuplicate) -> list[dict[str, Any]]:
    """Either of a pair, with the address of merging the other into it."""
    sort = "guest" if row.guest_id else "company"
    found = []
    for this, that in ((row.one, row.other), (row.other, row.one)):
        merge = reverse(f"admin:transcripts_{sort}_merge", args=[this.pk])  # type: ignore[union-attr]
        seen = Appearance.objects.filter(**{sort: this}).select_related(
            "episode__podcast", "guest", "company"
        )
        found.append(
            {
                "thing": this,
                "url": reverse(f"admin:transcripts_{sort}_change", args=[this.pk]),  # type: ignore[union-attr]
                "merge": f"{merge}?other={that.pk}",  # type: ignore[union-attr]
                "names": [str(name) for name in this.names.all()[:SHOWN]],  # type: ignore[union-attr]
                "appearances": list(seen.order_by("-episode__published_on", "-pk")[:SHOWN]),
            }
        )
    return found
