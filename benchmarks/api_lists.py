"""How long a page of 100 published quotes takes, in a warm process, from request to bytes.

    OSBIZ_DATA=/tmp/bench python benchmarks/api_lists.py [--quotes N] [--rounds N]
    DATABASE_URL=postgres://… python benchmarks/api_lists.py

An empty database is filled first (migrations, then quotes published all at once); one that has quotes is
measured as it is. The requests go through the whole stack except the network.
"""

import argparse
import os
import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core import signing  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from annotations.models import Quote, QuoteVersion, Tag  # noqa: E402
from transcripts.models import (  # noqa: E402
    Appearance,
    Company,
    Episode,
    Guest,
    Podcast,
    Revision,
    Turn,
)
from transcripts.services.revisions import digest_of  # noqa: E402

A_DAY = datetime(2024, 1, 1, tzinfo=UTC)
PER_EPISODE = 40
WORDS = ("we", "sold", "support", "first", "and", "the", "licence", "because", "nobody", "paid", "openly")
BATCH = 5000


def sentence(dice: random.Random) -> str:
    """Some thirty words."""
    return " ".join(dice.choices(WORDS, k=30)).capitalize() + "."


def named(model: Any, count: int, **fields: Any) -> list[Any]:
    """Rows with numbered names."""
    field = "label" if model is Tag else "title" if model is Podcast else "name"
    kind = model.__name__
    rows = [model(**{field: f"{kind} {n}", "slug": f"{kind}-{n}".lower()}, **fields) for n in range(count)]
    return list(model.objects.bulk_create(rows))


def plant(quotes: int) -> None:
    """That many published quotes, in episodes of forty, by five hundred people."""
    dice = random.Random(1)
    by, other = (User.objects.create(username=name) for name in ("drafter", "approver"))
    podcasts, tags = named(Podcast, 20), named(Tag, 60, definition="A topic.")
    guests, companies = named(Guest, 500), named(Company, 800)
    count = -(-quotes // PER_EPISODE)
    episodes = Episode.objects.bulk_create(
        Episode(
            podcast=dice.choice(podcasts),
            title=f"Episode {n}",
            slug=f"episode-{n}",
            published_on=(A_DAY + timedelta(days=n % 700)).date(),
            audio_url=f"https://audio.example/{n}.mp3",
        )
        for n in range(count)
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            episode=episode,
            kind="transcript",
            number=1,
            is_current=True,
            adopted_at=A_DAY,
            origin="import",
            sha256="",
            length=0,
        )
        for episode in episodes
    )
    speakers = [guests[n % len(guests)] for n in range(count)]
    Appearance.objects.bulk_create(
        Appearance(episode=episode, guest=speaker, role="guest", company=dice.choice(companies))
        for episode, speaker in zip(episodes, speakers, strict=True)
    )
    for begin in range(0, quotes, BATCH):
        numbers = range(begin, min(begin + BATCH, quotes))
        plant_quotes(numbers, dice, revisions, speakers, tags, companies, by, other)


