"""Jobs are done once, by whoever holds the lease; what dies is taken up again, but not for ever."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from transcripts.models import Episode, Job, JobState
from transcripts.services import importing, jobs
from transcripts.tests.test_importing import TALK

pytestmark = pytest.mark.django_db


def queue(content: bytes = TALK.encode()) -> Job:
    return jobs.enqueue(importing.receive(content, name="talk.txt", by=None), by=None)


def age(job: Job, seconds: int = 60, **values: Any) -> None:
    """Let time have passed for a job."""
    past = timezone.now() - timedelta(seconds=seconds)
    Job.objects.filter(pk=job.pk).update(created_at=past, **values)


def test_a_job_is_done_once_and_keeps_its_result() -> None:
    job = queue()
    assert jobs.run_next()
    assert not jobs.run_next()
    assert not jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.lease_until) == (JobState.SUCCEEDED, 1, None)
    assert job.result["episodes"][0]["turns"] == 3


def test_a_document_without_speech_fails_with_the_sentence_and_leaves_no_episode() -> None:
    job = queue(b"\x00\x01\x02" * 100)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error
    assert job.result["problems"][0]["message"] in job.error
    assert not Episode.objects.exists()


def test_an_error_of_ours_fails_the_job_and_the_worker_lives_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr(jobs.importing, "import_document", fail)
    job = queue()
    assert jobs.run_next()
    job.refresh_from_db()
    assert (job.state, "nothing was stored" in job.error) == (JobState.FAILED, True)


def test_a_job_under_lease_is_nobody_elses() -> None:
    job = queue()
    assert jobs.take(job.pk)
    assert jobs.take(job.pk) is None
    assert not jobs.run_next()


def test_a_lease_that_ran_out_is_taken_up_again_but_three_times_at_most() -> None:
    job = queue()
    for _ in range(Job.MAX_ATTEMPTS):
        assert jobs.take(job.pk)
        age(job, lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.take(job.pk) is None
    assert not jobs.run_next()
    job.refresh_from_db()
    assert (job.state, "stopped 3 times" in job.error) == (JobState.FAILED, True)


def test_a_worker_that_lost_its_lease_stores_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    job = queue()
    real = jobs.importing.import_document

    def slowly(*args: Any, **kwargs: Any) -> dict[str, Any]:
        result = real(*args, **kwargs)
        Job.objects.filter(pk=job.pk).update(attempts=2)  # another worker took it meanwhile
        return result

    monkeypatch.setattr(jobs.importing, "import_document", slowly)
    jobs.run(job.pk)
    assert not Episode.objects.exists()


def test_the_page_can_tell_that_no_worker_runs() -> None:
    assert jobs.worker_seen()
    job = queue()
    assert jobs.worker_seen()
    age(job, 11)
    assert not jobs.worker_seen()
    jobs.take(job.pk)
    assert jobs.worker_seen()


def test_the_sweep_sends_again_what_waits_or_was_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr(jobs, "send", lambda job: sent.append(job.pk))
    fresh, old, left = queue(), queue(b"2"), queue(b"3")
    age(old)
    jobs.take(left.pk)
    age(left, lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.sweep() == 2
    assert sent == [old.pk, left.pk]
    assert fresh.pk not in sent
