"""Source documents: what came, as it came, and the door by which it comes."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from transcripts.admin.base import ReadOnlyAdmin
from transcripts.forms import ImportForm
from transcripts.models import Job, SourceDocument
from transcripts.permissions import can_edit, check_can_edit
from transcripts.services import importing, jobs

KNOWN = "{name} was received before, on {date}: its bytes are the same, so nothing is stored twice."
PASTED_TOO_LARGE = "The pasted text is larger than 2.5 MB. Save it as a file and upload that."


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnlyAdmin):
    """Documents as received, to read and to download."""

    list_display = ["name", "how_large", "received_at", "received_by"]
    list_select_related = ["received_by"]
    search_fields = ["name", "sha256"]
    date_hierarchy = "received_at"
    fields = ["name", "how_large", "sha256", "origin_url", "received_at", "received_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceDocument]:
        """Documents without their bytes."""
        return super().get_queryset(request).defer("content")

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
            made = {"jobs": document.jobs.all()[:20], "episodes": document.episodes.all()[:50]}
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

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """The import form. A paste that is too large is noticed here, before anything is believed."""
        check_can_edit(request.user)
        try:
            request.POST  # noqa: B018 - reading it is what may fail
        except RequestDataTooBig:
            form = ImportForm(data={}, files=None)
            form.full_clean()
            form.errors.clear()
            form.add_error("text", PASTED_TOO_LARGE)
            return self.show_form(request, form, status=413)
        return csrf_protect(self.receive)(request)

    def receive(self, request: HttpRequest) -> HttpResponse:
        """Keep the documents, queue their imports, and show what comes of them."""
        if request.method != "POST":
            return self.show_form(request, ImportForm())
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show_form(request, form, status=422)
        queued = [self.queue(request, name, content) for name, content in form.contents()]
        return HttpResponseRedirect(address_of(queued))

    def queue(self, request: HttpRequest, name: str, content: Any) -> Job:
        """Keep one document and ask for its import."""
        raw = content.read() if hasattr(content, "read") else content
        now = timezone.now()
        document = importing.receive(raw, name=name, by=request.user)
        if document.received_at < now:
            date = f"{document.received_at:%-d %B %Y}"
            messages.info(request, KNOWN.format(name=name, date=date))
        return jobs.enqueue(document, by=request.user)

    def show_form(self, request: HttpRequest, form: ImportForm, status: int = 200) -> TemplateResponse:
        """The form, with what was wrong."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "title": "Import documents",
        }
        return TemplateResponse(
            request, "admin/transcripts/sourcedocument/import.html", context, status=status
        )


def address_of(queued: list[Job]) -> str:
    """Where to watch these imports: the one's page, or the list of them."""
    if len(queued) == 1:
        return reverse("admin:transcripts_job_change", args=[queued[0].pk])
    ids = ",".join(str(job.pk) for job in queued)
    return f"{reverse('admin:transcripts_job_changelist')}?pk__in={ids}"
