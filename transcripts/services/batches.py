"""Batches: what somebody brings at once becomes one job a document; a bad one never stops the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from transcripts import addresses, archives, parsing
from transcripts.models import Batch, BatchOrigin, Job, JobState, JobTask, Podcast, SourceDocument
from transcripts.services import documents, queue

UNTITLED = "untitled"
NOT_READABLE = (
    "This document could not be taken out of the zip. Unpack the zip and add the document by itself."
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is, in jobs."""

    total: int
    waiting: int
    running: int
    ready: int
    done: int
    failed: int
    cancelled: int
    discarded: int

    @property
    def finished(self) -> bool:
        """Whether nothing waits for a worker any more; editors may still have to confirm."""
        return not self.waiting and not self.running

    @property
    def share(self) -> float:
        """How much of the workers' part is done, 0 to 1."""
        return 1 - (self.waiting + self.running) / self.total if self.total else 1.0


def progress(batch: Batch) -> Progress:
    """Count the jobs of a batch by state; one query."""
    counted = dict(batch.jobs.order_by().values_list("state").annotate(Count("pk")))
    return Progress(
        total=sum(counted.values()),
        waiting=counted.get(JobState.QUEUED, 0),
        running=counted.get(JobState.RUNNING, 0),
        ready=counted.get(JobState.READY, 0),
        done=counted.get(JobState.SUCCEEDED, 0),
        failed=counted.get(JobState.FAILED, 0),
        cancelled=counted.get(JobState.CANCELLED, 0),
        discarded=counted.get(JobState.DISCARDED, 0),
    )


@transaction.atomic
def bring(
    contents: Iterable[tuple[str, bytes]],
    *,
    origin: str,
    by: Any,
    title: str = "",
    podcast: Podcast | None = None,
    store_at_once: bool = False,
) -> Batch:
    """Take documents, given as name and bytes, and queue a job for each; zips are opened.

    What cannot be taken is a failed job that says why, beside the others.
    """
    batch = begin(origin=origin, title=title, podcast=podcast, store_at_once=store_at_once)
    jobs = [job for name, raw in contents for job in add(batch, name, raw, by=by)]
    if not title:
        batch.title = titled([job.name for job in jobs])
        batch.save(update_fields=["title"])
    queue.send_on_commit(len(jobs))
    return batch


@transaction.atomic
def bring_address(url: str, *, by: Any, podcast: Podcast | None = None) -> Batch:
    """Queue the fetching of an address; what it holds, a page, a file, a feed, is then read.

    One that is refused stands there with the reason, but without a password: colleagues read it.
    """
    shown = addresses.without_credentials(url)
    batch = begin(origin=BatchOrigin.ADDRESS, title=shown, podcast=podcast)
    try:
        addresses.checked(url)
    except addresses.Refused as refusal:
        refuse(batch, shown, str(refusal), by=by)
    else:
        add_address(batch, url, by=by)
        queue.send_on_commit()
    return batch


@transaction.atomic
def bring_document(
    document: SourceDocument,
    *,
    by: Any,
    batch: Batch | None = None,
    podcast: Podcast | None = None,
    store_at_once: bool = False,
    **values: Any,
) -> Job:
    """Queue a job for a document that is kept already, in a batch of its own where none is given, with more
    values where they are."""
    batch = batch or begin(
        origin=BatchOrigin.FILES, title=document.name, podcast=podcast, store_at_once=store_at_once
    )
    job = _queue(batch, document, document.name, by, values)
    queue.send_on_commit()
    return job


def begin(*, origin: str, title: str, podcast: Podcast | None = None, store_at_once: bool = False) -> Batch:
    """An empty batch."""
    return Batch.objects.create(
        origin=origin, title=title[:255] or UNTITLED, podcast=podcast, store_at_once=store_at_once
    )


@transaction.atomic
def add(batch: Batch, name: str, raw: bytes, *, by: Any, **values: Any) -> list[Job]:
    """Add a document, or all those of a zip, to a batch, with more values for their jobs.

    Workers are not told: that is the caller's to do.
    """
    if not archives.is_archive(raw):
        return [_add(batch, name, raw, by, values)]
    return [_add_member(batch, member, name, by, values) for member in archives.documents_in(raw)]


def add_address(batch: Batch, url: str, *, by: Any, **values: Any) -> Job:
    """Add an address to be fetched to a batch, with more values for its job. Workers are not told."""
    job = Job.objects.create(
        **{"podcast": batch.podcast, **values},
        batch=batch,
        address=url,
        name=name_of(url),
        requested_by=by,
        task=JobTask.FETCH,
    )
    queue.log(job, [f"Asked for {url}"])
    return job


def _add_member(batch: Batch, member: archives.Member, zip_name: str, by: Any, values: dict[str, Any]) -> Job:
    if member.content is not None:
        return _add(batch, member.name, member.content, by, values)
    reason = member.problem.message if member.problem else NOT_READABLE
    return refuse(batch, member.name or zip_name, reason, by=by)


def _add(batch: Batch, name: str, raw: bytes, by: Any, values: dict[str, Any]) -> Job:
    if not raw or len(raw) > parsing.MAX_BYTES:  # nothing to keep; the parser says why at once
        return refuse(batch, name, parsing.parse(raw, name).problems[0].message, by=by)
    return _queue(batch, documents.keep(raw, name=name, by=by), name, by, values)


def _queue(batch: Batch, document: SourceDocument, name: str, by: Any, values: dict[str, Any]) -> Job:
    job = Job.objects.create(
        **{"podcast": batch.podcast, **values},
        batch=batch,
        document=document,
        name=name[:255],
        requested_by=by,
    )
    queue.log(job, [f"Received, {document.size:,} bytes."])
    return job


def refuse(batch: Batch, name: str, reason: str, *, by: Any) -> Job:
    """A failed job for a document that is not kept."""
    job = Job.objects.create(
        batch=batch,
        name=name[:255],
        requested_by=by,
        state=JobState.FAILED,
        error=reason,
        finished_at=timezone.now(),
    )
    queue.log(job, [f"Not taken: {reason}"])
    return job


def titled(names: list[str]) -> str:
    """What a batch is called by its documents."""
    if not names:
        return UNTITLED
    more = len(names) - 1
    return names[0][:200] if not more else f"{names[0][:200]} and {more} more"


def name_of(url: str) -> str:
    """A name for what lies at an address: the last part of its path, or its host."""
    parts = urlsplit(url)
    return (parts.path.rstrip("/").rpartition("/")[2] or parts.hostname or url)[:255]
