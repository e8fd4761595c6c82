"""A database as large as osbiz is built for, to measure on: 10,000 episodes of 1.2 million turns,
500,000 quotes, 20,000 people, 5,000 companies, 100,000 claims, and the documents and imports they came by.

    OSBIZ_DATA=/tmp/large python benchmarks/large.py [--share 0.1]
    DATABASE_URL=postgres://… python benchmarks/large.py

The database named is migrated and filled; called again with the same share, it goes on where it was stopped.
Takes some ten minutes and 4 GB. `--share` makes a part of everything.
"""

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from annotations.models import Alarm, Placement, QuoteVersion  # noqa: E402
from annotations.services import positions  # noqa: E402
from annotations.workflow import State  # noqa: E402
from transcripts.models import (  # noqa: E402
    AudioFile,
    Batch,
    Episode,
    Job,
    JobState,
    Mishearing,
    Podcast,
    Revision,
    SourceDocument,
)
from transcripts.models.source import sha256_of  # noqa: E402
from transcripts.roles import Role  # noqa: E402

SIZES = {
    "episodes": 10_000, "quotes": 500_000, "people": 20_000, "companies": 5_000, "claims": 100_000,
}  # fmt: skip
TURNS = 122
DOCUMENTS_A_BATCH = 20
UNCERTAIN, ALARMS = 2_000, 50
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)


def staff() -> User:
    """Somebody who edits and reviews, and is signed in by the measurements."""
    user, _ = User.objects.get_or_create(username="measurer", defaults={"is_staff": True})
    user.groups.set(Group.objects.filter(name__in=[*Role]))
    return user


@transaction.atomic
def arrivals(by: User) -> None:
    """A document, an import and an audio file for every episode, the imports in batches."""
    podcasts = {podcast.pk: podcast for podcast in Podcast.objects.all()}
    episodes = list(Episode.objects.order_by("id").values_list("id", "title", "podcast_id"))
    batches = Batch.objects.bulk_create(
        Batch(origin="files", title=f"Folder {number}", podcast=podcasts[episodes[0][2]])
        for number in range(-(-len(episodes) // DOCUMENTS_A_BATCH))
    )
    contents = [f"{title} ({pk})\n".encode() for pk, title, _ in episodes]
    documents = SourceDocument.objects.bulk_create(
        (
            SourceDocument(
                sha256=sha256_of(content), content=content, size=60_000, name=f"{number}.txt", received_by=by
            )
            for number, content in enumerate(contents)
        ),
        batch_size=1000,
    )
    Job.objects.bulk_create(
        (
            Job(
                batch=batches[number // DOCUMENTS_A_BATCH],
                document=document,
                name=document.name,
                requested_by=by,
                task="store",
                state=JobState.READY if number % 50 == 0 else JobState.SUCCEEDED,
                result={
                    "format": "named-turns",
                    "confidence": 0.98,
                    "found": {"episodes": 1, "turns": TURNS},
                },
            )
            for number, document in enumerate(documents)
        ),
        batch_size=1000,
    )
    AudioFile.objects.bulk_create(
        (
            AudioFile(episode_id=pk, name=f"{pk}.mp3", url=f"https://audio.example.org/{pk}.mp3",
                      duration_ms=1, timing="same", is_linked=True)
            for pk, _, _ in episodes
        ),
        batch_size=1000,
    )  # fmt: skip
    Mishearing.objects.bulk_create(
        Mishearing(podcast=podcast, heard=f"wrong{number}", meant=f"right{number}", created_by=by)
        for podcast in podcasts.values()
        for number in range(20)
    )


@transaction.atomic
def doubts(by: User) -> None:
    """Quotes whose place needs confirming, and published ones that raise an alarm."""
    waiting = list(QuoteVersion.objects.filter(state=State.DRAFT).order_by("id")[:UNCERTAIN])
    for version in waiting:
        version.anchor_status, version.anchor_reason = "confirm", "words-changed"
    QuoteVersion.objects.bulk_update(waiting, ["anchor_status", "anchor_reason"], batch_size=500)
    current = dict(
        Revision.objects.filter(is_current=True, kind="transcript").values_list("episode_id", "pk")
    )
    episodes = dict(
        QuoteVersion.objects.filter(pk__in=[one.pk for one in waiting]).values_list("pk", "quote__episode_id")
    )
    Placement.objects.bulk_create(
        Placement(
            version=one,
            source_id=one.revision_id,
            source_start=one.start,
            source_end=one.end,
            target_id=current[episodes[one.pk]],
            status="confirm",
            reason="words-changed",
            score=0.9,
            candidates=[],
            by=by,
        )
        for one in waiting
    )
    public = QuoteVersion.objects.filter(state=State.PUBLISHED).order_by("id")[:ALARMS]
    Alarm.objects.bulk_create(
        Alarm(version=one, kind="seal", message="Its words are not those that were approved.", seen_at=BEGAN)
        for one in public
    )


def main() -> None:
    """Fill the database and say how long it took."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--share", type=float, default=1.0)
    share, began = arguments.parse_args().share, time.monotonic()
    call_command("migrate", verbosity=0)
    call_command("make_corpus", turns=TURNS, **{name: round(size * share) for name, size in SIZES.items()})
    by = staff()
    if not SourceDocument.objects.exists():
        arrivals(by)
        doubts(by)
    positions.give()  # as the worker does within a second
    with connection.cursor() as cursor:
        # As autovacuum does in its time: what stands for everybody is then read from indexes alone.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(f"{connection.vendor}: filled in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
