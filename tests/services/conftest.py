"""Real workers beside the tests: their processes, and how they reach the test's own database."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

LEASE_SECONDS = "4"
LONG_TURNS = 5_000


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> float:
    """Wait until something is so; returns how long it took, fails where it takes too long."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it took too long"
        time.sleep(0.05)
    return time.monotonic() - began


def manage(folder: Path, *command: str) -> None:
    """Run Python on a newcomer's SQLite database."""
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={**environment, "OSBIZ_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "osbiz.settings"},
        check=True,
    )


class Worker:
    """A process group of its own, so that killing it kills its children too."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env={**os.environ, "JOB_LEASE_SECONDS": LEASE_SECONDS, **environment},
            start_new_session=True,
        )

    def kill(self) -> None:
        """SIGKILL, as the kernel does when memory is short."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def start() -> Iterator[Callable[..., Worker]]:
    """Start workers; what still runs at the end of the test is killed."""
    workers: list[Worker] = []

    def begin(command: list[str], **environment: str) -> Worker:
        workers.append(Worker(command, environment))
        return workers[-1]

    yield begin
    for worker in workers:
        worker.kill()


@pytest.fixture
def long_talk() -> bytes:
    """A document that keeps a worker busy for a while."""
    sentence = "This is one more sentence of a very long talk about licences and what became of them. " * 3
    turns = "".join(
        f"[{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}] {'TK' if n % 2 else 'AQ'}: {sentence}\n\n"
        for n in range(LONG_TURNS)
    )
    return f"**EPISODE 12**\n\n[INTERVIEW]\n\n{turns}".encode()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """A newcomer's folder with a database that nobody has used, made once: of the tables that another run has
    kept, where there are any."""
    folder = tmp_path_factory.mktemp("migrated")
    if migrated.exists():
        shutil.copy(migrated, folder / "osbiz.sqlite3")
    manage(folder, "manage.py", "migrate", "-v0")
    return folder


@pytest.fixture
def newcomer(migrated: Path, tmp_path: Path) -> Path:
    """A folder with a newcomer's own database."""
    return Path(shutil.copytree(migrated, tmp_path / "newcomer"))
