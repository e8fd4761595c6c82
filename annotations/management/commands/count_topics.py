"""`manage.py count_topics`: are topics that stand together counted as their quotes are published?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from annotations.services import topiccounts


class Command(BaseCommand):
    """Compares the kept counts with what is published, or makes them anew."""

    help = "Count anew which topics stand together in published quotes; with --check, only compare."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to change anything."""
        parser.add_argument("--check", action="store_true", help="Only compare; 1 where something is wrong.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare or count, and say what came of it."""
        if not options["check"]:
            self.stdout.write(f"{topiccounts.rebuild()} published quotes counted.")
            return
        quotes, pairs = topiccounts.wrong()
        self.stdout.write(f"Counted wrongly: {len(quotes)} quotes, {len(pairs)} pairs of topics.")
        sys.exit(1 if quotes or pairs else 0)
