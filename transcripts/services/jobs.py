"""Jobs: queued in the database, done by whoever takes the lease, finished exactly once.

With a broker the job's id is sent to a Celery worker; without one `manage.py run_worker` polls. Either way
the table is the truth: a lost message is sent again by `sweep`, a dead worker's lease runs out.
"""

import logging
from datetime import timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from transcripts.models import Job, JobState, SourceDocument
from transcripts.services import importing

logger = logging.getLogger(__name__)
# A worker that runs takes a job within a second or two; a page says within 10 s that none does.
PATIENCE = timedelta(seconds=7)


@transaction.atomic
def enqueue(document: SourceDocument, *, by: Any) -> Job:
    """Ask for a document's import; it starts once this transaction stands."""
    job = Job.objects.create(document=document, requested_by=by)
    transaction.on_commit(lambda: send(job))
    return job


def send(job: Job) -> None:
    """Tell a worker, where there is a broker to tell it through. A broker that is down loses nothing."""
    if not settings.CELERY_BROKER_URL:
        return
    try:
        current_app.send_task("transcripts.run_job", args=[job.pk], ignore_result=True)
    except OSError as error:
        logger.warning("No answer from the broker (%s); the sweep sends job %s again.", error, job.pk)


def to_take() -> models.QuerySet[Job]:
    """Jobs that a worker may take: waiting, or left behind by one whose lease ran out."""
    left_behind = Q(state=JobState.RUNNING, lease_until__lt=timezone.now())
    return Job.objects.filter(Q(state=JobState.QUEUED) | left_behind).order_by("id")


def take(job_id: int) -> Job | None:
    """Take the lease of a job, or None where another worker has it or it is done. One update decides."""
    now = timezone.now()
    taken = (
        to_take()
        .filter(pk=job_id, attempts__lt=Job.MAX_ATTEMPTS)
        .order_by()
        .update(
            state=JobState.RUNNING,
            attempts=F("attempts") + 1,
            started_at=now,
            lease_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
        )
    )
    return Job.objects.select_related("document", "requested_by").get(pk=job_id) if taken else None


def run(job_id: int) -> bool:
    """Take and do a job; whether it was ours to do. Its outcome and what it stored stand or fall together."""
    job = take(job_id)
    if job is None:
        return False
    try:
        with transaction.atomic():
            result = importing.import_document(job.document, by=job.requested_by)
            if not finish(job, state=JobState.SUCCEEDED, result=result):
                raise LostLease
    except LostLease:
        logger.warning("Job %s took longer than its lease; another worker has it now.", job.pk)
    except importing.DocumentRefused as refusal:
        result = importing.ImportResult(refusal.parsed, created=False).as_json()
        finish(job, state=JobState.FAILED, result=result, error=str(refusal))
    except Exception:
        logger.exception("Job %s failed", job.pk)
        finish(
            job,
            state=JobState.FAILED,
            error="osbiz failed while reading this document; nothing was stored. The log says more.",
        )
    return True


def finish(job: Job, *, state: JobState, result: dict[str, Any] | None = None, error: str = "") -> bool:
    """Write the outcome; False where the lease was lost and another worker took the job meanwhile."""
    ours = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    return bool(
        ours.update(
            state=state, result=result or {}, error=error, finished_at=timezone.now(), lease_until=None
        )
    )


class LostLease(RuntimeError):
    """The job took longer than its lease and is another worker's now."""


def run_next() -> bool:
    """Do the oldest job that may be taken; whether there was one."""
    fail_exhausted()
    job_id = to_take().values_list("pk", flat=True).first()
    return job_id is not None and run(job_id)


def fail_exhausted() -> int:
    """Give up on jobs whose workers died each time; returns how many."""
    return (
        to_take()
        .filter(state=JobState.RUNNING, attempts__gte=Job.MAX_ATTEMPTS)
        .order_by()
        .update(
            state=JobState.FAILED,
            lease_until=None,
            finished_at=timezone.now(),
            error=f"The worker was stopped {Job.MAX_ATTEMPTS} times while reading this document. "
            "Nothing was stored. Split the document, or tell your administrator.",
        )
    )


def sweep() -> int:
    """Send again what waits too long or was left behind; returns how many. Run by beat."""
    fail_exhausted()
    waiting = to_take().filter(Q(state=JobState.RUNNING) | Q(created_at__lt=timezone.now() - PATIENCE))
    jobs = list(waiting)
    for job in jobs:
        send(job)
    return len(jobs)


def worker_seen() -> bool:
    """Whether workers seem to be at work: one holds a lease, or nothing has waited longer than it should."""
    now = timezone.now()
    if Job.objects.filter(state=JobState.RUNNING, lease_until__gte=now).exists():
        return True
    return not Job.objects.filter(state=JobState.QUEUED, created_at__lt=now - PATIENCE).exists()
