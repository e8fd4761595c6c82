"""Comments: who may say what, whom it mentions, and where it is when the text has changed."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from annotations.desk.comments import comments_of
from annotations.models import Comment
from annotations.services import comments, review
from annotations.tests import factories as make
from annotations.workflow import Refusal
from transcripts.editing import Edit, Merge, Speaker, Words
from transcripts.models import Episode, Revision
from transcripts.services import corrections

pytestmark = pytest.mark.django_db
DOUBLED = "Revenue doubled within a year."


def on_words(words: str = DOUBLED, *, text: str = "Is it so?", **values: Any) -> Comment:
    """A comment by the editor on words of the only episode's first turn."""
    turn = make.turn(Episode.objects.first() or make.episode())
    start = turn.offset + turn.text.index(words)
    place = {"revision": turn.revision, "start": start, "end": start + len(words)}
    values = {**place, "by": make.editor(), **values}
    return comments.add(turn.revision.episode, text=text, **values)


def mend(*edits: Edit) -> Revision:
    """Correct the only episode's transcript."""
    episode = Episode.objects.get()
    base = make.turn(episode).revision
    return corrections.correct(episode, base=base, edits=edits, by=make.editor()).revision


def other_words(old: str, new: str) -> Words:
    start = make.turn(Episode.objects.get()).text.index(old)
    return Words(0, start, start + len(old), new)


def test_reviewers_comment_as_editors_do_and_nobody_else() -> None:
    assert on_words(by=make.reviewer()).exact == DOUBLED
    for outsider in (User.objects.create_user("out", is_staff=True), make.person("gone", "editor")):
        outsider.is_active = outsider.username != "gone"
        with pytest.raises(PermissionDenied, match="work here"):
            on_words(by=outsider)


def test_only_the_author_rewords_or_removes_it_and_anyone_who_works_here_resolves_it() -> None:
    said, rae = on_words(), make.reviewer()
    for verb in (lambda: comments.reword(said, text="No.", by=rae), lambda: comments.remove(said, by=rae)):
        with pytest.raises(PermissionDenied, match="Only ed can"):
            verb()
    assert comments.resolve(said, by=rae).resolved_by == rae
    assert comments.resolve(said, by=make.editor()).resolved_by == rae
    assert comments.reopen(said, by=make.editor()).resolved_at is None
    assert comments.reword(said, text=" Is it? ", by=make.editor()).text == "Is it?"
    comments.remove(said, by=make.editor())
    assert not Comment.objects.exists()


def test_a_comment_that_was_answered_stays_and_its_answers_are_settled_with_it() -> None:
    said = on_words()
    comments.resolve(said, by=make.editor())
    answer = comments.add(said.episode, text="It is.", answers=said, by=make.reviewer())
    said.refresh_from_db()
    assert said.resolved_at is None
    further = comments.add(said.episode, text="Thanks.", answers=answer, by=make.editor())
    assert further.answers == said
    for act in (comments.resolve, comments.reopen):
        with pytest.raises(Refusal, match="settled with the comment it answers"):
            act(answer, by=make.editor())
    with pytest.raises(Refusal, match="Resolve it instead"):
        comments.remove(said, by=make.editor())
    comments.remove(further, by=make.editor())


def test_what_is_sent_twice_is_said_once() -> None:
    name = uuid4()
    assert on_words(public_id=name) == on_words(public_id=name)
    assert Comment.objects.count() == 1
    with pytest.raises(Refusal, match="Somebody else"):
        on_words(public_id=name, by=make.reviewer())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@rae look", {"rae"}),
        ("Ask @rae, @bo.b. And @rae.", {"rae", "bo.b"}),
        ("ed@rae.org and rae", set()),
        ("@out @nobody @gone @Rae", set()),
    ],
)
def test_it_mentions_those_who_work_here_by_their_user_names(text: str, names: set[str]) -> None:
    make.reviewer()
    make.person("bo.b", "editor")
    User.objects.create_user("out", is_staff=True)
    User.objects.filter(pk=make.person("gone", "editor").pk).update(is_active=False)
    assert set(on_words(text=text).mentions.values_list("username", flat=True)) == names


def test_rewording_mentions_others() -> None:
    said = on_words(text="@rae look")
    make.reviewer()
    comments.reword(said, text="@ed look", by=make.editor())
    assert [person.username for person in said.mentions.all()] == ["ed"]


@pytest.mark.parametrize(("start", "end"), [(0, 500), (5, 5), (900, 910)])
def test_it_is_about_words_of_one_turn(start: int, end: int) -> None:
    make.episode(texts=[make.WORDS, "More talk."])
    with pytest.raises(Refusal, match="no single turn"):
        on_words(start=start, end=end)


def test_it_follows_its_words_in_a_corrected_text() -> None:
    said = on_words()
    revision = mend(other_words("We changed", "Last spring we changed"))
    said.refresh_from_db()
    assert said.revision == revision
    assert revision.text()[said.start : said.end] == DOUBLED
    (told,) = comments_of(said.episode, make.editor())
    assert (told["is_moved_on"], told["near"]["turn"]) == (False, 0)


