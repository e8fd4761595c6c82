"""How long the server takes to save a quote with a topic: the service alone, the whole request in process,
and the request over gunicorn with one connection.

    OSBIZ_DATA=/tmp/large python benchmarks/save_quote.py [--rounds N] [--profile]
    DATABASE_URL=postgres://… python benchmarks/save_quote.py

Wants a database filled by large.py, and drafts some hundred quotes in it. `process` is this process's own
time, as a machine with other work to do stretches the clock; over gunicorn only the clock means anything.
"""

import argparse
import cProfile
import os
import pstats
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from json import dumps
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from uuid_utils.compat import uuid7  # noqa: E402

import osbiz.wsgi  # noqa: E402, F401 - garbage is collected as seldom as in the server
from annotations.models import QuoteVersion, Tag  # noqa: E402
from annotations.services import quotes  # noqa: E402
from transcripts.models import Revision, Turn  # noqa: E402

PORT = 8899
ADDRESS = "/api/v1/desk/quotes/"
BACKEND = "osbiz.accounts.Accounts"
WARMING = 20


def places(count: int) -> list[Turn]:
    """That many turns of current texts, from all over."""
    last = Revision.objects.order_by("-id").values_list("id", flat=True)[0]
    chosen = Random(7).choices(range(1, last + 1), k=count)
    found = {turn.revision_id: turn for turn in Turn.objects.filter(revision__in=chosen, position=5)
             .select_related("revision")}  # fmt: skip
    return [found[pk] for pk in chosen if pk in found]


def sentence(turn: Turn) -> tuple[int, int]:
    """The first sentence of a turn, in its revision's text."""
    return turn.offset, turn.offset + turn.text.index(".") + 1


def body(turn: Turn, tag: Tag) -> dict[str, Any]:
    """What the desk sends."""
    start, end = sentence(turn)
    return {
        "id": str(uuid7()),
        "revision": str(turn.revision.public_id),
        "start": start,
        "end": end,
        "tags": [str(tag.public_id)],
    }


def measure(name: str, act: Callable[[Turn], Any], turns: list[Turn]) -> None:
    """Print the median and 95th percentile of the clock and of the process's own time."""
    clock, own = [], []
    for number, turn in enumerate(turns):
        begin, worked = time.perf_counter(), time.process_time()
        act(turn)
        if number >= WARMING:
            clock.append((time.perf_counter() - begin) * 1000)
            own.append((time.process_time() - worked) * 1000)
    told = [
        f"{statistics.median(one):8.2f}{statistics.quantiles(one, n=20)[-1]:8.2f}" for one in (clock, own)
    ]
    print(f"{name:24}{''.join(told)}", flush=True)


def over_gunicorn(by: User, tag: Tag, turns: list[Turn]) -> None:
    """The same over a socket; the server stands ready before it is measured."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(by, backend=BACKEND)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    token = "a" * 32
    headers = {
        "Content-Type": "application/json", "X-CSRFToken": token,
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}",
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "osbiz.wsgi", "-b", f"127.0.0.1:{PORT}", "-k", "gthread",
               "--workers", "1", "--threads", "4", "--log-level", "error"]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        wait(server)
        line = HTTPConnection("127.0.0.1", PORT, timeout=20)

        def post(turn: Turn) -> None:
            line.request("POST", ADDRESS, dumps(body(turn, tag)), headers)
            answer = line.getresponse()
            content = answer.read()
            assert answer.status == 201, content

        measure("over gunicorn", post, turns)
    finally:
        server.terminate()
        server.wait(10)


def wait(server: subprocess.Popen) -> None:
    """Until the server answers."""
    for _ in range(200):
        assert server.poll() is None, "gunicorn did not start"
        try:
            line = HTTPConnection("127.0.0.1", PORT, timeout=5)
            line.request("GET", "/healthz/")
            line.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=200)
    arguments.add_argument("--profile", action="store_true")
    options = arguments.parse_args()
    settings.DEBUG = False  # keeps every query and explains it
    by, tag = User.objects.get(username="measurer"), Tag.objects.get(slug="licensing-change")
    client = Client()
    client.force_login(by, backend=BACKEND)

    def request(turn: Turn) -> None:
        answer = client.post(ADDRESS, body(turn, tag), content_type="application/json")
        assert answer.status_code == 201, answer.content

    def service(turn: Turn) -> None:
        start, end = sentence(turn)
        quotes.create(turn, start=start, end=end, tags=[tag], by=by)

    turns = places(3 * (options.rounds + WARMING))
    part = len(turns) // 3
    reset_queries()
    request(turns[0])
    with CaptureQueriesContext(connection) as asked:
        request(turns[1])
    number = len(asked)
    print(f"{connection.vendor}, {QuoteVersion.objects.count():,} quotes, {number} queries a request")
    if options.profile:
        for query in asked.captured_queries:
            print(f"  {query['time']} {query['sql'][:170]}")
        with cProfile.Profile() as profile:
            for turn in turns[:part]:
                request(turn)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
        return
    print(f"{'ms':24}{'p50':>8}{'p95':>8}{'process':>8}{'p95':>8}")
    measure("service alone", service, turns[:part])
    measure("request in process", request, turns[part : 2 * part])
    over_gunicorn(by, tag, turns[2 * part :])


if __name__ == "__main__":
    main()
