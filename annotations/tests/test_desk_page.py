"""The desk's page: what an editor finds on it before doing anything."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.desk.transcript import texts_of
from annotations.tests import factories as make
from transcripts.models import Episode, Turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def ed(client: Client) -> Client:
    client.force_login(make.editor(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def desk(client: Client, episode: Episode) -> str:
    response = client.get(reverse("admin:transcripts_episode_annotate", args=[episode.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_words_on_the_page_are_the_turn_s_exactly(ed: Client) -> None:
    episode = make.episode(texts=["One <b>bold</b> claim & 👩‍🚀. Then more."])
    Turn.objects.update(paragraph_starts=[0, 29])
    passage = texts_of(episode)[0].stretches[0].passages[0]
    assert "".join(passage.paragraphs) == passage.turn.text
    shown = desk(ed, episode)
    assert "One &lt;b&gt;bold&lt;/b&gt; claim &amp; 👩‍🚀. " in shown
    assert '<div class="words" lang="en"><span class="para">' in shown


def test_sponsor_reads_are_folded_and_notes_say_whom_they_credit(ed: Client) -> None:
    shown = desk(ed, make.episode(texts=["Buy this.", make.WORDS], sponsor=[0], notes=["He gives figures."]))
    assert "not to be quoted" in shown
    assert "credited to the notes" in shown


def test_an_unbound_label_asks_who_it_is(ed: Client) -> None:
    episode = make.episode()
    Turn.objects.update(speaker=None)
    assert "who is this?" in desk(ed, episode)


def test_an_episode_without_text_says_what_to_do(ed: Client) -> None:
    assert "Import its transcript" in desk(ed, make.episode(texts=[]))


def test_a_page_of_many_turns_and_quotes_takes_few_queries(
    ed: Client, django_assert_max_num_queries: Any
) -> None:
    episode = make.episode(texts=[make.WORDS] * 30)
    for position in range(12):
        make.draft(turn=make.turn(episode, position))
    with django_assert_max_num_queries(12):
        desk(ed, episode)


def test_only_those_who_work_here_see_it(client: Client) -> None:
    episode = make.episode()
    response = client.get(reverse("admin:transcripts_episode_annotate", args=[episode.pk]))
    assert response.status_code == 302
