"""Fetching from servers that are broken, slow or hostile; each a real one on this machine."""

import gzip
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from transcripts.services import fetching
from transcripts.services.fetching import Failed, Refused, fetch
from transcripts.tests.serving import Request, Server, answer, network


def test_a_plain_answer() -> None:
    told = {
        "Content-Type": "Text/VTT; charset=utf-8",
        "ETag": '"v1"',
        "Last-Modified": "Mon, 02 Jan 2023 00:00:00 GMT",
    }
    with Server(lambda request: answer("WEBVTT", headers=told)) as server:
        fetched = fetch(server.url("/a?b=1#c"), network=network(server))

    assert (fetched.body, fetched.status, fetched.media_type) == (b"WEBVTT", 200, "text/vtt")
    assert (fetched.etag, fetched.last_modified) == ('"v1"', "Mon, 02 Jan 2023 00:00:00 GMT")
    assert fetched.url == fetched.permanent_url == server.url("/a?b=1")
    assert server.requests[0].path == "/a?b=1"


def test_a_request_says_who_asks_and_nothing_else(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SITE_URL = "https://quotes.example"
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    def respond(request: Request) -> bytes:
        if request.path == "/":
            return answer(status="302 Found", headers={"Location": "/next", "Set-Cookie": "a=b"})
        return answer("here")

    with Server(respond) as server:
        fetch(server.url(), accept="text/vtt", network=network(server))

    for request in server.requests:
        assert request.headers == {
            "host": f"pods.example:{server.port}",
            "user-agent": "osbiz (+https://quotes.example)",
            "accept": "text/vtt",
            "accept-encoding": "gzip",
            "connection": "close",
        }


def test_what_one_has_already_is_not_sent_again() -> None:
    def respond(request: Request) -> bytes:
        if request.headers.get("if-none-match") == '"v1"':
            return answer(status="304 Not Modified", headers={"ETag": '"v1"'}, length=False)
        return answer("new")

    with Server(respond) as server:
        same = fetch(
            server.url(), etag='"v1"', last_modified="Mon, 02 Jan 2023 00:00:00 GMT", network=network(server)
        )
        other = fetch(server.url(), etag='"v0"', network=network(server))

    assert (same.not_modified, same.body, same.etag) == (True, b"", '"v1"')
    assert server.requests[0].headers["if-modified-since"] == "Mon, 02 Jan 2023 00:00:00 GMT"
    assert (other.not_modified, other.body) == (False, b"new")


# Addresses that are not public


def test_this_machine_is_not_fetched_from() -> None:
    with Server(lambda request: answer("inside")) as server:
        private = fetching.Network(ports=frozenset({server.port}))
        for host in (
            "127.0.0.1",
            "localhost",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0",
        ):
            with pytest.raises(Refused):
                fetch(server.url(host=host), network=private)

    assert server.requests == []


def test_a_name_with_any_private_address_is_refused() -> None:
    with Server(lambda request: answer("inside")) as server:
        for answers in (
            ["10.0.0.1"],
            ["127.0.0.1", "10.0.0.1"],
            ["fd00::1"],
            ["127.0.0.1", "::ffff:10.0.0.1"],
        ):
            with pytest.raises(Refused, match=r"pods\.example is not on the public internet"):
                fetch(server.url(), network=network(server, answers=[answers]))

    assert server.requests == []


def test_a_name_is_resolved_once_and_a_changed_answer_counts_for_nothing() -> None:
    with Server(lambda request: answer("outside")) as server:
        changing = network(server, answers=[["127.0.0.1"], ["10.0.0.1"]])

        assert fetch(server.url(), network=changing).body == b"outside"
        with pytest.raises(Refused, match="public internet"):
            fetch(server.url(), network=changing)

    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("http://127.0.0.1/", "public internet"),
        ("http://[::1]/", "public internet"),
        ("http://[::ffff:7f00:1]/", "public internet"),
        ("http://169.254.169.254/latest/meta-data/", "public internet"),
        ("//10.0.0.1/", "public internet"),
        ("file:///etc/passwd", "http:// or https://"),
        ("ftp://pods.example/", "http:// or https://"),
        ("http://ann:secret@pods.example/", "user name"),
        ("http://pods.example:22/", "Port 22"),
        ("http://[", "not fetched"),
    ],
)
def test_a_redirect_is_checked_like_any_address(location: str, why: str) -> None:
    def look_up(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "pods.example" else [host.strip("[]")]

    with Server(lambda request: answer(status="302 Found", headers={"Location": location})) as server:
        judged = fetching.Network(
            look_up,
            # The first server stands for a public one by its name; whatever else is 127.0.0.1 is not.
            lambda address: address == "127.0.0.1" and len(server.requests) == 0,
            frozenset({80, 443, server.port}),
        )
        with pytest.raises(Refused, match=why):
            fetch(server.url(), network=judged)

    assert len(server.requests) == 1


def test_redirects_end() -> None:
    def respond(request: Request) -> bytes:
        return answer(status="302 Found", headers={"Location": request.path + "x"})

    with Server(respond) as server, pytest.raises(Refused, match="more than 5 times"):
        fetch(server.url(), network=network(server))

    assert len(server.requests) == 6


def test_only_permanent_redirects_from_the_start_move_an_address() -> None:
    steps = {
        "/old": ("301 Moved", "/new"),
        "/new": ("308 Moved", "/newer"),
        "/newer": ("302 Found", "/today"),
    }
    steps["/today"] = ("301 Moved", "/end")

    def respond(request: Request) -> bytes:
        if request.path not in steps:
            return answer("here")
        status, location = steps[request.path]
        return answer(status=status, headers={"Location": location})

    with Server(respond) as server:
        fetched = fetch(server.url("/old"), network=network(server))

    assert fetched.url == server.url("/end")
    assert fetched.permanent_url == server.url("/newer")


# Answers without end or measure


def endless(piece: bytes, head: bytes) -> Iterator[bytes]:
    yield head
    while True:
        yield piece


def dripping(data: bytes, pause: float = 0.05) -> Iterator[bytes]:
    for place in range(len(data)):
        yield data[place : place + 1]
        time.sleep(pause)


HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        lambda: endless(b"x" * 10_000, HEAD + b"\r\n"),
        lambda: endless(b"2710\r\n" + b"x" * 10_000 + b"\r\n", HEAD + b"Transfer-Encoding: chunked\r\n\r\n"),
        lambda: endless(b"x" * 10_000, HEAD + b"Content-Length: 99999999999\r\n\r\n"),
        lambda: endless(
            b"x" * 10_000, HEAD + b"Content-Type: text/vtt\r\nContent-Encoding: identity\r\n\r\n"
        ),
    ],
    ids=["until closed", "chunked", "claimed length", "identity"],
)
def test_a_body_without_end_is_not_read_to_it(pieces: Callable[[], Iterator[bytes]]) -> None:
    with Server(lambda request: pieces()) as server, pytest.raises(Refused, match=r"larger than 0\.1 MB"):
        fetch(server.url(), max_bytes=100_000, network=network(server))


