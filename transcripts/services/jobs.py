"""Jobs, as people have to do with them: ask for an import, confirm what was read, try again, cancel, discard.

Every step is one guarded UPDATE: of two people at once, or a person and a worker, one does it and the other
is told.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from transcripts import formats
from transcripts.models import Batch, Job, JobState, JobTask, Podcast, SourceDocument
from transcripts.services import batches, documents, queue, readings
from transcripts.services.queue import PATIENCE, sweep, take, worker_seen
from transcripts.services.readings import reading_of
from transcripts.services.working import outline, run, run_many, run_next, work

__all__ = [
    "PATIENCE",
    "NotNow",
    "cancel",
    "confirm",
    "confirm_all",
    "discard",
    "enqueue",
    "outline",
    "reading_of",
    "reread",
    "retry",
    "run",
    "run_many",
    "run_next",
    "sweep",
    "take",
    "work",
    "worker_seen",
]

STANDS = {
    JobState.QUEUED: "it waits for a worker",
    JobState.RUNNING: "it is running",
    JobState.READY: "it waits to be confirmed",
    JobState.SUCCEEDED: "it is done",
    JobState.FAILED: "it has failed",
    JobState.CANCELLED: "it was cancelled",
    JobState.DISCARDED: "it was discarded",
}
KNOWN_BEFORE = ("episode", "missing")
NOT_KEPT = "This document was not kept, so it cannot be read again. Bring it once more."
LOG_LINES = 100
# The task with which a job begins, and that which ends it, by its task of now.
BEGINS = {JobTask.LOOK: JobTask.LOOK, JobTask.BRING: JobTask.LOOK}
ENDS = {JobTask.LOOK: JobTask.BRING, JobTask.BRING: JobTask.BRING}


class NotNow(Exception):
    """What was asked for is not possible as the job stands; the message says how it stands."""


def enqueue(
    document: SourceDocument,
    *,
    by: Any,
    batch: Batch | None = None,
    podcast: Podcast | None = None,
    store_at_once: bool = False,
) -> Job:
    """Ask for a kept document's import; it starts once this transaction stands."""
    return batches.bring_document(document, by=by, batch=batch, podcast=podcast, store_at_once=store_at_once)


@transaction.atomic
def confirm(
    job: Job, *, by: Any, podcast: Podcast | None = None, decisions: Mapping[str, Any] | None = None
) -> Job:
    """Have stored what was read, with the editor's podcast and labels where given. Raises NotNow."""
    chosen: dict[str, Any] = {"podcast": podcast} if podcast else {}
    if decisions is not None:
        chosen["decisions"] = {**_known_before(job), **decisions}
    _move(
        job,
        {JobState.READY},
        "Confirmed",
        by,
        task=ENDS.get(JobTask(job.task), JobTask.STORE),
        confirmed_by=_person(by),
        **_afresh(),
        **chosen,
    )
    queue.send_on_commit()
    return job


def confirm_all(jobs: Iterable[Job], *, by: Any) -> list[tuple[Job, str]]:
    """Confirm each, one not stopping the others: each job with "" or why it could not be confirmed."""
    return [(job, _refusal(job, by)) for job in jobs]


def _refusal(job: Job, by: Any) -> str:
    try:
        confirm(job, by=by)
    except NotNow as reason:
        return str(reason)
    return ""


@transaction.atomic
def reread(job: Job, *, as_format: str, by: Any) -> Job:
    """Read the document again, in the format that a person chose; "" leaves it to osbiz. Raises NotNow."""
    if job.document_id is None:
        raise NotNow(NOT_KEPT)
    if as_format and as_format not in {module.NAME for module in formats.ALL}:
        raise NotNow(f"There is no format “{as_format}”. Choose one of those offered.")
    states = {JobState.READY, JobState.FAILED, JobState.CANCELLED}
    said = f"To be read as {as_format}" if as_format else "To be read again"
    _move(
        job,
        states,
        said,
        by,
        task=BEGINS.get(JobTask(job.task), JobTask.READ),
        chosen_format=as_format,
        decisions=_known_before(job),
        **_afresh(),
    )
    readings.forget(job)
    queue.send_on_commit()
    return job


@transaction.atomic
def retry(job: Job, *, by: Any) -> Job:
    """Try again what failed or was cancelled, from the step at which it stood. Raises NotNow."""
    if job.document_id is None and job.task != JobTask.FETCH:
        raise NotNow(NOT_KEPT)
    _move(job, {JobState.FAILED, JobState.CANCELLED}, "Tried again", by, **_afresh())
    queue.send_on_commit()
    return job


@transaction.atomic
def cancel(job: Job, *, by: Any) -> Job:
    """Cancel a job that waits; ask a running one to stop, which stores nothing. Raises NotNow."""
    if _moved(job, {JobState.QUEUED}, state=JobState.CANCELLED, finished_at=timezone.now()):
        queue.log(job, [_said("Cancelled", by)])
    else:
        _move(job, {JobState.RUNNING}, "Asked to stop", by, cancel_requested=True)
    return job


@transaction.atomic
def discard(job: Job, *, by: Any) -> Job:
    """Put a job away for good, and its document too, unless something else needs it. Raises NotNow."""
    states = {JobState.READY, JobState.FAILED, JobState.CANCELLED}
    _move(job, states, "Discarded", by, state=JobState.DISCARDED, finished_at=timezone.now())
    readings.forget(job)
    if job.document_id is not None and documents.discard(job.document_id):
        job.document = None
    return job


def _known_before(job: Job) -> dict[str, Any]:
    """The episode that a feed says a document belongs to, or how passages are to be brought in: no reading
    and no editor's label changes that."""
    return {key: value for key, value in job.decisions.items() if key in KNOWN_BEFORE}


def _afresh() -> dict[str, Any]:
    """The values of a job that waits for a worker as if for the first time."""
    return {
        "state": JobState.QUEUED,
        "attempts": 0,
        "due_at": timezone.now(),
        "cancel_requested": False,
        "finished_at": None,
        "error": "",
    }


def _move(job: Job, states: set[JobState], said: str, by: Any, **values: Any) -> None:
    """Change a job that is in one of these states and log who did it; raises NotNow."""
    if not _moved(job, states, **values):
        job.refresh_from_db(fields=["state"])
        raise NotNow(f"“{job.name}” cannot be changed so now: {STANDS[JobState(job.state)]}.")
    queue.log(job, [_said(said, by)])
    old = job.log.order_by("-id").values_list("pk", flat=True)[LOG_LINES : LOG_LINES + 1]
    if old:
        job.log.filter(pk__lte=old[0]).delete()


def _moved(job: Job, states: set[JobState], **values: Any) -> bool:
    rows: models.QuerySet[Job] = Job.objects.filter(pk=job.pk, state__in=states)
    moved = bool(rows.update(**values))
    if moved:
        for name, value in values.items():
            setattr(job, name, value)
    return moved


def _person(by: Any) -> Any:
    """The person as a column takes it: nobody where a command does it."""
    return by if getattr(by, "pk", None) else None


def _said(what: str, by: Any) -> str:
    return f"{what} by {by}." if _person(by) else f"{what}."
