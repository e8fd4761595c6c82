"""`manage.py rebuild_search`: make the search index anew, or compare it with what is public."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.search import index


class Command(BaseCommand):
    """Rebuilds the index that readers search; with --check it only says where it differs, and ends with 1."""

    help = (
        "Make the search index anew from what is public. --check compares and changes nothing. "
        "--opensearch does so with the index on OpenSearch, from the database’s own."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the options."""
        parser.add_argument("--check", action="store_true", help="Compare only; code 1 where it differs.")
        parser.add_argument(
            "--opensearch",
            action="store_true",
            help="That of OpenSearch; the old one is searched until the new one is whole. "
            "Run again, it goes on where it was cut short.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild or compare."""
        if options["opensearch"]:
            self.with_opensearch(check=options["check"])
            return
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

    def with_opensearch(self, *, check: bool) -> None:
        """The same for the index on OpenSearch."""
        if not settings.OPENSEARCH_URL:
            raise CommandError("OpenSearch is not switched on: OPENSEARCH_URL names none.")
        from opensearchpy.exceptions import OpenSearchException

        from annotations.search import feeding

        try:
            if not check:
                told = feeding.rebuild(self.stdout.write)
                self.stdout.write(f"{told} entries. The new index is searched from now on.")
                return
            found = feeding.compare()
        except (OpenSearchException, feeding.Refused) as problem:
            raise CommandError(f"{problem}. What OpenSearch took it keeps; run this again.") from problem
        self.stdout.write(
            f"{found.entries} entries, {found.documents} on OpenSearch, {found.waiting} changes wait for it."
        )
        if found.entries != found.documents and not found.waiting:
            self.stdout.write("Mend it: manage.py rebuild_search --opensearch")
            sys.exit(1)
