"""The one way osbiz fetches anything from outside.

Public addresses only, whatever a name resolves to: a name is resolved once, every address it has must be
public, and the connection is made to one of those very numbers (so a second answer of the name server changes
nothing). Every redirect goes the same way. Nothing is sent along but what a stranger may know: no cookies,
credentials or referrer, and no proxy of the environment is used. Time, redirects and bytes are limited, the
bytes as they are received and unpacked, whatever the answer's headers claim.
"""

import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus

import httpcore
import httpx
from django.conf import settings

from transcripts import addresses, parsing
from transcripts.addresses import Refused

__all__ = ["INTERNET", "Answer", "Failed", "Fetched", "Network", "Refused", "fetch", "post"]

MAX_BYTES = parsing.MAX_BYTES
SECONDS = 30.0
# How long a server may be silent, or take to accept a connection.
PATIENCE = 10.0
MAX_REDIRECTS = 5
MAX_TRIES = 4
MAX_VALIDATOR = 500
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
GZIP = frozenset({"gzip", "x-gzip"})


@lru_cache(maxsize=1)
def public_certificates() -> ssl.SSLContext:
    """Certificates are checked against the authorities that browsers trust."""
    return httpcore.default_ssl_context()


def look_up(host: str, port: int) -> list[str]:
    """The numeric addresses of a host, as the system's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


@dataclass(frozen=True)
class Network:
    """How names become addresses, and which of those may be spoken to. The site has one, `INTERNET`; a test
    passes another, as its servers are on this machine.
    """

    look_up: Callable[[str, int], list[str]] = look_up
    allows: Callable[[str], bool] = addresses.is_public
    ports: frozenset[int] = addresses.PORTS
    certificates: Callable[[], ssl.SSLContext] = public_certificates


INTERNET = Network()


class Failed(Exception):
    """A fetch that did not succeed and may another time; the message says why, fit to be shown.

    `status` is the answer's, `retry_after_seconds` what the server asked to wait; None where there is none.
    """

    def __init__(
        self, message: str, retry_after_seconds: int | None = None, status: int | None = None
    ) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
        self.status = status


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `url` is where it came from in the end, `permanent_url` how far permanent redirects led."""

    url: str
    permanent_url: str
    status: int
    body: bytes = field(repr=False)
    media_type: str = ""
    etag: str = ""
    last_modified: str = ""
    retry_after_seconds: int | None = None
    not_modified: bool = False


def fetch(
    url: str,
    *,
    max_bytes: int = MAX_BYTES,
    seconds: float = SECONDS,
    etag: str = "",
    last_modified: str = "",
    accept: str = "",
    network: Network = INTERNET,
) -> Fetched:
    """Fetch an address, or learn that what one has (`etag`, `last_modified`) is still what is there.

    Raises Refused where the address or the answer is not allowed, Failed where it did not work.
    """
    deadline = Deadline(seconds)
    headers = asked(accept, etag, last_modified)
    target = addresses.checked(url, network.ports)
    permanent_url, all_permanent = str(target), True
    for _ in range(MAX_REDIRECTS + 1):
        answer = ask(target, headers, max_bytes, deadline, network)
        if answer.status not in REDIRECTS or not answer.location:
            return outcome(answer, target, permanent_url, conditional=bool(etag or last_modified))
        target = next_target(target, answer.location, network)
        all_permanent = all_permanent and answer.status in PERMANENT
        permanent_url = str(target) if all_permanent else permanent_url
    raise Refused(f"The address leads on more than {MAX_REDIRECTS} times, perhaps in a circle.")


def post(
    url: str,
    content: bytes,
    headers: dict[str, str],
    *,
    seconds: float = SECONDS,
    network: Network = INTERNET,
) -> "Answer":
    """Send something to an address. A redirect is an answer like any other: it is not followed. Of the answer
    only status and headers are read, so that nothing in its body, or missing from it, matters.

    Raises Refused where the address is not allowed, Failed where there was no answer.
    """
    target = addresses.checked(url, network.ports)
    told = {**asked("", "", ""), **headers, "Content-Length": str(len(content))}
    return ask(target, told, 0, Deadline(seconds), network, content=content)


def asked(accept: str, etag: str, last_modified: str) -> dict[str, str]:
    """What a request says: who asks, what for, and what it has already."""
    site = f" (+{settings.SITE_URL})" if settings.SITE_URL else ""
    headers = {
        "User-Agent": f"osbiz{site}",
        "Accept": accept or "*/*",
        "Accept-Encoding": "gzip",
        "If-None-Match": etag,
        "If-Modified-Since": last_modified,
        "Connection": "close",
    }
    return {name: value for name, value in headers.items() if value}


