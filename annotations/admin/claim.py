"""Claims in the admin: statements, and the quotes that speak for or against them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from annotations.admin.bulk import BulkMoves
from annotations.admin.filters import ClaimCompanyFilter, ClaimTopicFilter, DueFilter
from annotations.admin.moves import MovesMixin, is_exception
from annotations.models import Claim, Evidence, QuoteVersion
from annotations.permissions import can_change, can_draft
from annotations.services import claims, review
from annotations.workflow import EDITABLE, Action, Refusal
from transcripts.admin.base import RecordAdmin, RowInline


class EvidenceInline(RowInline):
    """The quotes that speak for or against a claim; one is taken away or added, not changed."""

    model = Evidence
    fields = ["words", "stance"]
    readonly_fields = ["words"]

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
        """Evidence with the words of its quotes."""
        seen = QuoteVersion.objects.visible_to(request.user)
        versions = Prefetch("quote__versions", seen.order_by("-number"))
        return super().get_queryset(request).select_related("quote", "claim").prefetch_related(versions)

    @admin.display(description="quote")
    def words(self, evidence: Evidence) -> str:
        """What the quote says, and the way to it."""
        newest = next(iter(evidence.quote.versions.all()), None)
        if newest is None:
            return "A colleague’s draft"
        url = reverse("admin:annotations_quoteversion_change", args=[newest.pk])
        return format_html('<a href="{}">“{}”</a>', url, Truncator(newest.shown).chars(140))


class NewEvidenceInline(RowInline):
    """Quotes to tie to the claim."""

    model = Evidence
    fields = ["quote", "stance"]
    autocomplete_fields = ["quote"]
    verbose_name_plural = "more evidence"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the claim may be changed."""
        return may_change(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        """What is there already stands above."""
        return super().get_queryset(request).none()


# Claims a search shows; who means another types more of it.
MOST_FOUND = 1000


def may_change(request: HttpRequest, claim: Claim | None) -> bool:
    """Whether this person may change the claim as it stands."""
    if claim is None:
        return can_draft(request.user)
    return claim.state in EDITABLE and can_change(request.user, claim)


@admin.register(Claim)
class ClaimAdmin(BulkMoves, MovesMixin, RecordAdmin):
    """Claims, written through `annotations.services.claims`."""

    list_display = ["short", "kind", "company", "state", "changed_at"]
    list_filter = ["state", "kind", DueFilter, ClaimTopicFilter, ClaimCompanyFilter, "changed_at"]
    sortable_by = ["changed_at"]
    list_select_related = ["company"]
    search_fields = ["statement"]
    fields = ["statement", "kind", "company", "guest", "tags"]
    autocomplete_fields = ["company", "guest", "tags"]
    inlines = [EvidenceInline, NewEvidenceInline]

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
        if not search_term.strip():
            return queryset, False
        found = Claim.objects.order_by("-changed_at", "-id")
        for word in search_term.split():
            found = found.filter(statement__icontains=word)
        return queryset.filter(pk__in=list(found.values_list("pk", flat=True)[:MOST_FOUND])), False

    @admin.display(description="statement")
    def short(self, claim: Claim) -> str:
        """The statement, shortened."""
        return Truncator(claim.statement).chars(110)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Editors, while it is not with the reviewers."""
        return may_change(request, obj)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; a refusal of the service is said, not raised."""
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.path)
        return response

    def save_model(self, request: HttpRequest, obj: Claim, form: ModelForm, change: bool) -> None:
        """Draft or change the claim."""
        values = form.cleaned_data
        if change:
            claims.change(obj, by=request.user, **values)
        else:
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
        """Tie and untie quotes."""
        added = formset.save(commit=False)
        for evidence in formset.deleted_objects:
            claims.remove_evidence(evidence, by=request.user)
        for evidence in added:
            claims.add_evidence(form.instance, quote=evidence.quote, stance=evidence.stance, by=request.user)

    def decide(self, request: HttpRequest, item: Claim, note: str) -> None:
        """Move the claim, if it still stands where it stood on the page."""
        if request.POST.get("version") != seen(item):
            raise Refusal("stale", "Somebody has changed this claim since you opened it. Look at it again.")
        action = Action(request.POST.get("action", ""))
        review.move(item, action=action, by=request.user, note=note, override=is_exception(request))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The claim, and the name of what is seen."""
        claim = self.get_object(request, object_id)
        more = {"seen": seen(claim)} if claim else {}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})


def seen(claim: Claim) -> str:
    """Names what is shown: whatever happens to a claim makes an event."""
    return str(claim.events.order_by("-id").values_list("id", flat=True).first())
