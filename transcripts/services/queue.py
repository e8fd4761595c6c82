"""The queue: jobs that wait, the lease that makes one a worker's, and the outcome that ends it.

The table is the truth. A message through the broker only says that something waits; a lost one is sent again
by `sweep`, and a dead worker's lease runs out. Every step is one guarded UPDATE: of two at once one wins.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from celery import current_app
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import KombuError

from transcripts.models import Job, JobEvent, JobState, JobTask

logger = logging.getLogger(__name__)
# A worker that runs takes a job within a second or two; a page says within 10 s that none does.
PATIENCE = timedelta(seconds=7)
NOW = timedelta(0)
# How many jobs a worker does for one message, and how many messages wake workers at most.
JOBS_PER_MESSAGE = 20
MAX_MESSAGES = 8
CHUNK = 10
MAX_LINE = 1000
EXHAUSTED = (
    "The worker was stopped {times} times while {doing} this document. Nothing was stored. Split the "
    "document, or tell your administrator."
)
DOING = {
    JobTask.FETCH: "fetching",
    JobTask.READ: "reading",
    JobTask.STORE: "storing",
    JobTask.LOOK: "looking at",
    JobTask.BRING: "bringing in",
}


class LostLease(Exception):
    """The job was silent for longer than its lease and is another worker's now."""


class Cancelled(Exception):
    """Somebody asked to cancel the job while it ran."""


