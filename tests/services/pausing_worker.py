"""A worker that stops at one moment of its first job until it is killed: `STAGE MARKER PROGRAM ARGUMENT...`.

It writes its process id to the file MARKER when it gets there; where that file exists already, it never
stops.
"""

import os
import runpy
import sys
import time
from pathlib import Path
from typing import Any

STAGES = ("reading", "before commit", "after commit")


def main() -> None:
    """Change one function, then be the program."""
    stage, marker, program, *arguments = sys.argv[1:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "osbiz.settings"
    import django

    django.setup()
    pause_at(stage, Path(marker))
    sys.argv = [program, *arguments]
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)


def pause_at(stage: str, marker: Path) -> None:
    """Put a pause before the function that the stage is about."""
    from transcripts.reader import Question
    from transcripts.services import queue
    from transcripts.services.heartbeats import Heartbeat

    owner, name = {
        "reading": (Question, "answer"),
        "before commit": (queue, "settle_all"),
        "after commit": (Heartbeat, "release"),
    }[stage]
    real = getattr(owner, name)

    def pausing(*args: Any, **kwargs: Any) -> Any:
        if not marker.exists():
            marker.write_text(str(os.getpid()))
            time.sleep(600)
        return real(*args, **kwargs)

    setattr(owner, name, pausing)


if __name__ == "__main__":
    main()
