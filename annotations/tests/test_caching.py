"""A cache between us and the reader, by a library that is not ours: what it keeps it asks about before each
use, a 304 costs one small query, and what is withdrawn is gone with the next question."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport

from annotations.models import QuoteVersion
from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action
from transcripts.models import Visibility

pytestmark = pytest.mark.django_db
WORDS = "Revenue doubled within a year."


@pytest.fixture
def shared_cache(tmp_path: Path) -> Iterator[httpx.Client]:
    """Two readers' common cache before the whole application, as a shared cache must behave."""
    transport = CacheTransport(
        next_transport=httpx.WSGITransport(app=get_wsgi_application()),
        storage=SqliteStorage(database_path=tmp_path / "cache.sqlite3"),
        rfc=CacheOptions(shared=True),
    )
    # As with Django's test client, the end of a request must not close the connection that holds the test.
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    with httpx.Client(transport=transport, base_url="http://testserver") as client:
        yield client
    for signal in ends:
        signal.connect(close_old_connections)


def withdraw(version: object) -> None:
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="The guest was misheard.")  # type: ignore[arg-type]


def test_a_shared_cache_forgets_what_is_withdrawn(shared_cache: httpx.Client) -> None:
    version = make.published(WORDS)
    own = version.quote.get_absolute_url()
    addresses = (own, "/", "/topics/licensing-change/", f"/api/v1/quotes/{version.quote.public_id}/")
    for address in addresses:
        assert WORDS in shared_cache.get(address).text, address
        again = shared_cache.get(address)
        assert WORDS in again.text, address
        status = again.extensions["caching"]
        assert status["from_cache"] and status["revalidated"], (address, status)
    withdraw(version)
    answers = [shared_cache.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [410, 200, 404, 410]
    assert not [answer.url for answer in answers if WORDS in answer.text]


def test_an_unchanged_page_costs_one_query(client: Client) -> None:
    version = make.published(WORDS)
    for address in (version.quote.get_absolute_url(), "/", "/topics/licensing-change/"):
        etag = client.get(address).headers["ETag"]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(address, headers={"If-None-Match": etag})
        assert (answer.status_code, len(queries), answer.content) == (304, 1, b""), address
        assert answer.headers["ETag"] == etag


def test_a_draft_leaves_tags_as_they_are_and_a_publication_changes_them(client: Client) -> None:
    make.published(WORDS)
    etag = client.get("/").headers["ETag"]
    make.approved("We changed the licence in March.")
    assert client.get("/", headers={"If-None-Match": etag}).status_code == 304
    make.published("Two contributors left us over it.")
    assert client.get("/", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/topics/", "/topics/nothing/", "/explorer/"])
def test_what_is_everybodys_bears_no_trace_of_who_asked(client: Client, address: str) -> None:
    make.published(WORDS)
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "Cookie" not in answer.headers.get("Vary", "") and not answer.cookies


def test_who_is_signed_in_gets_an_answer_of_their_own(client: Client) -> None:
    make.published(WORDS)
    etag = client.get("/").headers["ETag"]
    theirs = make.signed_in(make.editor()).get("/", headers={"If-None-Match": etag})
    assert theirs.status_code == 200 and ">Desk<" in theirs.content.decode()
    assert theirs.headers["Cache-Control"] == "private, no-cache" and "Cookie" in theirs.headers["Vary"]
    assert ">Desk<" not in client.get("/").content.decode()


def test_pages_are_packed_and_their_tags_hold(client: Client) -> None:
    make.published(WORDS)
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert packed.headers["Vary"] == "Accept-Encoding"
    again = client.get("/", headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for address in ("/api/v1/quotes/", "/admin/login/"):
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in answer.headers, address


# What a 304 says where the answer itself would say it (RFC 9110, section 15.4.5).
TOLD = ("Cache-Control", "Content-Location", "ETag", "Expires", "Last-Modified", "Vary")


@pytest.fixture
def whole() -> QuoteVersion:
    """A published quote of an episode whose whole transcript is public."""
    where = make.podcast(rights=Visibility.TRANSCRIPT, licence="CC BY 4.0")
    episode = make.episode(podcast=where, visibility=Visibility.TRANSCRIPT)
    return make.published(WORDS, turn=make.turn(episode), companies=[make.company("Alder")])


@pytest.mark.parametrize("packing", ["gzip", "identity"])
def test_a_304_says_what_the_answer_itself_would(client: Client, whole: QuoteVersion, packing: str) -> None:
    own, episode = whole.quote.get_absolute_url(), whole.quote.episode.get_absolute_url()
    addresses = (
        "/",
        "/topics/licensing-change/",
        "/companies/alder/",
        "/search/?q=revenue",
        "/feed/",
        "/sitemap.xml",
        "/robots.txt",
        own,
        f"{own}embed/",
        f"{own}cite.bib",
        f"{own}picture-{whole.number}.png",
        episode,
        *(f"{episode}transcript.{name}" for name in ("txt", "json")),
        "/api/v1/quotes/",
    )
    for address in addresses:
        answer = client.get(address, headers={"Accept-Encoding": packing})
        had = {"Accept-Encoding": packing, "If-None-Match": answer.headers["ETag"]}
        for again in (client.get(address, headers=had), client.head(address, headers=had)):
            assert (answer.status_code, again.status_code) == (200, 304), address
            told = {name: again.headers.get(name) for name in TOLD}
            assert told == {name: answer.headers.get(name) for name in TOLD}, address
        assert "Accept-Encoding" in answer.headers["Vary"] or "/api/" in address


def test_a_304_leaves_the_policy_of_what_the_reader_has(client: Client) -> None:
    address = f"{make.published(WORDS).quote.get_absolute_url()}embed/"
    answer = client.get(address)
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and "Content-Security-Policy" not in again.headers


def test_a_signed_in_readers_file_is_theirs_when_it_is_as_it_was(whole: QuoteVersion) -> None:
    address = f"{whole.quote.episode.get_absolute_url()}transcript.txt"
    theirs = make.signed_in(make.editor())
    answer = theirs.get(address)
    again = theirs.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert {"Cookie", "Accept-Encoding"} <= set(again.headers["Vary"].split(", "))
    assert {name: again.headers.get(name) for name in TOLD} == {
        name: answer.headers.get(name) for name in TOLD
    }
