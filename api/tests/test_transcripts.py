"""The API gives the transcripts of episodes whose transcripts are public, and of no others."""

import pytest
from django.test import Client

from annotations.services import episodes
from annotations.tests import factories as make
from api.tests import world
from transcripts import exports
from transcripts.models import Episode, Podcast, Turn, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode() -> Episode:
    made = make.episode(visibility=Visibility.TRANSCRIPT)
    Podcast.objects.update(rights=Visibility.TRANSCRIPT)
    return made


@pytest.mark.parametrize("name", exports.NAMES)
def test_each_format_by_id_and_slug(episode: Episode, name: str) -> None:
    for called in (episode.slug, episode.public_id):
        answer = world.get(f"episodes/{called}/transcript/", **{"as": name})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].split(";")[0] == exports.named(name).media_type
        transcript = exports.read(answer.content.decode())
        assert transcript
        assert [turn.text for turn in transcript.turns] == [make.WORDS]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_it_is_podcasting_2_json_unless_something_else_is_asked_for(episode: Episode) -> None:
    assert world.get(f"episodes/{episode.slug}/transcript/").json()["version"] == "1.0.0"


def test_a_player_that_accepts_only_subtitles_gets_them(episode: Episode) -> None:
    address = f"/api/v1/episodes/{episode.slug}/transcript/?as=vtt"
    answer = Client().get(address, headers={"Accept": "text/vtt"})
    assert answer.status_code == 200
    again = Client().get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "parameter", "detail"),
    [
        ("as=docx", "as", "“docx” is not one of vtt, srt, json, md, txt."),
        ("as=vtt&as=srt", "as", "Give it once."),
        ("format=vtt", "format", "There is no parameter “format” here."),
    ],
)
def test_what_is_not_understood_is_named(episode: Episode, query: str, parameter: str, detail: str) -> None:
    answer = Client().get(f"/api/v1/episodes/{episode.slug}/transcript/?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error["detail"]) == (parameter, detail)


@pytest.mark.parametrize("role", ["reader", "editor", "reviewer"])
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
def test_nothing_else_is_found(
    episode: Episode, role: str, visibility: Visibility, rights: Visibility
) -> None:
    make.published("Revenue doubled within a year.", turn=make.turn(episode))
    Episode.objects.update(visibility=visibility)
    Podcast.objects.update(rights=rights)
    client = Client()
    if role != "reader":
        client.force_login(make.person(role, role))
    for name in exports.NAMES:
        answer = world.get(f"episodes/{episode.slug}/transcript/", client, **{"as": name})
        assert answer.status_code == 404
        assert b"contributors" not in answer.content


def test_what_is_withdrawn_says_so(episode: Episode) -> None:
    episodes.withdraw(episode, reason="The guest asked.", by=make.reviewer())
    answer = world.get(f"episodes/{episode.slug}/transcript/")
    assert answer.status_code == 410
    assert answer.json()["reason"] == "The guest asked."


def test_an_episode_without_a_transcript_has_none(episode: Episode) -> None:
    notes = make.episode("Notes", texts=[], notes=["Only notes."], visibility=Visibility.TRANSCRIPT)
    assert world.get(f"episodes/{notes.slug}/transcript/").status_code == 404
    assert world.get("episodes/no such/transcript/").status_code == 404


def test_who_is_not_public_is_named_only_as_printed(episode: Episode) -> None:
    Turn.objects.update(label="IC")
    for name in exports.NAMES:
        text = world.get(f"episodes/{episode.slug}/transcript/", **{"as": name}).content.decode()
        assert "Carvalho" not in text and "IC" in text
