"""What somebody brings at once: one job a document, a bad one beside the good ones, addresses fetched."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User

from transcripts import parsing
from transcripts.models import Episode, Job, JobState, Podcast, SourceDocument
from transcripts.services import batches, fetching, jobs, working
from transcripts.tests.test_importing import TALK, counts

pytestmark = pytest.mark.django_db
OTHER = TALK.replace("EPISODE 12", "EPISODE 13")
ADDRESS = "https://example.org/talks/twelve.txt"


def bring(*contents: tuple[str, bytes | str], **options: Any) -> Any:
    raw = [(name, text.encode() if isinstance(text, str) else text) for name, text in contents]
    return batches.bring(raw, **{"origin": "files", "by": None, **options})


def zipped(**members: str) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.txt", text)
    return packed.getvalue()


def finish() -> None:
    while jobs.run_next():
        pass


def states(batch: Any) -> list[tuple[str, str]]:
    return [(job.name, job.state) for job in batch.jobs.order_by("id")]


def test_one_bad_document_never_stops_the_others() -> None:
    large = b"x" * (parsing.MAX_BYTES + 1)
    batch = bring(("a.txt", TALK), ("b.txt", "no talk"), ("c.txt", b""), ("d.txt", large), ("e.txt", OTHER))
    finish()
    assert states(batch) == [
        ("a.txt", "ready"),
        ("b.txt", "failed"),
        ("c.txt", "failed"),
        ("d.txt", "failed"),
        ("e.txt", "ready"),
    ]
    errors = list(batch.jobs.filter(state="failed").order_by("id").values_list("error", flat=True))
    assert [reason[:24] for reason in errors] == [
        "No speech was found in t",
        "This document is empty. ",
        "This file is 25 MB; osbi",
    ]
    assert SourceDocument.objects.count() == 3, "what is empty or too large is not kept"


def test_what_was_not_kept_cannot_be_tried_again() -> None:
    job = bring(("c.txt", b"")).jobs.get()
    with pytest.raises(jobs.NotNow, match="was not kept"):
        jobs.retry(job, by=None)
    jobs.discard(job, by=None)
    assert Job.objects.get().state == JobState.DISCARDED


def test_a_zip_is_opened_and_tells_what_it_could_not_give() -> None:
    batch = bring(
        ("talks.zip", zipped(one=TALK, two=OTHER)), ("broken.zip", zipped(one=TALK)[:-40] + b"x" * 30)
    )
    finish()
    assert states(batch)[:2] == [("one.txt", "ready"), ("two.txt", "ready")]
    assert {state for _, state in states(batch)[2:]} == {"failed"}
    assert batch.title.startswith("one.txt and 2 more")


def test_progress_counts_in_one_query(django_assert_num_queries: Any) -> None:
    batch = bring(("a.txt", TALK), ("b.txt", "no talk"), ("c.txt", OTHER), ("d.txt", OTHER + "\n"))
    with django_assert_num_queries(1):
        seen = batches.progress(batch)
    assert (seen.total, seen.waiting, seen.finished, seen.share) == (4, 4, False, 0.0)
    jobs.run_many(2)
    seen = batches.progress(batch)
    assert (seen.ready, seen.failed, seen.waiting, seen.share) == (1, 1, 2, 0.5)
    finish()
    assert batches.progress(batch).finished


def test_the_same_bytes_again_change_nothing() -> None:
    bring(("a.txt", TALK), store_at_once=True)
    finish()
    before = counts()
    bring(("a.txt", TALK), ("b.txt", TALK), ("c.txt", TALK), store_at_once=True)
    finish()
    assert counts() == before
    assert set(Job.objects.values_list("state", flat=True)) == {"succeeded"}
    assert [job.result["created"] for job in Job.objects.order_by("id")] == [True, False, False, False]


def test_a_batch_may_belong_to_a_podcast() -> None:
    podcast = Podcast.objects.create(title="Wry Ledger", slug="wry-ledger")
    bring(("a.txt", TALK), podcast=podcast, store_at_once=True)
    finish()
    assert Episode.objects.get().podcast == podcast


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What addresses answer: bytes, or an error to raise."""
    answers: dict[str, Any] = {}

    def fetch(url: str) -> fetching.Fetched:
        answer = answers[url]
        if isinstance(answer, Exception):
            raise answer
        return fetching.Fetched(url=url, permanent_url=url, status=200, body=answer)

    monkeypatch.setattr(working.fetching, "fetch", fetch)
    return answers


def test_an_address_is_fetched_kept_and_read(web: dict[str, Any]) -> None:
    web[ADDRESS] = TALK.encode()
    editor = User.objects.create_user("edith")
    job = batches.bring_address(ADDRESS, by=editor).jobs.get()
    finish()
    job.refresh_from_db()
    assert (job.state, job.task, job.name, job.document.origin_url) == (
        "ready",
        "read",
        "twelve.txt",
        ADDRESS,
    )
    assert (job.document.received_by, bytes(job.document.content)) == (editor, TALK.encode())
    assert job.log.first().message == f"Asked for {ADDRESS}"


def test_a_zip_at_an_address_is_an_import_of_each_document(web: dict[str, Any]) -> None:
    web[ADDRESS] = zipped(one=TALK, two=OTHER)
    batch = batches.bring_address(ADDRESS, by=None)
    finish()
    assert states(batch) == [("twelve.txt", "succeeded"), ("one.txt", "ready"), ("two.txt", "ready")]


@pytest.mark.parametrize(
    ("error", "attempts", "state"),
    [
        (fetching.Refused("It is not public."), 1, "failed"),
        (fetching.Failed("It answered 404.", status=404), 1, "failed"),
        (fetching.Failed("It is busy.", retry_after_seconds=90, status=503), 1, "queued"),
    ],
)
def test_an_address_that_gives_nothing_says_why(
    web: dict[str, Any], error: Exception, attempts: int, state: str
) -> None:
    web[ADDRESS] = error
    job = batches.bring_address(ADDRESS, by=None).jobs.get()
    finish()
    job.refresh_from_db()
    assert (job.state, job.attempts, str(error) in job.log.last().message) == (state, attempts, True)
    if state == "queued":
        assert (job.due_at - job.started_at).seconds in range(89, 92), "as long as it asked for"
        for _ in range(2):
            jobs.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == ("failed", "It is busy.")


def test_an_address_that_is_none_fails_at_once() -> None:
    job = batches.bring_address("ftp://example.org/a", by=None).jobs.get()
    assert (job.state, "http" in job.error) == ("failed", True)


def test_a_password_in_an_address_is_kept_nowhere() -> None:
    batch = batches.bring_address("https://ann:secret@example.org/a.txt", by=None)
    job = batch.jobs.get()
    assert job.state == JobState.FAILED and "password" in job.error
    assert (batch.title, job.name, job.address) == (*["https://example.org/a.txt"] * 2, "")
    assert not job.log.filter(message__contains="secret").exists()
