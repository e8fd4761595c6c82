"""`manage.py make_corpus`: a large corpus of made-up talk, the same for the same seed, to measure on."""

import time
from itertools import accumulate, pairwise
from random import Random
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction

from annotations.corpus import cast, episodes, ids, quotations, statements
from annotations.corpus.phrases import Phrasebook
from annotations.models import Claim, Evidence, Publication, Quote, QuoteVersion, ReviewEvent
from transcripts import wordindex
from transcripts.models import Episode, Revision, Turn
from transcripts.roles import Role

STEP = 100  # episodes a transaction
QUOTES_A_CLAIM = 50
# Steps after which the database counts what it has: else guards ask on as was planned for empty tables.
PLANNED_ANEW = (0, 1, 4, 16, 64)
WRITTEN = (Revision, Turn, Quote, QuoteVersion, ReviewEvent, Publication, Evidence, Claim)


class Command(BaseCommand):
    """Make episodes, quotes and claims; what is there already is gone on from."""

    help = (
        "Makes a large corpus of made-up talk to measure on: the same for the same seed, never for a public "
        "site. Stopped, it goes on where it was when called again with the same figures."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How much of it."""
        parser.add_argument("--episodes", type=int, default=100)
        parser.add_argument("--quotes", type=int, default=2000)
        parser.add_argument("--turns", type=int, default=120, help="Turns an episode, on average.")
        parser.add_argument("--people", type=int, help="Guests; six for ten episodes unless given.")
        parser.add_argument("--companies", type=int, help="One for five episodes unless given.")
        parser.add_argument("--claims", type=int, help="One for fifty quotes unless given.")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it step by step, each in a transaction of its own."""
        began, seed, count = time.monotonic(), options["seed"], options["episodes"]
        staff = people()
        guests = options["people"] or max(20, count * 3 // 5)
        companies = options["companies"] or max(30, count // 5)
        claims = options["claims"] or options["quotes"] // QUOTES_A_CLAIM
        members = cast.gather(seed, guests, companies, by=User.objects.get(pk=staff.editors[0]))
        book = Phrasebook.make(Random(f"book {seed}"))  # noqa: S311 - nothing secret
        counts = shares(options["quotes"], count, Random(f"shares {seed}"))  # noqa: S311
        slug = f"corpus-{seed}-"
        with wordindex.suspended():
            for first in range(1, count + 1, STEP):
                numbers = range(first, min(first + STEP, count + 1))
                if Episode.objects.filter(slug=f"{slug}{numbers[0]}").exists():
                    continue
                random = Random(f"step {seed} {first}")  # noqa: S311
                with transaction.atomic():
                    made = episodes.make(numbers, options["turns"], slug, members, book, random)
                    wanted = counts[first - 1 : numbers[-1]]
                    published = quotations.make(made, wanted, members, staff, random)
                    share = claims * sum(wanted) // max(1, options["quotes"])
                    statements.make(published, share, members, staff, random)
                    ids.catch_up(*WRITTEN)
                if first // STEP in PLANNED_ANEW:
                    analyse()
                self.stdout.write(f"{numbers[-1]} of {count} episodes, {time.monotonic() - began:.0f} s")
        analyse()
        self.stdout.write(f"Made in {time.monotonic() - began:.0f} s.")


def analyse() -> None:
    """Let the database count what it has, for the plans of its queries."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def people() -> quotations.Staff:
    """Those who drafted and reviewed it: accounts that nobody can sign in to."""
    found: dict[str, list[int]] = {}
    for role in (Role.EDITOR, Role.REVIEWER):
        for number in (1, 2, 3):
            user, made = User.objects.get_or_create(username=f"corpus-{role}-{number}")
            if made:
                user.set_unusable_password()
                user.save()
                user.groups.set(Group.objects.filter(name=role))
            found.setdefault(role, []).append(user.pk)
    return quotations.Staff(found[Role.EDITOR], found[Role.REVIEWER])


def shares(total: int, parts: int, random: Random) -> list[int]:
    """So many quotes by episode: most have a few, some have many."""
    bounds = [0.0, *accumulate(random.paretovariate(1.6) for _ in range(parts))]
    places = [round(total * bound / bounds[-1]) for bound in bounds]
    return [after - before for before, after in pairwise(places)]
