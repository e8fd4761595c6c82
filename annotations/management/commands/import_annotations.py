"""`manage.py import_annotations FILE --by NAME`: passages marked in programs for research, as drafts."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from annotations.research import formats, snapshot
from annotations.research.passages import ResearchFile, Unreadable
from annotations.services import research
from annotations.services.research import Bringing, Outcome
from transcripts.models import Episode
from transcripts.services import readings


class Command(BaseCommand):
    """Bring marked passages in."""

    help = "Drafts a quote of every passage that can be placed for certain, and says why of each that cannot."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, who brings it, and how."""
        parser.add_argument(
            "path", type=Path, metavar="FILE", help=f"One of {formats.titles()}; or a folder."
        )
        parser.add_argument("--by", required=True, help="The user name of an editor, whose drafts they are.")
        parser.add_argument("--episode", metavar="SLUG", help="The episode that all of the file is about.")
        parser.add_argument(
            "--missing",
            action="store_true",
            help="Bring along transcripts that the file holds, and topics, companies and people.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Only say what would become of each.")

    def handle(self, *args: Any, path: Path, by: str, **options: Any) -> None:
        """Bring the file in, or look at what it comes to."""
        user = User.objects.filter(username=by).first()
        if user is None:
            raise CommandError(f"There is no user “{by}”. Name an editor with --by.")
        file, episode = read(path), episode_called(options["episode"])
        with tqdm(total=len(file.passages), desc=path.name[:40], disable=None) as bar:
            work = Bringing(file, path.name, user, episode, options["missing"], bar.update)
            try:
                outcome = research.look(work) if options["dry_run"] else research.bring(work)
            except (PermissionDenied, ValidationError) as error:
                raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from error
            finally:
                readings.close()
        self.tell(outcome)

    def tell(self, outcome: Outcome) -> None:
        """What became of the passages; each that was not placed, with the reason."""
        for noun, names in outcome.made.items():
            self.stdout.write(f"new {noun}: {', '.join(names)}")
        for sentence in outcome.left_out:
            self.stdout.write(f"not read: {sentence}")
        for fate in outcome.of("refused"):
            self.stdout.write(f"not placed: “{fate.passage.exact[:80]}”: {fate.why}")
        unknown = Counter(name for fate in outcome.fates for name in fate.unknown)
        for name, count in sorted(unknown.items()):
            self.stdout.write(f"not known here: {name} ({count})")
        for claim in outcome.claims:
            self.stdout.write(f"claim, {claim.how}: “{claim.statement[:80]}”: {claim.why}")
        counts = Counter(fate.how for fate in outcome.fates)
        told = ", ".join(f"{counts[how]} {how}" for how in ("exact", "words", "there", "refused"))
        self.stdout.write(f"{told}; {outcome.drafts} drafts.")


def read(path: Path) -> ResearchFile:
    """The file; raises CommandError where it cannot be read."""
    try:
        content = snapshot.of_folder(path) if path.is_dir() else path.read_bytes()
        return formats.read(content, path.name)
    except OSError as error:
        raise CommandError(f"{path} cannot be read ({error.strerror}). Check the path.") from error
    except Unreadable as error:
        raise CommandError(f"{path}: {error}") from error


def episode_called(slug: str | None) -> Episode | None:
    """The episode of that slug; raises CommandError where there is none."""
    found = Episode.objects.filter(slug=slug).first() if slug else None
    if slug and found is None:
        raise CommandError(f"There is no episode “{slug}”. Its slug is in its address.")
    return found
