"""`manage.py run_worker`: do jobs and fetch feeds without a broker."""

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, reset_queries

from transcripts.services import feeds, jobs

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 0.5
FEEDS_PAUSE_SECONDS = 5.0
LONGEST_GOODBYE_SECONDS = 5.0


class Command(BaseCommand):
    """Poll the jobs table until told to stop; the job in hand is finished first."""

    help = "Does waiting jobs and fetches feeds, without a broker. For development and small sites."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGINT or SIGTERM. Feeds have a thread of their own: no slow server holds up imports."""
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        following = threading.Thread(
            target=repeat, args=(feeds.refresh_due, FEEDS_PAUSE_SECONDS, stopped), daemon=True
        )
        following.start()
        repeat(jobs.run_many, PAUSE_SECONDS, stopped)
        following.join(LONGEST_GOODBYE_SECONDS)


def repeat(work: Callable[..., int], pause_seconds: float, stopped: threading.Event) -> None:
    """Do this again and again, with a pause when there was nothing to do. A database that does not answer
    is asked again."""
    while not stopped.is_set():
        try:
            done = work(stop=stopped.is_set)
        except DatabaseError:
            logger.exception("The database does not answer as it should; trying again.")
            done = 0
        reset_queries()  # which are kept in development
        if not done:
            close_old_connections()
            stopped.wait(pause_seconds)
