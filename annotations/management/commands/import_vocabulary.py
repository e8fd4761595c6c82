"""`manage.py import_vocabulary PATH --by NAME`: topics from a file, all or nothing; none is deleted."""

from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations import vocabularies
from annotations.services import vocabulary
from annotations.services.vocabulary import Plan


class Command(BaseCommand):
    """Import a vocabulary."""

    help = (
        "Makes and changes topics as a CSV, JSON, SKOS or REFI file has them, all or nothing; deletes none."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, who imports it, and whether it is only looked at."""
        parser.add_argument("path", type=Path, metavar="PATH")
        parser.add_argument("--by", required=True, help="The user name of an editor, for the history.")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would change.")

    def handle(self, *args: Any, path: Path, by: str, dry_run: bool, **options: Any) -> None:
        """Say what differs, then store it."""
        user = User.objects.filter(username=by).first()
        if user is None:
            raise CommandError(f"There is no user “{by}”. Name an editor with --by.")
        try:
            planned = vocabulary.plan(vocabularies.read(path.read_bytes()))
        except OSError as error:
            raise CommandError(f"{path} cannot be read ({error.strerror}). Check the path.") from error
        self.tell(planned)
        if dry_run:
            return
        try:
            vocabulary.apply(planned, by=user)
        except (vocabulary.Faulty, ValidationError, PermissionDenied) as error:
            raise CommandError(str(error)) from error

    def tell(self, planned: Plan) -> None:
        """What the file comes to."""
        for fault in planned.faults:
            self.stdout.write(f"line {fault.line}: {fault.message}")
        for entry in planned.new:
            self.stdout.write(f"new: {entry.slug}")
        for one in planned.changed:
            names = ", ".join(change.name for change in one.changes)
            self.stdout.write(f"changed: {one.entry.slug} ({names})")
        self.stdout.write(f"unchanged: {len(planned.unchanged)}")
