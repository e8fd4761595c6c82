"""How long the graph takes: neighbours, neighbourhoods, paths, topics together, on small and largest nodes.

    DATABASE_URL=postgres://… python benchmarks/graph.py [--rounds N]

Measures the database named as it is; `large.py` makes one. Selectors are called in a warm process; medians by
the clock, and of the processor's time of this process alone, which other work on the machine disturbs less.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

import osbiz.wsgi  # noqa: E402, F401 - garbage is collected as seldom as in the server
from annotations.graph import layout  # noqa: E402
from annotations.graph.parts import Key, Kind, Node  # noqa: E402
from annotations.models import Claim, Evidence, Quote, QuoteVersion  # noqa: E402
from annotations.selectors.graph import neighbours, paths, things, topics  # noqa: E402
from annotations.selectors.graph.neighbourhood import around  # noqa: E402
from annotations.selectors.graph.selection import Selection  # noqa: E402
from transcripts.models import Episode, Guest  # noqa: E402

ALL = Selection()


def timed(name: str, work: Callable[[], Any], rounds: int) -> Any:
    """Say how long some work takes, and return what it gave."""
    with CaptureQueriesContext(connection) as queries:
        found = work()
    clock, processor = [], []
    for _ in range(rounds):
        began, used = time.perf_counter(), time.process_time()
        work()
        clock.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - used) * 1000)
    middle = statistics.median
    print(
        f"{name:44} {middle(clock):8.1f} ms {middle(processor):8.1f} ms {len(queries):3} queries", flush=True
    )
    return found


def extremes(kind: Kind, rows: Any, key: str) -> Iterator[tuple[str, Node]]:
    """The public node with the most of these rows, and one with few."""
    ranked = rows.exclude(**{key: None}).values_list(key).annotate(n=Count("pk")).order_by("-n", key)
    for name, some in (("largest", ranked[:20]), ("small", ranked.reverse()[:200])):
        nodes = things.look_up(Key(kind, pk) for pk, _ in some)
        pk, count = next((pk, count) for pk, count in some if Key(kind, pk) in nodes)
        yield f"{kind}, {name} ({count:,})", nodes[Key(kind, pk)]


def subjects() -> Iterator[tuple[str, Node]]:
    """What is measured."""
    yield from extremes(Kind.TAG, QuoteVersion.tags.through.objects, "tag")
    yield from extremes(Kind.COMPANY, QuoteVersion.companies.through.objects, "company")
    yield from extremes(Kind.GUEST, QuoteVersion.objects, "speaker")
    yield from extremes(Kind.EPISODE, Quote.objects, "episode")
    yield from extremes(Kind.CLAIM, Evidence.objects, "claim")
    yield from extremes(Kind.QUOTE, Evidence.objects, "quote")


def main() -> None:
    """Measure."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=9)
    rounds = arguments.parse_args().rounds
    settings.DEBUG = False  # with it Django writes down every statement
    print(
        f"{connection.vendor}: {Quote.objects.count():,} quotes, {Claim.objects.count():,} claims, "
        f"{Guest.objects.count():,} people, {Episode.objects.count():,} episodes; clock, processor"
    )
    found = list(subjects())
    for name, node in found:
        timed(f"neighbours of {name}", partial(neighbours.page, node, ALL, size=50), rounds)
        timed("  their counts", partial(neighbours.counts, node, ALL), rounds)
        timed("  one step, 60 nodes", partial(around, node, ALL, depth=1, limit=60), rounds)
    named = dict(found)
    big, small = (
        next(n for name, n in found if name.startswith(f"tag, {size}")) for size in ("largest", "small")
    )
    graph = timed("two steps, 2,000 nodes", lambda: around(big, ALL, depth=2, limit=2000), 3)
    timed("  drawn", lambda: layout.draw(graph), 3)
    ends = [node for name, node in named.items() if name.startswith(("company, small", "guest, small"))]
    timed("paths between two small ones", lambda: paths.shortest(ends[0], ends[1], ALL, longest=4), 3)
    for name, node in (("largest", big), ("small", small)):
        on = Selection(topics=frozenset([node.key.pk]))
        timed(f"topics with the {name} topic", partial(topics.together, node, ALL, size=50), 3)
        timed(f"companies of the {name} topic", partial(topics.companies, on, size=50), 3)


if __name__ == "__main__":
    main()
