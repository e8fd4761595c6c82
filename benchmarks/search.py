"""How long a search takes on the server: one word, two words, a phrase, with all filters counted.

    DATABASE_URL=postgres://… python benchmarks/search.py [--rounds N]

Measures the database named as it is; `large.py` makes one and `rebuild_search` its index. Words are drawn by
how many quotes they stand in: a third very common, a third middling, a third rare. One connection, warm. The
page is asked for through Django’s client, so the time is that of the whole answer. Beside the clock stands
what the processor did, in this process and in PostgreSQL’s for this connection, which a busy machine changes
little.
"""

import argparse
import os
import random
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

import osbiz.wsgi  # noqa: E402, F401 - garbage is collected as seldom as in the server
from annotations.models import QuoteVersion, SearchEntry  # noqa: E402
from annotations.querylanguage import STOPS, tokens  # noqa: E402
from annotations.search import results  # noqa: E402

EACH = 30  # questions of a sort
SAMPLE = 20_000


def texts() -> list[list[str]]:
    """The words of some published quotes, evenly drawn."""
    newest = QuoteVersion.objects.order_by("-pk").values_list("pk", flat=True)[0]
    step = max(1, newest // SAMPLE)
    rows = QuoteVersion.objects.filter(state="published", pk__in=range(1, newest, step))
    return [tokens(text) for text in rows.order_by("pk").values_list("exact", flat=True)]


def questions(rng: random.Random) -> dict[str, list[str]]:
    """What is asked, by sort."""
    drawn = texts()
    counted: dict[str, int] = {}
    for words in drawn:
        for word in set(words) - STOPS:
            counted[word] = counted.get(word, 0) + 1
    ranked = sorted(counted, key=lambda word: -counted[word])
    third = max(1, EACH // 3)
    middle = [word for word in ranked if counted[word] <= len(drawn) // 50] or ranked
    rare = [word for word in ranked if counted[word] <= 3] or ranked
    mixed = [
        *rng.sample(ranked[: third * 3], third),
        *(rng.choice(middle[: max(1, len(middle) // 3)]) for _ in range(third)),
        *(rng.choice(rare) for _ in range(third)),
    ]
    pairs: list[str] = []
    phrases: list[str] = []
    while len(pairs) < EACH:
        words = [word for word in rng.choice(drawn) if word not in STOPS]
        if len(set(words)) > 1:
            pairs.append(" ".join(rng.sample(sorted(set(words)), 2)))
    while len(phrases) < EACH:
        words = rng.choice(drawn)
        at = rng.randrange(max(1, len(words) - 2))
        if not STOPS.issuperset(words[at : at + 2]) and len(words) > at + 1:
            phrases.append(f'"{" ".join(words[at : at + 2])}"')
    return {"one word": mixed, "two words": pairs, "a phrase": phrases}


def beside() -> Path | None:
    """Where Linux says how long the process of the database has run; None where it runs elsewhere."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    told = Path(f"/proc/{pid}/schedstat")
    return told if told.exists() else None


def used(told: Path | None) -> float:
    """Seconds of the processor, of this process and of the database's."""
    return time.process_time() + (int(told.read_text().split()[0]) / 1e9 if told else 0.0)


def measured(work: list[str], rounds: int, of: str) -> tuple[list[float], list[float]]:
    """Milliseconds of each question, by the clock and of the processor: the median of the rounds."""
    client, database = Client(), beside()
    clock, own = [], []
    for typed in work:
        times = []
        for _ in range(rounds):
            began, before = time.perf_counter(), used(database)
            if of == "page":
                answer = client.get("/search/", {"q": typed})
                assert answer.status_code == 200, (typed, answer.status_code)
            elif of == "search":
                results.search(typed)
            times.append(((time.perf_counter() - began) * 1000, (used(database) - before) * 1000))
        clock.append(statistics.median(one for one, _ in times))
        own.append(statistics.median(one for _, one in times))
    return clock, own


def told(times: list[float]) -> str:
    """Their median and the 95th percentile."""
    return f"median {statistics.median(times):6.1f} ms p95 {statistics.quantiles(times, n=20)[-1]:6.1f} ms"


def main() -> None:
    """Measure."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    settings.DEBUG = False  # with it Django writes down every statement
    print(f"{SearchEntry.objects.count():,} entries on {connection.vendor}")
    asked = questions(random.Random(options.seed))
    for of in ("search", "page"):
        every: list[float] = []
        worked: list[float] = []
        for sort, work in asked.items():
            measured(work[:3], 1, of)
            clock, own = measured(work, options.rounds, of)
            every += clock
            worked += own
            print(f"{of:7} {sort:10} clock {told(clock)}, processor {told(own)}", flush=True)
        print(f"{of:7} everything clock {told(every)}, processor {told(worked)}")


if __name__ == "__main__":
    main()
