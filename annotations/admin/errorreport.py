"""What readers report as wrong: who looks at it, what they are told, and what is told in public."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from annotations.models import Claim, ErrorReport, Publication, Quote, ReportState, SubjectType, Tag
from annotations.permissions import can_answer_readers
from annotations.selectors import colleagues, subjects
from annotations.services import correctionlog, errorreports
from annotations.workflow import Refusal
from transcripts.admin.base import ReadOnlyAdmin
from transcripts.admin.history import ToldHistory
from transcripts.models import Company, Episode, Guest, Podcast

# Changes of a thing that one may have made because of a report.
CHANGES = 20
KEPT = "report:{}"
TYPED = ("answer", "wrong", "changed", "corrected_on", "change")
MODELS = {
    SubjectType.CLAIM: Claim,
    SubjectType.TAG: Tag,
    SubjectType.GUEST: Guest,
    SubjectType.COMPANY: Company,
    SubjectType.EPISODE: Episode,
    SubjectType.PODCAST: Podcast,
}


class AssigneeFilter(admin.SimpleListFilter):
    """Reports by whose they are."""

    title, parameter_name = "whose", "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """One's own, and nobody's."""
        return [("me", "mine"), ("nobody", "nobody’s yet")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The reports that are theirs."""
        if self.value() == "me":
            return queryset.filter(assigned_to=request.user.pk)
        return queryset.filter(assigned_to=None) if self.value() == "nobody" else queryset


class ChangeChoice(forms.ModelChoiceField):
    """One of the changes of a thing, in words."""

    def label_from_instance(self, obj: Publication) -> str:
        """What it was, when and by whom."""
        at = timezone.localtime(obj.at)
        who = f" by {obj.by}" if obj.by else ""
        why = f": {Truncator(obj.reason).chars(80)}" if obj.reason else ""
        return f"{obj.kind} on {at.day} {at:%B %Y, %H:%M}{who}{why}"


def change_field(report: ErrorReport) -> ChangeChoice:
    """The changes of what a report is about, the newest first."""
    changes = changes_of(report).order_by("-id")
    newest = changes.values("pk")[:CHANGES]
    return ChangeChoice(
        Publication.objects.filter(pk__in=list(newest.values_list("pk", flat=True)))
        .select_related("by")
        .order_by("-id"),
        required=False,
        label="The change that was made",
        empty_label="none",
    )


def changes_of(report: ErrorReport) -> QuerySet[Publication]:
    """What the publication log says of the thing."""
    if report.object_id is None:
        return Publication.objects.none()
    return Publication.objects.filter(object_type=report.object_type, object_id=report.object_id)


class SettleForm(forms.Form):
    """What the reader is told."""

    answer = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), label="What you found")

    def __init__(self, report: ErrorReport, data: Any = None) -> None:
        super().__init__(data, auto_id="settle-%s")
        self.fields["change"] = change_field(report)


class LogForm(forms.Form):
    """What everybody is told."""

    wrong = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), label="What was wrong", max_length=2000)
    changed = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), label="What was changed", max_length=2000
    )
    corrected_on = forms.DateField(
        label="Corrected on", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, report: ErrorReport, data: Any = None) -> None:
        super().__init__(data, auto_id="log-%s", initial={"corrected_on": timezone.localdate()})
        self.fields["change"] = change_field(report)


