"""Review events: who moved what, to read."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator

from annotations.models import Claim, IdentityChangeKind, QuoteVersion, ReviewEvent
from annotations.permissions import AUTHORSHIP, sees_all
from annotations.services.duedates import DUE
from annotations.services.publishing import REFUSE, SCHEDULE, UNSCHEDULE
from annotations.workflow import Action
from transcripts.admin.base import ReadOnlyAdmin

EXCEPTIONS = "exception"
SCHEDULING = (SCHEDULE, UNSCHEDULE, REFUSE, DUE)


class ActionFilter(admin.SimpleListFilter):
    """Events by what was done."""

    title, parameter_name = "action", "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Everything that is written down."""
        named = (*AUTHORSHIP, *map(str, Action), "supersede", *SCHEDULING, *IdentityChangeKind.values)
        names = dict.fromkeys(named)
        return [*((name, name) for name in names), (EXCEPTIONS, "exceptions of four eyes")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The events of that action."""
        if self.value() == EXCEPTIONS:
            return queryset.filter(is_override=True)
        return queryset.filter(action=self.value()) if self.value() else queryset


class ActorFilter(admin.SimpleListFilter):
    """Events by whether one did it oneself."""

    title, parameter_name = "who", "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Oneself."""
        return [("me", "me")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """What this person did."""
        return queryset.filter(by=request.user.pk) if self.value() == "me" else queryset


@admin.register(ReviewEvent)
class ReviewEventAdmin(ReadOnlyAdmin):
    """Every move, newest first."""

    list_display = ["at", "what", "done", "by", "note"]
    list_filter = [ActionFilter, ActorFilter]
    list_select_related = ["version", "claim", "by"]
    sortable_by = ()
    ordering = ["-id"]
    fields = [
        "at",
        "by",
        "action",
        "is_override",
        "from_state",
        "to_state",
        "note",
        "version",
        "claim",
        "revision",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewEvent]:
        """What happened to the quotes and claims that this person sees."""
        events = super().get_queryset(request)
        if sees_all(request.user):
            return events
        versions = QuoteVersion.objects.visible_to(request.user).filter(pk=OuterRef("version"))
        claims = Claim.objects.visible_to(request.user).filter(pk=OuterRef("claim"))
        return events.filter(Exists(versions) | Exists(claims))

    @admin.display(description="action")
    def done(self, event: ReviewEvent) -> str:
        """What was done."""
        return event.told

    @admin.display(description="quote or claim")
    def what(self, event: ReviewEvent) -> str:
        """The words of what was moved."""
        text = f"“{event.version.shown}”" if event.version else str(event.claim)
        return Truncator(text).chars(90)
