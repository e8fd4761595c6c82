"""Buttons that move a quote or claim through the workflow; a state is never a field of a form."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from annotations.desk import cards, reviewing
from annotations.desk.reviewasked import values_in
from annotations.desk.typed import day_in
from annotations.models import Claim, QuoteVersion
from annotations.permissions import can_annotate, can_review, has_written
from annotations.selectors import returns
from annotations.services import duedates, gate, schedules
from annotations.services.publishing import told
from annotations.workflow import (
    BY_ACTION,
    OPEN,
    Action,
    Refusal,
    State,
    actions_from,
    overrides_from,
)
from transcripts.permissions import roles_of

LABELS = {
    Action.SUBMIT: "Submit for review",
    Action.RETRACT: "Take back",
    Action.RETURN: "Return with note",
    Action.APPROVE: "Approve",
    Action.PUBLISH: "Publish",
    Action.WITHDRAW: "Withdraw with reason",
    Action.DISCARD: "Discard",
    Action.RESTORE: "Restore",
    Action.SPIKE: "Spike with reason",
}
TIME = "It is to be published on {at}."
NO_TIME = "It is published at no time of its own any more."


class MovesMixin:
    """Adds the buttons, and the addresses they post to, to an admin class."""

    def get_urls(self) -> list[URLPattern]:
        """The addresses the buttons post to."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_move"  # type: ignore[attr-defined]
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("<int:pk>/move/", wrap(require_POST(self.move_view)), name=name),
            path("<int:pk>/due/", wrap(require_POST(self.due_view)), name=f"{name}_due"),
            path("<int:pk>/schedule/", wrap(require_POST(self.schedule_view)), name=f"{name}_schedule"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The page, with what this person may do and what stands in the way."""
        item = self.get_object(request, object_id)  # type: ignore[attr-defined]
        more = {**page_of(item, request.user), **self.form_of(request, item)} if item else {}
        response: HttpResponse = super().change_view(  # type: ignore[misc]
            request, object_id, form_url, {**more, **(extra_context or {})}
        )
        return response

    def form_of(self, request: HttpRequest, item: Any) -> dict[str, str]:
        """Where the buttons post to, and a note kept from a move that was refused."""
        opts = self.opts  # type: ignore[attr-defined]
        return {
            "move_url": reverse(f"admin:{opts.app_label}_{opts.model_name}_move", args=[item.pk]),
            "due_url": reverse(f"admin:{opts.app_label}_{opts.model_name}_move_due", args=[item.pk]),
            "schedule_url": reverse(
                f"admin:{opts.app_label}_{opts.model_name}_move_schedule", args=[item.pk]
            ),
            "kept_note": request.session.get(note_key(item), ""),
        }

    def move_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do one move, or say why not; either way back to the page, the note kept."""
        item = get_object_or_404(self.get_queryset(request), pk=pk)  # type: ignore[attr-defined]
        note = request.POST.get("note", "")
        try:
            self.decide(request, item, note)
        except (Refusal, PermissionDenied, ValueError) as refusal:
            messages.error(request, str(refusal))
            request.session[note_key(item)] = note
        else:
            request.session.pop(note_key(item), None)
            messages.success(request, f"It is {item.get_state_display()} now.")
        opts = self.opts  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[pk]))

    def schedule_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Set the time at which what was on the page is to be published, or take it back; or say why not."""
        item = get_object_or_404(self.get_queryset(request), pk=pk)  # type: ignore[attr-defined]
        verb, seen = "unschedule" if "cancel" in request.POST else "schedule", request.POST.get("version", "")
        try:
            values = values_in(verb, request.POST)
            reviewing.decide(item, verb, version=seen, values=values, by=request.user)
        except (Refusal, PermissionDenied) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, NO_TIME if verb == "unschedule" else TIME.format(at=told(values["at"])))
        opts = self.opts  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[pk]))

    def due_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say by when it is due, or not any more; or say why not."""
        item = get_object_or_404(self.get_queryset(request), pk=pk)  # type: ignore[attr-defined]
        try:
            duedates.set_due(item, on=day_in(request.POST.get("due", "")), by=request.user)
        except (Refusal, PermissionDenied) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"It is due: {duedates.told(item.due_on)}")
        opts = self.opts  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[pk]))

    def decide(self, request: HttpRequest, item: Any, note: str) -> None:
        """Do the move the button stands for."""
        raise NotImplementedError


def note_key(item: Any) -> str:
    """Where a note waits that was typed for a move that was refused."""
    return f"note:{item._meta.model_name}:{item.pk}"


def page_of(item: QuoteVersion | Claim, user: Any) -> dict[str, Any]:
    """The buttons, the obstacles and the history of an item."""
    actions = allowed(item, user)
    return {
        "buttons": [(action, LABELS[action], BY_ACTION[action].note) for action in actions],
        "exceptions": overrides_from(State(item.state), roles=roles_of(user), own=has_written(user, item)),
        "obstacles": [str(refusal) for refusal in gate.violations(item)] if is_open(item) else [],
        "waiting": cards.waiting(item, user, actions),
        "returned": returns.last(item),
        "may_set_due": item.state in OPEN and (can_annotate(user) or can_review(user)),
        "is_overdue": bool(item.due_on and item.state in OPEN and item.due_on < timezone.localdate()),
        "may_schedule": Action.PUBLISH in actions,
        "may_cancel": can_review(user),
        "schedule": schedules.of(item).select_related("by").first(),
        "zone": timezone.get_current_timezone_name(),
        "events": item.events.select_related("by").order_by("-id")[:50],
    }


def allowed(item: QuoteVersion | Claim, user: Any) -> list[Action]:
    """What this person may do with it now."""
    return actions_from(State(item.state), roles=roles_of(user), own=has_written(user, item))


def is_exception(request: HttpRequest) -> bool:
    """Whether an exception of four eyes is asked for."""
    return request.POST.get("override") == "yes"


def is_open(item: QuoteVersion | Claim) -> bool:
    """Whether publication is still to come."""
    return item.state in OPEN
