"""The heartbeat of a worker: extends the leases of its jobs, and hears that one was cancelled or lost."""

import logging
import threading
from datetime import timedelta
from typing import Any, Self

from django.db import DatabaseError, connection
from django.utils import timezone

from transcripts.models import Job, JobState
from transcripts.reader import Question
from transcripts.services import queue

logger = logging.getLogger(__name__)
BEAT_SECONDS = 1.0
# A lease is extended this often, so that a page can soon tell that its worker is dead.
EXTEND = timedelta(seconds=2)


class Held:
    """A job that is ours for now, how far it is, and its document, where that is being read."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.question: Question[Any] | None = None
        self.done, self.total = job.done, job.total
        self.stopped = False

    def progress(self, done: int, total: int) -> None:
        """Note how far the storing is; raises LostLease or Cancelled where it need not go on."""
        self.done, self.total = done, total
        if self.stopped:
            raise queue.Cancelled if queue.held(self.job).exists() else queue.LostLease

    def stop(self) -> None:
        """Do not go on with this job."""
        self.stopped = True
        if self.question:
            self.question.stop()


class Heartbeat(threading.Thread):
    """Beats while a worker holds jobs. On SQLite it may have to wait for a transaction: nobody else can write
    then either, so that no lease is lost by it."""

    def __init__(self) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self._held: dict[int, Held] = {}
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._ended.set()
        self.join()

    def hold(self, job: Job) -> Held:
        """Keep this job's lease alive from now on."""
        self._held[job.pk] = Held(job)
        return self._held[job.pk]

    def release(self, held: Held) -> None:
        """Let go of a job that is settled."""
        self._held.pop(held.job.pk, None)

    def run(self) -> None:
        """Beat until the end. A database that does not answer is asked again."""
        try:
            while not self._ended.wait(BEAT_SECONDS):
                try:
                    self._beat()
                except DatabaseError as error:
                    logger.info("The leases could not be extended just now: %s", error)
        finally:
            connection.close()

    def _beat(self) -> None:
        ours = dict(self._held)
        for row in Job.objects.filter(pk__in=ours).defer("result", "decisions"):
            held = ours[row.pk]
            if row.cancel_requested or row.state != JobState.RUNNING or row.started_at != held.job.started_at:
                held.stop()
            elif self._is_news(row, held):
                queue.held(row).update(
                    lease_until=timezone.now() + queue.lease(), done=held.done, total=held.total
                )

    def _is_news(self, row: Job, held: Held) -> bool:
        enough = max(queue.lease() - EXTEND, queue.lease() / 2)
        is_due = row.lease_until is None or row.lease_until - timezone.now() < enough
        return is_due or (row.done, row.total) != (held.done, held.total)
