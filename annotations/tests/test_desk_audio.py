"""The audio of the desk: offered only where moments of the transcript have a certain place in it."""

import pytest

from annotations.desk import audio
from annotations.tests import factories as make
from transcripts.models import AudioFile, Episode, SyncPoint

pytestmark = pytest.mark.django_db
URL = "https://audio.example/1.mp3"


@pytest.fixture
def episode() -> Episode:
    return make.episode(audio_url=URL)


def copy(episode: Episode, *points: tuple[int, int], **values: object) -> AudioFile:
    """A copy of the audio that is linked, with points in seconds."""
    told = {"name": "a copy", "url": URL, "duration_ms": 90_000, "timing": "points", "is_linked": True}
    made = AudioFile.objects.create(episode=episode, **{**told, **values})
    for said, heard in points:
        SyncPoint.objects.create(audio=made, transcript_ms=said * 1000, audio_ms=heard * 1000)
    return made


def test_the_episode_s_own_audio_has_the_transcript_s_times(episode: Episode) -> None:
    assert audio.told(episode) == {"url": URL, "stretches": [{"start_ms": 0, "end_ms": None, "offset": 0}]}


def test_only_stretches_between_points_that_agree_are_told(episode: Episode) -> None:
    copy(episode, (0, 30), (25, 55), (30, 90), (70, 130))
    assert audio.told(episode) == {
        "url": URL,
        "stretches": [
            {"start_ms": 0, "end_ms": 25_000, "offset": 30_000},
            {"start_ms": 30_000, "end_ms": 70_000, "offset": 60_000},
        ],
    }


def test_there_is_none_where_nothing_is_certain(episode: Episode) -> None:
    copy(episode)
    assert audio.told(episode) is None


def test_there_is_none_that_was_matched_with_another_document(episode: Episode) -> None:
    copy(episode, timing="same", document=make.document("other.txt"))
    assert audio.told(episode) is None


def test_there_is_none_that_differs_at_every_download(episode: Episode) -> None:
    Episode.objects.update(audio_url="https://traffic.megaphone.fm/A1.mp3")
    assert audio.told(episode) is None
