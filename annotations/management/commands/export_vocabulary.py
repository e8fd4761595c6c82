"""`manage.py export_vocabulary [--as csv|json|ttl|rdf|qdc]`: all topics, as a file that can be imported."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from annotations import vocabularies
from annotations.services import vocabulary


class Command(BaseCommand):
    """Write the vocabulary."""

    help = "Writes all topics with their synonyms to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        """The kind of file."""
        parser.add_argument("--as", dest="kind", choices=vocabularies.KINDS, default="json")

    def handle(self, *args: Any, kind: str, **options: Any) -> None:
        """Write it."""
        self.stdout.write(vocabularies.KINDS[kind][0](vocabulary.export()), ending="")
