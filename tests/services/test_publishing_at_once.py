"""Publications at once, on PostgreSQL with real threads: a rights policy holds for all of them together."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from annotations.desk import cards, decisions
from annotations.models import Outcome, Publication, QuoteVersion, Schedule
from annotations.services import publishing, quotes, review, rights
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State
from tests.services.test_races import at_once, groups
from transcripts.models import Podcast

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
__all__ = ["groups"]
SENTENCES = ("We changed the licence in March.", "Revenue doubled within a year.", "Two contributors left us")


@pytest.mark.parametrize("attempt", range(4))
def test_two_publications_at_once_do_not_share_what_is_left_for_one(attempt: int) -> None:
    versions = [make.approved(words) for words in SENTENCES]
    Podcast.objects.update(greatest_share=Decimal("40"))  # 6, 5 and 4 of 17 words
    seen = [QuoteVersion.objects.get(pk=version.pk) for version in versions]
    reviewer = make.reviewer()
    results = at_once(*(lambda v=v: review.move(v, action=Action.PUBLISH, by=reviewer) for v in seen))
    refused = [result for result in results if result is not None]
    assert [isinstance(refusal, Refusal) and refusal.rule for refusal in refused] == ["share", "share"]
    public = QuoteVersion.objects.get(state=State.PUBLISHED)
    assert rights.share_with(public) < 40
    assert Publication.objects.filter(object_type="quote").count() == 1


def scheduled(words: str) -> Schedule:
    """A schedule whose time has come."""
    version = make.approved(words)
    made = publishing.schedule(version, at=timezone.now() + timedelta(hours=1), by=make.reviewer())
    Schedule.objects.filter(pk=made.pk).update(at=timezone.now())
    return made


@pytest.mark.parametrize("attempt", range(3))
def test_two_clocks_publish_once(attempt: int) -> None:
    for words in SENTENCES:
        scheduled(words)
    done = at_once(publishing.publish_due, publishing.publish_due, publishing.publish_due)
    assert sum(done) == 3, done
    assert Publication.objects.filter(object_type="quote").count() == 3
    assert set(Schedule.objects.values_list("outcome", flat=True)) == {Outcome.PUBLISHED}


@pytest.mark.parametrize("attempt", range(3))
def test_the_clock_and_a_person_who_cancels_or_returns_it_race_and_one_holds(attempt: int) -> None:
    cancelled, returned = scheduled(SENTENCES[0]).version, scheduled(SENTENCES[1]).version
    assert cancelled and returned
    rob = make.person("rob", "reviewer")
    results = at_once(
        publishing.publish_due,
        lambda: publishing.cancel(cancelled, by=rob),
        lambda: review.move(returned, action=Action.RETURN, by=rob, note="Which year?"),
    )
    for item, result in ((cancelled, results[1]), (returned, results[2])):
        item.refresh_from_db()
        made = Schedule.objects.get(version=item)
        if isinstance(result, Refusal):
            assert (item.state, made.outcome) == (State.PUBLISHED, Outcome.PUBLISHED)
        else:
            assert result is None, result
            assert (item.published_at, made.outcome) == (None, Outcome.CANCELLED)
    assert results[0] == Publication.objects.filter(object_type="quote").count()


def changed(public: QuoteVersion) -> QuoteVersion:
    """An approved new version of a published quote."""
    pending = quotes.change(public.quote, note="better", by=make.editor())
    review.move(pending, action=Action.SUBMIT, by=make.editor())
    review.move(pending, action=Action.APPROVE, by=make.reviewer())
    return pending


@pytest.mark.parametrize("attempt", range(3))
def test_a_withdrawal_races_the_publication_or_the_schedule_of_a_new_version(attempt: int) -> None:
    soon, rae, rob = timezone.now() + timedelta(hours=1), make.reviewer(), make.person("rob", "reviewer")
    one, two = (make.published(words) for words in SENTENCES[:2])
    first, second = changed(one), changed(two)
    published, withdrawn, timed, gone = at_once(
        lambda: review.move(first, action=Action.PUBLISH, by=rae),
        lambda: review.move(one, action=Action.WITHDRAW, by=rob, note="Misheard"),
        lambda: publishing.schedule(second, at=soon, by=rae),
        lambda: review.move(two, action=Action.WITHDRAW, by=rob, note="Misheard"),
    )
    assert sorted(isinstance(result, Refusal) for result in (published, withdrawn)) == [False, True]
    public = QuoteVersion.objects.published().filter(quote=one.quote)
    assert list(public) == ([first] if published is None else [])
    assert gone is None and not QuoteVersion.objects.published().filter(quote=two.quote).exists()
    assert isinstance(timed, Refusal | Schedule), timed
    assert not Schedule.objects.waiting().exists()
    last = Publication.objects.filter(object_id=one.quote.public_id).last()
    assert last and last.kind == ("updated" if published is None else "withdrawn")


@pytest.mark.parametrize("attempt", range(3))
def test_an_edit_races_an_approval_and_nobody_approves_what_they_did_not_see(attempt: int) -> None:
    version, editor, reviewer = make.in_review(), make.editor(), make.reviewer()
    seen, money, was = cards.seen(version), make.tag("money"), set(version.tags.all())

    def edit() -> None:
        review.move(version, action=Action.RETRACT, by=editor)
        quotes.change(version.quote, tags=[money], by=editor)
        review.move(quotes.newest(version.quote), action=Action.SUBMIT, by=editor)

    def approve() -> None:
        decisions.move(version.quote, action=Action.APPROVE, version=seen, note="", by=reviewer)

    edited, approved = at_once(edit, approve)
    assert sorted(isinstance(result, Refusal) for result in (edited, approved)) == [False, True]
    stored = quotes.newest(version.quote)
    wanted = (State.APPROVED, was) if approved is None else (State.IN_REVIEW, {money})
    assert (stored.state, set(stored.tags.all())) == wanted
