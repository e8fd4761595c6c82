"""What workers do: fetch, read and store, one job after the other, while the next document is being read.

What a job stores and that it is done are written in one transaction, which fails where the lease was lost.
"""

import logging
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone

from transcripts import archives
from transcripts.documents import ParsedDocument, ParsedEpisode
from transcripts.models import Job, JobState, JobTask, SourceDocument
from transcripts.reader import Answer, Question, ReadingFailed, Stopped
from transcripts.services import batches, documents, feeds, fetching, importing, queue, readings
from transcripts.services.heartbeats import Heartbeat, Held

logger = logging.getLogger(__name__)
OURS = (
    "osbiz failed while {doing} this document and stored nothing. The log says more: tell your administrator."
)
READ_AGAIN = (
    "osbiz was renewed since this was read, so it is read again: please look once more before confirming."
)
# A document that failed waits this long, times its attempts; others go first.
BACK_OFF = timedelta(seconds=2)
# An address that did not answer is asked again after this long, times the attempts, or as it says.
ASK_AGAIN = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
# So many documents are read ahead of those that are stored, and so many stored in one transaction.
MOST_AHEAD = 20
MOST_BYTES_AHEAD = 2_000_000
MOST_TOGETHER = 10
# A document that is read within this time is worth waiting for.
MOMENT_SECONDS = 0.05
ALONE = (JobTask.FETCH, JobTask.LOOK, JobTask.BRING)
GONE_FOR_GOOD = frozenset({400, 401, 403, 404, 405, 410, 451})


@dataclass(frozen=True, slots=True)
class Ready:
    """A job whose document is read and has only to be stored, and what its log is told of the reading."""

    held: Held
    parsed: ParsedDocument
    lines: tuple[str, ...] = ()

    @property
    def job(self) -> Job:
        """The job."""
        return self.held.job

    @property
    def by(self) -> Any:
        """In whose name it is stored."""
        return self.job.confirmed_by or self.job.requested_by


def never() -> bool:
    """Nobody asks to stop."""
    return False


def run_many(limit: int = queue.JOBS_PER_MESSAGE, stop: Callable[[], bool] = never) -> int:
    """Do up to so many waiting jobs, the longest waiting first; returns how many were done."""
    queue.give_up()
    return sum(1 for _ in work(queue.waiting(limit), stop))


def run_next() -> bool:
    """Do the job that waits longest; whether there was one."""
    return run_many(1) > 0


def run(job_id: int) -> bool:
    """Take and do one job; whether it was ours to do."""
    return any(True for _ in work(queue.whole(Job.objects.filter(pk=job_id))))


def work(waiting: Iterable[Job], stop: Callable[[], bool] = never) -> Iterator[Job]:
    """Take these jobs, unless another worker has them, do them, and yield each as it is settled.

    While some are stored, the next ones' documents are read. One that was tried before runs alone, so that no
    other job is tried in vain if it takes the worker with it; so does one that has to wait for an address, or
    that other work than reading takes long.
    """
    with Heartbeat() as heart:
        ahead: deque[Held] = deque()
        for job in waiting:
            alone = job.attempts > 0 or job.task in ALONE
            while ahead and (alone or _are_enough(ahead)):
                yield from _do_next(ahead, heart)
            if held := _begin(job, heart):
                ahead.append(held)
            while ahead and alone:
                yield from _do_next(ahead, heart)
            if stop():
                break
        while ahead:
            yield from _do_next(ahead, heart)


def _are_enough(ahead: Collection[Held]) -> bool:
    """Whether to take no more jobs before some of these are done; one is always read while one is stored."""
    size = sum(document_of(held.job).size for held in ahead)
    return len(ahead) >= MOST_AHEAD or (len(ahead) > 1 and size > MOST_BYTES_AHEAD)


