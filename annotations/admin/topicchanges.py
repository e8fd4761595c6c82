"""Pages that rename, move, merge and split topics: asked, looked at, done; and the list of all that was
done."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from annotations.admin.topicforms import FORMS, ActForm, SplitForm
from annotations.models import Tag, TagStatus, VocabularyChange
from annotations.permissions import can_govern, check_can_govern
from annotations.selectors import topicchanges
from annotations.services import topics
from annotations.vocabularyedits import Edit
from annotations.workflow import Refusal
from transcripts.admin.base import ReadOnlyAdmin

UNDO = "Undone. Everything is as it was; addresses that readers were given go on leading somewhere."


class TopicChangePages:
    """Adds the pages of the acts to the admin of topics."""

    def get_urls(self) -> list[URLPattern]:
        """A page for each act."""
        view = self.admin_site.admin_view(self.act_view)  # type: ignore[attr-defined]
        pages = [path(f"<int:pk>/{act}/", view, {"act": act}, name=f"annotations_tag_{act}") for act in FORMS]
        return [*pages, *super().get_urls()]  # type: ignore[misc]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The form, with the ways to what changes more than words."""
        more = {"acts": self.acts(request, object_id), **(extra_context or {})}
        response: HttpResponse = super().change_view(request, object_id, form_url, more)  # type: ignore[misc]
        return response

    def acts(self, request: HttpRequest, object_id: str) -> list[tuple[str, str]]:
        """What this person may do with the topic, and where."""
        tag = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if tag is None or tag.status == TagStatus.MERGED or not can_govern(request.user):
            return []
        return [(reverse(f"admin:annotations_tag_{act}", args=[tag.pk]), FORMS[act].title) for act in FORMS]

    def act_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Ask; then show what it comes to; then do that and nothing else."""
        check_can_govern(request.user)
        tag = get_object_or_404(Tag.objects.select_related("parent", "merged_into"), pk=pk)
        if tag.merged_into is not None:
            raise Http404(f"“{tag.label}” was merged into “{tag.merged_into.label}”.")
        posted = request.POST if request.method == "POST" else None
        sought = (request.POST if posted is not None else request.GET).get("sought", "")
        form = FORMS[act](tag, posted, sought=sought.replace("\x00", ""))
        if posted is None or not form.is_valid() or "back" in request.POST:
            return self.act_page(request, form, status=422 if form.errors else 200)
        try:
            if "seen" not in request.POST:
                return self.act_page(request, form, form.plan())
            change = form.do(by=request.user, seen=request.POST["seen"])
        except Refusal as refusal:
            return self.refused(request, form, refusal)
        except ValidationError as error:
            explain(form, error)
            return self.act_page(request, form, status=422)
        messages.success(request, f"{change.told} It can be undone.")
        return HttpResponseRedirect(reverse("admin:annotations_vocabularychange_change", args=[change.pk]))

    def refused(self, request: HttpRequest, form: ActForm, refusal: Refusal) -> HttpResponse:
        """Why not; where only something has changed since it was looked at, what it comes to now."""
        if refusal.rule == "stale":
            messages.warning(request, str(refusal))
            return self.act_page(request, form, form.plan(), status=409)
        form.add_error(None, str(refusal))
        return self.act_page(request, form, status=422)

    def act_page(
        self, request: HttpRequest, form: ActForm, edit: Edit | None = None, status: int = 200
    ) -> TemplateResponse:
        """The page of an act: its form, or what it comes to."""
        site: admin.AdminSite = self.admin_site  # type: ignore[attr-defined]
        context = {
            **site.each_context(request),
            "opts": self.opts,  # type: ignore[attr-defined]
            "title": f"{form.title} “{form.tag.label}”",
            "tag": form.tag,
            "form": form,
            "fields": form.others if isinstance(form, SplitForm) else list(form),
            "ways": form.ways if isinstance(form, SplitForm) else [],
            "choosing": isinstance(form, SplitForm),
            "preview": topicchanges.preview(edit) if edit else None,
        }
        return TemplateResponse(request, "admin/annotations/tag/act.html", context, status=status)


def explain(form: ActForm, error: ValidationError) -> None:
    """Say at each field what is wrong with it."""
    told = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    for name, said in told.items():
        form.add_error(name if name in form.fields else None, said)


class UndoForm(forms.Form):
    """Why it is undone."""

    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)


@admin.register(VocabularyChange)
class VocabularyChangeAdmin(ReadOnlyAdmin):
    """All that was done to the vocabulary, newest first, each to be undone while nothing stands on it."""

    list_display = ["told", "reason", "by", "at", "standing"]
    list_filter = ["act", "at"]
    list_select_related = ["by", "undone_by"]
    search_fields = ["told", "reason"]
    sortable_by = ()
    fields = ["told", "reason", "tag", "by", "at", "undone_at", "undone_by", "undone_reason"]

    @admin.display(description="stands")
    def standing(self, change: VocabularyChange) -> str:
        """Whether it was undone."""
        return f"undone by {change.undone_by}" if change.undone_at else "yes"

    def get_urls(self) -> list[URLPattern]:
        """Undoing, beside the stock pages."""
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", view, name="annotations_vocabularychange_undo"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """What was done, and the way to undo it."""
        more = {"may_undo": can_govern(request.user), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, more)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What undoing comes to; then undo it."""
        check_can_govern(request.user)
        change = get_object_or_404(VocabularyChange.objects.select_related("tag", "undone_by"), pk=pk)
        form = UndoForm(request.POST if request.method == "POST" else None)
        try:
            edit = topics.undoing(change)
            if form.is_valid():
                topics.undo(change, reason=form.cleaned_data["reason"], by=request.user)
                messages.success(request, UNDO)
                return HttpResponseRedirect(
                    reverse("admin:annotations_vocabularychange_change", args=[change.pk])
                )
        except (Refusal, PermissionDenied) as refusal:
            return self.undo_page(request, change, refusal=str(refusal), status=409)
        status = 422 if form.errors else 200
        return self.undo_page(request, change, form=form, preview=topicchanges.preview(edit), status=status)

    def undo_page(
        self, request: HttpRequest, change: VocabularyChange, *, status: int, **more: Any
    ) -> TemplateResponse:
        """The page that asks, or says why not."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Undo a change of the vocabulary",
            "change": change,
            **more,
        }
        page = "admin/annotations/vocabularychange/undo.html"
        return TemplateResponse(request, page, context, status=status)
