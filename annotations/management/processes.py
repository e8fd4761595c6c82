"""Child processes that live and end together. Knows no Django."""

import os
import signal
import subprocess
import time
from pathlib import Path

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 5.0  # seconds that children have to end by themselves


def interrupt_on_signals() -> None:
    """Make every signal that asks us to end raise KeyboardInterrupt, even where a shell had them ignored."""
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler)


class Processes:
    """Named children, each leading a process group of its own so that its children end with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *command: str) -> None:
        """Start a child in the folder; only we, not the terminal, send it signals."""
        self.children[name] = subprocess.Popen(command, cwd=self.folder, start_new_session=True)  # noqa: S603

    def ended(self) -> str | None:
        """The name and exit code of a child that has ended, in words, or None while all run."""
        for name, child in self.children.items():
            if child.poll() is not None:
                return f"{name} ended with exit code {child.returncode}"
        return None

    def stop(self) -> None:
        """End all children: politely, then after `PATIENCE` seconds by force; a second Ctrl-C is ignored."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and any(child.poll() is None for child in self.children.values()):
            time.sleep(0.05)
        self._signal(signal.SIGKILL)
        for child in self.children.values():
            child.wait()

    def _signal(self, number: signal.Signals) -> None:
        for child in self.children.values():
            try:
                os.killpg(child.pid, number)
            except ProcessLookupError:
                continue
