"""Children that live and end together."""

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.management import processes
from annotations.management.processes import Processes

SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal; [signal.signal(n, signal.SIG_IGN) for n in (2, 15)]; print(flush=True);" + SLEEP
PARENT = (
    f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', '{SLEEP}']).pid, flush=True);"
    + SLEEP
)


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Processes]:
    """An empty household; the test's own signal handlers come back afterwards."""
    handlers = {number: signal.getsignal(number) for number in processes.SIGNALS}
    made = Processes(tmp_path)
    yield made
    made.stop()
    for number, handler in handlers.items():
        signal.signal(number, handler)


def is_running(pid: int) -> bool:
    """Whether a process is there and not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_one_that_ended_is_named_with_its_code(children: Processes) -> None:
    children.start("The sleeper", sys.executable, "-c", SLEEP)
    children.start("The leaver", sys.executable, "-c", "raise SystemExit(3)")
    children.children["The leaver"].wait()
    assert children.ended() == "The leaver ended with exit code 3"


def test_all_end_at_once_when_asked(children: Processes) -> None:
    for name in ("one", "two"):
        children.start(name, sys.executable, "-c", SLEEP)
    assert children.ended() is None
    began = time.monotonic()
    children.stop()
    assert [child.returncode for child in children.children.values()] == [-signal.SIGTERM] * 2
    assert time.monotonic() - began < 10


def test_one_that_will_not_end_is_made_to(children: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 0.3)
    children.start("stubborn", sys.executable, "-c", STUBBORN)
    time.sleep(0.5)
    children.stop()
    assert children.children["stubborn"].returncode == -signal.SIGKILL


@pytest.mark.skipif(not Path("/proc").exists(), reason="grandchildren are looked for in /proc")
def test_grandchildren_end_too(children: Processes, capfd: pytest.CaptureFixture[str]) -> None:
    children.start("parent", sys.executable, "-c", PARENT)
    out = ""
    while not out.endswith("\n"):
        out += capfd.readouterr().out
        time.sleep(0.02)
    assert is_running(int(out))
    children.stop()
    time.sleep(0.1)
    assert not is_running(int(out))
