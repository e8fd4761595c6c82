"""`manage.py export_transcript EPISODE`: a stored transcript as a file."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from transcripts import exports
from transcripts.models import Episode
from transcripts.selectors import exporting

HELP = """Writes the transcript of an episode, as corrected, in a format that osbiz reads back as it was.

EPISODE is its slug (as in the address of its page) or its id. The command writes it whether it is public or
not, and names everybody.

Exit codes: 0 it was written; 1 the file could not be written; 2 there is no such episode, transcript or
format.
"""
NOT_WRITTEN, NOT_FOUND = 1, 2


class Command(BaseCommand):
    """Write one transcript to a file or to standard output."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Keep the lines of the help as they are."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """The episode, the format, which text, and where to."""
        formats = ", ".join(f"{format.name} ({format.title})" for format in exports.ALL)
        parser.add_argument("episode", metavar="EPISODE", help="Its slug or its id.")
        parser.add_argument("--format", choices=exports.NAMES, required=True, help=f"One of {formats}.")
        parser.add_argument(
            "--revision", type=int, metavar="N", help="Its number; otherwise the current one."
        )
        parser.add_argument("--out", type=Path, metavar="FILE", help="Where to; otherwise standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        episode = episode_named(options["episode"])
        revision = exporting.revision_of(episode, options["revision"])
        if revision is None:
            which = "transcript" if options["revision"] is None else f"transcript no. {options['revision']}"
            raise CommandError(f"“{episode}” has no {which}.", returncode=NOT_FOUND)
        text = exports.named(options["format"]).write(exporting.of(episode, revision))
        if options["out"] is None:
            self.stdout.write(text, ending="")
            return
        try:
            options["out"].write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            message = f"{options['out']} cannot be written: {error.strerror or error}. Choose another place."
            raise CommandError(message, returncode=NOT_WRITTEN) from error


def episode_named(name: str) -> Episode:
    """The episode with this slug or id."""
    rows = Episode.objects.select_related("podcast")
    found = rows.filter(slug=name).first()
    if found is None:
        try:
            found = rows.filter(public_id=UUID(name)).first()
        except ValueError:
            found = None
    if found is None:
        message = f"There is no episode “{name}”. Its slug stands in the address of its page."
        raise CommandError(message, returncode=NOT_FOUND)
    return found