def plant_quotes(
    numbers: range,
    dice: random.Random,
    revisions: list[Revision],
    speakers: list[Guest],
    tags: list[Tag],
    companies: list[Company],
    by: User,
    other: User,
) -> None:
    """These quotes: a turn each, a published version each, and their topics and companies."""
    place = [divmod(n, PER_EPISODE) for n in numbers]
    turns = Turn.objects.bulk_create(
        Turn(
            revision=revisions[e],
            position=p,
            speaker=speakers[e],
            section="interview",
            start_ms=p * 60_000,
            end_ms=(p + 1) * 60_000,
            offset=p * 1000,
            text=f"{sentence(dice)} {sentence(dice)} {sentence(dice)}",
        )
        for e, p in place
    )
    # Two seconds apart, ten at a time: equal moments are what a bulk publication makes.
    moments = [A_DAY + timedelta(seconds=2 * (n // 10)) for n in numbers]
    quotes = Quote.objects.bulk_create(
        Quote(episode=revisions[e].episode, created_by=by, published_at=at)
        for (e, _), at in zip(place, moments, strict=True)
    )
    versions = QuoteVersion.objects.bulk_create(
        version(quote, turn, at, by, other) for quote, turn, at in zip(quotes, turns, moments, strict=True)
    )
    tagged, about = QuoteVersion.tags.through, QuoteVersion.companies.through
    tagged.objects.bulk_create(
        tagged(quoteversion_id=v.pk, tag_id=t.pk)
        for v in versions
        for t in dice.sample(tags, dice.choice((1, 2)))
    )
    about.objects.bulk_create(
        about(quoteversion_id=v.pk, company_id=dice.choice(companies).pk)
        for v in versions
        if dice.random() < 0.7
    )


def version(quote: Quote, turn: Turn, at: datetime, by: User, other: User) -> QuoteVersion:
    """The middle sentence of a turn, published."""
    start = turn.text.index(". ") + 2
    end = turn.text.index(". ", start) + 1
    return QuoteVersion(
        quote=quote,
        number=1,
        state="published",
        revision=turn.revision,
        turn=turn,
        start=turn.offset + start,
        end=turn.offset + end,
        exact=turn.text[start:end],
        prefix=turn.text[start - 60 : start],
        suffix=turn.text[end : end + 60],
        exact_sha256=digest_of(turn.text[start:end]),
        kind="transcript",
        speaker=turn.speaker,
        changed_at=at,
        changed_by=by,
        approved_at=at,
        approved_by=other,
        published_at=at,
    )


def late_cursor(share: float) -> str:
    """The cursor of the page that begins behind this share of all quotes."""
    rows = Quote.objects.order_by("-published_at", "-public_id")
    row = rows[int(rows.count() * share)]
    assert row.published_at is not None
    place = ["-published_at", False, row.published_at.isoformat(), str(row.public_id)]
    return signing.Signer(salt="api.cursor.quotes", sep=".").sign_object(place)


def measure(query: str, rounds: int, headers: dict[str, str] | None = None) -> tuple[float, float, int]:
    """Median and 95th percentile in milliseconds of wall time, and the bytes of the answer."""
    client, times = Client(), []
    for number in range(rounds + 3):
        begin = time.perf_counter()
        answer = client.get(f"/api/v1/quotes/?page_size=100{query}", headers=headers)
        if number >= 3:  # the first ones warm caches
            times.append((time.perf_counter() - begin) * 1000)
    assert answer.status_code in (200, 304), answer.content
    return statistics.median(times), statistics.quantiles(times, n=20)[-1], len(answer.content)


def main() -> None:
    """Fill the database if it is empty, measure and print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--quotes", type=int, default=20_000)
    arguments.add_argument("--rounds", type=int, default=50)
    options = arguments.parse_args()
    settings.DEBUG = False  # with it Django writes down every statement
    call_command("migrate", verbosity=0)
    if not Quote.objects.exists():
        plant(options.quotes)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    late = late_cursor(0.95)
    cases = {
        "first page": "",
        "late page": f"&cursor={late}",
        "tag": "&tag=tag-7",
        "tag, late": f"&tag=tag-7&cursor={late}",
        "two tags": "&tag=tag-7&tag=tag-8",
        "any of two tags": "&tag__any=tag-7&tag__any=tag-8",
        "company": "&company=company-7",
        "speaker_company": "&speaker_company=company-7",
        "guest": "&guest=guest-7",
        "episode": "&episode=episode-7",
        "podcast": "&podcast=podcast-7",
        "since": "&published_at__gte=2024-01-01T00:20:00Z",
    }
    print(
        f"{connection.vendor}, {Quote.objects.count():,} quotes\n{'':18}{'p50 ms':>8}{'p95 ms':>8}{'KB':>8}"
    )
    for name, query in cases.items():
        middle, high, size = measure(query, options.rounds)
        print(f"{name:18}{middle:8.1f}{high:8.1f}{size / 1000:8.1f}")
    etag = Client().get("/api/v1/quotes/?page_size=100").headers["ETag"]
    middle, high, _ = measure("", options.rounds, {"If-None-Match": etag})
    print(f"{'304':18}{middle:8.1f}{high:8.1f}")


if __name__ == "__main__":
    main()
