"""Imports: what became of each document, and what a person should look at."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from transcripts.admin.base import ReadOnlyAdmin
from transcripts.models import Episode, Job, JobState
from transcripts.services import jobs

UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
REFRESH_SECONDS = 2


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Imports, newest first; a page that is still waiting reads itself again."""

    list_display = ["name", "state", "outcome", "requested_by", "created_at"]
    list_filter = ["state"]
    list_select_related = ["document", "requested_by"]
    search_fields = ["document__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """Imports without their documents' bytes."""
        return super().get_queryset(request).select_related("document").defer("document__content")

    @admin.display(description="document", ordering="document__name")
    def name(self, job: Job) -> str:
        """The document's name."""
        return job.document.name

    @admin.display(description="result")
    def outcome(self, job: Job) -> str:
        """What came of it, in a few words."""
        return outcome(job)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list; it reads itself again while something waits."""
        waiting = Job.objects.filter(state__in=UNFINISHED).exists()
        context = {"refresh": REFRESH_SECONDS if waiting else None, "worker_missing": worker_missing()}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """One import: where it stands, its episodes, its problems."""
        job = self.get_object(request, object_id)
        report = report_of(job) if job else {}
        return super().change_view(request, object_id, form_url, {**report, **(extra_context or {})})


def worker_missing() -> bool:
    """Whether imports wait and nobody takes them."""
    return not jobs.worker_seen()


def outcome(job: Job) -> str:
    """What came of an import, in a few words."""
    if job.state in UNFINISHED:
        return "…"
    if job.state == JobState.FAILED:
        return job.error[:120]
    episodes = len(job.result.get("episodes", []))
    counted = "1 episode" if episodes == 1 else f"{episodes} episodes"
    return counted if job.result.get("created") else f"{counted}, imported before; nothing changed"


def report_of(job: Job) -> dict[str, Any]:
    """What the page of an import shows."""
    unfinished = job.state in UNFINISHED
    return {
        "job": job,
        "title": job.document.name,
        "refresh": REFRESH_SECONDS if unfinished else None,
        "waited": int((timezone.now() - job.created_at).total_seconds()),
        "worker_missing": unfinished and worker_missing(),
        "episodes": episodes_of(job),
        "problems": sorted(job.result.get("problems", []), key=weight),
    }


def episodes_of(job: Job) -> list[dict[str, Any]]:
    """The episodes in the result, with the rows they stand for."""
    listed = job.result.get("episodes", [])
    stored = {str(e.public_id): e for e in Episode.objects.filter(public_id__in=[e["id"] for e in listed])}
    return [{**entry, "row": stored.get(entry["id"])} for entry in listed]


def weight(problem: dict[str, Any]) -> tuple[int, int]:
    """Errors first, then by line."""
    return ["error", "warning", "info"].index(problem["severity"]), problem.get("line") or 0
