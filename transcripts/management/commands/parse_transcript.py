"""manage.py parse_transcript FILE...: what the parser reads in each document, one line of JSON a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand

from transcripts import parsing
from transcripts.documents import ParsedDocument, Problem, Severity


class Command(BaseCommand):
    """Prints; what it reads goes nowhere else."""

    help = "Read transcripts and print what is found in them, one line of JSON a file. Touches no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files in the order in which they are to be printed."""
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a file; a file that cannot be read has a line that says so."""
        for path in options["files"]:
            self.stdout.write(orjson.dumps(read(path).as_json()).decode())


def read(path: Path) -> ParsedDocument:
    """Parse one file; a file that cannot be opened gives a document that says so."""
    try:
        with path.open("rb") as file:
            raw = file.read(parsing.MAX_BYTES + 1)
    except OSError as error:
        message = f"The file cannot be read: {error.strerror or error}. Check its name and permissions."
        return ParsedDocument(
            None, 0.0, None, (), (Problem(Severity.ERROR, "unreadable-file", message, excerpt=str(path)),)
        )
    return parsing.parse(raw, path.name)
