"""What was tied to claims: lists of what waits, and pages where another person accepts or declines it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from annotations.admin.filters import WaitingFilter
from annotations.admin.moves import is_exception
from annotations.desk import reviewtie
from annotations.models import ClaimRelation, Evidence, QuoteVersion
from annotations.permissions import can_review
from annotations.selectors import ties
from annotations.services import claims
from annotations.workflow import Refusal
from transcripts.admin.base import ReadOnlyAdmin
from transcripts.permissions import roles_of
from transcripts.roles import Role

SAID = {
    "accept": "It is accepted: readers see it now.",
    "decline": "It is declined; the history of its claim says why.",
    "remove": "It is taken away; the history of its claim says why.",
}


class TieAdmin(ReadOnlyAdmin):
    """Ties, shown; what waits is accepted or declined, and what was accepted is taken away with a reason."""

    list_filter = [WaitingFilter, "created_at"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is shown of it."""
        return self.readonly_fields

    change_form_template = "admin/annotations/tie/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Deciding, beside the stock pages."""
        view = self.admin_site.admin_view(require_POST(self.decide_view))
        name = f"annotations_{self.opts.model_name}_decide"
        return [path("<int:pk>/decide/", view, name=name), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """What was tied, and the form that decides about it."""
        tie, user = self.get_object(request, object_id), request.user
        own = tie is not None and tie.created_by_id == user.pk
        more = {
            "claims": ties.ends(tie) if tie else (),
            "seen": reviewtie.seen(tie) if tie else "",
            "waits": tie is not None and type(tie).objects.waiting().filter(pk=tie.pk).exists(),
            "may_decide": can_review(user),
            "is_own": own,
            "may_except": own and Role.ADMINISTRATOR in roles_of(user),
            "decide_url": reverse(f"admin:annotations_{self.opts.model_name}_decide", args=[tie.pk])
            if tie
            else "",
        }
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept, decline or take away, or say why not; then the list of what else waits."""
        tie = get_object_or_404(self.get_queryset(request), pk=pk)
        verb = request.POST.get("action", "")
        here = reverse(f"admin:annotations_{self.opts.model_name}_change", args=[pk])
        try:
            decide(tie, verb, request)
        except (Refusal, PermissionDenied) as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(here)
        messages.success(request, SAID[verb])
        waiting = reverse(f"admin:annotations_{self.opts.model_name}_changelist")
        return HttpResponseRedirect(f"{waiting}?accepted=waiting")


def decide(tie: Evidence | ClaimRelation, verb: str, request: HttpRequest) -> None:
    """What the button stands for; what waits is decided about as it was on the page."""
    by, note = request.user, request.POST.get("note", "")
    if verb in ("accept", "decline"):
        said = "return" if verb == "decline" else "override" if is_exception(request) else "approve"
        seen = request.POST.get("version", "")
        reviewtie.decide(tie, said, version=seen, values={"note": note}, by=by)
    elif verb == "remove" and isinstance(tie, Evidence):
        claims.remove_evidence(tie, reason=note, by=by)
    elif verb == "remove" and isinstance(tie, ClaimRelation):
        claims.unrelate(tie, reason=note, by=by)
    else:
        raise Refusal("action", "Accept it or decline it, with a button of this page.")


@admin.register(Evidence)
class EvidenceAdmin(TieAdmin):
    """Quotes tied to claims."""

    list_display = ["words", "stance", "statement", "created_by", "created_at", "accepted_by"]
    readonly_fields = [
        "words",
        "stance",
        "statement",
        "created_by",
        "created_at",
        "accepted_by",
        "accepted_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        """The evidence this person sees, with the words of its quotes, the newest first."""
        seen = QuoteVersion.objects.visible_to(request.user).order_by("-number")
        found = Evidence.objects.visible_to(request.user).order_by("-id")
        return found.select_related("claim", "quote", "created_by", "accepted_by").prefetch_related(
            Prefetch("quote__versions", seen)
        )

    @admin.display(description="quote")
    def words(self, evidence: Evidence) -> str:
        """What the quote says: to readers, or where none is public yet in its newest version."""
        version = ties.version_of(evidence)
        return f"“{Truncator(version.shown).chars(240)}”" if version else "A colleague’s draft"

    @admin.display(description="claim")
    def statement(self, evidence: Evidence) -> str:
        """What the claim says."""
        return evidence.claim.statement


@admin.register(ClaimRelation)
class ClaimRelationAdmin(TieAdmin):
    """What claims do to each other."""

    list_display = ["source", "kind", "target", "created_by", "created_at", "accepted_by"]
    readonly_fields = [
        *("source", "kind", "target"),
        *("created_by", "created_at", "accepted_by", "accepted_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClaimRelation]:
        """The relations this person sees, the newest first."""
        found = ClaimRelation.objects.visible_to(request.user).order_by("-id")
        return found.select_related("source", "target", "created_by", "accepted_by")