def test_a_claimed_length_beyond_the_limit_is_not_waited_for() -> None:
    head = HEAD + b"Content-Length: 100001\r\n\r\n"
    with Server(lambda request: head) as server, pytest.raises(Refused, match="larger than"):
        fetch(server.url(), max_bytes=100_000, network=network(server))


def test_a_length_that_is_too_small_or_too_large_is_noticed() -> None:
    with Server(lambda request: HEAD + b"Content-Length: 4\r\n\r\nlonger") as server:
        assert fetch(server.url(), network=network(server)).body == b"long"
    short = HEAD + b"Content-Length: 40\r\n\r\nshorter"
    with Server(lambda request: short) as server, pytest.raises(Failed, match="broke off"):
        fetch(server.url(), network=network(server))


def test_what_is_packed_is_unpacked() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 10
    with Server(lambda request: answer(packed, headers={"Content-Encoding": "gzip"})) as server:
        assert fetch(server.url(), network=network(server)).body == b"one two"


def test_a_bomb_is_stopped_where_it_swells() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(200)) + packer.flush()
    assert len(bomb) < 250_000
    with Server(lambda request: answer(bomb, headers={"Content-Encoding": "gzip"})) as server:
        started = time.monotonic()
        with pytest.raises(Refused, match="larger than 20 MB"):
            fetch(server.url(), max_bytes=20_000_000, network=network(server))

    assert time.monotonic() - started < 15


@pytest.mark.parametrize(
    ("packing", "body", "why"),
    [
        ("gzip", b"not packed at all", "is not"),
        ("gzip", gzip.compress(b"whole " * 1000)[:-20], "broke off"),
        ("gzip, gzip", gzip.compress(b"x"), "did not ask for"),
        ("br", b"x", "did not ask for"),
    ],
    ids=["not packed", "cut off", "packed twice", "another packing"],
)
def test_packing_that_lies(packing: str, body: bytes, why: str) -> None:
    packed = answer(body, headers={"Content-Encoding": packing})
    with Server(lambda request: packed) as server, pytest.raises(Failed, match=why):
        fetch(server.url(), network=network(server))