@admin.register(ErrorReport)
class ErrorReportAdmin(ToldHistory, ReadOnlyAdmin):
    """The queue, the newest first."""

    list_display = ["words", "object_type", "received_at", "state", "assigned_to"]
    list_filter = ["state", AssigneeFilter, "object_type", "received_at"]
    list_select_related = ["assigned_to"]
    sortable_by = ["received_at"]
    change_form_template = "admin/annotations/errorreport/change_form.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever answers readers."""
        return can_answer_readers(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever answers readers: a report may hold a reader's address."""
        return can_answer_readers(request.user)

    @admin.display(description="what a reader says", ordering="received_at")
    def words(self, report: ErrorReport) -> str:
        """The beginning of the text."""
        return Truncator(report.text).chars(110)

    def get_urls(self) -> list[URLPattern]:
        """Giving to somebody, deciding and telling everybody, beside the stock pages."""
        return [
            *(
                path(
                    f"<int:pk>/{verb}/",
                    self.admin_site.admin_view(require_POST(view)),
                    name=f"annotations_errorreport_{verb}",
                )
                for verb, view in (
                    ("assign", self.assign_view),
                    ("settle", self.settle_view),
                    ("log", self.log_view),
                )
            ),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """One report: what it says, what it is about, and what to do."""
        report = self.get_object(request, object_id)
        more = page_of(report, request) if report else {}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def assign_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give it to somebody, or to nobody."""
        report, to = get_object_or_404(ErrorReport, pk=pk), request.POST.get("to", "")
        person = colleagues.all_of_them().filter(pk=to).first() if to.isdecimal() else None
        return self.done(request, pk, "It is given.", errorreports.assign, report, to=person)

    def settle_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer or refuse it."""
        report = get_object_or_404(ErrorReport, pk=pk)
        form = SettleForm(report, request.POST)
        if not form.is_valid():
            return self.asked_again(request, pk, "Say what you found: it is what the reader is told.")
        state = ReportState.REFUSED if request.POST.get("state") == "refused" else ReportState.ANSWERED
        said = "Refused." if state == ReportState.REFUSED else "Answered."
        values = {"state": state, **form.cleaned_data}
        return self.done(request, pk, said, errorreports.settle, report, **values)

    def log_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write into the log of corrections."""
        report = get_object_or_404(ErrorReport, pk=pk)
        form = LogForm(report, request.POST)
        if not form.is_valid():
            return self.asked_again(request, pk, "Say what was wrong, what was changed, and on which day.")
        about = {name: getattr(report, name) for name in ("object_type", "object_id", "address")}
        values = {**about, "report": report, **form.cleaned_data}
        return self.done(request, pk, "It stands in the log of corrections.", correctionlog.publish, **values)

    def done(self, request: HttpRequest, pk: int, said: str, act: Any, *things: Any, **values: Any) -> Any:
        """Do it by its service, or say why not and keep what was typed."""
        try:
            act(*things, by=request.user, **values)
        except (Refusal, PermissionDenied) as refusal:
            return self.asked_again(request, pk, str(refusal))
        except ValidationError as error:
            return self.asked_again(request, pk, " ".join(error.messages))
        request.session.pop(KEPT.format(pk), None)
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:annotations_errorreport_change", args=[pk]))

    def asked_again(self, request: HttpRequest, pk: int, message: str) -> HttpResponse:
        """Back to the page with what was typed."""
        typed = ("answer", "wrong", "changed", "corrected_on", "change")
        request.session[KEPT.format(pk)] = {
            name: request.POST[name] for name in typed if name in request.POST
        }
        messages.error(request, message)
        return HttpResponseRedirect(reverse("admin:annotations_errorreport_change", args=[pk]))


def page_of(report: ErrorReport, request: HttpRequest) -> dict[str, Any]:
    """What the page of a report shows."""
    settle, log = SettleForm(report), LogForm(report)
    for name, value in request.session.get(KEPT.format(report.pk), {}).items():
        for form in (settle, log):
            if name in form.fields:
                form.initial[name] = value
    return {
        "report": report,
        "subject": subjects.of([report]).get(report.pk),
        "work_url": work_url(report),
        "settle_form": settle,
        "log_form": log,
        "colleagues": [one for one in colleagues.all_of_them() if can_answer_readers(one)],
        "others": others(report),
        "corrections": report.corrections.all(),
    }


def others(report: ErrorReport) -> list[ErrorReport]:
    """Other reports about the same thing, the newest first."""
    if report.object_id is None:
        return []
    same = ErrorReport.objects.filter(object_type=report.object_type, object_id=report.object_id)
    return list(same.exclude(pk=report.pk)[:10])


def work_url(report: ErrorReport) -> str:
    """Where in the admin the thing is worked on; empty for a page or what is not there any more."""
    kind = SubjectType(report.object_type)
    if report.object_id is None:
        return ""
    if kind == SubjectType.QUOTE:
        quote = Quote.objects.filter(public_id=report.object_id).first()
        newest = quote.versions.newest().first() if quote else None
        return reverse("admin:annotations_quoteversion_change", args=[newest.pk]) if newest else ""
    model: Any = MODELS.get(kind)
    thing = model._default_manager.filter(public_id=report.object_id).first() if model else None
    if thing is None:
        return ""
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
