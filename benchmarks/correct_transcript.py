"""Correct one word of a transcript with many quotes on it, database and all.

    python benchmarks/correct_transcript.py [--rounds N]

It makes a database of its own and throws it away: an SQLite file, or one on DATABASE_URL's server. Two
transcripts: of 60 KB with 1,000 quotes, and of three hours with 300. In each round the word stands before
every quote, so that all of them move; the time is that of the whole correction, and of its part that moves
the quotes, by the clock and of this process. Logging of statements is off, as in production.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "xo", "zu")
CASES = (("60 KB, 1,000 quotes", 60_000, 1_000), ("three hours, 300 quotes", 165_000, 300))
TURN_LENGTH = 500


def sentences(length: int) -> list[str]:
    """Turns of talk in made-up words, of so many characters in all."""
    chance = random.Random(4)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) for _ in range(3_000)]
    turns, total = [], 0
    while total < length:
        turn = ""
        while len(turn) < TURN_LENGTH:
            turn += " ".join(chance.choices(words, k=chance.randint(6, 18))).capitalize() + ". "
        turns.append(turn.strip())
        total += len(turns[-1]) + 1
    return turns


def prepare(title: str, length: int, quotes: int) -> Any:
    """An episode with so much talk, and so many quotes spread over it, a third of them public."""
    from django.db import connection

    from annotations.tests import factories as make
    from transcripts.models import Turn

    episode = make.episode(title, texts=sentences(length))
    turns = list(
        Turn.objects.filter(revision__episode=episode).select_related("revision").order_by("position")
    )
    chance = random.Random(5)
    for number in range(quotes):
        turn = turns[number % len(turns)]
        pieces = turn.text.split(". ")
        words = chance.choice(pieces[1:-1]) + "."
        (make.published if number % 3 == 0 else make.draft)(words, turn=turn)
    if connection.vendor == "postgresql":  # as autovacuum does with tables that have filled
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return episode


def measure(episode: Any, rounds: int) -> dict[str, Any]:
    """Median milliseconds of whole corrections and of moving the quotes in them, and how these then stood."""
    from annotations.services import anchors
    from annotations.tests import factories as make
    from transcripts.editing import Words
    from transcripts.services import corrections
    from transcripts.signals import text_adopted

    moving, at_work, whole = [], [], []
    counts: dict[str, int] = {}

    def timed(**kwargs: Any) -> None:
        began, worked = time.perf_counter(), time.process_time()
        counts.update(anchors.move_quotes(**kwargs))
        moving.append(time.perf_counter() - began)
        at_work.append(time.process_time() - worked)

    text_adopted.disconnect(dispatch_uid="annotations.move_quotes")
    text_adopted.connect(timed)
    editor = make.editor()
    for number in range(rounds):
        base = episode.revisions.get(is_current=True)
        end = base.turns.get(position=0).text.index(" ")
        began = time.perf_counter()
        corrections.correct(episode, base=base, edits=[Words(0, 0, end, f"Word{10**number}")], by=editor)
        whole.append(time.perf_counter() - began)
    text_adopted.disconnect(timed)
    text_adopted.connect(anchors.move_quotes, dispatch_uid="annotations.move_quotes")
    found = {"correction": whole, "of it quotes": moving, "of that this process": at_work}
    return {name: f"{statistics.median(times) * 1000:.0f} ms" for name, times in found.items()} | counts


@contextmanager
def database() -> Iterator[str]:
    """A database of our own, empty, on the server that is asked for."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield connection.vendor
    finally:
        teardown_databases(made, verbosity=0)


def main() -> None:
    """Print a row for each transcript."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        os.environ["OSBIZ_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "osbiz.settings"
        import django
        from django.conf import settings

        django.setup()
        settings.DEBUG = False
        if not os.environ.get("DATABASE_URL"):
            settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(folder) / "measured.sqlite3")
        with database() as vendor:
            for title, length, quotes in CASES:
                found = measure(prepare(title, length, quotes), rounds)
                print(f"{vendor}: {title}:", ", ".join(f"{name} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
