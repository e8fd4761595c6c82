"""`manage.py check_quotes`: does every published quote stand on exactly its words?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from annotations.models import Alarm
from annotations.services import checking

SHOWN = 100


class Command(BaseCommand):
    """Checks now what is checked every night; ends with 1 where an alarm stands, new or old."""

    help = "Check every published quote against its text. Exit code 1 where an alarm stands."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and list the alarms that stand."""
        report = checking.check()
        alarms = Alarm.objects.open().select_related("version__quote")
        standing = alarms.count()
        self.stdout.write(f"{report.quotes} published quotes checked, {report.found} disagreements.")
        for alarm in alarms[:SHOWN]:
            self.stdout.write(f"{alarm.version.quote.public_id}: {alarm.message}")
        if standing:
            self.stdout.write(
                f"Alarms that stand: {standing}. Settle them in the admin when they are mended."
            )
            sys.exit(1)