def next_target(target: httpx.URL, location: str, network: Network) -> httpx.URL:
    """Where a redirect leads, if it may be followed."""
    try:
        joined = str(target.join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"{target.host} leads on to something that is no address.") from error
    try:
        return addresses.checked(joined, network.ports)
    except Refused as refused:
        raise Refused(f"{target.host} leads on to an address that is not fetched: {refused}") from refused


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered to one request."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)

    @property
    def location(self) -> str:
        """Where it says to go instead."""
        return self.headers.get("location", "")


def outcome(answer: Answer, target: httpx.URL, permanent_url: str, *, conditional: bool) -> Fetched:
    """The answer as callers see it; raises Failed for anything but success."""
    retry_after = waiting_time(answer.headers.get("retry-after", ""))
    not_modified = answer.status == HTTPStatus.NOT_MODIFIED and conditional
    if not not_modified and not 200 <= answer.status < 300:
        raise Failed(explained(target.host, answer.status), retry_after, answer.status)
    return Fetched(
        url=str(target),
        permanent_url=permanent_url,
        status=answer.status,
        body=answer.body,
        media_type=answer.headers.get("content-type", "").partition(";")[0].strip().casefold()[:100],
        etag=validator(answer.headers.get("etag", "")),
        last_modified=validator(answer.headers.get("last-modified", "")),
        retry_after_seconds=retry_after,
        not_modified=not_modified,
    )


def explained(host: str, status: int) -> str:
    """A failed status in words."""
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    if status in (401, 403):
        return f"{host} does not let osbiz read this ({phrase}). Only what is public can be fetched."
    if status in (404, 410):
        return f"{host} has nothing at this address ({phrase}). Ask its publisher for the new one."
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return f"{host} asks osbiz to come less often ({phrase})."
    return f"{host} answered {phrase}."


def validator(value: str) -> str:
    """An ETag or a date to send back the next time; one that could not be sent is none."""
    return value if len(value) <= MAX_VALIDATOR and value.isascii() and value.isprintable() else ""


def waiting_time(value: str) -> int | None:
    """The seconds of a Retry-After, which gives seconds or a date; never negative."""
    value = value.strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0, int((moment - datetime.now(UTC)).total_seconds()))


class Deadline:
    """The moment by which a whole fetch must be over."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.end

    def left(self, at_most: float | None = None) -> float:
        """The seconds left, at most so many; raises Refused where there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise self.refusal()
        return left if at_most is None else min(left, at_most)

    def refusal(self) -> Refused:
        """Why the fetch ends here."""
        return Refused(f"The answer took longer than {self.seconds:g} seconds.")


def ask(
    target: httpx.URL,
    headers: dict[str, str],
    max_bytes: int,
    deadline: Deadline,
    network: Network,
    *,
    content: bytes | None = None,
) -> Answer:
    """Send one request and read its answer, following nothing. With content it is a POST, and the answer's
    body is left unread. Raises Refused or Failed.
    """
    method = "GET" if content is None else "POST"
    sent = [(b"Host", target.netloc), *((name.encode(), value.encode()) for name, value in headers.items())]
    url = httpcore.URL(
        scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path
    )
    timeouts = {"connect": PATIENCE, "read": PATIENCE, "write": PATIENCE, "pool": PATIENCE}
    pool = httpcore.ConnectionPool(
        ssl_context=network.certificates(), network_backend=CheckedConnections(network, deadline)
    )
    try:
        extensions = {"timeout": timeouts}
        with pool, pool.stream(method, url, headers=sent, content=content, extensions=extensions) as got:
            told = {name.decode("ascii", "replace").casefold(): text(value) for name, value in got.headers}
            wanted = content is None and 200 <= got.status < 300
            body = whole_body(got.iter_stream(), told, max_bytes, deadline) if wanted else b""
            return Answer(got.status, told, body)
    except httpcore.TimeoutException as error:
        if deadline.passed:
            raise deadline.refusal() from error
        raise Failed(f"{target.host} did not answer for {PATIENCE:g} seconds.") from error
    except httpcore.ConnectError as error:
        raise Failed(f"{target.host} could not be reached: {reason(error)}.") from error
    except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
        raise Failed(f"The answer of {target.host} broke off or is no proper HTTP.") from error
    except (httpcore.LocalProtocolError, UnicodeError) as error:
        raise Refused("This address cannot be asked for in HTTP.") from error


