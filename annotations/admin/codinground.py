"""Agreement, measured: rounds are drawn, coded blind by a second person, and decided about by a third."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from annotations.models import Coding, CodingRound, Tag
from annotations.permissions import (
    can_annotate,
    can_govern,
    can_review,
    check_can_annotate,
    check_can_govern,
    check_can_review,
)
from annotations.selectors import agreement as selected
from annotations.selectors import colleagues
from annotations.services import agreement
from annotations.workflow import Refusal
from transcripts.admin.base import ReadOnlyAdmin

DRAWN = "{count} quotes are drawn, with the seed {seed}. {coder} can begin."
MADE = "<a href='{}'>The quote</a> has these topics now, in a version that waits to be submitted for review."
DONE = "All of it is coded. Thank you."


class DrawForm(forms.Form):
    """How many quotes, and who codes them."""

    size = forms.IntegerField(min_value=1, max_value=agreement.MOST, initial=50, label="Quotes")
    coder = forms.ModelChoiceField(User.objects.none(), label="Second coder")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coders: Any = self.fields["coder"]
        coders.queryset = colleagues.who_give_topics()


class TopicsForm(forms.Form):
    """The topics of one quote."""

    tags = forms.ModelMultipleChoiceField(
        Tag.objects.active(), label="Topics", widget=forms.CheckboxSelectMultiple
    )


@admin.register(CodingRound)
class CodingRoundAdmin(ReadOnlyAdmin):
    """The rounds, newest first."""

    list_display = ["__str__", "coder", "coded", "seed", "drawn_by", "drawn_at"]
    sortable_by = ()
    fields = ["coder", "seed", "drawn_by", "drawn_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CodingRound]:
        """Rounds, and how far they are."""
        return selected.progress()

    @admin.display(description="coded")
    def coded(self, coding_round: Any) -> str:
        """How much of it is coded."""
        return f"{coding_round.coded} of {coding_round.size}"

    def get_urls(self) -> list[URLPattern]:
        """Drawing, coding and deciding, beside the stock pages."""
        view = self.admin_site.admin_view
        return [
            path("draw/", view(self.draw_view), name="annotations_codinground_draw"),
            path("<int:pk>/code/", view(self.code_view), name="annotations_codinground_code"),
            path(
                "<int:pk>/decide/<int:position>/",
                view(self.decide_view),
                name="annotations_codinground_decide",
            ),
            path(
                "<int:pk>/carry-out/<int:position>/",
                view(require_POST(self.carry_out_view)),
                name="annotations_codinground_carry_out",
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list, with the way to another round."""
        return super().changelist_view(
            request, {"may_draw": can_govern(request.user), **(extra_context or {})}
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """A round: how far it is; once it is coded, its figures and the queue of disagreements."""
        found: Any = self.get_object(request, object_id)
        if found is None:
            raise Http404("There is no such round.")
        report = selected.report(found)
        more = {
            "report": report,
            "disagreements": selected.disagreements(found, seen_by=request.user) if report else [],
            "may_code": report is None and found.coder == request.user,
            "may_change": can_annotate(request.user),
            "may_decide": can_review(request.user) and found.coder != request.user,
        }
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def draw_view(self, request: HttpRequest) -> HttpResponse:
        """Draw a sample for somebody."""
        check_can_govern(request.user)
        form = DrawForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                made = agreement.draw(**form.cleaned_data, by=request.user)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                told = DRAWN.format(count=made.codings.count(), seed=made.seed, coder=made.coder)
                messages.success(request, told)
                return self.to_round(made)
        return self.page(request, "draw", "Draw a sample", form=form, status=422 if form.errors else 200)

    def code_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The next quote, with nothing of what others made of it."""
        found = get_object_or_404(CodingRound, pk=pk)
        if found.coder != request.user:
            raise PermissionDenied(agreement.NOT_YOURS.format(coder=found.coder))
        form = TopicsForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            coding = get_object_or_404(found.codings, position=self.position(request))
            try:
                agreement.code(coding, tags=list(form.cleaned_data["tags"]), by=request.user)
            except Refusal as refusal:
                messages.error(request, str(refusal))
            return HttpResponseRedirect(request.path)
        waiting = selected.next_of(found)
        if waiting is None:
            messages.success(request, DONE)
            return self.to_round(found)
        title = f"Quote {waiting.position} of {found.codings.count()}"
        return self.asking(request, title, waiting, form)

    def position(self, request: HttpRequest) -> int:
        """Which quote of the sample is meant."""
        typed = request.POST.get("position", "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0

    def decide_view(self, request: HttpRequest, pk: int, position: int) -> HttpResponse:
        """Both codings of a quote, and what a third person makes of them."""
        check_can_review(request.user)
        related = ("round__coder", "version__turn", "version__revision", "version__quote__episode")
        coding = get_object_or_404(Coding.objects.select_related(*related), round=pk, position=position)
        if selected.report(coding.round) is None:
            raise Http404("This round is still being coded.")
        given = {"tags": [key for key in coding.first if key in (coding.second or [])]}
        form = TopicsForm(request.POST if request.method == "POST" else None, initial=given)
        if form.is_valid():
            try:
                agreement.decide(coding, tags=list(form.cleaned_data["tags"]), by=request.user)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"Quote {position} is decided.")
                return self.to_round(coding.round)
        labels = selected.labels_of([*coding.first, *(coding.second or [])])
        both = [[labels[key] for key in keys] for keys in (coding.first, coding.second or [])]
        return self.asking(request, f"Decide about quote {position}", coding, form, both=both)

    def carry_out_view(self, request: HttpRequest, pk: int, position: int) -> HttpResponse:
        """Make a version of the quote with the topics that were decided on."""
        check_can_annotate(request.user)
        coding = get_object_or_404(
            Coding.objects.select_related("version__quote"), round=pk, position=position
        )
        try:
            made = agreement.carry_out(coding, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            address = reverse("admin:annotations_quoteversion_change", args=[made.pk])
            messages.success(request, format_html(MADE, address))
        return self.to_round(coding.round)

    def asking(
        self, request: HttpRequest, title: str, coding: Coding, form: TopicsForm, **more: Any
    ) -> TemplateResponse:
        """The page that asks for the topics of a quote."""
        status = 422 if form.errors else 200
        return self.page(request, "code", title, coding=coding, form=form, status=status, **more)

    def page(
        self, request: HttpRequest, name: str, title: str, *, status: int, **more: Any
    ) -> TemplateResponse:
        """A page of ours."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **more}
        template = f"admin/annotations/codinground/{name}.html"
        return TemplateResponse(request, template, context, status=status)

    def to_round(self, coding_round: CodingRound) -> HttpResponseRedirect:
        """Back to the round."""
        return HttpResponseRedirect(reverse("admin:annotations_codinground_change", args=[coding_round.pk]))
