"""A real web server on this machine for tests, which answers as each test says, also against the rules."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from transcripts.services import fetching

CERTIFICATE = Path(__file__).parent / "certificate.pem"


@dataclass
class Request:
    """What a client asked: its path, its headers by small name, and what it sent."""

    path: str
    headers: dict[str, str]
    body: bytes = b""


def answer(
    body: bytes | str = b"",
    status: str = "200 OK",
    headers: dict[str, str] | None = None,
    *,
    length: bool = True,
) -> bytes:
    """A proper HTTP answer."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    lines += [f"Content-Length: {len(body)}"] if length else []
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


@dataclass
class Server:
    """Listens on 127.0.0.1; `respond(request)` gives the answer's bytes, whole or piece by piece."""

    respond: Callable[[Request], bytes | Iterator[bytes]]
    tls: bool = False
    requests: list[Request] = field(default_factory=list)

    def __enter__(self) -> "Server":
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.open = True
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.open = False
        # Closing alone would let the waiting `accept` take one more connection.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def url(self, path: str = "/", host: str = "pods.example") -> str:
        """An address here, under whatever name."""
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def listen(self) -> None:
        """Serve each connection in a thread of its own."""
        while self.open:
            with contextlib.suppress(OSError):
                connection, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        """Read one request and answer it; a client that hangs up is its own affair."""
        with contextlib.suppress(OSError):
            connection.settimeout(20)
            if self.tls:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(CERTIFICATE)
                connection = context.wrap_socket(connection, server_side=True)
            with connection:
                request = self.read(connection)
                self.requests.append(request)
                answered = self.respond(request)
                for piece in [answered] if isinstance(answered, bytes) else answered:
                    connection.sendall(piece)

    @staticmethod
    def read(connection: socket.socket) -> Request:
        """The request up to its empty line, and as much behind it as it says."""
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(4096) or b"\r\n\r\n"
        head, _, body = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines if ": " in line)
        headers = {name.casefold(): value for name, value in headers.items()}
        while len(body) < int(headers.get("content-length", 0)):
            body += connection.recv(65_536)
        return Request(first.split()[1], headers, body)


def trusting() -> ssl.SSLContext:
    """Trusts the certificate of `pods.example` that the servers here have."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def network(*servers: Server, answers: list[list[str]] | None = None) -> fetching.Network:
    """A network in which every name is this machine, and this machine may be fetched from.

    With `answers`, 127.0.0.1 stands for a public address and all others are judged as they are: the name
    server gives these, one after the other.
    """
    ports = frozenset(server.port for server in servers)
    given = iter(answers or [])

    def look_up(host: str, port: int) -> list[str]:
        return next(given) if answers else ["127.0.0.1"]

    def allows(address: str) -> bool:
        return address == "127.0.0.1" or fetching.INTERNET.allows(address)

    return fetching.Network(look_up, allows, ports, trusting)
