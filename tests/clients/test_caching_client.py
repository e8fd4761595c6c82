"""A client that is not ours: httpx with hishel's cache, which keeps what it may, asks whether it still holds,
and finds the next page by the Link header."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport

from annotations.models import Quote
from annotations.tests import factories as make

pytestmark = pytest.mark.clients


@pytest.fixture
def cached(tmp_path: Path) -> Iterator[httpx.Client]:
    """The client, with a cache of its own."""
    transport = CacheTransport(
        next_transport=httpx.HTTPTransport(),
        storage=SqliteStorage(database_path=tmp_path / "cache.sqlite3"),
        rfc=CacheOptions(shared=False),
    )
    with httpx.Client(transport=transport) as client:
        yield client


def was_kept(answer: httpx.Response) -> tuple[bool, bool]:
    """Whether it came from the cache, and whether the site was asked if it still holds."""
    told = answer.extensions["caching"]
    return bool(told["from_cache"]), bool(told["revalidated"])


def test_it_keeps_pages_and_asks_whether_they_hold(cached: httpx.Client, site: str) -> None:
    address = f"{site}/api/v1/quotes/?tag=licensing&q=licence"
    first, again = cached.get(address), cached.get(address)
    assert (was_kept(first), was_kept(again)) == ((False, False), (True, True))
    assert first.json() == again.json() and first.headers["ETag"] == again.headers["ETag"]
    moved = Quote.objects.get(versions__exact="We moved the core to a new licence.")
    make.review.move(moved.versions.get(), action="withdraw", by=make.reviewer(), note="The guest asked.")
    after = cached.get(address)
    assert len(after.json()["results"]) == len(first.json()["results"]) - 1
    assert after.headers["ETag"] != first.headers["ETag"]
    gone = cached.get(f"{site}/api/v1/quotes/{moved.public_id}/")
    assert (gone.status_code, gone.json()["reason"]) == (410, "The guest asked.")


def test_it_follows_the_links_to_the_end_and_back(cached: httpx.Client, site: str) -> None:
    address, pages = f"{site}/api/v1/quotes/?page_size=1&fields=exact", []
    while address:
        answer = cached.get(address).raise_for_status()
        pages.append(answer)
        address = answer.links.get("next", {}).get("url", "")
    words = [row["exact"] for page in pages for row in page.json()["results"]]
    assert len(words) == len(set(words)) == 4
    assert [page.json()["next"] for page in pages] == [
        page.links.get("next", {}).get("url") for page in pages
    ]
    back = cached.get(pages[-1].links["prev"]["url"]).json()["results"]
    assert back == pages[-2].json()["results"]
