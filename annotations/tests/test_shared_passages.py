"""The address of a selected passage: marked in context, found again after a correction, never elsewhere."""

from typing import Any

import pytest
from django.test import Client

from annotations.tests import factories as make
from transcripts.editing import Words
from transcripts.models import Episode, Revision, RevisionKind
from transcripts.services import corrections, revisions

pytestmark = pytest.mark.django_db
FIRST = "🎉 Cafe\u0301 owners asked us first. We changed the licence in March, and it hurt us badly at first."
SECOND = "Revenue doubled within a year. Nobody had expected that, least of all the two of us who stayed."
SOUGHT = "We changed the licence in March"


@pytest.fixture
def episode() -> Episode:
    return make.episode(texts=[FIRST, SECOND], podcast=make.podcast("Open Hour", rights=2), visibility=2)


def address(episode: Episode, words: str = SOUGHT, *, revision: int = 1, text: str = "") -> str:
    whole = text or f"{FIRST}\n{SECOND}"
    start = whole.index(words)
    return f"{episode.get_absolute_url()}passage/{revision}/{start}-{start + len(words)}/"


def correct(episode: Episode, position: int, text: str) -> None:
    turn = make.turn(episode, position)
    edits = [Words(position, 0, len(turn.text), text)]
    corrections.correct(episode, base=turn.revision, edits=edits, reason="Misheard.", by=make.editor())


def marked(answer: Any) -> list[str]:
    page = answer.content.decode()
    return [part.partition(">")[2].partition("</mark>")[0] for part in page.split("<mark")[1:]]


def test_a_passage_is_marked_in_context(client: Client, episode: Episode) -> None:
    answer = client.get(address(episode))
    assert answer.status_code == 200 and marked(answer) == [SOUGHT]
    assert SECOND in answer.content.decode() and "corrected since" not in answer.content.decode()
    over = "hurt us badly at first.\nRevenue doubled"
    assert marked(client.get(address(episode, over))) == ["hurt us badly at first.", "Revenue doubled"]


def test_it_stands_in_its_nearest_surroundings_so_that_a_phone_shows_it_first(client: Client) -> None:
    far, near = "far away " * 200, "close by " * 20
    texts = [f"{far}{near}", f"{near}Just these. {near}{far}", "Later."]
    episode = make.episode(
        texts=[one.strip() for one in texts], podcast=make.podcast("Open Hour", rights=2), visibility=2
    )
    whole = "\n".join(one.strip() for one in texts)
    start = whole.index("Just these.")
    answer = client.get(f"{episode.get_absolute_url()}passage/1/{start}-{start + 11}/")
    assert marked(answer) == ["Just these."]
    page = answer.content.decode()
    before, after = page.split('class="turn"', 1)[1].split("<mark", 1)
    assert before.count("close by") == 20 + 13 and "far away" not in before  # 180 code points of 300, and 120
    assert after.count("close by") == 20 and after.count("far away") == 13 and "Later." not in after
    assert before.count("… </span>") == after.count("> …</span>") == 1


def test_it_is_found_again_where_the_text_was_corrected_before_it(client: Client, episode: Episode) -> None:
    old = address(episode)
    text = FIRST.replace("owners asked us", "and restaurant owners asked us all")
    correct(episode, 0, text)
    answer = client.get(old)
    assert answer.status_code == 200 and marked(answer) == [SOUGHT]
    page = answer.content.decode()
    now = address(episode, revision=2, text=f"{text}\n{SECOND}")
    assert "These words are unchanged" in page and f'rel="canonical" href="http://testserver{now}"' in page
    assert marked(client.get(now)) == [SOUGHT]


def test_changed_words_are_said_to_be_changed(client: Client, episode: Episode) -> None:
    old = address(episode)
    correct(episode, 0, FIRST.replace("the licence in March", "the license in May"))
    answer = client.get(old)
    assert answer.status_code == 200 and marked(answer) == ["We changed the license in May"]
    assert "not the same any more" in answer.content.decode() and SOUGHT not in answer.content.decode()


def test_words_that_are_gone_are_not_shown(client: Client, episode: Episode) -> None:
    old = address(episode, SECOND)
    correct(episode, 1, "Quite another thing was said here by somebody.")
    answer = client.get(old)
    assert answer.status_code == 404 and "no longer in the transcript" in answer.content.decode()
    assert "doubled" not in answer.content.decode()


def test_what_is_no_passage_is_not_found(client: Client, episode: Episode) -> None:
    own = episode.get_absolute_url()
    for part in ("1/5-5/", "1/9-3/", "1/0-99999/", "2/0-5/", "0/0-5/", "1/0-4001/", "1/1-2/"):
        assert client.get(f"{own}passage/{part}").status_code == 404, part


def test_where_the_transcript_is_not_public_no_passage_is(client: Client, episode: Episode) -> None:
    shared = address(episode)
    Episode.objects.filter(pk=episode.pk).update(visibility=1)
    assert client.get(shared).status_code == 404


def test_a_text_that_nobody_adopted_has_no_passages(client: Client, episode: Episode) -> None:
    parsed = make.ParsedEpisode(
        turns=(make.parsed_turn(0, f"{FIRST} Zqx words.", "Ines Carvalho", False),),
        sections=(),
        status=make.TranscriptStatus.COMPLETE,
    )
    rows = revisions.speech(parsed, {"Ines Carvalho": make.guest()})
    revisions.add_import(
        episode, kind=RevisionKind.TRANSCRIPT, turns=rows, document=make.document("two.txt"), by=None
    )
    assert Revision.objects.filter(episode=episode, number=2, adopted_at=None).exists()
    assert client.get(f"{episode.get_absolute_url()}passage/2/0-9/").status_code == 404
