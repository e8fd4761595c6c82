"""Two at once, on PostgreSQL with real threads: one wins, nothing is lost, nothing is doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections

from annotations.models import Publication, QuoteVersion
from annotations.services import quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State
from transcripts.models import Episode, Guest, Job, JobState, SourceDocument
from transcripts.roles import Role
from transcripts.services import importing, jobs
from transcripts.tests.test_importing import TALK

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def groups(transactional_db: None) -> None:
    """A transactional test starts from empty tables; the groups of the migration are made again."""
    assert connection.vendor == "postgresql", "these tests are about PostgreSQL's locks"
    for role in Role:
        Group.objects.get_or_create(name=role)


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """Run the tasks in threads that start together; each result is a value or the exception it raised."""
    barrier = Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return task()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_two_reviewers_decide_at_once_and_one_is_told() -> None:
    version = make.in_review()
    first, second = make.person("rae", "reviewer"), make.person("rob", "reviewer")
    seen = [QuoteVersion.objects.get(pk=version.pk) for _ in range(2)]
    results = at_once(
        lambda: review.move(seen[0], action=Action.APPROVE, by=first),
        lambda: review.move(seen[1], action=Action.RETURN, by=second, note="Which year?"),
    )
    assert sorted(isinstance(result, Refusal) for result in results) == [False, True]
    assert version.events.count() == 3


def test_an_approval_and_a_retraction_race_and_one_holds() -> None:
    version = make.in_review()
    seen = [QuoteVersion.objects.get(pk=version.pk) for _ in range(2)]
    editor, reviewer = make.editor(), make.reviewer()
    results = at_once(
        lambda: review.move(seen[0], action=Action.RETRACT, by=editor),
        lambda: review.move(seen[1], action=Action.APPROVE, by=reviewer),
    )
    assert sorted(isinstance(result, Refusal) for result in results) == [False, True]
    version.refresh_from_db()
    assert version.state in {State.DRAFT, State.APPROVED}


def test_publishing_twice_publishes_once() -> None:
    version = make.approved()
    seen = [QuoteVersion.objects.get(pk=version.pk) for _ in range(4)]
    reviewer = make.reviewer()
    at_once(*(lambda v=v: review.move(v, action=Action.PUBLISH, by=reviewer) for v in seen))
    assert Publication.objects.count() == 1


def test_two_changes_to_a_published_quote_make_one_pending_version() -> None:
    public = make.published()
    editor = make.editor()
    at_once(
        lambda: quotes.change(public.quote, by=editor, note="one"),
        lambda: quotes.change(public.quote, by=editor, note="two"),
    )
    assert public.quote.versions.open().count() == 1


def test_the_same_bytes_from_two_people_at_once_are_one_document_and_one_episode() -> None:
    def bring() -> Any:
        document = importing.receive(TALK.encode(), name="talk.txt", by=None)
        return importing.import_document(document, by=None)

    results = at_once(*[bring] * 4)
    assert sorted(result["created"] for result in results) == [False, False, False, True]
    assert (SourceDocument.objects.count(), Episode.objects.count(), Guest.objects.count()) == (1, 1, 1)


def test_two_documents_that_name_one_person_make_one_person() -> None:
    other = TALK.replace("EPISODE 12", "EPISODE 13").replace("March", "May")

    def bring(text: str) -> Any:
        return importing.import_document(importing.receive(text.encode(), name="t", by=None), by=None)

    at_once(lambda: bring(TALK), lambda: bring(other))
    assert (Episode.objects.count(), Guest.objects.count()) == (2, 1)


def test_a_job_is_taken_by_one_worker() -> None:
    job = jobs.enqueue(importing.receive(TALK.encode(), name="talk.txt", by=None), by=None)
    results = at_once(*[lambda: jobs.run(job.pk)] * 4)
    assert sorted(results) == [False, False, False, True]
    assert Job.objects.get().state == JobState.SUCCEEDED
