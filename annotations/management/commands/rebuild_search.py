"""`manage.py rebuild_search`: make the search index anew, or compare it with what is public."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from annotations.search import index


class Command(BaseCommand):
    """Rebuilds the index that readers search; with --check it only says where it differs, and ends with 1."""

    help = "Make the search index anew from what is public. --check compares and changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the options."""
        parser.add_argument("--check", action="store_true", help="Compare only; code 1 where it differs.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild or compare."""
        if not options["check"]:
            self.stdout.write(f"{index.rebuild(self.stdout.write)} entries.")
            return
        report = index.compare()
        for line in report.told:
            self.stdout.write(line)
        self.stdout.write(f"{report.public} public things, {report.differing} differences.")
        if report.differing:
            self.stdout.write("Mend them: manage.py rebuild_search")
            sys.exit(1)