def send(jobs: int = 1, wait: timedelta = NOW) -> None:
    """Tell workers that so many jobs wait, or will. A broker that is down loses nothing."""
    if not settings.CELERY_BROKER_URL:
        return
    messages = min(MAX_MESSAGES, -(-jobs // JOBS_PER_MESSAGE))
    try:
        for _ in range(messages):
            current_app.send_task("transcripts.run_jobs", ignore_result=True, countdown=wait.total_seconds())
    except (OSError, KombuError) as error:
        logger.warning("No answer from the broker (%s); the sweep sends again what waits.", error)


def send_on_commit(jobs: int = 1, wait: timedelta = NOW) -> None:
    """Tell workers once this transaction stands."""
    transaction.on_commit(lambda: send(jobs, wait))


def queued() -> models.QuerySet[Job]:
    """Jobs that wait for a worker and may be taken now, the longest waiting first."""
    return Job.objects.filter(state=JobState.QUEUED, due_at__lte=timezone.now()).order_by("due_at", "id")


def left_behind() -> models.QuerySet[Job]:
    """Jobs whose worker has not been heard of for longer than its lease."""
    return Job.objects.filter(state=JobState.RUNNING, lease_until__lt=timezone.now()).order_by("due_at", "id")


def waiting(limit: int) -> Iterator[Job]:
    """Jobs to take; looks again as they are used up."""
    given = 0
    while given < limit:
        size = min(CHUNK, limit - given)
        free = left_behind().filter(attempts__lt=Job.MAX_ATTEMPTS, cancel_requested=False)
        chunk = list(whole(free)[:size]) or list(whole(queued())[:size])
        if not chunk:
            return
        yield from chunk
        given += len(chunk)


def whole(jobs: models.QuerySet[Job]) -> models.QuerySet[Job]:
    """The jobs with all that doing them needs, but for the document's bytes."""
    related = ("batch", "document", "podcast", "requested_by", "confirmed_by")
    return jobs.select_related(*related).defer("document__content")


def take(job_id: int) -> Job | None:
    """Take the lease of a job, or None where another worker has it or it is done."""
    job = whole(Job.objects.filter(pk=job_id)).first()
    return job if job and claim(job) else None


def claim(job: Job) -> bool:
    """Take the lease of a job if it still is as it was read, and may be taken. One update decides."""
    now = timezone.now()
    is_left_behind = job.state == JobState.RUNNING and job.lease_until is not None and job.lease_until < now
    if job.attempts >= Job.MAX_ATTEMPTS or not (job.state == JobState.QUEUED or is_left_behind):
        return False
    unchanged = Job.objects.filter(
        pk=job.pk,
        state=job.state,
        attempts=job.attempts,
        due_at=job.due_at,
        lease_until=job.lease_until,
        cancel_requested=False,
    )
    ours = {
        "state": JobState.RUNNING,
        "attempts": job.attempts + 1,
        "started_at": now,
        "lease_until": now + lease(),
    }
    if not unchanged.update(**ours):
        return False
    for name, value in ours.items():
        setattr(job, name, value)
    return True


def lease() -> timedelta:
    """How long a job may be silent."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def held(job: Job) -> models.QuerySet[Job]:
    """The job as long as the lease with which we took it is ours."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, started_at=job.started_at)


class Outcome(NamedTuple):
    """How a job ends: what its log is told, and the values of its row."""

    job: Job
    lines: Sequence[str]
    values: dict[str, Any]


def settle(job: Job, *lines: str, even_cancelled: bool = False, **values: Any) -> None:
    """Give up the lease with an outcome, and log it. Raises LostLease or Cancelled where that is not ours."""
    _give_up_lease(job, values, even_cancelled=even_cancelled)
    log(job, lines)


@transaction.atomic(savepoint=False)
def settle_all(outcomes: Iterable[Outcome]) -> None:
    """Settle several jobs, all or none. Raises LostLease or Cancelled where one is not ours."""
    outcomes = list(outcomes)
    for job, _, values in outcomes:
        _give_up_lease(job, values, even_cancelled=False)
    JobEvent.objects.bulk_create(event for job, lines, _ in outcomes for event in _events(job, lines))


def _give_up_lease(job: Job, values: dict[str, Any], *, even_cancelled: bool) -> None:
    ours = held(job) if even_cancelled else held(job).filter(cancel_requested=False)
    if values["state"] != JobState.QUEUED:
        values = {**values, "finished_at": timezone.now()}
    if not ours.update(lease_until=None, cancel_requested=False, **values):
        raise Cancelled if held(job).exists() else LostLease
    for name, value in values.items():
        setattr(job, name, value)


def log(job: Job, lines: Iterable[str]) -> None:
    """Add lines to a job's log."""
    JobEvent.objects.bulk_create(_events(job, lines))


def _events(job: Job, lines: Iterable[str]) -> list[JobEvent]:
    return [JobEvent(job=job, message=line[:MAX_LINE]) for line in lines]


def give_up() -> int:
    """End what was left behind and is not to be tried again: cancelled, or its workers died each time."""
    over = left_behind().filter(Q(attempts__gte=Job.MAX_ATTEMPTS) | Q(cancel_requested=True))
    return sum(_give_up(job) for job in over)


@transaction.atomic
def _give_up(job: Job) -> bool:
    try:
        if job.cancel_requested:
            settle(job, "Cancelled; its worker had died.", even_cancelled=True, state=JobState.CANCELLED)
        else:
            reason = EXHAUSTED.format(times=job.attempts, doing=DOING[JobTask(job.task)])
            settle(job, reason, state=JobState.FAILED, error=reason)
    except (LostLease, Cancelled):
        return False
    return True


def sweep() -> int:
    """Wake workers for what waits too long or was left behind; returns how many jobs. Run by beat."""
    give_up()
    overdue = queued().filter(due_at__lt=timezone.now() - PATIENCE)
    jobs = overdue.count() + left_behind().count()
    if jobs:
        send(jobs)
    return jobs


def worker_seen() -> bool:
    """Whether workers seem to be at work: one was heard of just now, or nobody waits for any."""
    now = timezone.now()
    running = Job.objects.filter(state=JobState.RUNNING)
    if running.filter(lease_until__gte=now + max(lease() - PATIENCE, NOW)).exists():
        return True
    return not running.exists() and not queued().filter(due_at__lt=now - PATIENCE).exists()
