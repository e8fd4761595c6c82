"""How fast documents become episodes, against parsing them and a plain bulk insert of the same rows.

    OSBIZ_DATA=/tmp/bench python benchmarks/import_documents.py [--documents N] [--kilobytes N] [--rounds N]
    DATABASE_URL=postgres://… python benchmarks/import_documents.py
    … --memory   prints the worker's and the reading process's memory while very many documents go through

It works in a database of its own beside the one of the settings and removes it. One worker does the jobs, as
`run_worker` does them: reading in the limited process, people, history, search index, log and outcome
included. The documents are made-up talk of one podcast's 8 hosts and 400 guests.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402

from annotations.corpus import phrases  # noqa: E402
from transcripts import parsing  # noqa: E402
from transcripts.models import BatchOrigin, Job, JobState, Turn  # noqa: E402
from transcripts.services import batches, readings, working  # noqa: E402

FIRST_ROWS = (
    "SourceDocument", "Podcast", "HistoricalPodcast", "Guest", "HistoricalGuest", "GuestName", "Company",
    "HistoricalCompany", "CompanyName", "Episode", "HistoricalEpisode", "Appearance", "Revision", "Turn",
)  # fmt: skip
STEP = 1000


def documents(count: int, kilobytes: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """Made-up interviews as Markdown, each of about that size and like no other."""
    random = Random(seed)
    book = phrases.Phrasebook.make(random)
    hosts = [phrases.person(random) for _ in range(8)]
    guests = [phrases.person(random) for _ in range(400)]
    themes = list(phrases.THEMES)
    for number in range(1, count + 1):
        host, guest, company = random.choice(hosts), random.choice(guests), phrases.company(random)
        lines = [
            f"# Ledger Hour {number}: {guest}",
            f"{host} (00:00:00): Welcome to Ledger Hour. My guest {guest} is the founder of {company}.",
        ]
        size, clock, asks = 0, 20, False
        while size < kilobytes * 1000:
            sentences = random.randint(1, 3) if asks else random.randint(3, 9)
            text = book.turn(random, random.choice(themes), sentences)
            stamp = f"{clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02}"
            lines.append(f"{host if asks else guest} ({stamp}): {text}")
            size, clock, asks = size + len(text) + 30, clock + 1 + len(text) // 16, not asks
        yield f"ledger-hour-{number}.md", "\n\n".join(lines).encode()


def parsed(contents: list[tuple[str, bytes]]) -> float:
    """Seconds to parse them all in this process."""
    began = time.perf_counter()
    for name, raw in contents:
        assert parsing.parse(raw, name).episodes, name
    return time.perf_counter() - began


def imported(contents: list[tuple[str, bytes]]) -> float:
    """Seconds in which one worker does all the jobs."""
    batches.bring(contents, origin=BatchOrigin.COMMAND, by=None, store_at_once=True)
    began = time.perf_counter()
    while working.run_many(100):
        pass
    took = time.perf_counter() - began
    assert not Job.objects.exclude(state=JobState.SUCCEEDED).exists()
    return took


def inserted() -> float:
    """Seconds to insert the same rows again as Django's bulk_create does, in one transaction."""
    tables = [(model, list(model._base_manager.all())) for model in map(model_named, FIRST_ROWS)]
    companies = apps.get_model("transcripts", "Episode").companies.through
    tables.append((companies, list(companies.objects.all())))
    emptied([*(model for model, _ in tables)])
    began = time.perf_counter()
    with transaction.atomic():
        for model, rows in tables:
            model._base_manager.bulk_create(rows, batch_size=500)
    return time.perf_counter() - began


def model_named(name: str) -> type[models.Model]:
    """A model of what was said, by its name."""
    return apps.get_model("transcripts", name)


def emptied(also: list[type[models.Model]]) -> None:
    """Nothing is left of what was imported."""
    names = ("JobEvent", "Reading", "Job", "Batch", "KnownLabel")
    for model in [*map(model_named, names), *reversed(also)]:
        model._base_manager.all()._raw_delete("default")


def measure(count: int, kilobytes: int, rounds: int) -> None:
    """Parse, import and insert, and print the medians."""
    contents = list(documents(count, kilobytes))
    parsed(contents[:20])
    imported(contents[:3])  # the reading process starts
    everything = [model_named(name) for name in FIRST_ROWS]
    through = apps.get_model("transcripts", "Episode").companies.through
    emptied([*everything, through])
    seconds: dict[str, list[float]] = {"parse": [], "import": [], "insert": []}
    turns = 0
    for _ in range(rounds):
        seconds["parse"].append(parsed(contents))
        seconds["import"].append(imported(contents))
        turns = Turn.objects.count()
        seconds["insert"].append(inserted())
        emptied([*everything, through])
    parse, bring, insert = (statistics.median(seconds[name]) for name in ("parse", "import", "insert"))
    size = sum(len(raw) for _, raw in contents) / count / 1000
    print(f"{connection.vendor}: {count} documents of {size:.0f} KB, {turns} turns, median of {rounds}")
    print(f"  parsing alone       {parse:6.2f} s  {count / parse:6.0f} documents/s")
    print(f"  plain bulk insert   {insert:6.2f} s  {count / insert:6.0f} documents/s")
    print(
        f"  import by a worker  {bring:6.2f} s  {count / bring:6.0f} documents/s {turns / bring:8.0f} turns/s"
    )
    print(f"  import / (parsing + insert) = {bring / (parse + insert):.2f}")


def watch_memory(count: int, kilobytes: int) -> None:
    """Import very many documents and print the memory of both processes as they go through."""
    done = 0
    for first in range(0, count, STEP):
        contents = list(documents(STEP, kilobytes, seed=first + 1))
        imported([(f"{first}-{name}", raw) for name, raw in contents])
        done += STEP
        process = readings.reader_of_this_thread()._process
        child = resident(process.popen.pid) if process else 0
        print(
            f"  {done} documents: worker {resident(os.getpid())} MB, reading process {child} MB", flush=True
        )


def resident(pid: int) -> int:
    """Resident memory of a process in MB."""
    fields = Path(f"/proc/{pid}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def main() -> None:
    """Read the figures and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=int, default=None)
    parser.add_argument("--kilobytes", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    options: Any = parser.parse_args()
    settings.DEBUG = False  # as workers run: with it Django keeps every statement
    if connection.vendor == "sqlite":  # on disk, as in production
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / "benchmark.sqlite3")
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        if options.memory:
            watch_memory(options.documents or 10_000, options.kilobytes)
        else:
            measure(options.documents or 200, options.kilobytes, options.rounds)
    finally:
        readings.reader_of_this_thread().close()
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
