"""`manage.py build_snapshot`: everything published, in files. Beat does so every night by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from api.services import snapshots


class Command(BaseCommand):
    """Build a snapshot and say what is in it."""

    help = "Builds a snapshot of everything published, for sites where no worker does so every night."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it, telling how far it is."""
        snapshot = snapshots.build(tell=self.stdout.write)
        self.stdout.write(f"Snapshot {snapshot.public_id}, up to entry {snapshot.position} of the changes.")
