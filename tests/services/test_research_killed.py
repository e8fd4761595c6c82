"""A worker killed while it looks at marked passages, or brings them in, leaves nothing, and the next one does
it once; on a newcomer's database."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services.conftest import Worker, manage, wait_for

PREPARE = """
import sys
import django
django.setup()
from annotations.services import researchjobs
from annotations.tests import factories as make
from annotations.tests.research import building
from transcripts.services import jobs
texts = [f"We sold thing number {n} of them." for n in range(40)]
episode, text = make.episode(texts=texts), "\\n".join(texts)
ends = [len("\\n".join(texts[: n + 1])) for n in range(len(texts))]
marked = [(end - len(one), end, "") for end, one in zip(ends, texts)]
content = building.project(text, marked, [])
job = researchjobs.ask(content, name="field.qdpx", episode=episode, by=make.editor())
if sys.argv[-1] == "bring":
    jobs.run_next()
    job.refresh_from_db()
    researchjobs.confirm(job, sign=job.result["sign"], by=make.editor())
"""
# The worker has drafted half of the passages when it is killed.
PAUSING = """
import sys, time
from pathlib import Path
import django
django.setup()
from annotations.services import research
from transcripts.services import jobs
told = research.tell
def pausing(work, fate):
    told(work, fate)
    if len(work.outcome.fates) == 20:
        Path(sys.argv[-1]).touch()
        time.sleep(600)
research.tell = pausing
jobs.run_next()
"""


@pytest.mark.parametrize(("task", "ends"), [("look", ("ready", 2, 0)), ("bring", ("succeeded", 2, 40))])
def test_the_next_worker_does_it_once(
    newcomer: Path, start: Callable[..., Worker], tmp_path: Path, task: str, ends: tuple[str, int, int]
) -> None:
    nothing = {"OSBIZ_DATA": str(newcomer), "DATABASE_URL": "", "REDIS_URL": ""}
    nothing["DJANGO_SETTINGS_MODULE"] = "osbiz.settings"
    marker = tmp_path / "here"

    def state() -> tuple[str, int, int]:
        database = sqlite3.connect(newcomer / "osbiz.sqlite3", timeout=20)
        try:
            (job,) = database.execute("SELECT state, attempts FROM transcripts_job").fetchall()
            (drafts,) = database.execute("SELECT count(*) FROM annotations_quote").fetchone()
            return (*job, drafts)
        finally:
            database.close()

    manage(newcomer, "-c", PREPARE, task)
    first = start(["-c", PAUSING, str(marker)], **nothing)
    wait_for(marker.exists)
    first.kill()
    assert state() == ("running", 1, 0)
    start(["manage.py", "run_worker"], **nothing)
    wait_for(lambda: state()[0] == ends[0], 120)
    assert state() == ends
