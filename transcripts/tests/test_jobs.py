"""Jobs are done once, by whoever holds the lease; what dies is tried again, not for ever; people decide."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from transcripts import reader
from transcripts.documents import ParsedDocument
from transcripts.models import Episode, Job, JobState, JobTask, Podcast, Reading, SourceDocument
from transcripts.services import documents, heartbeats, importing, jobs, queue, readings, records, working
from transcripts.tests.test_importing import TALK
from transcripts.tests.test_reader import HOSTILE

pytestmark = pytest.mark.django_db


def enqueue(content: str | bytes = TALK, *, at_once: bool = True, name: str = "talk.txt") -> Job:
    raw = content.encode() if isinstance(content, str) else content
    document = documents.receive(raw, name=name, by=None)
    return jobs.enqueue(document, by=None, store_at_once=at_once)


def ready(content: str = TALK) -> Job:
    job = enqueue(content, at_once=False)
    jobs.run(job.pk)
    return again(job)


def again(job: Job) -> Job:
    """The job as it stands now."""
    return Job.objects.get(pk=job.pk)


def change(job: Job, **values: Any) -> None:
    Job.objects.filter(pk=job.pk).update(**values)


def past(seconds: float = 60) -> Any:
    return timezone.now() - timedelta(seconds=seconds)


def lines(job: Job) -> list[str]:
    return [event.message for event in job.log.all()]


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("edith")


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A reading process in which a document may ask for trouble, on a short lead."""
    limits = reader.Limits(seconds=2, memory_bytes=300 * reader.MB)
    made = reader.Reader(ParsedDocument, limits, HOSTILE)
    monkeypatch.setattr(readings, "reader_of_this_thread", lambda: made)
    monkeypatch.setattr(working, "BACK_OFF", timedelta(0))
    yield
    made.close()


def test_a_job_is_done_once_and_keeps_its_result() -> None:
    job = enqueue()
    assert jobs.run_next()
    assert not jobs.run_next()
    assert not jobs.run(job.pk)
    job = again(job)
    assert (job.state, job.task, job.attempts, job.lease_until) == ("succeeded", "store", 1, None)
    assert (job.result["episodes"][0]["turns"], job.done, job.total) == (3, 1, 1)


def test_a_job_tells_its_story() -> None:
    job = enqueue(at_once=False)
    jobs.run(job.pk)
    jobs.confirm(job, by=None)
    jobs.run(job.pk)
    assert lines(job) == [
        f"Received, {len(TALK.encode())} bytes.",
        "Read as timed-labels, 75% sure: 1 episode.",
        "Confirmed.",
        "Stored: 1 new episode.",
    ]


def test_what_is_read_waits_for_a_person_and_stores_no_episode() -> None:
    job = ready()
    assert (job.state, job.task, job.total, Episode.objects.count()) == ("ready", "read", 1, 0)
    parsed = jobs.reading_of(job)
    assert parsed and len(parsed.episodes[0].turns) == 3
    outline = job.result["episodes"][0]
    assert (outline["title"], outline["status"], outline["turns"]) == ("Episode 12", "complete", 3)


def test_what_is_confirmed_is_stored_as_it_was_seen(editor: User) -> None:
    podcast = Podcast.objects.create(title="Wry Ledger", slug="wry-ledger")
    job = ready()
    jobs.confirm(job, by=editor, podcast=podcast, decisions={"0": {"TK": {"name": "Tess Kyle"}}})
    assert (job.state, job.task, job.attempts, job.confirmed_by) == ("queued", "store", 0, editor)
    assert jobs.run_many() == 1
    job = again(job)
    episode = Episode.objects.get()
    assert (job.state, episode.podcast, Reading.objects.count()) == ("succeeded", podcast, 0)
    assert episode.history.first().history_user == editor
    assert "Confirmed by edith." in lines(job)


def test_a_confirmation_counts_once(editor: User) -> None:
    first, second = ready(), Job.objects.get()
    jobs.confirm(first, by=editor)
    with pytest.raises(jobs.NotNow, match="cannot be changed so now: it waits for a worker"):
        jobs.confirm(second, by=editor)


