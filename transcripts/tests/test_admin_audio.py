"""Audio files in the admin: told from others, one linked, points that rise together."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from transcripts.forms import ClockField
from transcripts.models import AudioFile, Episode, Podcast, SyncPoint

pytestmark = pytest.mark.django_db

FEED = "https://audio.example/1.mp3?token=a"
ADD = "admin:transcripts_audiofile_add"


@pytest.fixture
def episode() -> Episode:
    podcast = Podcast.objects.create(title="Open Hour", slug="open-hour")
    return Episode.objects.create(podcast=podcast, title="One", slug="one", audio_url=FEED)


@pytest.fixture
def editor(client: Client) -> Client:
    user = User.objects.create_user("ed", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


def filled(episode: Episode, *points: tuple[str, str], **values: Any) -> dict[str, Any]:
    """The form of an audio file as somebody sends it."""
    form: dict[str, Any] = {"episode": episode.pk, "name": "our copy", "url": "https://archive.example/1.mp3"}
    form |= {"duration_ms": "42:10.5", "sha256": "", "timing": "points", "document": ""}
    form |= {"points-TOTAL_FORMS": len(points), "points-INITIAL_FORMS": 0}
    for number, (said, heard) in enumerate(points):
        form |= {f"points-{number}-transcript_ms": said, f"points-{number}-audio_ms": heard}
    return form | values


def save(editor: Client, form: dict[str, Any]) -> str:
    """What the page says after sending the form."""
    return editor.post(reverse(ADD), form, follow=True).content.decode()


def test_times_are_typed_as_clocks_and_the_page_says_what_they_give(editor: Client, episode: Episode) -> None:
    save(editor, filled(episode, ("0:00", "0:30"), ("10:00", "10:30"), ("20:00", "21:15"), is_linked="on"))
    audio = AudioFile.objects.get()
    assert (audio.duration_ms, audio.is_linked) == (2_530_500, True)
    assert SyncPoint.objects.count() == 3
    page = editor.get(reverse("admin:transcripts_audiofile_change", args=[audio.pk])).content.decode()
    for wanted in (
        'value="42:10.5"',
        'value="21:15"',
        "0:00 to 10:00: 30 s later in the audio",
        "10:00 to 20:00: not known, so no links",
        "20:00 to the end: not known, so no links",
    ):
        assert wanted in page


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"duration_ms": ""}, "Give its fingerprint, or its address and duration"),
        ({"duration_ms": "", "sha256": "a" * 64}, ""),
        ({"url": "", "sha256": "a" * 64, "is_linked": "on"}, "Only a file with an address can be linked."),
        ({"duration_ms": "soon"}, "This is no time under 100 hours."),
        ({"sha256": "a" * 63}, "This is no SHA-256"),
        ({"sha256": "z" * 64}, "This is no SHA-256"),
        ({"episode": "", "is_linked": "on"}, "This field is required."),
        ({"episode": "999999", "is_linked": "on"}, "not one of the available choices"),
        (
            {"url": "https://x.megaphone.fm/1.mp3", "is_linked": "on"},
            "other advertisements at every download",
        ),
        ({"url": "https://x.megaphone.fm/1.mp3"}, ""),
    ],
)
def test_a_file_that_cannot_be_told_or_trusted_is_refused(
    editor: Client, episode: Episode, values: dict[str, str], complaint: str
) -> None:
    page = save(editor, filled(episode) | values)
    assert (complaint in page, AudioFile.objects.count()) == (True, 0 if complaint else 1)


def test_the_feed_s_own_file_is_not_linked_where_it_changes_with_every_download(
    editor: Client, episode: Episode
) -> None:
    Podcast.objects.update(dynamic_ads=True)
    page = save(editor, filled(episode, url="https://audio.example/1.mp3?token=b", is_linked="on"))
    assert "other advertisements at every download" in page
    save(editor, filled(episode, is_linked="on"))
    assert AudioFile.objects.get().is_linked


def test_a_point_that_goes_back_is_refused_in_its_line(editor: Client, episode: Episode) -> None:
    page = save(editor, filled(episode, ("10:00", "10:30"), ("20:00", "10:15")))
    assert "Later in the transcript (20:00), but earlier in the audio" in page
    assert not AudioFile.objects.exists()


def test_one_file_of_an_episode_is_linked(editor: Client, episode: Episode) -> None:
    save(editor, filled(episode, is_linked="on"))
    page = save(editor, filled(episode, name="another", is_linked="on"))
    assert "Another file of this episode is linked." in page


@pytest.mark.parametrize(
    ("ms", "typed"), [(0, "0:00"), (754_000, "12:34"), (3_723_500, "1:02:03.5"), (1, "0:00.001")]
)
def test_a_clock_reads_what_it_writes(ms: int, typed: str) -> None:
    assert (ClockField().prepare_value(ms), ClockField().clean(typed)) == (typed, ms)
