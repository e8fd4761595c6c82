"""`manage.py load_annotations FILE...`: annotations made elsewhere, entered as two people would."""

import json
from argparse import RawDescriptionHelpFormatter
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from annotations import annotationfiles
from annotations.annotationfiles import AnnotationFile
from annotations.permissions import can_annotate, can_review
from annotations.selectors.loaded import RULES, UNEXPLAINED, Difference, Loaded
from annotations.services import loading
from annotations.services.loading import Load
from transcripts.services import documents, importing, people, readings

HELP = """Loads files of annotations (docs/annotations.md) through the services, as two people: the editor
drafts and submits, the reviewer approves and publishes, with workflow and gate. Their documents are imported
first.

What is there already stays as it is, so a run that was interrupted is simply started again. At the end every
difference between the files and the database is told with the rule that explains it.

Exit codes: 0 every difference is explained; 1 one is not, or a document could not be read.
"""
NO_DOCUMENT = "{document} is not in {folder}. Name the folder that holds the documents with --documents."
NOT_ALLOWED = "{name} is no {role} here. Give {name} that role in the admin, or name somebody who has it."
NOBODY = "There is nobody called {name} here. Make the account first: {role}s work under their own names."
SAME = "Two people are needed: nobody approves what they entered themselves."
PODCAST = "“{given}” is no DOCUMENT=TITLE. Write: --podcast episode.md='The podcast'"


class Command(BaseCommand):
    """Load annotations; one file that cannot be read does not stop the others."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Keep the lines of the help as they are."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """The files, where their documents are, and as whom."""
        add = parser.add_argument
        add("files", nargs="+", metavar="FILE", type=Path, help="Files of annotations (JSON).")
        add("--documents", required=True, type=Path, metavar="DIR", help="Folder that holds the documents.")
        add("--editor", required=True, metavar="NAME", help="Account that drafts and submits.")
        add("--reviewer", required=True, metavar="NAME", help="Account that approves and publishes.")
        add(
            "--podcast",
            action="append",
            default=[],
            metavar="DOCUMENT=TITLE",
            help="The podcast of a document that names none: without one nothing of it can be published.",
        )
        add("--dry-run", action="store_true", help="Do it all, tell what came of it, and undo it.")
        add("--json", action="store_true", help="One line of JSON a file, and no progress bar.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load file after file and tell what differs."""
        editor, reviewer = two_people(options["editor"], options["reviewer"])
        podcasts = dict(podcast_of(given) for given in options["podcast"])
        files = [read(path) for path in options["files"]]
        unexplained = 0
        with transaction.atomic() if options["dry_run"] else nullcontext():
            for file in files:
                raw = content_of(file.document, options["documents"])
                total = len(annotationfiles.passages(file)) + len(file.claims)
                with tqdm(total=total, desc=file.document[:40], disable=options["json"] or None) as bar:
                    work = Load(file, editor, reviewer, bar.update)
                    if title := podcasts.get(file.document):
                        work.podcast = people.find_or_make_podcast(title, by=editor)
                    found = differences(work, raw)
                unexplained += sum(one.rule == UNEXPLAINED for one in found)
                self.tell(work, found, as_json=options["json"])
            if options["dry_run"]:
                transaction.set_rollback(True)
        readings.close()
        if unexplained:
            raise CommandError(f"{unexplained} differences are not explained by any rule; see above.")

    def tell(self, work: Load, found: list[Difference], *, as_json: bool) -> None:
        """What was made of one file, and what differs from it."""
        if as_json:
            rows = [{"noun": one.noun, "rule": one.rule, "words": one.words, "how": one.how} for one in found]
            told = {"document": work.file.document, "made": work.made, "differences": rows}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        made = ", ".join(f"{count} {noun}" for noun, count in work.made.items()) or "nothing new"
        self.stdout.write(f"{work.file.document}: {made}.")
        for (noun, rule), count in sorted(Counter((one.noun, one.rule) for one in found).items()):
            self.stdout.write(f"  {count} × {noun}: {RULES[rule]} ({rule})")
        for one in found:
            if one.rule in (UNEXPLAINED, "refused"):
                self.stdout.write(f"    {one.noun} “{one.words[:80]}”: {one.how}")


def differences(work: Load, raw: bytes) -> list[Difference]:
    """Load one file and compare. Raises CommandError where its document holds no episode."""
    try:
        loading.load(work, raw)
    except importing.DocumentRefused as refusal:
        raise CommandError(f"{work.file.document}: {refusal}") from refusal
    known = documents.imported(raw)
    episodes = documents.episodes_of(known) if known else []
    return Loaded(work.file, episodes, work.editor, work.refused).differences()


def two_people(editor: str, reviewer: str) -> tuple[User, User]:
    """The accounts; raises CommandError where one is not there, may not do its part, or both are one."""
    if editor == reviewer:
        raise CommandError(SAME)
    found = []
    for name, role, may in ((editor, "editor", can_annotate), (reviewer, "reviewer", can_review)):
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(NOBODY.format(name=name, role=role))
        if not may(user):
            raise CommandError(NOT_ALLOWED.format(name=name, role=role))
        found.append(user)
    return found[0], found[1]


def podcast_of(given: str) -> tuple[str, str]:
    """A document and the title of its podcast."""
    document, _, title = given.partition("=")
    if not document or not title.strip():
        raise CommandError(PODCAST.format(given=given))
    return document, title.strip()


def read(path: Path) -> AnnotationFile:
    """The file; raises CommandError, naming the place in it, where it cannot be read."""
    try:
        return annotationfiles.read(path.read_bytes(), path.name)
    except (OSError, annotationfiles.Unreadable) as error:
        raise CommandError(str(error)) from error


def content_of(document: str, folder: Path) -> bytes:
    """The document's bytes, from wherever in the folder it is."""
    name = Path(document).name
    path = next(
        (found for found in sorted(folder.rglob("*")) if found.name == name and found.is_file()), None
    )
    if path is None:
        raise CommandError(NO_DOCUMENT.format(document=document, folder=folder))
    return path.read_bytes()
