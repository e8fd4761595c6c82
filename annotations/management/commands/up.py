"""`manage.py up`: the whole of osbiz on this machine, as `bin/serve` starts it."""

import http.client
import os
import socket
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from annotations.management import accounts, preparation
from annotations.management.processes import Processes, interrupt_on_signals

HOST = "127.0.0.1"
START_SECONDS = 60


class Command(BaseCommand):
    """Prepares the data folder, then runs web server and worker until Ctrl-C or until one of them ends."""

    help = "Prepare what is not prepared, start web server and worker, and say where to look."
    requires_system_checks: list[str] = []  # a start should be quick; bin/test runs the checks

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until interrupted; an error says what to do."""
        interrupt_on_signals()
        port = free_port(os.environ.get("PORT") or "8000")
        processes = Processes(settings.BASE_DIR)
        try:
            self.prepare()
            start(processes, port)
            self.wait(processes, port)
            self.stdout.write(greeting(port))
            self.stdout.flush()
            watch(processes)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping")
        finally:
            processes.stop()

    def prepare(self) -> None:
        """Prepare the data folder, or say that the database is not there."""
        try:
            preparation.prepare(self.stdout)
        except OperationalError as error:
            raise CommandError(f"The database is not reachable: {error}") from error

    def wait(self, processes: Processes, port: int) -> None:
        """Return once the site answers."""
        deadline = time.monotonic() + START_SECONDS
        while not answers(port):
            check(processes)
            if time.monotonic() > deadline:
                raise CommandError(
                    f"The site did not answer within {START_SECONDS} s; the lines above may say why."
                )
            time.sleep(0.05)


def free_port(text: str) -> int:
    """The port named by PORT, or an error that says how to choose another."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CommandError(
            f"PORT={text} is no port number. Choose one from 1024 to 65535: PORT=8001 bin/serve"
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError as error:
            raise CommandError(
                f"Port {text} cannot be used ({error.strerror}). Choose another: PORT=8001 bin/serve"
            ) from error
    return int(text)


def start(processes: Processes, port: int) -> None:
    """Start the web server and the worker; both load at the same time."""
    application = settings.WSGI_APPLICATION.replace(".application", ":application")
    processes.start(
        "The web server",
        *(sys.executable, "-m", "gunicorn", application, "--bind", f"{HOST}:{port}"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "4"),
        *("--graceful-timeout", "2", "--log-level", "warning", "--no-control-socket"),
    )
    processes.start("The worker", sys.executable, "manage.py", "run_worker")


def answers(port: int) -> bool:
    """Whether the site answers that it is well."""
    site = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        site.request("GET", "/healthz/")
        return site.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        site.close()


def check(processes: Processes) -> None:
    """Raise when one of the processes has ended: half of osbiz is not osbiz."""
    if ended := processes.ended():
        raise CommandError(f"{ended}; the rest is stopped. The lines above may say why.")


def watch(processes: Processes) -> None:
    """Return never; raise when a process ends."""
    while True:
        check(processes)
        time.sleep(0.2)


def greeting(port: int) -> str:
    """Where to look, and who to be."""
    site = f"http://{HOST}:{port}"
    lines = [
        "",
        f"osbiz runs at {site}/",
        f"  the desk   {site}/admin/",
        f"  the API    {site}/api/docs/",
    ]
    if settings.DEBUG:
        lines += ["Accounts of this demonstration (name / password):"]
        lines += [f"  {name} / {word}" for name, word in accounts.passwords(preparation.ACCOUNTS).items()]
    return "\n".join([*lines, "Ctrl-C ends it.", ""])