def _do_next(ahead: deque[Held], heart: Heartbeat) -> list[Job]:
    """Do the first of these jobs, with those that can be stored with it; each by itself where that fails."""
    ready = _ready(ahead)
    some = [ahead.popleft() for _ in ready or range(1)]
    if len(ready) > 1 and _stored_together(ready):
        for held in some:
            heart.release(held)
        return [held.job for held in some]
    return [_do(held, heart) for held in some]


def _begin(job: Job, heart: Heartbeat) -> Held | None:
    """Take a job and have its document read, if that is what it needs."""
    if not queue.claim(job):
        return None
    held = heart.hold(job)
    if job.task == JobTask.READ:
        _ask(held)
    return held


def _ready(ahead: Iterable[Held]) -> list[Ready]:
    """The first of these jobs, as far as their documents are read, or will be in a moment, and only have to
    be stored, for the same person and with nothing decided by an editor."""
    ready: list[Ready] = []
    for held in islice(ahead, MOST_TOGETHER):
        is_there = not ready or held.question is None or held.question.is_there(MOMENT_SECONDS)
        one = _reading(held) if is_there and not held.job.decisions else None
        if one is None or (ready and not _go_together(one, ready)):
            break
        ready.append(one)
    return ready


def _reading(held: Held) -> Ready | None:
    """What was read for a job that stores it now; None where there is more to it."""
    if held.job.task == JobTask.STORE:
        parsed = readings.reading_of(held.job)
        return Ready(held, parsed) if parsed else None
    if held.job.task != JobTask.READ or not held.job.batch.store_at_once:
        return None
    try:
        parsed = _answer(held).parsed
    except ReadingFailed:
        return None
    return Ready(held, parsed, (describe(parsed),)) if parsed.episodes else None


def _go_together(one: Ready, others: Sequence[Ready]) -> bool:
    return one.by == others[0].by and all(one.job.document_id != other.job.document_id for other in others)


def _stored_together(ready: Sequence[Ready]) -> bool:
    """Whether these could be stored at once. Where not, nothing is, and each has to be tried by itself."""
    try:
        _store(ready)
    except Exception as error:
        logger.info("%s documents are stored one by one, as together they failed: %r", len(ready), error)
        for one in ready:
            one.job.refresh_from_db(fields=["task", "state"])
        return False
    return True


def _ask(held: Held) -> Question[ParsedDocument]:
    document = document_of(held.job)
    held.question = readings.reader_of_this_thread().ask(
        documents.content_of(document), held.job.name or document.name, held.job.chosen_format or None
    )
    return held.question


def document_of(job: Job) -> SourceDocument:
    """The document of a job that reads or stores; a constraint sees to it that there is one."""
    if job.document is None:
        raise LookupError(f"job {job.pk} has no document")
    return job.document


def _do(held: Held, heart: Heartbeat) -> Job:
    """Do a job that we hold, whatever comes of it."""
    job = held.job
    try:
        try:
            STEPS[JobTask(job.task)](held)
        except (ReadingFailed, importing.DocumentRefused, queue.Cancelled) as reason:
            _end(job, reason)
        except queue.LostLease:
            raise
        except Exception as error:
            logger.exception("Job %s failed", job.pk)
            sentence = OURS.format(doing=queue.DOING[JobTask(job.task)])
            _try_again(job, sentence) if isinstance(error, OperationalError) else _fail(job, sentence)
    except queue.Cancelled:
        _cancel(job)
    except queue.LostLease:
        logger.warning("Job %s was silent for longer than its lease; another worker has it now.", job.pk)
    finally:
        heart.release(held)
    return job


@transaction.atomic
def _end(job: Job, reason: Exception) -> None:
    """Settle a job that did not get where it should, by the reason."""
    if isinstance(reason, (Stopped, queue.Cancelled)):
        raise queue.Cancelled
    if isinstance(reason, importing.DocumentRefused):
        result = importing.ImportResult(reason.parsed, created=False).as_json()
        _fail(job, str(reason), result=result)
    else:
        _try_again(job, str(reason))


