"""What colleagues say to each other is planted where it can be said, and looked for in all that is public."""

import pytest
from django.test import Client

from annotations.services import comments
from annotations.tests import factories as make
from annotations.tests.test_leaks import crawl as crawl_pages
from api.tests import world
from api.tests.test_leaks import crawl as crawl_api
from transcripts import exports
from transcripts.models import Episode, Podcast, Visibility

pytestmark = pytest.mark.django_db
SECRET = "kumquat"


@pytest.fixture
def episode() -> Episode:
    """An episode whose transcript is public, with a published quote, both of them talked about."""
    quote = world.build()["doubled"].quote
    Podcast.objects.update(rights=Visibility.TRANSCRIPT)
    Episode.objects.update(visibility=Visibility.TRANSCRIPT)
    ed = make.editor()
    said = comments.add(quote.episode, text="A kumquat, @rae.", quote=quote, by=ed)
    comments.add(quote.episode, text="No kumquat.", answers=said, by=make.reviewer())
    revision = make.turn(quote.episode).revision
    comments.add(quote.episode, text="Kumquats?", revision=revision, start=0, end=5, by=ed)
    return quote.episode


def test_no_page_no_answer_and_no_export_tells_of_comments(client: Client, episode: Episode) -> None:
    told = crawl_pages(client) | crawl_api()
    for name in exports.NAMES:
        answer = client.get(f"/api/v1/episodes/{episode.public_id}/transcript/", {"as": name})
        assert answer.status_code == 200
        told[f"export {name}"] = answer.content.decode()
    assert [address for address, page in told.items() if SECRET in page.lower()] == []
    assert len(told) > 20
