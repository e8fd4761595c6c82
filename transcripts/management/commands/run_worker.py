"""`manage.py run_worker`: do jobs, fetch feeds and whatever else recurs, without a broker."""

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, reset_queries

from transcripts.services import chores, jobs

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 0.5
LONGEST_GOODBYE_SECONDS = 5.0


class Command(BaseCommand):
    """Poll the jobs table until told to stop; the job in hand is finished first."""

    help = "Does waiting jobs and what recurs, without a broker. For development and small sites."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGINT or SIGTERM. Chores have threads of their own: no slow feed holds up imports."""
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        threads = [
            threading.Thread(target=repeat, args=(chore.work, chore.pause_seconds, stopped), daemon=True)
            for chore in chores.CHORES
        ]
        for thread in threads:
            thread.start()
        repeat(jobs.run_many, PAUSE_SECONDS, stopped)
        for thread in threads:
            thread.join(LONGEST_GOODBYE_SECONDS)


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
