"""`manage.py load_vocabulary [PATH]`: topics from a file; those that are there stay as editors left them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.management.preparation import VOCABULARY
from annotations.services import vocabulary


class Command(BaseCommand):
    """Add the topics that are missing."""

    help = "Adds the topics of a vocabulary that are missing (osbiz's own by default); changes none."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, in the form of annotations/vocabulary/topics.json."""
        parser.add_argument("path", nargs="?", type=Path, default=VOCABULARY, metavar="PATH")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Load it; says how many were added, or what is wrong with the file."""
        try:
            added = vocabulary.load(path, by=None)
        except OSError as error:
            raise CommandError(f"{path} cannot be read ({error.strerror}). Check the path.") from error
        except ValueError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        self.stdout.write(f"{added} topics added.")