def _try_again(job: Job, reason: str) -> None:
    """Put a job back that may do better the next time, or fail it after its last attempt."""
    if job.attempts >= Job.MAX_ATTEMPTS:
        _fail(job, reason)
        return
    _put_back(job, f"{reason} It is tried again.", BACK_OFF * job.attempts)


@transaction.atomic
def _put_back(job: Job, said: str, wait: timedelta) -> None:
    line = f"Attempt {job.attempts} of {Job.MAX_ATTEMPTS}: {said}"
    queue.settle(job, line, state=JobState.QUEUED, due_at=timezone.now() + wait)
    queue.send_on_commit(wait=wait)


@transaction.atomic
def _fail(job: Job, reason: str, **values: Any) -> None:
    queue.settle(job, f"Failed: {reason}", state=JobState.FAILED, error=reason, **values)


def _cancel(job: Job) -> None:
    try:
        with transaction.atomic():
            queue.settle(job, "Cancelled while it ran.", even_cancelled=True, state=JobState.CANCELLED)
    except queue.LostLease:
        logger.warning("Job %s was cancelled and lost its lease.", job.pk)


def _fetch(held: Held) -> None:
    """Fetch the address and keep what was there; reading it is the next task, for whoever takes it."""
    job = held.job
    try:
        found = fetching.fetch(job.address)
    except fetching.Refused as refusal:
        _fail(job, str(refusal))
    except fetching.Failed as failure:
        if failure.status in GONE_FOR_GOOD or job.attempts >= Job.MAX_ATTEMPTS:
            _fail(job, str(failure))
        else:
            asked = timedelta(seconds=failure.retry_after_seconds or 0)
            wait = max(ASK_AGAIN * job.attempts, min(asked, LONGEST_WAIT))
            _put_back(job, f"{failure} Asked again in {wait.seconds:,} s.", wait)
    else:
        _arrived(job, found)


@transaction.atomic
def _arrived(job: Job, found: fetching.Fetched) -> None:
    """Queue the reading of what an address gave; of a zip, of each document in it."""
    came = f"Fetched {len(found.body):,} bytes from {found.url}"
    if not found.body:
        _fail(job, "There is nothing at this address: the answer was empty. Check the address.")
    elif archives.is_archive(found.body):
        jobs = batches.add(job.batch, job.name, found.body, by=job.requested_by, podcast=job.podcast)
        line = f"{came}: a zip of {counted(len(jobs), 'document')}, each an import of its own."
        queue.settle(job, line, state=JobState.SUCCEEDED, error="")
        queue.send_on_commit(len(jobs))
    else:
        document = documents.keep(
            found.body, name=job.name, by=job.requested_by, origin_url=found.permanent_url
        )
        read: dict[str, Any] = {
            "task": JobTask.READ,
            "state": JobState.QUEUED,
            "attempts": 0,
            "due_at": timezone.now(),
        }
        queue.settle(job, f"{came}.", document=document, **read)
        queue.send_on_commit()


def _read(held: Held) -> None:
    """Read the document, then store it or show it to an editor, as its batch says."""
    answer = _answer(held)
    if not answer.parsed.episodes:
        raise importing.DocumentRefused(answer.parsed)
    if held.job.batch.store_at_once:
        _store([Ready(held, answer.parsed, (describe(answer.parsed),))])
    else:
        _propose(held.job, answer)


def _answer(held: Held) -> Answer[ParsedDocument]:
    return (held.question or _ask(held)).answer()


@transaction.atomic
def _propose(job: Job, answer: Answer[ParsedDocument]) -> None:
    """Keep what was read for an editor to confirm."""
    readings.keep(job, answer.content)
    result = importing.ImportResult(answer.parsed, created=False)
    result.episodes = [outline(episode) for episode in answer.parsed.episodes]
    total = len(answer.parsed.episodes)
    said = describe(answer.parsed)
    queue.settle(job, said, state=JobState.READY, result=result.as_json(), error="", done=0, total=total)


