"""Readers take a transcript away where all of it is public, and nothing that is not; staff take any."""

import pytest
from django.test import Client

from annotations.services import episodes
from annotations.tests import factories as make
from transcripts import exports
from transcripts.models import Appearance, Episode, Podcast, Turn, Visibility

pytestmark = pytest.mark.django_db
every_format = pytest.mark.parametrize("name", exports.NAMES)


def open_episode(title: str = "Closing the source", **values: object) -> Episode:
    """An episode whose whole transcript is public."""
    made = make.episode(title, visibility=Visibility.TRANSCRIPT, **values)  # type: ignore[arg-type]
    Podcast.objects.filter(pk=made.podcast_id).update(rights=Visibility.TRANSCRIPT, licence="CC BY 4.0")
    return made


def address(episode: Episode, name: str = "vtt") -> str:
    return f"{episode.get_absolute_url()}transcript.{name}"


def people(role: str) -> Client:
    """A browser of somebody in a role."""
    client = Client()
    if role != "reader":
        client.force_login(make.person(role, *([] if role == "visitor" else [role])))
    return client


TYPES = {
    "vtt": "text/vtt; charset=utf-8",
    "srt": "application/x-subrip; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


@every_format
def test_a_file_has_its_type_and_a_good_name_and_comes_back(name: str) -> None:
    answer = Client().get(address(open_episode(), name))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == TYPES[name]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="closing-the-source.{name}"'
    assert answer.headers["Cache-Control"] == "public, no-cache"
    transcript = exports.read(answer.content.decode())
    assert transcript
    assert [turn.text for turn in transcript.turns] == [make.WORDS]


def test_who_has_the_very_bytes_is_told_so() -> None:
    episode = open_episode()
    etag = Client().get(address(episode)).headers["ETag"]
    assert Client().get(address(episode), headers={"If-None-Match": etag}).status_code == 304
    Episode.objects.update(title="Another title")
    assert Client().get(address(episode), headers={"If-None-Match": etag}).status_code == 200


def test_the_page_offers_the_files_where_it_shows_the_transcript() -> None:
    episode = open_episode()
    page = Client().get(episode.get_absolute_url()).content.decode()
    assert all(f'href="{address(episode, name)}"' in page for name in exports.NAMES)
    Podcast.objects.update(rights=Visibility.LISTED)
    assert "transcript." not in Client().get(episode.get_absolute_url()).content.decode()


@every_format
@pytest.mark.parametrize("role", ["reader", "visitor", "editor", "reviewer"])
@pytest.mark.parametrize(
    ("visibility", "rights"),
    [
        (Visibility.HIDDEN, Visibility.TRANSCRIPT),
        (Visibility.LISTED, Visibility.TRANSCRIPT),
        (Visibility.TRANSCRIPT, Visibility.HIDDEN),
        (Visibility.TRANSCRIPT, Visibility.LISTED),
    ],
    ids=["hidden", "listed", "podcast hidden", "podcast listed"],
)
def test_what_is_not_wholly_public_is_not_found_by_anybody(
    name: str, role: str, visibility: Visibility, rights: Visibility
) -> None:
    """Staff have their own address for it."""
    episode = open_episode()
    make.published("Revenue doubled within a year.", turn=make.turn(episode))
    Episode.objects.update(visibility=visibility)
    Podcast.objects.update(rights=rights)
    answer = people(role).get(address(episode, name))
    assert answer.status_code == 404
    assert b"contributors left us" not in answer.content


@every_format
def test_a_withdrawn_one_says_why_and_nothing_else(name: str) -> None:
    episode = open_episode()
    episodes.withdraw(episode, reason="The guest asked.", by=make.reviewer())
    answer = Client().get(address(episode, name))
    assert answer.status_code == 410
    assert "The guest asked." in answer.content.decode()
    assert b"contributors left us" not in answer.content


def test_a_hidden_one_is_not_found_even_once_withdrawn() -> None:
    episode = open_episode()
    episodes.withdraw(episode, reason="The guest asked.", by=make.reviewer())
    Episode.objects.update(visibility=Visibility.HIDDEN)
    assert Client().get(address(episode)).status_code == 404


def test_an_episode_without_a_transcript_or_a_format_nobody_knows_is_not_found() -> None:
    episode = open_episode(texts=[], notes=["Only notes."])
    assert Client().get(address(episode)).status_code == 404
    assert Client().get(address(open_episode("Another"), "docx")).status_code == 404


@every_format
def test_who_is_not_public_is_named_only_as_printed(name: str) -> None:
    """Neither as a speaker nor among those who appear."""
    episode = open_episode(speaker=make.guest("Dugong Dara"), texts=[make.WORDS, "A second turn."])
    Turn.objects.update(label="DD")
    Appearance.objects.create(episode=episode, guest=make.guest("Wombat Will"), role="host")
    text = Client().get(address(episode, name)).content.decode()
    assert "Dugong" not in text and "Wombat" not in text and "DD" in text
    make.published("Revenue doubled within a year.", turn=make.turn(episode))
    text = Client().get(address(episode, name)).content.decode()
    assert "Dugong Dara" in text and "Wombat" not in text


@every_format
@pytest.mark.parametrize("role", ["editor", "reviewer"])
def test_staff_take_any_transcript_from_the_admin(name: str, role: str) -> None:
    episode = make.episode(speaker=make.guest("Dugong Dara"), visibility=Visibility.HIDDEN)
    client = people(role)
    link = f"/admin/transcripts/episode/{episode.pk}/transcript.{name}"
    assert f'href="{link}"' in client.get(f"/admin/transcripts/episode/{episode.pk}/change/").content.decode()
    answer = client.get(link)
    assert answer.status_code == 200
    assert "Dugong Dara" in answer.content.decode()
    assert "private" in answer.headers["Cache-Control"] and "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("role", ["reader", "visitor"])
def test_nobody_else_gets_in_there(role: str) -> None:
    episode = open_episode()
    answer = people(role).get(f"/admin/transcripts/episode/{episode.pk}/transcript.vtt")
    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]


def test_the_admin_finds_no_format_or_transcript_that_is_not_there() -> None:
    episode, client = make.episode(texts=[], notes=["Only notes."]), people("editor")
    assert client.get(f"/admin/transcripts/episode/{episode.pk}/transcript.vtt").status_code == 404
    page = client.get(f"/admin/transcripts/episode/{episode.pk}/change/").content.decode()
    assert "Take the transcript away" not in page
    other = make.episode("Another")
    assert client.get(f"/admin/transcripts/episode/{other.pk}/transcript.docx").status_code == 404
