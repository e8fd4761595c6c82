"""Workers that are really killed: nothing half-stored, and the job is done exactly once in the end."""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.services.conftest import LONG_TURNS, Worker, manage, wait_for
from tests.services.pausing_worker import STAGES
from transcripts.models import Episode, Job, JobState, RevisionKind, Turn
from transcripts.services import documents, jobs, queue
from transcripts.tests.test_importing import TALK

CELERY = ["celery", "-A", "osbiz", "worker", "--pool", "prefork", "-c", "1", "-l", "WARNING"]
POLLING = ["manage.py", "run_worker"]
ATTEMPTS = {"reading": 2, "before commit": 2, "after commit": 1}

QUEUE = """
import django, sys
django.setup()
from pathlib import Path
from transcripts.services import documents, jobs
document = documents.receive(Path(sys.argv[-1]).read_bytes(), name="talk.txt", by=None)
jobs.enqueue(document, by=None, store_at_once=True)
"""

SPOKEN = """
SELECT count(*) FROM transcripts_turn JOIN transcripts_revision ON transcripts_revision.id = revision_id
WHERE kind = 'transcript'
"""


def pausing(stage: str, marker: Path, worker: list[str]) -> list[str]:
    """The command of a worker that stops at this stage."""
    return ["-m", "tests.services.pausing_worker", stage, str(marker), *worker]


@pytest.mark.parametrize("stage", STAGES)
def test_a_killed_worker_without_a_broker_finishes_after_restart(
    newcomer: Path, start: Callable[..., Worker], long_talk: bytes, stage: str
) -> None:
    marker, talk = newcomer / "here", newcomer / "talk.txt"
    talk.write_bytes(long_talk)
    manage(newcomer, "-c", QUEUE, str(talk))
    nothing = {"OSBIZ_DATA": str(newcomer), "DATABASE_URL": "", "REDIS_URL": ""}

    def state() -> tuple[Any, ...]:
        database = sqlite3.connect(newcomer / "osbiz.sqlite3", timeout=20)
        try:
            job = database.execute("SELECT state, attempts FROM transcripts_job").fetchone()
            counts = ("SELECT count(*) FROM transcripts_episode", SPOKEN)
            return (*job, *(database.execute(count).fetchone()[0] for count in counts))
        finally:
            database.close()

    first = start(pausing(stage, marker, POLLING), **nothing)
    wait_for(marker.exists)
    first.kill()
    done = ("succeeded", ATTEMPTS[stage], 1, LONG_TURNS)
    assert state() == (done if stage == "after commit" else ("running", 1, 0, 0))
    start(POLLING, **nothing)
    took = wait_for(lambda: state()[0] == JobState.SUCCEEDED, 120)
    print(f"killed {stage}, SQLite: done {took:.1f} s after restart, lease 4 s")
    assert state() == done


def database_url() -> str:
    """The test's own database, for another process."""
    values = connection.settings_dict
    login = f"{values['USER']}:{values['PASSWORD']}@" if values["USER"] else ""
    port = f":{values['PORT']}" if values["PORT"] else ""
    return f"postgresql://{login}{values['HOST']}{port}/{values['NAME']}"


@pytest.fixture
def celery_worker(start: Callable[..., Worker], transactional_db: None) -> Iterator[Callable[..., Worker]]:
    """Start Celery workers on the test's database and a clean broker; they end before the tables do."""
    from osbiz.celery import app

    app.control.purge()

    workers: list[Worker] = []

    def begin(command: list[str] = ["-m", *CELERY]) -> Worker:  # noqa: B006 - never changed
        workers.append(start(command, DATABASE_URL=database_url()))
        return workers[-1]

    yield begin
    for worker in workers:
        worker.kill()


def enqueue(content: bytes) -> Job:
    document = documents.receive(content, name="talk.txt", by=None)
    return jobs.enqueue(document, by=None, store_at_once=True)


def is_done(job: Job) -> bool:
    """Whether a job has come to its end."""
    job.refresh_from_db()
    return job.state in {JobState.SUCCEEDED, JobState.FAILED}


def stored() -> tuple[int, int]:
    return Episode.objects.count(), Turn.objects.filter(revision__kind=RevisionKind.TRANSCRIPT).count()


@pytest.mark.services
def test_a_celery_worker_does_what_is_queued(celery_worker: Callable[..., Worker]) -> None:
    celery_worker()
    job = enqueue(TALK.encode())
    wait_for(lambda: is_done(job))
    assert (job.state, job.attempts, Episode.objects.count()) == (JobState.SUCCEEDED, 1, 1)


@pytest.mark.services
def test_one_message_does_many_jobs_and_a_repeated_one_none(celery_worker: Callable[..., Worker]) -> None:
    celery_worker()
    waiting = [enqueue(TALK.replace("EPISODE 12", f"EPISODE {number}").encode()) for number in range(30)]
    queue.send(100)
    wait_for(lambda: all(is_done(job) for job in waiting))
    assert {(job.state, job.attempts) for job in waiting} == {("succeeded", 1)}
    assert Episode.objects.count() == 30


@pytest.mark.services
@pytest.mark.parametrize("victim", ["worker", "child"])
@pytest.mark.parametrize("stage", STAGES)
def test_a_killed_celery_worker_leaves_nothing_and_the_job_is_done_once(
    celery_worker: Callable[..., Worker], long_talk: bytes, tmp_path: Path, stage: str, victim: str
) -> None:
    marker = tmp_path / "here"
    job = enqueue(long_talk)
    first = celery_worker(pausing(stage, marker, CELERY))
    wait_for(lambda: marker.exists() and marker.read_text() != "")
    if victim == "worker":
        first.kill()
    else:
        os.kill(int(marker.read_text()), signal.SIGKILL)  # the worker starts another and is sent it again
    assert stored() == ((1, LONG_TURNS) if stage == "after commit" else (0, 0))
    if victim == "worker":
        celery_worker()

    def swept() -> bool:
        jobs.sweep()  # what beat does every 15 s
        return is_done(job)

    took = wait_for(swept, 120)
    print(f"killed the {victim} {stage}, PostgreSQL: done {took:.1f} s after the kill, lease 4 s")
    queue.send()  # a message delivered twice finds nothing to do
    other = enqueue(TALK.replace("EPISODE 12", "EPISODE 13").encode())
    wait_for(lambda: is_done(other))
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.SUCCEEDED, ATTEMPTS[stage])
    assert stored() == (2, LONG_TURNS + 3)
