"""Two at once, on PostgreSQL with real threads: one wins, nothing is lost, nothing is doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections

from annotations.models import ClaimRelation, Publication, QuoteVersion
from annotations.services import claims, quotes, review, topics
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State
from transcripts.models import Episode, Guest, Job, JobState, SourceDocument
from transcripts.roles import Role
from transcripts.services import batches, documents, jobs, readings
from transcripts.tests.storing import import_document
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
            readings.close()
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
    told = list(Publication.objects.values_list("object_type", "object_id"))
    assert told.count(("quote", version.quote.public_id)) == 1
    assert len(told) == len({*told})  # and what became public with it


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
        document = documents.receive(TALK.encode(), name="talk.txt", by=None)
        return import_document(document)

    results = at_once(*[bring] * 4)
    assert sorted(result["created"] for result in results) == [False, False, False, True]
    assert (SourceDocument.objects.count(), Episode.objects.count(), Guest.objects.count()) == (1, 1, 1)


def test_two_documents_that_name_one_person_make_one_person() -> None:
    other = TALK.replace("EPISODE 12", "EPISODE 13").replace("March", "May")

    def bring(text: str) -> Any:
        return import_document(documents.receive(text.encode(), name="t", by=None))

    at_once(lambda: bring(TALK), lambda: bring(other))
    assert (Episode.objects.count(), Guest.objects.count()) == (2, 1)


def enqueue(text: str = TALK, *, at_once: bool = True) -> Job:
    document = documents.receive(text.encode(), name="talk.txt", by=None)
    return jobs.enqueue(document, by=None, store_at_once=at_once)


def test_a_job_is_taken_by_one_worker() -> None:
    job = enqueue()
    results = at_once(*[lambda: jobs.run(job.pk)] * 4)
    assert sorted(results) == [False, False, False, True]
    assert Job.objects.get().state == JobState.SUCCEEDED


def test_two_workers_on_one_document_make_one_episode() -> None:
    waiting = [enqueue() for _ in range(4)]
    results = at_once(*[lambda: jobs.run_many()] * 2)
    assert sum(results) == 4
    done = [Job.objects.get(pk=job.pk) for job in waiting]
    assert sorted(job.result["created"] for job in done) == [False, False, False, True]
    assert Episode.objects.count() == 1


def test_two_workers_share_what_waits() -> None:
    waiting = [enqueue(TALK.replace("EPISODE 12", f"EPISODE {number}")) for number in range(20)]
    assert sum(at_once(*[lambda: jobs.run_many(100)] * 2)) == 20
    done = Job.objects.filter(pk__in=[job.pk for job in waiting])
    assert set(done.values_list("state", "attempts")) == {("succeeded", 1)}
    assert (Episode.objects.count(), Guest.objects.count()) == (20, 1)


def test_two_editors_confirm_at_once_and_one_is_told() -> None:
    job = enqueue(at_once=False)
    jobs.run(job.pk)
    seen = [Job.objects.get() for _ in range(4)]
    results = at_once(*(lambda j=j: jobs.confirm(j, by=None) for j in seen))
    assert sorted(isinstance(result, jobs.NotNow) for result in results) == [False, True, True, True]
    jobs.run_many()
    assert (Job.objects.get().state, Episode.objects.count()) == (JobState.SUCCEEDED, 1)


def test_confirming_and_discarding_race_and_one_holds() -> None:
    job = enqueue(at_once=False)
    jobs.run(job.pk)
    seen = [Job.objects.get() for _ in range(2)]
    results = at_once(lambda: jobs.confirm(seen[0], by=None), lambda: jobs.discard(seen[1], by=None))
    assert sorted(isinstance(result, jobs.NotNow) for result in results) == [False, True]
    kept = SourceDocument.objects.count()
    assert (Job.objects.get().state, kept) in {(JobState.QUEUED, 1), (JobState.DISCARDED, 0)}


def test_cancelling_and_taking_race_and_nothing_is_half_done() -> None:
    job = enqueue()
    at_once(lambda: jobs.run(job.pk), lambda: jobs.cancel(Job.objects.get(), by=None))
    job.refresh_from_db()
    assert (job.state, Episode.objects.count()) in {(JobState.CANCELLED, 0), (JobState.SUCCEEDED, 1)}


def test_a_document_brought_while_it_is_discarded_is_there_in_the_end() -> None:
    job = enqueue(at_once=False)
    jobs.run(job.pk)
    seen = Job.objects.get()
    at_once(
        lambda: jobs.discard(seen, by=None),
        *[lambda: batches.bring([("talk.txt", TALK.encode())], origin="files", by=None)] * 3,
    )
    live = Job.objects.exclude(state=JobState.DISCARDED)
    assert live.count() == 3
    assert not live.filter(document=None).exists()
    assert documents.is_needed(SourceDocument.objects.get())


@pytest.mark.parametrize("again", range(6))
def test_a_merge_and_a_change_of_topics_race_and_nothing_keeps_what_was_merged_away(again: int) -> None:
    draft, public = make.draft(tags=[make.tag("forks")]), make.published(tags=[make.tag("forks")])
    forks, trust, money = make.tag("forks"), make.tag("trust"), make.tag("money")
    editor, chief = make.editor(), make.chief()
    claim = claims.create(statement="So.", kind="event", subject="founders", by=editor)
    turn = make.turn(public.quote.episode)
    results = at_once(
        lambda: topics.merge(forks, into=trust, reason="One thing.", by=chief),
        lambda: quotes.change(draft.quote, tags=[forks, money], by=editor),
        lambda: quotes.change(public.quote, note="more", by=editor),
        lambda: claims.change(claim, tags=[forks], by=editor),
        lambda: make.draft("We changed the licence in March.", turn=turn, tags=[forks], by=editor),
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    assert not QuoteVersion.objects.filter(tags=forks).exists()
    assert set(draft.tags.all()) == {trust, money}
    assert set(claim.tags.all()) == {trust}
    assert set(quotes.newest(public.quote).tags.all()) == {trust}
    forks.refresh_from_db()
    assert forks.merged_into == trust


def test_two_merge_a_topic_at_once_and_one_is_told() -> None:
    make.draft(tags=[make.tag("forks")])
    forks, others = make.tag("forks"), [make.tag("trust"), make.tag("money")]
    by = make.chief()
    results = at_once(*(lambda o=o: topics.merge(forks, into=o, reason="One thing.", by=by) for o in others))
    assert sorted(isinstance(result, Refusal) for result in results) == [False, True]
    assert QuoteVersion.objects.filter(tags__in=others).count() == 1


def test_undoing_a_merge_races_a_change_and_one_holds() -> None:
    draft = make.draft(tags=[make.tag("forks")])
    trust, money = make.tag("trust"), make.tag("money")
    by, editor = make.chief(), make.editor()
    change = topics.merge(make.tag("forks"), into=trust, reason="One thing.", by=by)
    undone, changed = at_once(
        lambda: topics.undo(change, reason="Two things.", by=by),
        lambda: quotes.change(draft.quote, tags=[money], by=editor),
    )
    assert not isinstance(changed, Exception)
    assert set(draft.tags.all()) == {money}
    assert (make.tag("forks").merged_into == trust) == isinstance(undone, Refusal)


def test_claims_that_would_supersede_each_other_in_a_circle_never_do() -> None:
    editor = make.editor()
    first, second, third, fourth = (
        claims.create(statement=f"It grew {word}.", kind="event", subject="founders", by=editor)
        for word in ("a bit", "much", "more", "most")
    )
    claims.relate(first, kind="supersedes", target=second, by=editor)
    claims.relate(third, kind="supersedes", target=fourth, by=editor)
    results = at_once(  # they touch none of the same claims
        lambda: claims.relate(second, kind="supersedes", target=third, by=editor),
        lambda: claims.relate(fourth, kind="supersedes", target=first, by=editor),
    )
    refused = [result for result in results if isinstance(result, Exception)]
    assert [getattr(refusal, "rule", refusal) for refusal in refused] == ["circle"]
    assert ClaimRelation.objects.count() == 3