def test_confirming_many_says_of_each_what_became_of_it(editor: User) -> None:
    good, done = ready(), enqueue("no speech at all")
    jobs.run(done.pk)
    outcomes = jobs.confirm_all([done, good], by=editor)
    assert [(job.pk, outcome[-14:]) for job, outcome in outcomes] == [
        (done.pk, "it has failed."),
        (good.pk, ""),
    ]


def test_a_reading_that_is_gone_is_read_and_shown_again() -> None:
    job = ready()
    jobs.confirm(job, by=None)
    Reading.objects.update(parser="0")
    assert (jobs.run_many(), jobs.run_many()) == (1, 1)
    job = again(job)
    assert (job.state, Episode.objects.count(), working.READ_AGAIN in lines(job)) == ("ready", 0, True)


def test_a_document_is_read_again_in_the_format_a_person_chose(editor: User) -> None:
    job = ready()
    with pytest.raises(jobs.NotNow, match="There is no format “scroll”"):
        jobs.reread(job, as_format="scroll", by=editor)
    jobs.reread(job, as_format="named-turns", by=editor)
    assert not Reading.objects.exists()
    jobs.run_many()
    assert "To be read as named-turns by edith." in lines(job)
    jobs.reread(again(job), as_format="", by=editor)
    jobs.run_many()
    assert again(job).result["format"] == "timed-labels"


def test_a_document_without_speech_fails_with_the_sentence_and_leaves_no_episode() -> None:
    job = enqueue(b"\x00\x01\x02" * 100)
    jobs.run(job.pk)
    job = again(job)
    assert (job.state, job.result["problems"][0]["message"] in job.error) == ("failed", True)
    assert not Episode.objects.exists()


def test_what_failed_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("bug")

    job = ready()
    jobs.confirm(job, by=None)
    with monkeypatch.context() as patch:
        patch.setattr(working.importing, "store", fail)
        assert jobs.run_next()
    job = again(job)
    assert (job.state, "stored nothing" in job.error) == ("failed", True)
    jobs.retry(job, by=None)
    assert (job.task, job.error) == (JobTask.STORE, "")
    jobs.run_many()
    assert (again(job).state, Episode.objects.count()) == ("succeeded", 1)


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("loop", "took longer than 2 s"),
        ("bomb", "more than 300 MB of memory"),
        ("crash", "ended (signal 11)"),
    ],
)
def test_a_killer_document_fails_after_three_attempts_and_the_others_are_imported(
    hostile: None, trouble: str, sentence: str
) -> None:
    killer, good = enqueue(trouble), enqueue()
    done = []
    while jobs.run_next():
        done.append(again(killer).attempts)
        assert len(done) < 10
    killer = again(killer)
    assert (killer.state, killer.attempts, again(good).state) == ("failed", Job.MAX_ATTEMPTS, "succeeded")
    assert sentence in killer.error
    assert lines(killer)[1].startswith("Attempt 1 of 3: ")


def test_a_bug_in_the_parser_fails_the_job_and_not_the_worker(hostile: None) -> None:
    job, good = enqueue("raise"), enqueue()
    while jobs.run_next():
        pass
    assert ("tell your administrator" in again(job).error, again(good).state) == (True, "succeeded")