def _store_confirmed(held: Held) -> None:
    """Store what an editor confirmed. Never anything else: a reading that is gone is read and shown again."""
    parsed = readings.reading_of(held.job)
    if parsed is not None:
        _store([Ready(held, parsed)])
        return
    with transaction.atomic():
        queue.settle(
            held.job, READ_AGAIN, task=JobTask.READ, state=JobState.QUEUED, attempts=0, due_at=timezone.now()
        )
        queue.send_on_commit()


@transaction.atomic
def _store(ready: Sequence[Ready]) -> None:
    """Store the episodes and the outcomes together, all or nothing."""
    by = ready[0].by
    read = [
        importing.ReadDocument(
            document_of(one.job), one.parsed, one.job.podcast, one.job.decisions, one.held.progress
        )
        for one in ready
    ]
    results = importing.store(read, by=by)
    queue.settle_all(_outcome(one, result.as_json()) for one, result in zip(ready, results, strict=True))
    readings.forget(*(one.job for one in ready if one.job.task == JobTask.STORE))


def _outcome(one: Ready, result: dict[str, Any]) -> queue.Outcome:
    total = len(result["episodes"])
    said = (*one.lines, stored(result), *_follow(one.job, one.parsed, one.by))
    return queue.Outcome(
        one.job,
        said,
        {
            "task": JobTask.STORE,
            "state": JobState.SUCCEEDED,
            "result": result,
            "error": "",
            "done": total,
            "total": total,
        },
    )


def _follow(job: Job, parsed: ParsedDocument, by: Any) -> list[str]:
    """Follow the feed that a document from an address turned out to be; what became of it, for the log."""
    address = job.address or document_of(job).origin_url
    if not address or not any(episode.feed for episode in parsed.episodes):
        return []
    podcast = job.podcast or documents.episodes_of(document_of(job))[0].podcast
    try:
        feeds.follow(podcast, address, by=by)
    except fetching.Refused as refusal:
        return [f"The feed is not followed: {refusal}"]
    return [f"The feed of {podcast} is followed from now on."]


STEPS: dict[JobTask, Callable[[Held], None]] = {
    JobTask.FETCH: _fetch,
    JobTask.READ: _read,
    JobTask.STORE: _store_confirmed,
}


def teach(task: JobTask, step: Callable[[Held], None]) -> None:
    """Have workers do this task so: for what others bring in than transcripts."""
    STEPS[task] = step


def describe(parsed: ParsedDocument) -> str:
    """What was read, for the log."""
    found = [counted(len(parsed.episodes), "episode")]
    if parsed.problems:
        found.append(counted(len(parsed.problems), "problem"))
    container = f" in a file of kind {parsed.container}" if parsed.container else ""
    return f"Read as {parsed.format}{container}, {parsed.confidence:.0%} sure: {' and '.join(found)}."


def stored(result: dict[str, Any]) -> str:
    """What was stored, for the log."""
    episodes = result["episodes"]
    new = sum(bool(episode.get("created")) for episode in episodes)
    proposed = sum(bool(episode.get("proposed_revision")) for episode in episodes)
    if not new and not proposed:
        return f"{counted(len(episodes), 'episode')} known already; nothing changed."
    parts = [counted(new, "new episode")] if new else []
    parts += [counted(proposed, "proposed revision")] if proposed else []
    return f"Stored: {' and '.join(parts)}."


def outline(episode: ParsedEpisode) -> dict[str, object]:
    """An episode that was read, in a few words."""
    return {
        "podcast": episode.podcast or "",
        "title": episode.title or (f"Episode {episode.number}" if episode.number is not None else ""),
        "status": str(episode.status),
        "turns": len(episode.turns),
        "speakers": len(episode.speakers),
    }


def counted(number: int, noun: str) -> str:
    """1 episode, 2 episodes."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
