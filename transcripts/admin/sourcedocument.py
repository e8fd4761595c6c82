"""Source documents: what came, as it came, and the door by which it comes."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from transcripts.admin.base import ReadOnlyAdmin
from transcripts.admin.lists import narrowed
from transcripts.forms import ImportForm
from transcripts.models import Batch, BatchOrigin, SourceDocument
from transcripts.permissions import can_edit, check_can_edit
from transcripts.selectors import imports
from transcripts.services import batches, documents, jobs

TOO_MANY_FILES = "These are more than {limit} files. Put them into a zip and bring that."
NEEDED = "{name} is needed: something was made of it or is being made. Cancel its imports first, if you may."
PASTED_TOO_LARGE = "The pasted text is larger than 2.5 MB. Save it as a file and upload that."


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnlyAdmin):
    """Documents as received, to read and to download."""

    list_display = ["name", "how_large", "received_at", "received_by"]
    list_select_related = ["received_by"]
    search_fields = ["name", "sha256"]
    search_help_text = "A part of its name, or its whole SHA-256."
    list_filter = ["received_at"]
    fields = ["name", "how_large", "sha256", "origin_url", "received_at", "received_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceDocument]:
        """Documents without their bytes."""
        return super().get_queryset(request).defer("content")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SourceDocument], search_term: str
    ) -> tuple[QuerySet[SourceDocument], bool]:
        """By name, which is looked for in its index: the rows themselves hold whole documents."""
        term = search_term.strip()
        if not term:
            return queryset, False
        known = SourceDocument.objects.filter(Q(name__icontains=term) | Q(sha256=term.lower()))
        return narrowed(queryset, known), False

    @admin.display(description="size", ordering="size")
    def how_large(self, document: SourceDocument) -> str:
        """The size as people say it."""
        return filesizeformat(document.size)

    def get_urls(self) -> list[URLPattern]:
        """The import form and the download beside the stock pages."""
        view = self.admin_site.admin_view
        return [
            path("import/", view(csrf_exempt(self.import_view)), name="transcripts_sourcedocument_import"),
            path("<int:pk>/download/", view(self.download_view), name="transcripts_sourcedocument_download"),
            path(
                "<int:pk>/discard/",
                view(require_POST(self.discard_view)),
                name="transcripts_sourcedocument_discard",
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list, with the way in for new documents."""
        context = {"can_import": can_edit(request.user), **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The document, with what was made of it."""
        document = self.get_object(request, object_id)
        made: dict[str, Any] = {}
        if document:
            made = {
                "jobs": document.jobs.select_related("batch")[:20],
                "episodes": document.episodes.all()[:50],
                "may_discard": can_edit(request.user) and not is_used(document),
            }
        return super().change_view(request, object_id, form_url, {**made, **(extra_context or {})})

    def download_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The bytes as they came, never shown by the browser as anything."""
        document = get_object_or_404(SourceDocument, pk=pk)
        return HttpResponse(
            bytes(document.content),
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": content_disposition_header(True, document.name) or "attachment",
                "X-Content-Type-Options": "nosniff",
            },
        )

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let go of a document and of its imports, unless something was made of it or is being made."""
        check_can_edit(request.user)
        document = get_object_or_404(self.get_queryset(request), pk=pk)
        if is_used(document) or not discard(document, by=request.user):
            messages.warning(request, NEEDED.format(name=document.name))
            return HttpResponseRedirect(reverse("admin:transcripts_sourcedocument_change", args=[pk]))
        messages.success(request, f"{document.name} is discarded.")
        return HttpResponseRedirect(reverse("admin:transcripts_sourcedocument_changelist"))

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """The import form. What is too large or too many is noticed here, before anything is believed."""
        check_can_edit(request.user)
        try:
            request.POST  # noqa: B018 - reading it is what may fail
        except RequestDataTooBig:
            return self.refuse(request, "text", PASTED_TOO_LARGE)
        except TooManyFilesSent:
            limit = settings.DATA_UPLOAD_MAX_NUMBER_FILES
            return self.refuse(request, "documents", TOO_MANY_FILES.format(limit=limit))
        return csrf_protect(self.receive)(request)

    def refuse(self, request: HttpRequest, field: str, sentence: str) -> HttpResponse:
        """The form anew, for an upload that could not even be read."""
        form = ImportForm(data={}, files=None)
        form.full_clean()
        form.errors.clear()
        form.add_error(field, sentence)
        return self.show_form(request, form, status=413)

    def receive(self, request: HttpRequest) -> HttpResponse:
        """Keep the documents, queue their reading, and show how far they are."""
        if request.method != "POST":
            return self.show_form(request, ImportForm(initial={"podcast": request.GET.get("podcast")}))
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show_form(request, form, status=422)
        address = reverse("admin:transcripts_batch_change", args=[self.bring(request, form).pk])
        if wants_json(request):
            return JsonResponse({"url": address})
        return HttpResponseRedirect(address)

    def bring(self, request: HttpRequest, form: ImportForm) -> Batch:
        """What the form holds, as a batch; a file that cannot be taken stands there with its reason."""
        podcast = form.cleaned_data["podcast"]
        if url := form.cleaned_data["address"]:
            return batches.bring_address(url, by=request.user, podcast=podcast)
        files = form.cleaned_data["documents"]
        batch = batches.bring(
            ((name, read(content)) for name, content in form.contents()),
            origin=BatchOrigin.FILES if files else BatchOrigin.PASTE,
            by=request.user,
            podcast=podcast,
        )
        for name, reason in form.refused():
            batches.refuse(batch, name, reason, by=request.user)
        return batch

    def show_form(self, request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
        """The form, with what was wrong; to the page's script, what was wrong alone."""
        if wants_json(request):
            sentences = [error for errors in form.errors.values() for error in errors]
            return JsonResponse({"errors": sentences}, status=status)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "title": "Import documents",
        }
        return TemplateResponse(
            request, "admin/transcripts/sourcedocument/import.html", context, status=status
        )


def is_used(document: SourceDocument) -> bool:
    """Whether an episode or a text came from a document."""
    return document.episodes.exists() or document.revisions.exists()


@transaction.atomic
def discard(document: SourceDocument, *, by: Any) -> bool:
    """Discard the imports of a document that may be discarded, and it with them; whether it is gone."""
    for job in document.jobs.filter(state__in=imports.DISCARDABLE):
        jobs.discard(job, by=by)
    documents.discard(document.pk)
    return not SourceDocument.objects.filter(pk=document.pk).exists()


def wants_json(request: HttpRequest) -> bool:
    """Whether the page's script asks, which sends the form to show how far the upload is."""
    return request.headers.get("Accept") == "application/json"


def read(content: UploadedFile | bytes) -> bytes:
    """The bytes of a document; a file is read when its turn comes."""
    return content if isinstance(content, bytes) else content.read()
