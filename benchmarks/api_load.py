"""How long gunicorn with two workers takes for pages of 100 quotes, a 304, the feed and a snapshot's records.

    DATABASE_URL=postgres://… REDIS_URL=redis://… python benchmarks/api_load.py [--rounds N]

The database is measured as it is (see large.py); nothing is written but positions of the feed. Beside the
pages stands the floor: the same rows as JSON by one plain SQL statement, without any of the API. The load
comes from this process, one request at a time, by the client of Python's own library: of 240 KB httpx needs
0.9 ms, this 0.45.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

import django  # noqa: E402

django.setup()

import orjson  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402

from annotations.models import Claim, ListKind, ListPlace, Tag  # noqa: E402
from annotations.services import positions  # noqa: E402
from api.models import Snapshot  # noqa: E402
from api.picture import picture  # noqa: E402
from api.records import KINDS  # noqa: E402
from api.services.snapshots import packed, sha256  # noqa: E402
from api.takeaway.former import Former  # noqa: E402
from transcripts.models import Company, Guest, Podcast  # noqa: E402

PORT = 8977
QUOTES = "/api/v1/quotes/?page_size=100"
DEEP = 1000  # pages
# As in production: otherwise Django writes down every statement. A proxy stands before it there.
PRODUCTION = {"OSBIZ_ENV": "production", "SECRET_KEY": "only-to-measure", "ALLOWED_HOSTS": "127.0.0.1"}
PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
NARROWED: dict[str, tuple[ListKind, Any]] = {
    "tag": (ListKind.TOPIC, Tag),
    "company": (ListKind.COMPANY, Company),
    "speaker": (ListKind.SPEAKER, Guest),
    "speaker_company": (ListKind.SPOKEN_FOR, Company),
    "podcast": (ListKind.PODCAST, Podcast),
}
FLOOR = """
    SELECT json_agg(row_to_json(page)) FROM (
        SELECT q.public_id, q.published_at, v.exact, v.prefix, v.suffix, v.number, g.name, g.slug,
               e.public_id AS episode, e.title, p.title AS podcast,
               (SELECT json_agg(json_build_object('id', t.public_id, 'display', t.label, 'slug', t.slug))
                FROM annotations_quoteversion_tags l JOIN annotations_tag t ON t.id = l.tag_id
                WHERE l.quoteversion_id = v.id) AS tags,
               (SELECT json_agg(json_build_object('id', c.public_id, 'display', c.name, 'slug', c.slug))
                FROM annotations_quoteversion_companies l JOIN transcripts_company c ON c.id = l.company_id
                WHERE l.quoteversion_id = v.id) AS companies
        FROM annotations_quote q
        JOIN annotations_quoteversion v ON v.quote_id = q.id AND v.state = 'published'
        JOIN transcripts_episode e ON e.id = q.episode_id
        JOIN transcripts_podcast p ON p.id = e.podcast_id
        LEFT JOIN transcripts_guest g ON g.id = v.speaker_id
        WHERE q.published_at IS NOT NULL AND q.withdrawn_at IS NULL
        ORDER BY q.published_at DESC, q.public_id DESC LIMIT 100
    ) AS page
