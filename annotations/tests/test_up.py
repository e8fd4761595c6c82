"""`manage.py up` as a newcomer meets it: real processes, a real address."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from annotations.management import accounts
from transcripts.permissions import roles_of

SECOND_START_SECONDS = 20  # it takes two to three, on a machine with nothing else to do


@pytest.fixture
def port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    """A data folder, and `manage.py up` on it."""

    def __init__(self, folder: Path, port: int) -> None:
        kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        self.environment = {**kept, "OSBIZ_DATA": str(folder), "PORT": str(port)}
        self.port = port
        self.process: subprocess.Popen[str] | None = None
        self.said = ""

    def start(self) -> float:
        """Start it; returns the seconds until it says that it runs."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                break
        return time.monotonic() - began

    def status(self, path: str) -> int:
        """The status that the site answers with."""
        site = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        site.request("GET", path)
        return site.getresponse().status

    def refusal(self) -> str:
        """What it says when it does not start."""
        done = subprocess.run(
            [sys.executable, "manage.py", "up"],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (1, "")
        return done.stderr

    def children(self) -> list[int]:
        """The processes it has started."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in listed.stdout.split()]

    def stop(self) -> int:
        """Press Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


@pytest.fixture
def house(tmp_path: Path, port: int) -> Iterator[House]:
    made = House(tmp_path / "data", port)
    yield made
    if made.process and made.process.poll() is None:
        made.stop()


def is_alive(pid: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_first_start_fills_the_house_a_second_is_quick_and_all_ends_together(
    house: House, tmp_path: Path
) -> None:
    house.start()
    accounts = dict(re.findall(r"^  (\w+) / (\S+)$", house.said, re.MULTILINE))
    assert sorted(accounts) == ["admin", "chief", "contributor", "editor", "reviewer"]
    kept = tmp_path / "data" / "demonstration_accounts.json"
    assert kept.stat().st_mode & 0o077 == 0, "only its owner may read it"
    pages = ("/", "/topics/licensing-change/", "/api/v1/quotes/", "/static/site.css")
    assert {page: house.status(page) for page in pages} == dict.fromkeys(pages, 200)
    children = house.children()
    assert len(children) == 2
    assert house.stop() == 0
    assert not [pid for pid in children if is_alive(pid)]

    assert house.start() < SECOND_START_SECONDS
    assert "Importing" not in house.said
    assert dict(re.findall(r"^  (\w+) / (\S+)$", house.said, re.MULTILINE)) == accounts

    first, second = house.children()
    os.kill(second, signal.SIGKILL)
    assert house.process.wait(20) == 1, "when one part ends all do"
    assert not is_alive(first)


@pytest.mark.parametrize("wrong", ["eighty", "0", "70000"])
def test_a_port_that_is_none_is_told_with_the_remedy(house: House, wrong: str) -> None:
    house.environment["PORT"] = wrong
    assert f"PORT={wrong} is no port number. Choose one" in house.refusal()


def test_a_port_in_use_is_told_with_the_remedy(house: House, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        assert "Choose another: PORT=8001 bin/serve" in house.refusal()


@pytest.mark.django_db
def test_a_house_from_before_gets_the_accounts_it_lacks(tmp_path: Path) -> None:
    kept = tmp_path / "accounts.json"
    kept.write_text('{"editor": "old-word"}', encoding="ascii")
    accounts.create(kept)
    assert accounts.passwords(kept)["editor"] == "old-word"
    roles = {user.username: [*map(str, roles_of(user))] for user in User.objects.all()}
    assert roles["contributor"] == ["contributor"] and len(roles["chief"]) == 4 and len(roles["admin"]) == 5
    assert User.objects.get(username="chief").check_password(accounts.passwords(kept)["chief"])
