"""Statements that are kept answer as their querysets do, whatever the keys, and see what happens since."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.graph.parts import Kind
from annotations.models import QuoteVersion
from annotations.selectors import known, quotes
from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action
from transcripts.models.paths import path

pytestmark = pytest.mark.django_db


def test_what_is_known_by_its_keys_is_what_is_public() -> None:
    version = make.published("Revenue doubled within a year.")
    draft = make.draft("We changed the licence in March.", tags=[make.tag("forks")])
    tags = {tag.pk for one in (version, draft) for tag in one.tags.all()}
    assert set(known.among(Kind.TAG, tags)) == {tag.pk for tag in version.tags.all()} < tags
    assert known.called(Kind.TAG, "forks") is None
    assert known.guests([version.speaker_id or 0, 0]) == {version.speaker_id: version.speaker}
    assert known.guests([]) == {}
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Not so.")
    assert known.among(Kind.TAG, tags) == known.guests([version.speaker_id or 0]) == {}


def test_quotes_come_in_the_order_asked_for_with_all_that_is_shown_of_them() -> None:
    first, second = (
        make.published("Revenue doubled within a year."),
        make.published("Two contributors left us over it."),
    )
    keys = [second.pk, make.draft("We changed the licence in March.").pk, first.pk]
    for _ in range(7):  # a database that keeps plans makes another after five times, unless it is told
        found = quotes.in_order(keys)
        assert found == [second, first]
    with CaptureQueriesContext(connection) as asked:
        credited = quotes.credited(found)
        read = len(asked)
        shown = [
            (one.version.shown, one.role, one.audio, one.quote.episode.podcast.title) for one in credited
        ]
        marked = [[tag.get_absolute_url() for tag in one.tags] for one in credited]
    assert len(asked) == read
    (whole,) = quotes.credited(quotes.published().filter(pk=second.pk))
    assert shown[0] == (whole.version.shown, whole.role, whole.audio, whole.quote.episode.podcast.title)
    assert marked[0] == [tag.get_absolute_url() for tag in QuoteVersion.objects.get(pk=second.pk).tags.all()]


def test_paths_are_those_of_the_routes() -> None:
    version = make.published("Revenue doubled within a year.")
    key = version.quote.public_id
    assert path("quote", key) == f"/quotes/{key}/"
    assert path("report", "quote", key) == f"/report/quote/{key}/"
    assert path("topic", "business-models") == "/topics/business-models/"