def test_a_busy_database_is_an_attempt_and_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    job = enqueue()
    real, calls = importing.store, []

    def busy_once(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("database is locked")
        return real(*args, **kwargs)

    monkeypatch.setattr(working.importing, "store", busy_once)
    monkeypatch.setattr(working, "BACK_OFF", timedelta(0))
    while jobs.run_next():
        pass
    assert (again(job).state, again(job).attempts, len(calls)) == ("succeeded", 2, 2)


def test_a_job_under_lease_is_nobody_elses() -> None:
    job = enqueue()
    assert jobs.take(job.pk)
    assert jobs.take(job.pk) is None
    assert not jobs.run_next()


def test_a_lease_that_ran_out_is_taken_up_again_but_three_times_at_most() -> None:
    job = enqueue()
    for _ in range(Job.MAX_ATTEMPTS):
        assert jobs.take(job.pk)
        change(job, lease_until=past(1))
    assert jobs.take(job.pk) is None
    assert not jobs.run_next()
    job = again(job)
    assert (job.state, "stopped 3 times while reading" in job.error) == ("failed", True)


def test_a_document_that_was_with_a_dead_worker_is_done_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    left = [enqueue(), enqueue(TALK + "\n")]
    for job in left:
        jobs.take(job.pk)
        change(job, lease_until=past(1))
    begun: list[int] = []
    real_begin, real_do = working._begin, working._do
    monkeypatch.setattr(working, "_begin", lambda job, heart: begun.append(job.pk) or real_begin(job, heart))
    monkeypatch.setattr(
        working, "_do", lambda held, heart: begun.append(-held.job.pk) or real_do(held, heart)
    )
    jobs.run_many()
    first, second = (job.pk for job in left)
    assert begun == [first, -first, second, -second]


def test_the_next_documents_are_read_while_some_are_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "MOST_AHEAD", 4)
    monkeypatch.setattr(working, "MOST_TOGETHER", 2)
    waiting = [enqueue(TALK + "\n" * number) for number in range(6)]
    begun: list[int] = []
    real = working._begin
    monkeypatch.setattr(working, "_begin", lambda job, heart: begun.append(job.pk) or real(job, heart))
    finished = [(job.pk, len(begun)) for job in jobs.work(waiting)]
    pks = [job.pk for job in waiting]
    assert finished == list(zip(pks, [4, 4, 6, 6, 6, 6], strict=True))


def test_of_large_documents_one_is_read_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "MOST_BYTES_AHEAD", 1)
    monkeypatch.setattr(working, "MOST_TOGETHER", 1)
    waiting = [enqueue(TALK + "\n" * number) for number in range(3)]
    begun: list[int] = []
    real = working._begin
    monkeypatch.setattr(working, "_begin", lambda job, heart: begun.append(job.pk) or real(job, heart))
    assert [len(begun) for _ in jobs.work(waiting)] == [2, 3, 3]


