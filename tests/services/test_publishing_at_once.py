"""Publications at once, on PostgreSQL with real threads: a rights policy holds for all of them together."""

from decimal import Decimal

import pytest

from annotations.models import Publication, QuoteVersion
from annotations.services import review, rights
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
    assert Publication.objects.count() == 1
