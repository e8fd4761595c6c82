"""Corrections make revisions: numbered, with who and why, merged with what others saved, and never erased."""

import sys
import unicodedata
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from transcripts import editing, signals
from transcripts.editing import Edit, Merge, Section, Speaker, Split, Time, Words
from transcripts.models import Episode, Mishearing, Podcast, Revision, Turn
from transcripts.selectors import finding
from transcripts.selectors.words import turns_with
from transcripts.services import corrections, documents, mishearings, people, revisions, speakers
from transcripts.services.corrections import Conflict, Side
from transcripts.services.records import history_of
from transcripts.tests.storing import import_document
from transcripts.tests.test_importing import TALK

pytestmark = pytest.mark.django_db

FIRST = "Ada Quill is the founder of Quarrystone, and she joins the show."
SECOND = "Ada Quill, welcome to the show."
THIRD = "Thank you. We gave the project to a foundation in March."


@pytest.fixture
def ed() -> User:
    user = User.objects.create_user("ed", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    return user


@pytest.fixture
def episode() -> Episode:
    Podcast.objects.create(title="Quarry Talk", slug="quarry-talk")
    bring(TALK)
    return Episode.objects.get()


def bring(text: str) -> None:
    """Import a text of episode 12."""
    document = documents.receive(text.encode(), name="talk.txt", by=None)
    import_document(document, podcast=Podcast.objects.get())


def current(episode: Episode) -> Revision:
    return episode.revisions.get(kind="transcript", is_current=True)


def words(turn: int, old: str, new: str) -> Words:
    """Other words in a turn of the talk as imported."""
    start = (FIRST, SECOND, THIRD)[turn].index(old)
    return Words(turn, start, start + len(old), new)


def correct(episode: Episode, *edits: Edit, by: User, **values: Any) -> corrections.Corrected:
    return corrections.correct(episode, **{"base": current(episode), **values}, edits=edits, by=by)


def proposed(text: str) -> Revision:
    bring(text)
    return Revision.objects.proposed().get()


def test_a_correction_is_numbered_and_says_who_why_and_from_what(episode: Episode, ed: User) -> None:
    first = current(episode)
    done = correct(episode, words(2, "March", "May"), by=ed, reason=" Misheard ")
    made = done.revision
    assert (done.changed, made.number, made.is_current, made.base) == (True, 2, True, first)
    assert (made.origin, made.reason, made.created_by, made.adopted_by) == ("correction", "Misheard", ed, ed)
    text = made.text()
    assert text == f"{FIRST}\n{SECOND}\n{THIRD}".replace("March", "May")
    assert (made.length, made.sha256) == (len(text), revisions.digest_of(text))
    for turn in made.turns.all():
        assert text[turn.offset : turn.end_offset] == turn.text
    first.refresh_from_db()
    assert (first.is_current, "March" in first.text()) == (False, True)


def test_what_is_not_corrected_is_carried_along(episode: Episode, ed: User) -> None:
    hidden = {"id", "revision_id", "text", "offset"}

    def rest() -> list[dict[str, Any]]:
        turns = current(episode).turns.order_by("position").values()
        return [{name: value for name, value in turn.items() if name not in hidden} for turn in turns]

    before = rest()
    correct(episode, words(0, "founder", "co-founder"), by=ed)
    assert rest() == before


def test_sections_are_counted_anew(episode: Episode, ed: User) -> None:
    correct(episode, Section(1, 1, "sponsor", "Acme"), Split(2, 11), by=ed)
    turns = (
        current(episode).turns.order_by("position").values_list("section", "section_title", "section_index")
    )
    assert list(turns) == [
        ("intro", "", 0),
        ("sponsor", "Acme", 1),
        ("interview", "", 2),
        ("interview", "", 2),
    ]


def test_no_reason_is_given_by_what_was_done(episode: Episode, ed: User) -> None:
    done = correct(episode, words(2, "March", "May"), Merge(0), by=ed)
    assert done.revision.reason == "words changed in 1 turn; 1 merge."


def test_what_changes_nothing_makes_no_revision(episode: Episode, ed: User) -> None:
    base = current(episode)
    assert not correct(episode, words(2, "March", "March"), by=ed).changed
    first = correct(episode, words(2, "March", "May"), by=ed)
    again = correct(episode, words(2, "March", "May"), by=ed, base=base)
    assert (again.changed, again.revision) == (False, first.revision)
    assert episode.revisions.filter(kind="transcript").count() == 2


def test_what_others_saved_is_merged_and_told(episode: Episode, ed: User) -> None:
    base = current(episode)
    other = correct(episode, words(2, "March", "May"), by=ed).revision
    done = correct(episode, words(2, "Thank you", "Thanks"), Speaker(0, None), by=ed, base=base)
    assert (done.merged_with, done.revision.number, done.revision.base) == (other, 3, other)
    assert done.revision.turns.get(position=2).text == THIRD.replace("March", "May").replace(
        "Thank you", "Thanks"
    )
    assert [change.after[0].text for change in done.theirs] == [THIRD.replace("March", "May")]


def test_what_overlaps_is_refused_with_both(episode: Episode, ed: User) -> None:
    base = current(episode)
    correct(episode, words(2, "March", "May"), by=ed)
    with pytest.raises(Conflict, match="Look at both") as refused:
        correct(episode, words(2, "in March", "in June"), by=ed, base=base)
    (conflict,) = refused.value.conflicts
    assert [turns[0].text[-5:] for turns in (conflict.base, conflict.mine, conflict.theirs)] == [
        "arch.",
        "June.",
        " May.",
    ]
    assert refused.value.current == current(episode)
    assert episode.revisions.filter(kind="transcript").count() == 2


def test_a_time_before_an_earlier_turn_is_kept_and_told(episode: Episode, ed: User) -> None:
    done = correct(episode, Time(2, 30_000), by=ed)
    assert (done.running_back, done.revision.turns.get(position=2).start_ms) == ((2,), 30_000)
    assert correct(episode, Time(0, 1), by=ed).running_back == ()


def test_only_editors_correct_go_back_adopt_and_decline(episode: Episode, ed: User) -> None:
    nobody = User.objects.create_user("out", is_staff=True)
    revision = current(episode)
    with pytest.raises(PermissionDenied):
        correct(episode, words(2, "March", "May"), by=nobody)
    with pytest.raises(PermissionDenied):
        corrections.go_back(revision, by=nobody)
    with pytest.raises(PermissionDenied):
        corrections.adopt(revision, keep_corrections=False, by=nobody)
    with pytest.raises(PermissionDenied):
        corrections.decline(revision, reason="Worse", by=nobody)
    with pytest.raises(PermissionDenied):
        mishearings.remember(episode.podcast, heard="a", meant="b", by=nobody)


def test_an_edit_that_does_not_fit_says_where(episode: Episode, ed: User) -> None:
    with pytest.raises(ValidationError) as refused:
        correct(episode, words(2, "March", "May"), Words(9, 0, 0, "x"), by=ed)
    assert list(refused.value.message_dict) == ["edits.1"]


def test_going_back_makes_another_revision(episode: Episode, ed: User) -> None:
    first = current(episode)
    second = correct(episode, words(2, "March", "May"), by=ed).revision
    back = corrections.go_back(first, by=ed)
    assert (back.number, back.origin, back.base, back.is_current) == (3, "return", first, True)
    assert (back.text(), back.reason) == (first.text(), "Back to revision 1.")
    assert corrections.go_back(first, by=ed) == back
    assert corrections.go_back(second, reason="No, it was May.", by=ed).reason == "No, it was May."
    assert [r.number for r in episode.revisions.filter(kind="transcript")] == [4, 3, 2, 1]


def test_a_proposed_text_is_adopted_or_declined_once(episode: Episode, ed: User) -> None:
    text = proposed(TALK.replace("in March", "in May"))
    with pytest.raises(ValidationError, match="only proposed"):
        corrections.go_back(text, by=ed)
    with pytest.raises(ValidationError, match="Say why"):
        corrections.decline(text, reason=" ", by=ed)
    corrections.decline(text, reason="It is worse.", by=ed)
    text.refresh_from_db()
    assert (text.declined_by, text.declined_reason, text.is_current) == (ed, "It is worse.", False)
    with pytest.raises(ValidationError, match="declined already"):
        corrections.adopt(text, keep_corrections=False, by=ed)
    other = proposed(TALK.replace("in March", "in June"))
    assert corrections.adopt(other, keep_corrections=False, by=ed) == other == current(episode)
    assert (other.adopted_by, other.is_proposed) == (ed, False)
    with pytest.raises(ValidationError, match="adopted already"):
        corrections.decline(other, reason="Late", by=ed)


def test_adopting_keeps_corrections_in_a_revision_of_its_own(episode: Episode, ed: User) -> None:
    correct(episode, words(0, "founder", "co-founder"), by=ed)
    text = proposed(TALK.replace("in March", "in May"))
    made = corrections.adopt(text, keep_corrections=True, by=ed)
    assert (made.number, made.origin, made.base, made.is_current) == (4, "merge", text, True)
    assert made.text() == f"{FIRST}\n{SECOND}\n{THIRD}".replace("founder", "co-founder").replace(
        "March", "May"
    )
    text.refresh_from_db()
    assert (text.is_proposed, text.is_current, text.adopted_by) == (False, False, ed)
    later = proposed(TALK.replace("in March", "in May").replace("welcome to", "hello on"))
    made = corrections.adopt(later, keep_corrections=True, by=ed)
    assert "co-founder" in made.text() and "hello on" in made.text()


def test_a_new_text_that_has_our_corrections_is_adopted_as_it_is(episode: Episode, ed: User) -> None:
    correct(episode, words(0, "founder", "co-founder"), by=ed)
    text = proposed(TALK.replace("founder", "co-founder").replace("March", "May"))
    assert corrections.adopt(text, keep_corrections=True, by=ed) == text


def test_adopting_asks_where_the_new_text_and_corrections_differ(episode: Episode, ed: User) -> None:
    correct(episode, words(2, "March", "April"), words(0, "founder", "co-founder"), by=ed)
    text = proposed(TALK.replace("in March", "in May"))
    with pytest.raises(Conflict, match="Say for those which one holds"):
        corrections.adopt(text, keep_corrections=True, by=ed)
    assert text.is_proposed and current(episode).number == 2
    theirs = corrections.with_corrections(text, in_doubt=Side.THEIRS).turns
    assert [theirs[2].text[-4:], "co-founder" in theirs[0].text] == ["May.", True]
    made = corrections.adopt(text, keep_corrections=True, in_doubt=Side.MINE, by=ed)
    assert "in April" in made.text()


def test_a_text_that_changed_since_it_was_compared_is_not_replaced(episode: Episode, ed: User) -> None:
    seen = current(episode)
    text = proposed(TALK.replace("in March", "in May"))
    correct(episode, words(0, "founder", "co-founder"), by=ed)
    with pytest.raises(ValidationError, match="revision 3 is current now"):
        corrections.adopt(text, keep_corrections=False, seen=seen, by=ed)
    with pytest.raises(ValidationError, match="revision 3 is current now"):
        corrections.go_back(seen, seen=seen, by=ed)


def test_everybody_who_stands_on_a_text_is_told_and_may_refuse(episode: Episode, ed: User) -> None:
    told: list[tuple[int, User]] = []

    def receive(*, revision: Revision, by: User, **kwargs: Any) -> None:
        assert revision.is_current and transaction.get_connection().in_atomic_block
        told.append((revision.number, by))
        if revision.number == 3:
            raise IntegrityError("something stands here")

    signals.text_adopted.connect(receive)
    try:
        correct(episode, words(2, "March", "May"), by=ed)
        with pytest.raises(IntegrityError):
            correct(episode, Time(0, 1), by=ed)
    finally:
        signals.text_adopted.disconnect(receive)
    assert told == [(2, ed), (3, ed)]
    assert current(episode).number == 2
    assert episode.revisions.filter(kind="transcript").count() == 2


def test_only_current_words_are_found(episode: Episode, ed: User) -> None:
    correct(episode, words(2, "March", "May"), by=ed)
    assert not turns_with("foundation March").exists()
    assert turns_with("foundation May").get().revision == current(episode)


def test_a_label_is_bound_to_a_person_for_all_its_turns(episode: Episode, ed: User) -> None:
    first = current(episode)
    host = people.find_or_make_guests(["Tom Kettle"], by=None)["Tom Kettle"]
    done = speakers.bind(first, speakers={"TK": host}, by=ed)
    assert [turn.speaker == host for turn in done.revision.turns.order_by("position")] == [True, True, False]
    assert done.revision.reason == "TK is Tom Kettle."
    assert not Turn.objects.filter(revision=first, speaker=host).exists()
    assert not speakers.bind(first, speakers={"TK": host}, by=ed).changed


@pytest.mark.parametrize(
    ("heard", "how", "places"),
    [
        ("knog", {}, []),
        ("knog", {"match_case": False}, [(0, 0), (0, 11)]),
        ("Knog", {}, [(0, 0)]),
        ("Knog", {"whole_words": False}, [(0, 0), (0, 5)]),
        ("Cafe", {"whole_words": False}, []),
        ("Caf\u00e9", {}, [(1, 3)]),
        ("Cafe\u0301", {}, [(1, 3)]),
        ("it's", {}, [(1, 9)]),
        ("  ", {}, []),
        ("İ", {"match_case": False, "whole_words": False}, []),
        ("IT'S", {"match_case": False}, [(1, 9)]),
        ("n.g", {"match_case": False, "whole_words": False}, []),
    ],
)
def test_words_are_found_at_their_code_points(
    episode: Episode, ed: User, heard: str, how: dict[str, bool], places: list[tuple[int, int]]
) -> None:
    text = editing.with_sections(
        [editing.EditedTurn("Knog Knogs KNOG"), editing.EditedTurn("🚀𝔸 Cafe\u0301 it’s.")]
    )
    made = revisions.add(
        episode, kind="transcript", turns=text, origin="correction", base=current(episode), reason="", by=ed
    )
    assert [(hit.turn, hit.start) for hit in finding.find(made, heard, **how)] == places
    for hit in finding.find(made, heard, **how):
        assert made.turns.get(position=hit.turn).text[hit.start : hit.end] == hit.text


def folded(letter: str) -> str:
    return unicodedata.normalize("NFC", letter).casefold()


def test_without_case_no_letter_is_found_for_another() -> None:
    signs = map(chr, range(sys.maxunicode + 1))
    letters = [sign for sign in signs if sign.lower() != sign or sign.upper() != sign]
    text = "".join(letters)
    mixed = [
        (letter, found)
        for letter in letters
        for found in finding.pattern_of(letter, match_case=False).findall(text)
        if folded(found) != folded(letter)
    ]
    assert mixed == []
    assert finding.pattern_of("i", match_case=False).findall(text) == ["I", "i"]


def test_what_is_known_to_be_heard_wrong_is_kept_once(episode: Episode, ed: User) -> None:
    mishearings.remember(episode.podcast, heard=" in  March ", meant="in May", by=ed)
    row = mishearings.remember(episode.podcast, heard="in March", meant="in June", match_case=False, by=ed)
    assert (Mishearing.objects.get(), row.meant) == (row, "in June")
    ((found, hits),) = finding.known(current(episode))
    assert (found, [(hit.turn, hit.text) for hit in hits]) == (row, [(2, "in March")])
    for heard, meant in [("", "x"), ("x", " "), ("x", "x "), ("x" * 201, "y"), ("x\x00", "y")]:
        with pytest.raises(ValidationError):
            mishearings.remember(episode.podcast, heard=heard, meant=meant, by=ed)


def test_mishearings_are_kept_in_the_admin(client: Client, episode: Episode, ed: User) -> None:
    client.force_login(ed, backend="osbiz.accounts.Accounts")
    form = {"podcast": episode.podcast_id, "heard": "Knog", "meant": "Kong", "match_case": "on"}
    client.post(reverse("admin:transcripts_mishearing_add"), form)
    row = Mishearing.objects.get()
    assert (row.heard, row.meant, row.created_by) == ("Knog", "Kong", ed)
    assert "Knog" in client.get(reverse("admin:transcripts_mishearing_changelist")).content.decode()
    change = reverse("admin:transcripts_mishearing_change", args=[row.pk])
    assert "the same" in client.post(change, {"meant": "Knog"}).content.decode()
    client.post(change, {"meant": "Kong Inc.", "why": "Their full name"})
    row.refresh_from_db()
    assert (row.heard, row.meant, row.match_case) == ("Knog", "Kong Inc.", False)
    client.post(reverse("admin:transcripts_mishearing_delete", args=[row.pk]), {"post": "yes"})
    assert not Mishearing.objects.exists()
    told = history_of(Mishearing).filter(id=row.pk).order_by("history_id")
    assert [(one.history_type, one.meant, one.history_user, one.history_change_reason) for one in told] == [
        ("+", "Kong", ed, None),
        ("~", "Kong Inc.", ed, "Their full name"),
        ("-", "Kong Inc.", ed, None),
    ]
    newest = history_of(Podcast).filter(id=episode.podcast_id).latest("history_id")
    assert newest.history_change_reason == "Known mis-hearing taken away: “Knog” for “Kong Inc.”."
    assert newest.history_user == ed


def test_a_document_changed_again_finds_its_episode_however_much_was_corrected(ed: User) -> None:
    Podcast.objects.create(title="Quarry Talk", slug="quarry-talk")
    nameless = TALK.replace("EPISODE 12", "")
    bring(nameless)
    episode = Episode.objects.get()
    edits = (words(0, "Ada", "Ida"), words(1, "Ada", "Ida"), words(2, "March", "May"))
    correct(episode, *edits, by=ed)
    bring(nameless.replace("welcome to the show", "welcome back"))
    assert Episode.objects.get() == episode
    assert Revision.objects.proposed().get().episode == episode


def test_a_document_that_only_mends_who_spoke_or_when_is_proposed(episode: Episode, ed: User) -> None:
    for mended in (
        TALK.replace("**[00:01:00] TK:**", "**[00:01:00] AQ:**"),
        TALK.replace("00:01:05", "00:01:07"),
    ):
        waiting = Revision.objects.proposed().count()
        bring(mended)
        assert Revision.objects.proposed().count() == waiting + 1
        bring(mended + "\n")
        assert Revision.objects.proposed().count() == waiting + 1
    assert current(episode).number == 1
