"""Lighthouse on the reading site, served as in production; and what its pages weigh.

    npm install --prefix FOLDER lighthouse
    DATABASE_URL=… REDIS_URL=… python benchmarks/lighthouse.py FOLDER/node_modules/.bin/lighthouse [--desktop]

The database is taken as it is: load the documents and annotations before (load_annotations). Each page is
judged as a phone on a slow line unless --desktop is given. Of search pages the SEO is told and means nothing:
they ask not to be indexed. A page weighs what comes over the line, packed, with all that it fetches; another
host among that is told. CHROME_PATH names the browser.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

import django  # noqa: E402

django.setup()

import httpx  # noqa: E402
from django.db.models import Count, QuerySet  # noqa: E402

from annotations.models import QuoteVersion  # noqa: E402
from annotations.querysets import published_companies  # noqa: E402
from transcripts.models import Episode  # noqa: E402

PORT = 8978
SITE = f"http://127.0.0.1:{PORT}"
PARTS = ("performance", "accessibility", "best-practices", "seo")


def served(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The site as behind a proxy that speaks https; for gunicorn."""
    from osbiz.wsgi import application

    return application({**environ, "HTTP_X_FORWARDED_PROTO": "https"}, start_response)


def pages() -> dict[str, str]:
    """The pages that are judged: of each kind the one with most to show."""
    version = QuoteVersion.objects.published().order_by()
    topic = version.values_list("tags__slug").annotate(n=Count("pk")).order_by("-n")[0][0]
    episode = Episode.objects.filter(pk=most(version, "quote__episode")).get()
    company = published_companies().filter(pk=most(version.exclude(companies=None), "companies")).get()
    return {
        "home": "/",
        "topic": f"/topics/{topic}/",
        "episode": episode.get_absolute_url(),
        "company": company.get_absolute_url(),
        "search": "/search/?q=venture+capital",
    }


def most(versions: QuerySet[QuoteVersion], field: str) -> int:
    """What most quotes have in this field."""
    return versions.values_list(field).annotate(n=Count("pk")).order_by("-n", field)[0][0]


@contextmanager
def server() -> Iterator[None]:
    """gunicorn as in the Dockerfile, with files named and packed as in production."""
    with tempfile.TemporaryDirectory() as files:
        given = {"OSBIZ_ENV": "production", "SECRET_KEY": "only-to-measure", "ALLOWED_HOSTS": "127.0.0.1"}
        environment = {**os.environ, **given, "STATIC_ROOT": files, "SITE_URL": SITE, "LOG_LEVEL": "WARNING"}
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
        subprocess.run(collect, cwd=ROOT, env=environment, check=True)
        how = ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
        command = [sys.executable, "-m", "gunicorn", "lighthouse:served", *how, "--bind", f"127.0.0.1:{PORT}"]
        running = subprocess.Popen(command, cwd=Path(__file__).parent, env=environment)
        try:
            for _ in range(100):
                try:
                    httpx.get(f"{SITE}/healthz/")
                    break
                except httpx.TransportError:
                    time.sleep(0.2)
            yield
        finally:
            running.terminate()
            running.wait()


def judged(lighthouse: str, address: str, *, desktop: bool) -> dict[str, Any]:
    """What Lighthouse reports of a page."""
    flags = ["--headless=new", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    command = [
        *(lighthouse, f"{SITE}{address}", "--quiet", "--output=json"),
        f"--chrome-flags={' '.join(flags)}",
        f"--only-categories={','.join(PARTS)}",
        *(["--preset=desktop"] if desktop else []),
    ]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def told(name: str, report: dict[str, Any]) -> Iterator[str]:
    """A row of the table, and below it what was found fault with."""
    parts = report["categories"]
    scores = [f"{parts[part]['score'] * 100:.0f}" for part in PARTS]
    requests = report["audits"]["network-requests"]["details"]["items"]
    weight = sum(one["transferSize"] for one in requests) / 1000
    shift, paint = (
        report["audits"][audit] for audit in ("cumulative-layout-shift", "largest-contentful-paint")
    )
    row = [name, *scores, paint["displayValue"], shift["displayValue"], f"{weight:.0f}", str(len(requests))]
    yield f"| {' | '.join(row)} |"
    others = {urlsplit(one["url"]).netloc for one in requests} - {f"127.0.0.1:{PORT}", ""}
    if others:
        yield f"  from other hosts: {', '.join(sorted(others))}"
    for part in PARTS:
        for reference in parts[part]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                items = audit.get("details", {}).get("items", [])
                where = [one["node"]["selector"] for one in items[:3] if "node" in one]
                yield f"  {part}: {audit['title']} {audit.get('displayValue', '')} {where or ''}"


def main() -> None:
    """Judge every page."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("lighthouse")
    arguments.add_argument("--desktop", action="store_true")
    given = arguments.parse_args()
    lighthouse = shutil.which(given.lighthouse) or given.lighthouse
    print(
        "| page | performance | accessibility | best practices | SEO | largest paint | shift | KB | files |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    with server():
        for name, address in pages().items():
            for line in told(name, judged(lighthouse, address, desktop=given.desktop)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
