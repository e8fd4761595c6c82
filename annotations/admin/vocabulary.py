"""The vocabulary as a file: exported, and imported once every difference has been looked at."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from annotations import vocabularies
from annotations.permissions import can_annotate, check_can_annotate
from annotations.services import vocabulary
from annotations.services.vocabulary import Plan
from transcripts.comparing import Run, runs_of
from transcripts.permissions import is_staff_member

MOST_BYTES = 1_000_000
TOO_LARGE = "A vocabulary file has at most 1 MB. Is this the right file?"
CHANGED = "Nothing was imported yet: the vocabulary was changed since you looked. Look at it once more."
IMPORTED = "The vocabulary is imported: {count} topics were made or changed."
NOTHING = "Nothing was imported: everything in the file is in the vocabulary already."


class FileForm(forms.Form):
    """A vocabulary to import."""

    file = forms.FileField(
        label="File", help_text="CSV, JSON, SKOS (Turtle or RDF/XML) or a REFI codebook (.qdc)."
    )

    def clean_file(self) -> bytes:
        """Its bytes."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(TOO_LARGE)
        content: bytes = file.read()
        return content


class AppliedForm(forms.Form):
    """A file that was looked at, and what was seen of it."""

    content = forms.CharField(strip=False, max_length=MOST_BYTES, widget=forms.HiddenInput)
    sign = forms.CharField(widget=forms.HiddenInput)


class VocabularyPages:
    """Adds export and import to the admin of topics."""

    def get_urls(self) -> list[URLPattern]:
        """Beside the stock pages."""
        view = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("export.<slug:kind>", view(self.export_view), name="annotations_tag_export"),
            path("import/", view(self.import_view), name="annotations_tag_import"),
            path("import/apply/", view(self.apply_view), name="annotations_tag_apply"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list, with the ways in and out."""
        more = {"may_import": can_annotate(request.user), **(extra_context or {})}
        response: HttpResponse = super().changelist_view(request, more)  # type: ignore[misc]
        return response

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """All topics as a file."""
        if not is_staff_member(request.user):
            raise PermissionDenied
        if kind not in vocabularies.KINDS:
            raise Http404(f"A vocabulary is exported as {', '.join(vocabularies.KINDS)}.")
        write, media_type = vocabularies.KINDS[kind]
        headers = {"Content-Disposition": f'attachment; filename="vocabulary.{kind}"'}
        return HttpResponse(write(vocabulary.export()), content_type=media_type, headers=headers)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Choose a file; then look at what it would change."""
        check_can_annotate(request.user)
        form = FileForm(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self.vocabulary_page(request, form=form, status=422 if form.is_bound else 200)
        return self.preview(request, form.cleaned_data["file"])

    def preview(self, request: HttpRequest, content: bytes, status: int = 200) -> HttpResponse:
        """What a file would change, topic by topic."""
        read = vocabularies.read(content)
        planned = vocabulary.plan(read)
        kept = AppliedForm(initial={"content": content.decode("utf-8", "replace"), "sign": planned.sign})
        shown = {"planned": planned, "differences": compared(planned), "kept": kept}
        return self.vocabulary_page(request, status=422 if planned.faults else status, **shown)

    def apply_view(self, request: HttpRequest) -> HttpResponse:
        """Store what was looked at, all or nothing."""
        check_can_annotate(request.user)
        form = AppliedForm(request.POST)
        if request.method != "POST" or not form.is_valid():
            return HttpResponseRedirect(reverse("admin:annotations_tag_import"))
        content = form.cleaned_data["content"].encode()
        planned = vocabulary.plan(vocabularies.read(content))
        if planned.sign != form.cleaned_data["sign"]:
            messages.warning(request, CHANGED)
            return self.preview(request, content, status=409)
        try:
            count = vocabulary.apply(planned, by=request.user)
        except (vocabulary.Faulty, ValidationError, PermissionDenied) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
            return self.preview(request, content, status=409)
        messages.success(request, IMPORTED.format(count=count) if count else NOTHING)
        return HttpResponseRedirect(reverse("admin:annotations_tag_changelist"))

    def vocabulary_page(self, request: HttpRequest, status: int = 200, **more: Any) -> TemplateResponse:
        """The page of the import."""
        site: admin.AdminSite = self.admin_site  # type: ignore[attr-defined]
        context = {**site.each_context(request), "opts": self.opts, "title": "Import a vocabulary", **more}  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/annotations/tag/import.html", context, status=status)


def compared(planned: Plan) -> list[tuple[str, list[tuple[str, tuple[Run, ...]]]]]:
    """Each topic that changes, its fields word by word."""
    return [
        (
            one.entry.label,
            [(change.name.replace("_", " "), runs_of(change.old, change.new)) for change in one.changes],
        )
        for one in planned.changed
    ]
