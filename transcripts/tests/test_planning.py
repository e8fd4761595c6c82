"""What the preview says a document would do is what storing it does."""

from dataclasses import replace

import pytest

from transcripts import parsing
from transcripts.models import Episode, Guest, KnownLabel, Podcast, Turn
from transcripts.services import documents, labels, people, planning
from transcripts.tests.storing import store

pytestmark = pytest.mark.django_db

TALK = """# Ledger Lines, Episode 12: Who pays

Tess Kimber: Welcome to Ledger Lines. Ada Quill, who founded Quarrystone, is my guest.

Ada Quill: Thank you for having me.

Tess Kimber: Why did you change the licence?

Ada Quill: Because nobody paid.
"""
SHORT = "\n\n".join(
    f"{label}: {text}"
    for label, text in [
        ("Tess", "Let us talk about money today."),
        ("Speaker 1", "I would rather not."),
        ("Tess", "Who does?"),
        ("Speaker 1", "My accountant does, every day of the week."),
    ]
)


def planned(text: str, podcast: Podcast | None = None, name: str = "talk.txt") -> planning.PlannedEpisode:
    raw = text.encode()
    document = documents.receive(raw, name=name, by=None)
    (one,) = planning.plan(document, parsing.parse(raw, name), podcast=podcast)
    return one


def stored(text: str, podcast: Podcast | None = None, name: str = "talk.txt", **more: object) -> Episode:
    raw = text.encode()
    document = documents.receive(raw, name=name, by=None)
    result = store(document, parsing.parse(raw, name), podcast=podcast, **more)
    return Episode.objects.get(public_id=result.episodes[0]["id"])


@pytest.fixture
def podcast() -> Podcast:
    return people.find_or_make_podcast("Ledger Lines", by=None)


def test_an_unknown_episode_is_new_and_planning_stores_nothing(podcast: Podcast) -> None:
    assert planned(TALK, podcast).change == planning.Change.NEW
    assert not Episode.objects.exists() and not Guest.objects.exists()


def test_a_known_one_is_found_by_its_number_and_its_changes_are_counted(podcast: Podcast) -> None:
    episode = stored(TALK, podcast)
    assert planned(TALK + " ", podcast).change == planning.Change.SAME
    changed = TALK.replace("nobody paid", "few paid") + "\nTess Kimber: I see.\n"
    one = planned(changed, podcast)
    assert (one.known, one.matched_by, one.change) == (episode, "number", planning.Change.REVISION)
    assert (one.turns_added, one.turns_removed, one.turns_changed) == (1, 0, 1)
    assert stored(changed, podcast) == episode and episode.revisions.filter(kind="transcript").count() == 2
    # It waits to be adopted; the same words in other bytes add nothing.
    assert planned(changed + "\n", podcast).change == planning.Change.SAME


def test_what_the_document_says_otherwise_is_told_and_what_is_stored_stays(podcast: Podcast) -> None:
    episode = stored(TALK, podcast)
    other = TALK.replace("Who pays", "Who owns") + "\nTess Kimber: Bye.\n"
    assert "title" in planned(other, podcast).contradictions[0]
    assert stored(other, podcast).title == episode.title


def test_a_title_with_another_number_is_another_episode(podcast: Podcast) -> None:
    stored(TALK, podcast)
    assert planned(TALK.replace("Episode 12", "Episode 13"), podcast).known is None


def test_where_the_podcast_is_not_known_a_number_says_nothing() -> None:
    talk = SHORT.replace("Tess: Let", "# Episode 9\n\nTess: Let", 1)
    first = stored(talk, name="a.txt")
    assert (first.podcast.title, first.number) == (people.UNKNOWN_PODCAST, 9)
    other = talk.replace("money", "rain").replace("rather", "sooner").replace("Who does", "Who did")
    one = planned(other, name="b.txt")
    assert (one.known, one.change, one.podcast_title) == (None, planning.Change.NEW, "")
    assert stored(other, name="b.txt") != first
    assert planned(talk.replace("money", "gold"), name="a.txt").known == first
    assert planned(talk.replace("Episode 9", "Episode 10"), name="a.txt").known is None


def test_a_document_without_title_is_recognised_by_its_name_and_words(podcast: Podcast) -> None:
    episode = stored(SHORT, podcast)
    one = planned(SHORT.replace("accountant", "banker"), podcast)
    assert (one.known, one.change, one.turns_changed) == (episode, planning.Change.REVISION, 1)
    assert planned(SHORT.replace("accountant", "broker"), podcast, name="other.txt").known is None
    different = SHORT.replace("money", "rain").replace("Who does", "Who did").replace("rather", "sooner")
    assert planned(different.replace("every day", "every night"), podcast).known is None


def test_a_decision_credits_all_turns_of_a_label_and_is_remembered_for_the_podcast(podcast: Podcast) -> None:
    decisions = {"0": {"Tess": {"name": "Tess Kimber"}, "Speaker 1": {"name": "Ada Quill"}}}
    episode = stored(SHORT, podcast, decisions=decisions)
    said = Turn.objects.filter(revision__episode=episode).order_by("position")
    assert [turn.speaker.name for turn in said] == ["Tess Kimber", "Ada Quill"] * 2
    assert KnownLabel.objects.count() == 2

    another = parsing.parse(SHORT.replace("money", "maps").encode()).episodes[0]
    found = labels.proposals(another, podcast=podcast)
    # A first name stays the same person; “Speaker 1” may be anybody the next time.
    assert (found["Tess"].name, found["Tess"].certainty) == ("Tess Kimber", "certain")
    assert (found["Speaker 1"].name, found["Speaker 1"].certainty) == ("Ada Quill", "probable")
    elsewhere = people.find_or_make_podcast("Other Lines", by=None)
    assert labels.proposals(another, podcast=elsewhere)["Tess"].certainty == "none"


def test_a_known_label_is_only_proposed_where_somebody_else_here_could_be_meant(podcast: Podcast) -> None:
    tess = people.find_or_make_guests(["Tess Kimber"], by=None)["Tess Kimber"]
    labels.remember(podcast, "TK", tess, by=None)
    talk = parsing.parse(SHORT.replace("Tess:", "TK:").encode()).episodes[0]
    assert labels.proposals(talk, podcast=podcast)["TK"].certainty == "certain"
    with_tom = replace(talk, guests=("Tom Kettle",))
    assert labels.proposals(with_tom, podcast=podcast)["TK"].certainty == "probable"


def test_a_feed_names_the_episode_a_transcript_belongs_to(podcast: Podcast) -> None:
    first = stored(TALK, podcast)
    attached = stored(SHORT, podcast, name="12.srt", decisions={"episode": first.pk})
    assert attached == first and first.revisions.filter(kind="transcript").count() == 2