def text(value: bytes) -> str:
    """A header's value; HTTP has no say in its encoding."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def reason(error: httpcore.ConnectError) -> str:
    """Why a connection failed, in words of the cause."""
    cause = error.args[0] if error.args else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({cause.verify_message})"
    if isinstance(cause, ssl.SSLError):
        return "it does not speak TLS as it should"
    return "it refuses the connection" if isinstance(cause, ConnectionRefusedError) else "no connection"


def whole_body(chunks: Iterable[bytes], told: dict[str, str], max_bytes: int, deadline: Deadline) -> bytes:
    """The body, unpacked; raises Refused as soon as it is too large, received or unpacked."""
    claimed = told.get("content-length", "")
    if claimed.isascii() and claimed.isdigit() and int(claimed[:20]) > max_bytes:
        raise too_large(max_bytes)
    packing = told.get("content-encoding", "identity").strip().casefold() or "identity"
    if packing not in GZIP and packing != "identity":
        raise Failed(f"The answer is packed as {packing[:40]}, which osbiz did not ask for.")
    body = bytearray()
    received = bounded(chunks, max_bytes, deadline)
    for chunk in unpacked(received, max_bytes) if packing in GZIP else received:
        body += chunk
        if len(body) > max_bytes:
            raise too_large(max_bytes)
    return bytes(body)


def bounded(chunks: Iterable[bytes], max_bytes: int, deadline: Deadline) -> Iterator[bytes]:
    """What is received, until it is too much or takes too long."""
    received = 0
    for chunk in chunks:
        deadline.left()
        received += len(chunk)
        if received > max_bytes:
            raise too_large(max_bytes)
        yield chunk


def unpacked(chunks: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    """What gzip packed, in pieces no larger than the limit, whatever it swells to."""
    unpacker = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        data = chunk
        while data:
            if unpacker.eof:
                if not data.startswith(b"\x1f"):
                    return  # padding after the end
                unpacker = zlib.decompressobj(wbits=31)
            try:
                yield unpacker.decompress(data, max_bytes + 1)
            except zlib.error as error:
                raise Failed("The answer says that it is packed with gzip, and is not.") from error
            data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if not unpacker.eof:
        raise Failed("The answer broke off.")


def too_large(max_bytes: int) -> Refused:
    """Why a body is not read to its end."""
    return Refused(f"The answer is larger than {max_bytes / 1_000_000:.3g} MB.")


class CheckedConnections(httpcore.NetworkBackend):
    """Connects to the very address that was checked, and lets nothing last beyond the deadline."""

    def __init__(self, network: Network, deadline: Deadline) -> None:
        self.network = network
        self.deadline = deadline
        self.sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first of the host's addresses that answers; all of them must be allowed."""
        numbers = self.resolved(host, port)
        if not all(self.network.allows(number) for number in numbers):
            raise Refused(f"{host} is not on the public internet, and osbiz fetches from nowhere else.")
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for number in numbers[:MAX_TRIES]:
            try:
                stream = self.sockets.connect_tcp(
                    number, port, self.deadline.left(timeout), socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return TimedStream(stream, self.deadline)
        raise failure or Failed(f"{host} has no address. Look for a slip in its name.")

    def resolved(self, host: str, port: int) -> list[str]:
        """The host's addresses, asked for once. A resolver may hang longer than we can wait: it is asked in a
        thread, which is left behind.
        """
        answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()
        threading.Thread(target=self.look_up, args=(host, port, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=self.deadline.left(PATIENCE))
        except queue.Empty:
            raise Failed(f"No name server knew {host} within {PATIENCE:g} seconds.") from None
        if isinstance(answer, OSError | UnicodeError):
            raise Failed(f"No host is called {host}. Look for a slip in its name.") from answer
        if isinstance(answer, Exception):
            raise answer
        return answer

    def look_up(self, host: str, port: int, answers: "queue.SimpleQueue[list[str] | Exception]") -> None:
        """Put the answer, or what went wrong, where it is waited for."""
        try:
            answers.put(self.network.look_up(host, port))
        except Exception as error:
            answers.put(error)


class TimedStream(httpcore.NetworkStream):
    """A connection on which nothing, headers and handshakes included, outlasts the whole fetch."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self.stream = stream
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What arrives next."""
        return self.stream.read(max_bytes, self.deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self.stream.write(buffer, self.deadline.left(timeout))

    def close(self) -> None:
        """Hang up."""
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on in TLS: the certificate must be of the name in the address."""
        secure = self.stream.start_tls(ssl_context, server_hostname, self.deadline.left(timeout))
        return TimedStream(secure, self.deadline)

    def get_extra_info(self, info: str) -> object:
        """What httpcore asks of a connection."""
        return self.stream.get_extra_info(info)
