"""`manage.py run_worker`: do jobs without a broker, one after the other."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from transcripts.services import jobs

PAUSE_SECONDS = 0.5


class Command(BaseCommand):
    """Poll the jobs table until told to stop; the job in hand is finished first."""

    help = "Does waiting jobs one after the other, without a broker. For development and small sites."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGINT or SIGTERM."""
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.is_set():
            if not jobs.run_many(20, stop=stopped.is_set):
                close_old_connections()
                stopped.wait(PAUSE_SECONDS)
