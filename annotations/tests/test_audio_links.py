"""Links into the audio, wherever readers and partners see them: one that is shown is never wrong."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from transcripts.editing import Words
from transcripts.models import AudioFile, Episode, Podcast, SyncPoint, Timing
from transcripts.services import corrections

pytestmark = pytest.mark.django_db

FEED = "https://audio.example/1.mp3?token=a"
COPY = "https://archive.example/1.mp3"
SPOKEN = "Revenue doubled within a year."


@pytest.fixture
def version() -> QuoteVersion:
    """Said in the second minute of an episode whose transcript everybody may read."""
    podcast = make.podcast("Open Hour", rights=2)
    episode = make.episode(texts=["First.", make.WORDS], podcast=podcast, visibility=2, audio_url=FEED)
    return make.published(SPOKEN, turn=make.turn(episode, 1))


def matched(episode: Episode, *points: tuple[int, int], **values: object) -> AudioFile:
    """A copy of the episode's audio that is linked, with points in seconds."""
    told = {"name": "our copy", "url": COPY, "duration_ms": 600_000, "is_linked": True, **values}
    audio = AudioFile.objects.create(episode=episode, **told)
    SyncPoint.objects.bulk_create(
        SyncPoint(audio=audio, transcript_ms=said * 1000, audio_ms=heard * 1000) for said, heard in points
    )
    return audio


def dynamic(version: QuoteVersion) -> None:
    Podcast.objects.update(dynamic_ads=True)


def hosted_dynamically(version: QuoteVersion) -> None:
    Episode.objects.update(audio_url="https://traffic.megaphone.fm/A1.mp3")


def too_short(version: QuoteVersion) -> None:
    Episode.objects.update(duration_seconds=45)


def enclosed(version: QuoteVersion) -> None:
    matched(version.quote.episode, (0, 30), (120, 150))


def with_a_break(version: QuoteVersion) -> None:
    matched(version.quote.episode, (0, 0), (120, 150))


def of_another_document(version: QuoteVersion) -> None:
    matched(version.quote.episode, (0, 30), (120, 150), document=make.document("another.txt"))


def the_same_times(version: QuoteVersion) -> None:
    matched(version.quote.episode, timing=Timing.SAME)


def a_copy_beside_a_dynamic_feed(version: QuoteVersion) -> None:
    dynamic(version)
    enclosed(version)


CASES: list[tuple[Callable[[QuoteVersion], None], str]] = [
    (lambda version: None, f"{FEED}#t=60"),
    (dynamic, ""),
    (hosted_dynamically, ""),
    (too_short, ""),
    (enclosed, f"{COPY}#t=90"),
    (with_a_break, ""),
    (of_another_document, ""),
    (the_same_times, f"{COPY}#t=60"),
    (a_copy_beside_a_dynamic_feed, f"{COPY}#t=90"),
]


@pytest.mark.parametrize(("arrange", "link"), CASES, ids=[case[0].__name__ for case in CASES])
def test_pages_and_api_show_the_same_link_or_none_and_always_the_time(
    client: Client, version: QuoteVersion, arrange: Callable[[QuoteVersion], None], link: str
) -> None:
    arrange(version)
    quote = version.quote
    pages = [quote.get_absolute_url(), quote.episode.get_absolute_url(), "/topics/licensing-change/"]
    for address in pages:
        page = client.get(address).content.decode()
        assert "1:00" in page, address
        # The episode's page may still link its first turn, whose place can be known.
        elsewhere = set(re.findall(r"#t=(\d+)", page)) - {"0"}
        assert f'href="{link}"' in page if link else not elsewhere, address
    row = client.get(f"/api/v1/quotes/{quote.public_id}/").json()
    assert (row["audio_url"] or "", row["start_ms"]) == (link, 60_000)


def test_a_correction_keeps_the_times_and_so_the_link(client: Client, version: QuoteVersion) -> None:
    text = version.revision
    matched(version.quote.episode, (0, 30), (120, 150), document=text.document)
    corrections.correct(version.quote.episode, base=text, edits=[Words(0, 0, 5, "Second")], by=make.editor())
    version.refresh_from_db()
    assert (version.revision.number, version.anchor_status) == (2, "moved")
    row = client.get(f"/api/v1/quotes/{version.quote.public_id}/").json()
    assert row["audio_url"] == f"{COPY}#t=90"