"""


class Client:
    """Somebody who asks on one connection, and on a new one where the server closed it."""

    def __init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", PORT, timeout=60)

    def get(self, address: str, **headers: str) -> tuple[str, bytes]:
        """The ETag and the bytes of the answer."""
        try:
            response = self.ask(address, headers)
        except (HTTPException, ConnectionError):
            self.connection.close()  # and opened anew when it is asked
            response = self.ask(address, headers)
        body = response.read()
        if response.status not in (200, 304):
            raise SystemExit(f"{address} was answered {response.status}: {body[:300]!r}")
        return response.headers.get("ETag", ""), body

    def ask(self, address: str, headers: dict[str, str]) -> HTTPResponse:
        """The answer, still to be read."""
        self.connection.request("GET", address, headers=PROXY | headers)
        return self.connection.getresponse()


@contextmanager
def server(**more: str) -> Iterator[Client]:
    """gunicorn as in the Dockerfile, with more in its environment, and a client of it."""
    how = ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--bind", f"127.0.0.1:{PORT}"]
    quiet = {"API_REQUESTS_A_MINUTE": "0", "LOG_LEVEL": "WARNING"}
    environment = {**os.environ, **PRODUCTION, **quiet, **more}
    command = [sys.executable, "-m", "gunicorn", "osbiz.wsgi", *how]
    running = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        client = Client()
        for _ in range(100):
            try:
                client.get("/healthz/")
                break
            except ConnectionError:
                time.sleep(0.2)
        yield client
    finally:
        running.terminate()
        running.wait()


def timed(act: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    times = []
    for number in range(rounds + 6):
        begin = time.perf_counter()
        act()
        if number >= 6:  # both workers are warm then
            times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def deep(client: Client) -> str:
    """The address of the thousandth page, or of the last there is."""
    address = f"{QUOTES}&fields=id"
    for _ in range(DEEP - 1):
        following = orjson.loads(client.get(address)[1])["next"]
        if following is None:
            break
        parts = urlsplit(following)
        address = f"{parts.path}?{parts.query}"
    return address.replace("&fields=id", "")


def narrowed() -> dict[str, str]:
    """Lists that are narrowed: of each kind to the thing with most quotes and to the one with fewest that
    fill a page, to two topics at once, to either of two, to some days, and to what is tied to a claim."""
    found, topics = {}, list[str]()
    for name, (kind, model) in NARROWED.items():
        numbers = ListPlace.objects.filter(kind=kind).values_list("key").annotate(n=Count("version"))
        counted = list(numbers.filter(n__gte=100).order_by("-n", "key"))
        for key, number in counted[:1] + counted[-1:]:
            slug = model.objects.get(pk=key).slug
            found[f"{name} of {number:,}"] = f"{QUOTES}&{name}={slug}"
            topics += [slug] * (name == "tag")
    found["both topics"] = f"{QUOTES}&tag={topics[0]}&tag={topics[1]}"
    found["either topic"] = f"{QUOTES}&tag__any={topics[0]}&tag__any={topics[1]}"
    found["first published until 2022"] = f"{QUOTES}&published_at__lte=2022-01-01"
    found["said in 2021"] = (
        f"{QUOTES}&episode__published_on__gte=2021-01-01&episode__published_on__lte=2021-12-31"
    )
    found["first quarter of 2021"] = found["said in 2021"].replace("2021-12-31", "2021-03-31")
    found["a topic in that quarter"] = f"{found['first quarter of 2021']}&tag={topics[0]}"
    claim = Claim.objects.published().order_by("pk").values_list("public_id", flat=True)[0]
    found["a claim"] = f"{QUOTES}&claim={claim}"
    found["show notes"] = f"{QUOTES}&kind=notes"
    found["a topic by its last change"] = f"{QUOTES}&tag={topics[1]}&ordering=-updated_at"
    return found


def companies() -> Iterator[str]:
    """The lists of companies, each another: what is asked for the first time is found by what was learned of
    the others."""
    about = ListPlace.objects.filter(kind=ListKind.COMPANY).values("key").distinct()
    for slug in Company.objects.filter(pk__in=about).order_by("pk").values_list("slug", flat=True):
        yield f"{QUOTES}&company={slug}"


def floor() -> None:
    """The first page by plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(FLOOR)
        cursor.fetchone()


def snapshots() -> Iterator[tuple[str, float, float]]:
    """Records of quotes written and packed in a second, all made anew and then carried on from those, and by
    how many MB the process grew."""
    kind = KINDS["quote"]
    with TemporaryDirectory() as folder, picture():
        settings.SNAPSHOTS_DIR = Path(folder)
        snapshot = Snapshot(position=positions.last())
        (Path(folder) / snapshot.folder).mkdir()
        path = Path(folder) / snapshot.folder / "quotes.ndjson.gz"
        count, speed, grown = pace(path, kind.all())
        yield "all made anew", speed, grown
        snapshot.files = [{"type": kind.noun, "format": "ndjson", "name": path.name, "records": count}]
        again, speed, grown = pace(Path(folder) / "again.gz", Former(snapshot).records(kind))
        if (again, sha256(Path(folder) / "again.gz")) != (count, sha256(path)):
            raise SystemExit("The records carried on are not those made anew.")
        yield "carried on", speed, grown


def pace(path: Path, records: Iterator[tuple[object, bytes]]) -> tuple[int, float, float]:
    """How many records there were, how many were written in a second, and by how many MB the process grew."""
    before, begin, count = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter(), 0
    with packed(path) as file:
        for _, record in records:
            file.write(record + b"\n")
            count += 1
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return count, count / (time.perf_counter() - begin), grown / 1024


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=60)
    arguments.add_argument("--no-snapshot", action="store_true", help="leave the long part out")
    options = arguments.parse_args()
    settings.DEBUG = False  # for what is measured in this process
    print(f"{'':40}{'p50 ms':>8}{'p95 ms':>8}")
    say("floor: first page by SQL", floor, options.rounds)
    with server(PAGES_KEPT_SECONDS="0") as client:
        far = deep(client)
        for name, address in {"first page": QUOTES, "thousandth page": far, **narrowed()}.items():
            say(name, partial(client.get, address), options.rounds)
        each = companies()
        say("companies, each asked once", lambda: client.get(next(each)), options.rounds)
        say("1,000 changes", partial(client.get, "/api/v1/changes/?page_size=1000"), options.rounds)
    with server() as client:
        etag, _ = client.get(QUOTES)
        say("first page, handed out again", partial(client.get, QUOTES), options.rounds)
        say("304", partial(client.get, QUOTES, **{"If-None-Match": etag}), options.rounds)
    if not options.no_snapshot:
        for name, speed, grown in snapshots():
            print(f"records of quotes, {name}: {speed:,.0f} a second, {grown:.0f} MB more memory")


def say(name: str, act: Callable[[], object], rounds: int) -> None:
    """Measure and print one line."""
    middle, high = timed(act, rounds)
    print(f"{name:40}{middle:8.1f}{high:8.1f}", flush=True)


if __name__ == "__main__":
    main()
