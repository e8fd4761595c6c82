"""The desk's page: what an editor finds on it before doing anything."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from annotations.desk.transcript import texts_of
from annotations.tests import factories as make
from transcripts.models import Episode, Turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def ed(client: Client) -> Client:
    client.force_login(make.editor(), backend="osbiz.accounts.Accounts")
    return client


def desk(client: Client, episode: Episode) -> str:
    response = client.get(reverse("admin:transcripts_episode_annotate", args=[episode.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_words_on_the_page_are_the_turn_s_exactly(ed: Client) -> None:
    text = "One <b>bold</b> claim & 👩‍🚀. Then more."
    episode = make.episode(texts=[text])
    Turn.objects.update(paragraph_starts=[0, 29])
    shown = desk(ed, episode)
    [told] = json.loads(re.search(r'<script id="desk-texts"[^>]*>(.*?)</script>', shown)[1])
    [turn] = told["turns"]
    assert (turn["text"], turn["paragraph_starts"]) == (text, [0, 29])
    assert text not in shown


def test_texts_say_who_speaks_and_the_transcript_comes_before_the_notes() -> None:
    episode = make.episode(texts=[make.WORDS], notes=["He gives figures."])
    transcript, notes = texts_of(episode)
    assert [text["kind"] for text in (transcript, notes)] == ["transcript", "notes"]
    [turn] = transcript["turns"]
    assert (turn["speaker"], turn["guest"]) == ("Ines Carvalho", str(make.guest().public_id))
    assert notes["turns"][0]["guest"] is None


def test_an_episode_without_text_says_what_to_do(ed: Client) -> None:
    assert "Import its transcript" in desk(ed, make.episode(texts=[]))


def test_a_page_of_many_turns_and_quotes_takes_few_queries(
    ed: Client, django_assert_max_num_queries: Any
) -> None:
    episode = make.episode(texts=[make.WORDS] * 30)
    for position in range(12):
        make.draft(turn=make.turn(episode, position))
    with django_assert_max_num_queries(28):  # one of them counts notices in the header
        desk(ed, episode)


def test_only_those_who_work_here_see_it(client: Client) -> None:
    episode = make.episode()
    response = client.get(reverse("admin:transcripts_episode_annotate", args=[episode.pk]))
    assert response.status_code == 302


def test_every_file_of_the_desk_is_asked_for_once_and_ahead_on_the_pages_that_lead_there(ed: Client) -> None:
    episode = make.episode(texts=[make.WORDS])
    shown = desk(ed, episode)
    folder = settings.BASE_DIR / "static" / "desk"
    asked = re.findall(r'<link rel="modulepreload" href="/static/desk/([\w-]+\.js)">', shown)
    assert sorted(asked) == sorted(path.name for path in folder.glob("*.js"))
    assert asked[0] == "desk.js", "what selecting needs comes first"
    styled = re.findall(r'<link rel="stylesheet" href="/static/desk/([\w-]+\.css)">', shown)
    assert sorted(styled) == sorted(path.name for path in folder.glob("*.css"))
    leading = ed.get(reverse("admin:transcripts_episode_change", args=[episode.pk])).content.decode()
    ahead = re.findall(r'<link rel="prefetch" as="\w+" href="/static/desk/([\w.-]+)">', leading)
    assert sorted(ahead) == sorted(asked + styled)
