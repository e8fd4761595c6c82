"""`manage.py publish_due`: publish what was scheduled for by now. Workers do so by themselves."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from annotations.models import Outcome, Schedule
from annotations.services import publishing


class Command(BaseCommand):
    """Publish through the gate, as the people who set the times."""

    help = "Publishes what was scheduled for by now, for sites whose workers do not run all the time."

    def handle(self, *args: Any, **options: Any) -> None:
        """Settle everything due, and say what was refused."""
        begun, done = timezone.now(), 0
        while some := publishing.publish_due():
            done += some
        ended = Schedule.objects.filter(outcome=Outcome.REFUSED, ended_at__gte=begun)
        refused = list(ended.select_related("version", "claim"))
        self.stdout.write(f"Published: {done - len(refused)}. Refused: {len(refused)}.")
        for one in refused:
            self.stdout.write(f"{one}: {one.why}")
