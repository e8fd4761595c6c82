"""What is public: through something published only, and no more than the rights policy allows."""

from collections.abc import Callable

import pytest

from annotations.models import Quote, QuoteVersion, Tag
from annotations.querysets import published_companies, published_guests, published_podcasts
from annotations.tests import factories as make
from transcripts.models import Episode, Visibility

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stage", [make.draft, make.in_review, make.approved])
def test_nothing_is_public_through_a_quote_that_is_not(stage: Callable[..., QuoteVersion]) -> None:
    stage(companies=[make.company("Tallowmere")], guests=[make.guest("Tam Okafor")])
    assert not QuoteVersion.objects.published().exists()
    assert not Quote.objects.published().exists()
    assert not Tag.objects.published().exists()
    assert not published_guests().exists()
    assert not published_companies().exists()


def test_a_published_quote_makes_its_speaker_companies_and_topics_public() -> None:
    make.tag("unused")
    parent = make.tag("licensing")
    make.published(tags=[make.tag("licensing-change", parent)], companies=[make.company("Tallowmere")])
    assert {t.slug for t in Tag.objects.published()} == {"licensing", "licensing-change"}
    assert {g.name for g in published_guests()} == {"Ines Carvalho"}
    assert {c.name for c in published_companies()} == {"Tallowmere", "Quarrystone"}


@pytest.mark.parametrize(
    ("stage", "is_public"),
    [(make.draft, False), (make.in_review, False), (make.approved, False), (make.published, True)],
)
def test_whom_a_quote_is_about_is_public_once_it_is(
    stage: Callable[..., QuoteVersion], is_public: bool
) -> None:
    stage(guests=[make.guest("Tam Okafor")])
    assert published_guests().filter(name="Tam Okafor").exists() == is_public
    Episode.objects.update(visibility=Visibility.HIDDEN)
    assert not published_guests().filter(name="Tam Okafor").exists()


@pytest.mark.parametrize("episode_shows", Visibility)
@pytest.mark.parametrize("podcast_allows", Visibility)
def test_an_episode_shows_the_lesser_of_its_own_and_its_podcasts(
    podcast_allows: int, episode_shows: int
) -> None:
    make.published()
    make.Podcast.objects.update(rights=podcast_allows)
    Episode.objects.update(visibility=episode_shows)
    least = min(podcast_allows, episode_shows)
    assert Episode.objects.listed().exists() == (least >= Visibility.LISTED)
    assert Episode.objects.with_public_transcript().exists() == (least == Visibility.TRANSCRIPT)
    assert QuoteVersion.objects.published().exists() == (least >= Visibility.LISTED)
    assert published_podcasts().exists() == (least >= Visibility.LISTED)


def test_those_who_work_here_see_drafts_and_others_do_not() -> None:
    make.draft()
    assert QuoteVersion.objects.visible_to(make.editor()).count() == 1
    assert QuoteVersion.objects.visible_to(make.person("reader")).count() == 0