def test_it_follows_its_words_to_another_turn_and_speaker() -> None:
    make.episode(texts=["Well.", make.WORDS])
    turn = make.turn(Episode.objects.get(), 1)
    start = turn.offset + turn.text.index(DOUBLED)
    said = on_words("Well.", revision=turn.revision, start=start, end=start + len(DOUBLED))
    revision = mend(Speaker(0, make.guest("Bo Lindqvist").pk, "Bo"))
    mend(Speaker(1, make.guest("Bo Lindqvist").pk, "Bo"), Merge(0))
    said.refresh_from_db()
    assert said.revision.number == revision.number + 1
    assert said.revision.text()[said.start : said.end] == DOUBLED


def test_where_its_words_are_changed_it_stays_with_those_it_was_said_of() -> None:
    said = on_words()
    revision = mend(other_words("doubled", "trebled"))
    said.refresh_from_db()
    assert said.revision.number == revision.number - 1
    (told,) = comments_of(said.episode, make.editor())
    assert (told["is_moved_on"], told["exact"]) == (True, DOUBLED)
    assert told["near"] == {"revision": str(revision.public_id), "turn": 0}
    back = mend(other_words("trebled", "doubled"))
    said.refresh_from_db()
    assert said.revision == back


def test_said_of_a_text_that_was_replaced_meanwhile_it_goes_to_the_current_one() -> None:
    turn = make.turn(make.episode())
    start = turn.text.index(DOUBLED)
    there = {"revision": turn.revision, "start": start, "end": start + len(DOUBLED)}
    revision = mend(other_words("We changed", "Last spring we changed"))
    assert on_words(**there).revision == revision
    changed = mend(other_words("doubled", "trebled"))
    late = on_words("Revenue trebled", **there)
    assert (late.revision.number, late.exact) == (changed.number - 2, DOUBLED)


def test_what_was_said_of_a_discarded_quote_is_still_told_with_its_words() -> None:
    version = make.draft()
    comments.add(version.quote.episode, text="Too long.", quote=version.quote, by=make.reviewer())
    (told,) = comments_of(version.quote.episode, make.editor())
    assert (told["is_gone"], told["near"]) == (False, None)
    review.move(version, action="discard", by=make.editor())
    (told,) = comments_of(version.quote.episode, make.editor())
    assert (told["is_gone"], told["exact"], told["near"]["turn"]) == (True, DOUBLED, 0)


def test_what_becomes_of_a_comment_stands_in_its_history_with_who_did_it() -> None:
    said = on_words(text="Is it so, @rae?", by=make.editor())
    make.reviewer()
    comments.reword(said, text="Was it so, @rae?", by=make.editor())
    comments.resolve(said, by=make.reviewer())
    comments.add(said.episode, text="It was.", answers=said, by=make.editor())
    mend(other_words("We changed", "They changed"))
    key = said.pk
    rows = list(Comment.history.filter(id=key).order_by("history_id"))  # type: ignore[attr-defined]
    told = [
        (row.text, bool(row.resolved_at), str(row.history_user), row.history_change_reason) for row in rows
    ]
    assert told == [
        ("Is it so, @rae?", False, "ed", None),
        ("Was it so, @rae?", False, "ed", None),
        ("Was it so, @rae?", True, "rae", None),
        ("Was it so, @rae?", False, "ed", "Somebody has answered"),
        ("Was it so, @rae?", False, "ed", "The text was corrected"),
    ]
    assert [row.linked["mentions"] for row in rows] == [[], *[[make.reviewer().pk]] * 4]


def test_a_comment_that_was_taken_back_is_remembered() -> None:
    said = on_words()
    comments.remove(said, by=make.editor())
    gone = Comment.history.latest("history_id")  # type: ignore[attr-defined]
    assert (gone.history_type, gone.text, str(gone.history_user)) == ("-", "Is it so?", "ed")


def test_in_the_admin_one_sees_what_one_may_and_the_author_rewords_it() -> None:
    said = on_words()
    hidden = comments.add(said.episode, text="Too long.", quote=make.draft().quote, by=make.editor())
    url = reverse("admin:annotations_comment_changelist")
    listed = {
        role: make.signed_in(person).get(url).content.decode()
        for role, person in (("editor", make.editor()), ("contributor", make.contributor()))
    }
    assert "Is it so?" in listed["editor"] and "Too long." in listed["editor"]
    assert "Is it so?" in listed["contributor"] and "Too long." not in listed["contributor"]
    page = reverse("admin:annotations_comment_change", args=[said.pk])
    assert make.signed_in(make.reviewer()).post(page, {"text": "No."}).status_code == 403
    assert make.signed_in(make.editor()).post(page, {"text": "Was it?", "why": "Clearer"}).status_code == 302
    newest = Comment.history.filter(id=said.pk).latest("history_id")  # type: ignore[attr-defined]
    assert (newest.text, newest.history_change_reason) == ("Was it?", "Clearer")
    assert (
        make.signed_in(make.contributor())
        .get(reverse("admin:annotations_comment_history", args=[hidden.pk]))
        .status_code
        == 404
    )


def test_a_comment_is_of_the_episode_its_quote_is_of() -> None:
    version = make.draft()
    with pytest.raises(Refusal, match="another episode"):
        comments.add(make.episode("Other"), text="No.", quote=version.quote, by=make.editor())


def test_talk_is_told_in_the_same_number_of_queries_however_much_there_is(
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(6):
        said = on_words(text=f"@ed {number}")
        comments.add(said.episode, text="Yes.", answers=said, by=make.reviewer())
    ed = make.editor()
    with django_assert_max_num_queries(9):
        assert len(comments_of(said.episode, ed)) == 6