@pytest.mark.parametrize(
    "pieces",
    [
        lambda: dripping(HEAD + b"\r\n" + b"x" * 1000),
        lambda: dripping(HEAD + b"X-Slow: " + b"x" * 1000),
        lambda: endless(b"HTTP/1.1 102 Processing\r\n\r\n", b""),
        lambda: (time.sleep(3), HEAD)[1:],
    ],
    ids=["body", "headers", "informational", "silence"],
)
def test_a_server_that_drips_is_left_in_time(pieces: Callable[[], Iterator[bytes]]) -> None:
    with Server(lambda request: pieces()) as server:
        started = time.monotonic()
        with pytest.raises(Refused, match="longer than 1 seconds"):
            fetch(server.url(), seconds=1, network=network(server))

    assert time.monotonic() - started < 10


def test_a_name_server_that_hangs_is_left_in_time() -> None:
    def hang(host: str, port: int) -> list[str]:
        time.sleep(3)
        return ["127.0.0.1"]

    started = time.monotonic()
    with pytest.raises(Failed, match="No name server"):
        fetch("https://pods.example/", seconds=0.5, network=fetching.Network(hang))

    assert time.monotonic() - started < 2.5  # long before the name server answers


@pytest.mark.parametrize(
    "response",
    [
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 1000) for n in range(500)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 500_000 + b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
        b"\x00" * 1000,
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
    ],
    ids=["many headers", "long header", "another protocol", "nothing", "zeros", "odd length"],
)
def test_what_is_no_proper_http_fails_and_says_so(response: bytes) -> None:
    with Server(lambda request: response) as server, pytest.raises(Failed, match="no proper HTTP"):
        fetch(server.url(), network=network(server))


# Answers that say no


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("404 Not Found", "nothing at this address"),
        ("410 Gone", "nothing at this address"),
        ("403 Forbidden", "does not let osbiz read"),
        ("429 Too Many Requests", "less often"),
        ("500 Internal Server Error", "answered 500"),
        ("599 Odd", "answered 599"),
        ("304 Not Modified", "answered 304"),
        ("302 Found", "answered 302"),
    ],
)
def test_a_failed_status_is_explained(status: str, why: str) -> None:
    with (
        Server(lambda request: answer("x" * 100, status)) as server,
        pytest.raises(Failed, match=why) as caught,
    ):
        fetch(server.url(), network=network(server))

    assert caught.value.status == int(status[:3])
    assert caught.value.retry_after_seconds is None


def test_the_time_a_server_asks_for_is_passed_on() -> None:
    def waiting(value: str) -> int | None:
        busy = answer("", "503 Busy", {"Retry-After": value})
        with Server(lambda request: busy) as server, pytest.raises(Failed) as caught:
            fetch(server.url(), network=network(server))
        return caught.value.retry_after_seconds

    assert waiting("120") == 120
    assert 3500 < (waiting(format_datetime(datetime.now(UTC) + timedelta(hours=1))) or 0) <= 3600
    assert waiting(format_datetime(datetime.now(UTC) - timedelta(hours=1))) == 0
    assert waiting("soon") is None


def test_a_host_that_is_not_there() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(Failed, match=r"No host is called pods\.example"):
        fetch("https://pods.example/", network=fetching.Network(unknown))
    with Server(lambda request: b"") as server:
        closed = network(server)
    with pytest.raises(Failed, match="refuses the connection"):
        fetch(server.url(), network=closed)


# TLS


def test_a_certificate_must_be_of_the_name_in_the_address() -> None:
    with Server(lambda request: answer("secret"), tls=True) as server:
        assert fetch(server.url(host="pods.example"), network=network(server)).body == b"secret"
        with pytest.raises(Failed, match=r"certificate is not valid.*other\.example"):
            fetch(server.url(host="other.example"), network=network(server))
        for no_name in (f"{'a' * 70}.example", "pods..example"):
            with pytest.raises(Refused, match="cannot be asked for"):
                fetch(server.url(host=no_name), network=network(server))

    assert len(server.requests) == 1


def test_a_certificate_nobody_vouches_for_is_not_believed() -> None:
    with Server(lambda request: answer("secret"), tls=True) as server:
        strict = fetching.Network(
            lambda host, port: ["127.0.0.1"], lambda address: True, frozenset({server.port})
        )
        with pytest.raises(Failed, match="certificate is not valid"):
            fetch(server.url(), network=strict)
