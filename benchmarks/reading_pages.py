"""How long the reading pages take, in a warm process, from request to bytes: median of some rounds.

    DATABASE_URL=… python benchmarks/reading_pages.py [--rounds N]

For a database made with `benchmarks/large.py`. Each page is asked with an empty cache before every request,
and then with what the cache has kept. Long lists of these pages are counted ahead, as the worker does.
"""

import argparse
import gzip
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import caches  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.db.models import Count, Model, QuerySet  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

import osbiz.wsgi  # noqa: E402, F401 - garbage is collected as seldom as in the server
from annotations.models import QuoteVersion, Tag  # noqa: E402
from annotations.selectors import lists  # noqa: E402
from annotations.services import positions, tallying  # noqa: E402
from transcripts.models import Company, Episode, Guest  # noqa: E402

FEWEST = 50


def ends(rows: QuerySet, link: str) -> list[tuple[Model, int]]:
    """Of what has enough quotes that with the fewest, and that with the most."""
    counted = rows.annotate(n=Count(link)).filter(n__gte=FEWEST).order_by("n", "pk")
    found = [counted.first(), counted.last()]
    return [(one, one.n) for one in found if one]


def addresses() -> dict[str, str]:
    """What is asked, by what it is."""
    found = {"the first page": "/", "all topics": "/topics/"}
    for noun, rows in (
        ("topic", Tag.objects.filter(children=None)),
        ("company", Company.objects.all()),
        ("guest", Guest.objects.all()),
    ):
        for (thing, n), size in zip(ends(rows, "quote_versions"), ("small", "largest"), strict=False):
            found[f"{noun}, {size} ({n:,} quotes)"] = thing.get_absolute_url()  # type: ignore[attr-defined]
    wide = Tag.objects.exclude(children=None).annotate(n=Count("children")).order_by("-n", "pk").first()
    if wide:
        found["widest topic"] = wide.get_absolute_url()
    episodes = Episode.objects.with_public_transcript() or Episode.objects.listed()
    for (episode, n), size in zip(ends(episodes, "quotes"), ("small", "largest"), strict=False):
        found[f"episode, {size} ({n:,} quotes)"] = episode.get_absolute_url()  # type: ignore[attr-defined]
    version = QuoteVersion.objects.published().order_by("pk").first()
    assert version
    found["quote"] = version.quote.get_absolute_url()
    return found


def count_ahead(asked: Iterable[str]) -> None:
    """Count the lists of these pages."""
    models: dict[str, tuple[str, type[Tag] | type[Company] | type[Guest]]] = {
        "topics": ("topic", Tag),
        "companies": ("company", Company),
        "guests": ("guest", Guest),
    }
    names = [lists.EVERYTHING]
    for address in asked:
        noun, slug, *_ = [*address.strip("/").split("/"), ""]
        if slug and noun in models:
            kind, model = models[noun]
            names.append(f"{kind}:{model.objects.get(slug=slug).pk}")
    for name in names:
        began = time.perf_counter()
        tallying.keep(name, positions.last())
        print(f"counted {name} in {time.perf_counter() - began:.1f} s")


def empty() -> None:
    """Forget pages, counts and names."""
    for one in caches.all():
        one.clear()


def median(rounds: int, ask: Callable[[], object], before: Callable[[], object]) -> float:
    """How long one asking takes, in ms."""
    took = []
    for _ in range(rounds):
        before()
        began = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def main() -> None:
    """Ask each address, and print what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="", help="Addresses whose name begins so.")
    options = parser.parse_args()
    settings.DEBUG = False
    asked = addresses()
    print(f"{QuoteVersion.objects.count():,} quotes")
    count_ahead(asked.values())
    client = Client(HTTP_HOST="localhost")
    print(f"{'':38} {'empty cache':>12} {'processor':>10} {'kept':>8} {'queries':>8} {'KB, gzip':>9}")
    for name, address in asked.items():
        if not name.startswith(options.only):
            continue
        client.get(address)  # what is loaded and looked up once
        empty()
        reset_queries()  # of which only the last thousands are kept
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        asked_of_database = len(queries)  # the log begins anew with the next request
        assert response.status_code == 200, address
        bare = median(options.rounds, lambda: client.get(address), empty)  # noqa: B023
        busy = time.process_time()
        for _ in range(options.rounds):
            empty()
            client.get(address)
        busy = 1000 * (time.process_time() - busy) / options.rounds
        kept = median(options.rounds, lambda: client.get(address), lambda: None)  # noqa: B023
        weight = len(gzip.compress(response.content, 6)) / 1024
        print(f"{name:38} {bare:9.1f} ms {busy:7.1f} ms {kept:5.1f} ms {asked_of_database:8} {weight:9.1f}")


if __name__ == "__main__":
    main()
