"""`manage.py import_transcripts PATH...`: from files and addresses to stored episodes."""

import json
import signal
import sys
from argparse import RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import reset_queries
from django.db.models import Q
from tqdm import tqdm

from transcripts import formats
from transcripts.management.shell_import import Outcome, ShellImport, Source, State, previews, sources
from transcripts.models import Podcast
from transcripts.models.identity import fold_name
from transcripts.services import readings

HELP = """Imports transcripts: files, folders, zips, or addresses.

The same bytes a second time change nothing, so a run that was interrupted is simply started again. A changed
document becomes a proposed revision. A bad document does not stop the others; what is no transcript in a
folder is passed over and reported.

Exit codes: 0 everything was imported or known; 1 something could not be imported; 2 the command was not
understood, or there was nothing to import; 130 interrupted by Ctrl-C.
"""
CHANGES = {"new": "new", "same": "known, no change", "revision": "a proposed revision", "facts": "new facts"}
SOME_FAILED, NOTHING_FOUND, INTERRUPTED = 1, 2, 130


class Command(BaseCommand):
    """Import documents; a bad one does not stop the others."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Keep the lines of the help as they are."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """The paths, how to read them, and how to report."""
        add = parser.add_argument
        add("paths", nargs="+", metavar="PATH", help="Files, folders or zips; with --url addresses.")
        add("--dry-run", action="store_true", help="Say what would be imported; store nothing.")
        add("--json", action="store_true", help="One line of JSON a document, and no progress bar.")
        add("--podcast", metavar="NAME", help="Title or slug of the podcast of all these documents.")
        add("--format", default="", metavar="NAME", help=f"Read as this format: {', '.join(names())}.")
        add("--url", action="store_true", help="Each PATH is an address to fetch: a page, a file or a feed.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import each document and report it; the exit code sums up."""
        wanted = sources(options["paths"], are_addresses=options["url"])
        podcast = podcast_named(options["podcast"])
        check(wanted, options)
        counts: Counter[State] = Counter()
        with interruption() as interrupted, progress(len(wanted), hidden=options["json"]) as bar:
            if options["dry_run"]:
                outcomes = previews(
                    wanted, podcast=podcast, chosen_format=options["format"], stop=lambda: bool(interrupted)
                )
            else:
                outcomes = ShellImport(podcast, options["format"], lambda: bool(interrupted)).run(wanted)
            for outcome in outcomes:
                counts[outcome.state] += 1
                reset_queries()  # which are kept in development
                bar.update()
                with bar.external_write_mode(file=sys.stdout):
                    self.report(outcome, as_json=options["json"])
        readings.close()
        conclude(counts, len(wanted), bool(interrupted))

    def report(self, outcome: Outcome, *, as_json: bool) -> None:
        """One line of JSON, or lines for a person."""
        if as_json:
            self.stdout.write(json.dumps(outcome.as_json(), ensure_ascii=False))
            return
        self.stdout.write(f"{outcome.place}: {sentence(outcome)}")
        for episode in outcome.result.get("episodes", []):
            self.stdout.write(f"  {line_of(episode)}")
        for problem in outcome.result.get("problems", []):
            where = f"line {problem['line']}: " if problem["line"] else ""
            if problem["message"] not in outcome.error:
                self.stdout.write(f"  {problem['severity']}: {where}{problem['message']}")


def names() -> list[str]:
    """The names of the formats."""
    return [module.NAME for module in formats.ALL]


def podcast_named(name: str | None) -> Podcast | None:
    """The podcast with this slug or title."""
    if name is None:
        return None
    found = Podcast.objects.filter(Q(slug=name) | Q(folded=fold_name(name))).first()
    if found is None:
        raise CommandError(
            f"There is no podcast “{name}”. Check its title in the admin, or make it there first.",
            returncode=NOTHING_FOUND,
        )
    return found


def check(wanted: list[Source], options: dict[str, Any]) -> None:
    """Refuse what cannot be meant."""
    problem = ""
    if options["format"] and options["format"] not in names():
        problem = f"There is no format “{options['format']}”. Choose one of: {', '.join(names())}."
    elif options["url"] and options["dry_run"]:
        problem = (
            "An address is fetched and kept before it is read: leave out --dry-run, or save it as a file."
        )
    elif not wanted:
        problem = "There are no documents in what you named."
    if problem:
        raise CommandError(problem, returncode=NOTHING_FOUND)


@contextmanager
def interruption() -> Iterator[list[int]]:
    """Signals to end after the document in hand, as they come; a second Ctrl-C ends at once."""
    caught: list[int] = []

    def catch(number: int, frame: Any) -> None:
        if caught:
            raise KeyboardInterrupt
        caught.append(number)

    heard = (signal.SIGINT, signal.SIGTERM) if current_thread() is main_thread() else ()
    before = {number: signal.getsignal(number) for number in heard}
    for number in before:
        signal.signal(number, catch)
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def progress(total: int, *, hidden: bool) -> Iterator["tqdm[Any]"]:
    """A bar on standard error, where somebody looks at it."""
    bar = tqdm(total=total, unit="document", disable=hidden or not sys.stderr.isatty(), file=sys.stderr)
    try:
        yield bar
    finally:
        bar.close()


def conclude(counts: Counter[State], wanted: int, interrupted: bool) -> None:
    """End with the code that scripts can use, and a sentence where it is not 0."""
    failed = counts[State.FAILED]
    done = sum(counts.values())
    if interrupted and done < wanted:
        raise CommandError(
            f"Interrupted after {done} of {wanted} documents; run the command again to go on.",
            returncode=INTERRUPTED,
        )
    if failed:
        raise CommandError(
            f"{failed} of the documents could not be imported; see above.", returncode=SOME_FAILED
        )


def sentence(outcome: Outcome) -> str:
    """What happened, in words."""
    count = len(outcome.result.get("episodes", []))
    episodes = f"{count} episode" if count == 1 else f"{count} episodes"
    return {
        State.IMPORTED: f"{episodes} imported.",
        State.KNOWN: f"{episodes} known already, nothing changed.",
        State.FOUND: f"{episodes} found, nothing stored.",
        State.SKIPPED: f"passed over. {outcome.error}",
        State.FAILED: f"not imported. {outcome.error}",
        State.WAITING: f"not done here. {outcome.error}",
    }[outcome.state]


def line_of(episode: dict[str, Any]) -> str:
    """An episode in one line."""
    change = f" ({CHANGES[episode['change']]})" if "change" in episode else ""
    change = change or (" (a proposed revision)" if episode.get("proposed_revision") else "")
    podcast = f"{episode['podcast']} — " if episode["podcast"] else ""
    return f"{podcast}{episode['title']}: {episode['turns']} turns{change}"
