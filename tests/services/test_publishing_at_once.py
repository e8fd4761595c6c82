"""Publications at once, on PostgreSQL with real threads: a rights policy holds for all of them together."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from annotations.models import Outcome, Publication, QuoteVersion, Schedule
from annotations.services import publishing, review, rights
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
