"""Workers that are really killed: nothing half-stored, and the job is done exactly once in the end."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.services.conftest import LONG_TURNS, Worker, wait_for
from transcripts.models import Episode, Job, JobState, Turn
from transcripts.services import importing, jobs
from transcripts.tests.test_importing import TALK

CELERY = ["-m", "celery", "-A", "osbiz", "worker", "--pool", "prefork", "-c", "1", "-l", "WARNING"]
POLLING = ["manage.py", "run_worker"]

STATE = """
import json
from transcripts.models import Job, Episode, Turn
jobs = list(Job.objects.values("state", "attempts"))
print(json.dumps([jobs, Episode.objects.count(), Turn.objects.count()]))
"""
QUEUE = """
import sys
from pathlib import Path
from transcripts.services import importing, jobs
jobs.enqueue(importing.receive(Path(sys.argv[-1]).read_bytes(), name="talk.txt", by=None), by=None)
"""


def manage(folder: Path, *args: str, script: str = "") -> str:
    """Run manage.py on a newcomer's SQLite database, or a script in its settings."""
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    prelude = "import django; django.setup()\n"
    command = (
        [sys.executable, "-c", prelude + script, *args] if script else [sys.executable, "manage.py", *args]
    )
    done = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env={**environment, "OSBIZ_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "osbiz.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_a_killed_worker_without_a_broker_finishes_after_restart(
    data_folder: Path, start: Callable[..., Worker], long_talk: bytes
) -> None:
    manage(data_folder, "migrate", "-v0")
    (data_folder / "talk.txt").write_bytes(long_talk)
    manage(data_folder, str(data_folder / "talk.txt"), script=QUEUE)

    def state() -> list:
        return json.loads(manage(data_folder, script=STATE))

    nothing = {"OSBIZ_DATA": str(data_folder), "DATABASE_URL": "", "REDIS_URL": ""}
    first = start(POLLING, **nothing)
    wait_for(lambda: state()[0][0]["state"] == JobState.RUNNING)
    first.kill()
    job, episodes, turns = state()
    assert (job[0]["state"], episodes, turns) == (JobState.RUNNING, 0, 0), "killed too late to prove anything"
    start(POLLING, **nothing)
    took = wait_for(lambda: state()[0][0]["state"] == JobState.SUCCEEDED, 120)
    print(f"recovered {took:.1f} s after restart")
    assert state() == [[{"state": "succeeded", "attempts": 2}], 1, LONG_TURNS]


def database_url() -> str:
    """The test's own database, for another process."""
    values = connection.settings_dict
    login = f"{values['USER']}:{values['PASSWORD']}@" if values["USER"] else ""
    port = f":{values['PORT']}" if values["PORT"] else ""
    return f"postgresql://{login}{values['HOST']}{port}/{values['NAME']}"


@pytest.fixture
def celery_worker(start: Callable[..., Worker], transactional_db: None) -> Callable[[], Worker]:
    """Start Celery workers on the test's database and a clean broker."""
    from osbiz.celery import app

    app.control.purge()
    return lambda: start(CELERY, DATABASE_URL=database_url())


def is_done(job: Job) -> bool:
    """Whether a job has come to its end."""
    job.refresh_from_db()
    return job.state in {JobState.SUCCEEDED, JobState.FAILED}


@pytest.mark.services
def test_a_celery_worker_does_what_is_queued(celery_worker: Callable[[], Worker]) -> None:
    celery_worker()
    job = jobs.enqueue(importing.receive(TALK.encode(), name="talk.txt", by=None), by=None)
    wait_for(lambda: is_done(job))
    assert (job.state, job.attempts, Episode.objects.count()) == (JobState.SUCCEEDED, 1, 1)


@pytest.mark.services
def test_a_killed_celery_worker_leaves_nothing_and_the_job_is_done_once(
    celery_worker: Callable[[], Worker], long_talk: bytes
) -> None:
    job = jobs.enqueue(importing.receive(long_talk, name="talk.txt", by=None), by=None)

    def runs() -> bool:
        job.refresh_from_db()
        return job.state == JobState.RUNNING

    first = celery_worker()
    wait_for(runs)
    first.kill()
    assert (Episode.objects.count(), Turn.objects.count()) == (0, 0)
    celery_worker()

    def swept() -> bool:
        jobs.sweep()  # what beat does every 15 s
        return is_done(job)

    took = wait_for(swept, 120)
    print(f"recovered {took:.1f} s after the kill")
    assert (job.state, job.attempts) == (JobState.SUCCEEDED, 2)
    assert (Episode.objects.count(), Turn.objects.count()) == (1, LONG_TURNS)
