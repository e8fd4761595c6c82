"""Claims in the admin: statements, and the quotes that speak for or against them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from annotations.admin.bulk import BulkMoves
from annotations.admin.filters import (
    ClaimAboutFilter,
    ClaimCompanyFilter,
    ClaimGuestFilter,
    ClaimTopicFilter,
    DueFilter,
)
from annotations.admin.moves import MovesMixin, is_exception
from annotations.desk import claims as shown
from annotations.desk import decisions
from annotations.models import MEANING, Claim, ClaimRelation, Evidence, QuoteVersion, Rank
from annotations.permissions import can_change, can_draft, can_review, has_written
from annotations.selectors import statements, support
from annotations.services import claims
from annotations.workflow import EDITABLE, LIVE, Action, Refusal, State
from transcripts.admin.base import RecordAdmin, RowInline


class EvidenceInline(RowInline):
    """The quotes that speak for or against a claim; one is taken away or added, not changed."""

    model = Evidence
    fields = ["words", "stance", "standing"]
    readonly_fields = ["words", "standing"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Take it away and add another."""
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Below, where a quote can be chosen."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the claim may be changed."""
        return may_change(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        """The evidence this person sees, with the words of its quotes."""
        seen = QuoteVersion.objects.visible_to(request.user)
        versions = Prefetch("quote__versions", seen.order_by("-number"))
        found = Evidence.objects.visible_to(request.user).order_by("id")
        return found.select_related("quote", "claim", "accepted_by").prefetch_related(versions)

    @admin.display(description="quote")
    def words(self, evidence: Evidence) -> str:
        """What the quote says, and the way to it."""
        newest = next(iter(evidence.quote.versions.all()), None)
        if newest is None:
            return "A colleague’s draft"
        url = reverse("admin:annotations_quoteversion_change", args=[newest.pk])
        return format_html('<a href="{}">“{}”</a>', url, Truncator(newest.shown).chars(140))

    @admin.display(description="accepted")
    def standing(self, evidence: Evidence) -> str:
        """By whom it was accepted, and the way to its own page."""
        return standing(evidence)


class NewEvidenceInline(RowInline):
    """Quotes to tie to the claim."""

    model = Evidence
    fields = ["quote", "stance"]
    autocomplete_fields = ["quote"]
    verbose_name_plural = "more evidence"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the claim may be changed; to a published one what waits to be accepted."""
        return may_add(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        """What is there already stands above."""
        return super().get_queryset(request).none()


class RelationInline(RowInline):
    """What a claim does to others; one is taken away or added, not changed."""

    model = ClaimRelation
    fk_name = "source"
    fields = ["kind", "target", "standing"]
    readonly_fields = ["kind", "target", "standing"]
    verbose_name_plural = "what it does to other claims"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Take it away and add another."""
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Below, where a claim can be chosen."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the claim may be changed."""
        return may_change(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClaimRelation]:
        """The relations this person sees."""
        found = ClaimRelation.objects.visible_to(request.user).order_by("id")
        return found.select_related("source", "target", "accepted_by")

    @admin.display(description="accepted")
    def standing(self, relation: ClaimRelation) -> str:
        """By whom it was accepted, and the way to its own page."""
        return standing(relation)


class RelatedByInline(RelationInline):
    """What other claims do to this one; it is changed on their pages."""

    fk_name = "target"
    fields = ["source", "kind", "standing"]
    readonly_fields = ["source", "kind", "standing"]
    verbose_name_plural = "what other claims do to it"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """On the other claim."""
        return False


class NewRelationInline(RowInline):
    """Claims to relate to this one."""

    model = ClaimRelation
    fk_name = "source"
    fields = ["kind", "target"]
    autocomplete_fields = ["target"]
    verbose_name_plural = "more relations"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the claim may be changed; to a published one what waits to be accepted."""
        return may_add(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClaimRelation]:
        """What is there already stands above."""
        return super().get_queryset(request).none()


def standing(tie: Evidence | ClaimRelation) -> str:
    """Whether something tied to a claim was accepted, with the way to its own page."""
    told = f"by {tie.accepted_by}" if tie.accepted_by else "waits"
    url = reverse(f"admin:annotations_{tie._meta.model_name}_change", args=[tie.pk])
    return format_html('<a href="{}">{}</a>', url, told)


# Claims a search shows; who means another types more of it.
MOST_FOUND = 1000
# Of words that stand in every third claim, so many of the newest have enough.
NEWEST = 3000


def may_change(request: HttpRequest, claim: Claim | None) -> bool:
    """Whether this person may change the claim as it stands."""
    if claim is None:
        return can_draft(request.user)
    return claim.state in EDITABLE and can_change(request.user, claim)


def newest_with(words: list[str]) -> list[int]:
    """The newest claims in whose statements each of these begins a word: of frequent words without reading
    all."""
    rows = Claim.objects.order_by("-changed_at", "-id")
    found = rows.filter(pk__in=statements.with_words(words))
    newest = found.filter(pk__in=list(rows.values_list("pk", flat=True)[:NEWEST]))
    some = list(newest.values_list("pk", flat=True)[:MOST_FOUND])
    return some if len(some) == MOST_FOUND else list(found.values_list("pk", flat=True)[:MOST_FOUND])


def may_add(request: HttpRequest, claim: Claim | None) -> bool:
    """Whether this person may tie something to the claim as it stands."""
    is_published = claim is not None and claim.state == State.PUBLISHED
    return may_change(request, claim) or (is_published and can_draft(request.user))


@admin.register(Claim)
class ClaimAdmin(BulkMoves, MovesMixin, RecordAdmin):
    """Claims, written through `annotations.services.claims`."""

    list_display = ["short", "kind", "about_what", "value", "when", "rank", "state", "changed_at"]
    list_filter = [
        *("state", "kind", "rank", DueFilter, ClaimTopicFilter),
        *(ClaimCompanyFilter, ClaimGuestFilter, ClaimAboutFilter, "changed_at"),
    ]
    sortable_by = ["changed_at"]
    list_select_related = ["company", "guest", "about"]
    search_fields = ["statement"]
    fieldsets = [
        (None, {"fields": ["statement", "kind"]}),
        ("What it is about", {"fields": ["company", "guest", "about", "subject"]}),
        (
            "Value",
            {"fields": ["metric", ("qualifier", "low", "high"), ("unit", "currency", "per")]},
        ),
        ("When and of what it holds", {"fields": [("holds_from", "holds_until", "precision"), "scope"]}),
        ("Topics", {"fields": ["tags"]}),
    ]
    autocomplete_fields = ["company", "guest", "about", "tags"]
    inlines = [EvidenceInline, NewEvidenceInline, RelationInline, RelatedByInline, NewRelationInline]
    refusals = (*RecordAdmin.refusals, Refusal)

    def may_write(self, request: HttpRequest) -> bool:
        """Contributors may draft claims too."""
        return can_draft(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        """The claims this person sees."""
        return Claim.objects.visible_to(request.user).order_by(*self.get_ordering(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str
    ) -> tuple[QuerySet[Claim], bool]:
        """By all the words of the statement, the newest first; looked for once, not once to count."""
        words = statements.WORD.findall(search_term)
        if not words:
            return (queryset.none() if search_term.strip() else queryset), False
        return queryset.filter(pk__in=newest_with(words)), False

    def get_readonly_fields(self, request: HttpRequest, obj: Claim | None = None) -> Sequence[str]:
        """What readers have seen stays; of a published claim nothing is changed here."""
        if obj is None:
            return ()
        return (*(MEANING if obj.published_at else ()), *(("tags",) if obj.state not in EDITABLE else ()))

    @admin.display(description="about")
    def about_what(self, claim: Claim) -> str:
        """What it is about."""
        return claim.told_subject

    @admin.display(description="holds")
    def when(self, claim: Claim) -> str:
        """The time for which it holds, as people read it."""
        return str(claim.period or "")

    @admin.display(description="value")
    def value(self, claim: Claim) -> str:
        """What it states, as people read it."""
        return str(claim.amount or "")

    @admin.display(description="statement")
    def short(self, claim: Claim) -> str:
        """The statement, shortened."""
        return Truncator(claim.statement).chars(110)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Editors, while it is not with the reviewers; to a published one things can be tied."""
        return may_add(request, obj)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; a refusal of the service is said, not raised."""
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.path)
        return response

    def store(self, request: HttpRequest, obj: Claim, form: ModelForm, *, change: bool, reason: str) -> None:
        """Draft or change the claim."""
        values: Any = {**form.cleaned_data, "reason": reason}
        if change and form.cleaned_data:
            claims.change(obj, by=request.user, **values)
        elif not change:
            made = claims.create(by=request.user, **values)
            obj.pk, obj.public_id = made.pk, made.public_id
        obj.refresh_from_db()

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """The evidence; the topics were stored with the claim."""
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        """Tie and untie quotes and other claims."""
        added, claim, by = formset.save(commit=False), form.instance, request.user
        for tie in formset.deleted_objects:
            if isinstance(tie, Evidence):
                claims.remove_evidence(tie, by=by)
            else:
                claims.unrelate(tie, by=by)
        for tie in added:
            if isinstance(tie, Evidence):
                claims.add_evidence(claim, quote=tie.quote, stance=tie.stance, by=by)
            else:
                claims.relate(claim, kind=tie.kind, target=tie.target, by=by)

    def decide(self, request: HttpRequest, item: Claim, note: str) -> None:
        """Move the claim, if it still stands where it stood on the page."""
        decisions.move_claim(
            item,
            action=Action(request.POST.get("action", "")),
            version=request.POST.get("version", ""),
            note=note,
            by=request.user,
            override=is_exception(request),
        )

    def get_urls(self) -> list[URLPattern]:
        """Restating and ranking, beside the moves."""
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/restate/", wrap(require_POST(self.restate_view)), name="annotations_claim_restate"
            ),
            path("<int:pk>/rank/", wrap(require_POST(self.rank_view)), name="annotations_claim_rank"),
            *super().get_urls(),
        ]

    def restate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Draft a claim that says this one better, and lead to it."""
        claim = get_object_or_404(self.get_queryset(request), pk=pk)
        try:
            made = claims.restate(claim, by=request.user)
        except (Refusal, PermissionDenied) as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:annotations_claim_change", args=[pk]))
        messages.success(request, "Say it better here. Once this is published, it supersedes the other.")
        return HttpResponseRedirect(reverse("admin:annotations_claim_change", args=[made.pk]))

    def rank_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say which of several claims to go by, or why that cannot be."""
        claim, reason = get_object_or_404(self.get_queryset(request), pk=pk), request.POST.get("reason", "")
        try:
            claims.rank(claim, rank=request.POST.get("rank", ""), reason=reason, by=request.user)
        except (Refusal, PermissionDenied, ValidationError) as refusal:
            messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
        else:
            messages.success(request, "It is ranked so now.")
        return HttpResponseRedirect(reverse("admin:annotations_claim_change", args=[pk]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The claim, and the name of what is seen."""
        claim = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if claim:
            more = {
                "seen": shown.seen(claim),
                "support": support.of([claim.pk])[claim.pk] if claim.state == State.PUBLISHED else None,
                "may_restate": claim.state == State.PUBLISHED and can_draft(request.user),
                "may_rank": claim.state in LIVE
                and can_review(request.user)
                and not has_written(request.user, claim),
                "ranks": Rank.choices,
            }
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})