def several(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many documents were stored at each call from now on; those that are read are waited for."""
    monkeypatch.setattr(working, "MOMENT_SECONDS", 10)
    stored: list[int] = []
    real = importing.store

    def counted(read: Any, **kwargs: Any) -> Any:
        stored.append(len(read))
        return real(read, **kwargs)

    monkeypatch.setattr(importing, "store", counted)
    return stored


def test_what_is_read_is_stored_together_and_told_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = several(monkeypatch)
    waiting = [enqueue(TALK.replace("EPISODE 12", f"EPISODE {number}")) for number in range(3)]
    assert jobs.run_many() == 3
    assert stored == [3]
    for number, job in enumerate(map(again, waiting)):
        (episode,) = job.result["episodes"]
        assert (episode["title"], job.result["created"]) == (f"Episode {number}", True)
        assert (job.state, job.task, job.done, job.lease_until) == ("succeeded", "store", 1, None)
        assert lines(job)[1:] == [
            "Read as timed-labels, 75% sure: 1 episode.",
            "Stored: 1 new episode.",
        ]


def test_what_many_confirmed_is_stored_together(monkeypatch: pytest.MonkeyPatch, editor: User) -> None:
    waiting = [ready(TALK.replace("EPISODE 12", f"EPISODE {number}")) for number in range(3)]
    stored = several(monkeypatch)
    jobs.confirm_all(waiting, by=editor)
    assert jobs.run_many() == 3
    assert (stored, Reading.objects.count(), Episode.objects.count()) == ([3], 0, 3)
    assert {episode.history.get().history_user for episode in Episode.objects.all()} == {editor}


def test_what_cannot_go_together_is_stored_apart(monkeypatch: pytest.MonkeyPatch, editor: User) -> None:
    talks = [TALK.replace("EPISODE 12", f"EPISODE {number}") for number in range(3)]
    decided, mine, twin, theirs = (ready(talk) for talk in (talks[0], talks[1], talks[1], talks[2]))
    stored = several(monkeypatch)
    jobs.confirm(decided, by=editor, decisions={"0": {"TK": {"name": "Tess Kyle"}}})
    jobs.confirm_all([mine, twin], by=editor)
    jobs.confirm(theirs, by=None)
    assert jobs.run_many() == 4
    assert stored == [1, 1, 1, 1]
    assert [again(job).result["created"] for job in (decided, mine, twin, theirs)] == [
        True,
        True,
        False,
        True,
    ]


def test_one_bad_document_stops_none_of_those_stored_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = several(monkeypatch)
    waiting = [enqueue(TALK.replace("EPISODE 12", f"EPISODE {number}")) for number in range(3)]
    real = records.add

    def spoilt(instances: Any, **kwargs: Any) -> None:
        if any(getattr(one, "number", None) == 1 for one in instances):
            raise ValueError("a bug that only one document meets")
        real(instances, **kwargs)

    monkeypatch.setattr(records, "add", spoilt)
    assert jobs.run_many() == 3
    assert stored == [3, 1, 1, 1]
    assert [again(job).state for job in waiting] == ["succeeded", "failed", "succeeded"]
    assert [again(job).task for job in waiting] == ["store", "read", "store"]
    assert sorted(Episode.objects.values_list("number", flat=True)) == [0, 2]


def test_of_several_stored_together_the_cancelled_one_is_not_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = several(monkeypatch)
    first, second = (enqueue(TALK.replace("EPISODE 12", f"EPISODE {number}")) for number in range(2))
    counted = importing.store

    def meanwhile(read: Any, **kwargs: Any) -> Any:
        result = counted(read, **kwargs)
        change(second, cancel_requested=True)
        return result

    monkeypatch.setattr(importing, "store", meanwhile)
    jobs.run_many()
    assert stored[0] == 2
    assert (again(first).state, again(second).state) == ("succeeded", "cancelled")
    assert [episode.number for episode in Episode.objects.all()] == [0]


def test_a_worker_that_lost_its_lease_stores_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    job = enqueue()
    real = importing.store

    def slowly(*args: Any, **kwargs: Any) -> Any:
        change(job, started_at=timezone.now())  # another worker took it meanwhile
        return real(*args, **kwargs)

    monkeypatch.setattr(working.importing, "store", slowly)
    jobs.run(job.pk)
    assert (Episode.objects.count(), again(job).state) == (0, JobState.RUNNING)


def test_what_waits_is_cancelled_at_once(editor: User) -> None:
    job = enqueue()
    jobs.cancel(job, by=editor)
    assert (job.state, jobs.run_next(), lines(job)[-1]) == ("cancelled", False, "Cancelled by edith.")
    jobs.retry(job, by=editor)
    assert jobs.run_next()
    with pytest.raises(jobs.NotNow, match="it is done"):
        jobs.cancel(job, by=editor)


def test_a_cancellation_while_storing_stores_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    job = enqueue()
    real = importing.store

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        result = real(*args, **kwargs)
        jobs.cancel(again(job), by=None)
        return result

    monkeypatch.setattr(working.importing, "store", meanwhile)
    jobs.run(job.pk)
    assert (again(job).state, Episode.objects.count()) == ("cancelled", 0)


def test_a_cancelled_job_whose_worker_died_does_not_come_back() -> None:
    job = enqueue()
    jobs.take(job.pk)
    jobs.cancel(job, by=None)
    assert (again(job).state, again(job).cancel_requested) == ("running", True)
    change(job, lease_until=past(1))
    assert not jobs.run_next()
    assert again(job).state == "cancelled"


def test_a_discarded_document_is_gone_unless_something_needs_it() -> None:
    job, twin = ready(), ready()
    jobs.discard(job, by=None)
    assert (again(job).document, SourceDocument.objects.count()) == (job.document, 1)
    jobs.discard(twin, by=None)
    assert (again(job).document, again(twin).document, SourceDocument.objects.count()) == (None, None, 0)
    assert (again(job).name, Reading.objects.count()) == ("talk.txt", 0)


def test_a_document_with_an_episode_is_never_discarded() -> None:
    jobs.run(enqueue().pk)
    job = ready()
    jobs.discard(job, by=None)
    assert SourceDocument.objects.count() == 1
    with pytest.raises(jobs.NotNow, match="it was discarded"):
        jobs.retry(job, by=None)


def test_a_log_has_an_end() -> None:
    job = enqueue()
    for _ in range(jobs.LOG_LINES):
        jobs.cancel(job, by=None)
        jobs.retry(job, by=None)
    assert job.log.count() <= jobs.LOG_LINES + 1


def test_the_page_can_tell_that_no_worker_runs() -> None:
    assert jobs.worker_seen()
    job = enqueue()
    assert jobs.worker_seen()
    change(job, due_at=past(10))
    assert not jobs.worker_seen()
    jobs.take(job.pk)
    assert jobs.worker_seen()


def test_the_page_can_tell_that_the_worker_died_with_a_document() -> None:
    job = jobs.take(enqueue().pk)
    assert job
    for silent_seconds in (10, 31, 3600):
        change(job, lease_until=timezone.now() + queue.lease() - timedelta(seconds=silent_seconds))
        assert not jobs.worker_seen()


def test_an_old_job_that_was_confirmed_just_now_has_not_waited_long() -> None:
    job = ready()
    change(job, created_at=past(3600), due_at=past(3600))
    jobs.confirm(job, by=None)
    assert jobs.worker_seen()


def test_the_sweep_wakes_workers_for_what_waits_or_was_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr(queue, "send", lambda jobs=1, wait=None: sent.append(jobs))
    enqueue()
    old, left = enqueue(b"2"), enqueue(b"3")
    assert jobs.sweep() == 0
    change(old, due_at=past())
    jobs.take(left.pk)
    change(left, lease_until=past(1))
    assert (jobs.sweep(), sent) == (2, [2])


def test_the_heart_extends_the_lease_and_tells_how_far_one_is() -> None:
    job = jobs.take(enqueue().pk)
    assert job
    heart = heartbeats.Heartbeat()
    held = heart.hold(job)
    held.progress(2, 5)
    change(job, lease_until=timezone.now() + timedelta(seconds=1))
    heart._beat()
    job = again(job)
    assert (job.done, job.total, held.stopped) == (2, 5, False)
    assert job.lease_until > timezone.now() + timedelta(seconds=20)


@pytest.mark.parametrize(
    ("happened", "kind"),
    [({"cancel_requested": True}, queue.Cancelled), ({"attempts": 2, "started_at": past()}, queue.LostLease)],
)
def test_the_heart_hears_that_one_need_not_go_on(happened: dict[str, Any], kind: type[Exception]) -> None:
    job = jobs.take(enqueue().pk)
    assert job
    heart = heartbeats.Heartbeat()
    held = heart.hold(job)
    change(job, **happened)
    heart._beat()
    with pytest.raises(kind):
        held.progress(1, 2)


def test_workers_are_told_once_the_jobs_stand(
    settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    sent: list[str] = []
    settings.CELERY_BROKER_URL = "redis://nowhere"
    monkeypatch.setattr(queue.current_app, "send_task", lambda name, **kwargs: sent.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        enqueue()
        assert not sent
    assert sent == ["transcripts.run_jobs"]
    queue.send(10_000)
    assert len(sent) == 1 + queue.MAX_MESSAGES


def test_the_queue_itself_costs_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings.reader_of_this_thread()
    for number in range(5):
        enqueue(TALK + "\n" * number)
    stored = importing.ImportResult(readings.reader_of_this_thread().read(b"", "").parsed, created=False)
    monkeypatch.setattr(working.importing, "store", lambda read, **kwargs: [stored] * len(read))
    with django_assert_max_num_queries(6 + 5 * 5):
        assert jobs.run_many() == 5
