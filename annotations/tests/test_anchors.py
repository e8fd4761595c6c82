"""Quotes when the text changes under them: moved where that is certain, else left to a person."""

from collections.abc import Callable, Sequence
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.models import Alarm, Claim, Decision, Placement, Publication, QuoteVersion
from annotations.selectors import confirming
from annotations.services import anchors, claims, gate, quotes, review
from annotations.tests import factories as make
from annotations.tests.test_checking import past_the_guards
from annotations.workflow import Action, Refusal, State
from transcripts.editing import Edit, Merge, Section, Speaker, Split, Words
from transcripts.models import Episode, Revision, Turn
from transcripts.services import corrections

pytestmark = pytest.mark.django_db

OPENING = "Welcome back to the show. Today we talk about what a licence costs, and who pays for it."
ANSWER = (
    "Thank you for having me. We had three years of savings left. Enjoy was the proxy we bet on, and the bet "
    "paid for everything. After that we never looked back at Apache."
)
QUESTION = "And the community, how did they take the news on that Monday morning?"
CLOSE = "Badly at first. Then somebody forked it, and the fork taught us more than any survey could have."
TEXTS = (OPENING, ANSWER, QUESTION, CLOSE)
WORDS = "Enjoy was the proxy we bet on, and the bet paid for everything."
MENDED = "Envoy was the proxy we bet on, and the bet paid for everything."

STAGES = {
    "draft": make.draft,
    "in review": make.in_review,
    "approved": make.approved,
    "published": make.published,
}
each_stage = pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)


def talk() -> Episode:
    return make.episode("The bet", texts=TEXTS)


def quoted(stage: Callable[..., QuoteVersion], words: str = WORDS) -> QuoteVersion:
    episode = Episode.objects.filter(title="The bet").first() or talk()
    turn = Turn.objects.get(revision__episode=episode, revision__is_current=True, text__contains=words)
    return stage(words, turn=turn)


def correct(episode: Episode, *edits: Edit) -> Revision:
    """Change the current transcript as an editor does."""
    base = episode.revisions.get(kind="transcript", is_current=True)
    return corrections.correct(episode, base=base, edits=edits, by=make.editor()).revision


def replace(text: str, turn: int, heard: str, meant: str) -> Words:
    start = text.index(heard)
    return Words(turn, start, start + len(heard), meant)


TYPO_BEFORE = replace(ANSWER, 1, "three years", "about three years")
TYPO_IN_IT = replace(ANSWER, 1, "Enjoy", "Envoy")
TYPO_LATER = replace(CLOSE, 3, "Badly", "Very badly")
DELETED = replace(ANSWER, 1, WORDS + " ", "")


def anew(version: QuoteVersion) -> QuoteVersion:
    return QuoteVersion.objects.get(pk=version.pk)


def standing(version: QuoteVersion) -> tuple[str, str]:
    stored = anew(version)
    return stored.anchor_status, stored.anchor_reason


def waiting() -> list[QuoteVersion]:
    return list(confirming.waiting(make.editor()))


def text_at(version: QuoteVersion) -> str:
    stored = anew(version)
    return stored.revision.text()[stored.start : stored.end]


# By the machine


@each_stage
def test_words_that_stand_elsewhere_now_are_pinned_there_and_keep_their_state(
    stage: Callable[..., QuoteVersion],
) -> None:
    version = quoted(stage)
    before = anew(version)
    revision = correct(version.quote.episode, TYPO_BEFORE)
    after = anew(version)
    assert standing(version) == ("moved", "shifted")
    assert (after.revision, after.start, after.end) == (revision, before.start + 6, before.end + 6)
    assert after.turn.revision == revision
    assert text_at(version) == after.exact == WORDS
    assert after.prefix.endswith("about three years of savings left. ")
    assert (after.state, after.approved_by, after.changed_at, after.number) == (
        before.state,
        before.approved_by,
        before.changed_at,
        before.number,
    )
    placement = Placement.objects.get()
    assert (placement.source, placement.source_start, placement.target) == (
        before.revision,
        before.start,
        revision,
    )
    assert (placement.start, placement.status, placement.decision) == (after.start, "moved", "")
    assert placement.by == make.editor()
    assert not waiting()
    assert not gate.violations(after)


@each_stage
def test_a_typo_mended_later_on_leaves_a_quote_where_it_is(stage: Callable[..., QuoteVersion]) -> None:
    version = quoted(stage)
    before = anew(version)
    revision = correct(version.quote.episode, TYPO_LATER)
    after = anew(version)
    assert standing(version) == ("exact", "unchanged")
    assert (after.revision, after.start) == (revision, before.start)
    assert after.turn.revision == revision
    assert not Placement.objects.exists()


@each_stage
def test_words_that_changed_stay_as_they_were_and_wait(stage: Callable[..., QuoteVersion]) -> None:
    version = quoted(stage)
    before = anew(version)
    correct(version.quote.episode, TYPO_IN_IT)
    after = anew(version)
    assert standing(version) == ("confirm", "words-changed")
    assert 0.9 < after.anchor_score < 1
    assert (after.revision, after.turn, after.start, after.exact, after.state) == (
        before.revision,
        before.turn,
        before.start,
        WORDS,
        before.state,
    )
    assert waiting() == [version]
    (question,) = confirming.questions(waiting())
    assert (question.old.words, question.new[0].words) == (WORDS, MENDED)
    assert question.new[0].number == 0
    assert question.old.before.endswith("savings left. ")
    assert question.why == "The words were changed."
    assert (question.text, question.since) == (
        Revision.objects.get(number=2),
        Placement.objects.get().at,
    )


@pytest.mark.parametrize(
    ("stage", "action"), [(make.in_review, Action.APPROVE), (make.approved, Action.PUBLISH)]
)
def test_what_is_uncertain_is_neither_approved_nor_published(
    stage: Callable[..., QuoteVersion], action: Action
) -> None:
    version = quoted(stage)
    correct(version.quote.episode, TYPO_IN_IT)
    assert [str(refusal) for refusal in gate.violations(anew(version))] == [
        "The text has changed since. The words were changed. Confirm its place in the current text, or "
        "select the words again."
    ]
    with pytest.raises(Refusal, match="Confirm its place") as refusal:
        review.move(anew(version), action=action, by=make.reviewer())
    assert refusal.value.rule == "anchor"


def test_a_public_quote_whose_words_changed_is_public_as_approved_with_its_claims() -> None:
    version = quoted(partial(make.published, companies=[make.company()]))
    claim = claims.create(statement="The bet paid.", kind="event", subject="founders", by=make.editor())
    claims.add_evidence(claim, quote=version.quote, stance="supports", by=make.editor())
    claim.refresh_from_db()
    for action, by in [("submit", make.editor()), ("approve", make.reviewer()), ("publish", make.reviewer())]:
        review.move(claim, action=Action(action), by=by)
    seen = Publication.objects.count()
    correct(version.quote.episode, TYPO_IN_IT)
    public = QuoteVersion.objects.published().get()
    assert (public.pk, public.exact, public.revision.number) == (version.pk, WORDS, 1)
    assert list(Claim.objects.published()) == [claim]
    assert [tag.slug for tag in public.tags.all()] == ["licensing-change"]
    assert [company.name for company in public.companies.all()] == ["Quarrystone"]
    told = Publication.objects.order_by("id")[seen:]
    assert [(one.kind, one.object_type) for one in told] == [("moved", "quote")], "its place is uncertain now"


@each_stage
def test_going_back_makes_a_quote_certain_again(stage: Callable[..., QuoteVersion]) -> None:
    version = quoted(stage)
    first = version.revision
    correct(version.quote.episode, TYPO_IN_IT)
    revision = corrections.go_back(first, reason="It was Enjoy.", by=make.editor())
    assert standing(version) == ("exact", "unchanged")
    assert anew(version).revision == revision
    assert not waiting()
    assert Placement.objects.get().decision == Decision.OVERTAKEN


def test_a_quote_is_moved_from_the_text_in_which_it_was_last_certain() -> None:
    version = quoted(make.published)
    correct(version.quote.episode, TYPO_IN_IT)
    correct(version.quote.episode, TYPO_LATER)
    assert [p.source.number for p in Placement.objects.order_by("id")] == [1, 1]
    assert [p.decision for p in Placement.objects.order_by("id")] == [Decision.OVERTAKEN, ""]
    (question,) = confirming.questions(waiting())
    assert (question.new[0].words, question.text) == (MENDED, Revision.objects.get(is_current=True))


@each_stage
def test_words_that_somebody_else_says_now_wait(stage: Callable[..., QuoteVersion]) -> None:
    version = quoted(stage)
    correct(version.quote.episode, Speaker(1, make.guest("Bo Lindqvist").pk))
    assert standing(version) == ("confirm", "speaker-changed")
    assert anew(version).speaker == make.guest()


def test_confirmed_words_are_credited_to_whom_says_them_now() -> None:
    version = quoted(make.published)
    correct(version.quote.episode, Speaker(1, make.guest("Bo Lindqvist").pk))
    pending = anchors.confirm(version, candidate=0, by=make.editor())
    assert (pending.exact, pending.speaker) == (WORDS, make.guest("Bo Lindqvist"))
    assert QuoteVersion.objects.published().get().speaker == make.guest()
    for action in (Action.APPROVE, Action.PUBLISH):
        review.move(pending, action=action, by=make.reviewer())
    assert QuoteVersion.objects.published().get().speaker == make.guest("Bo Lindqvist")
    assert not waiting()


@each_stage
def test_a_passage_divided_between_turns_waits_with_both_parts(stage: Callable[..., QuoteVersion]) -> None:
    version = quoted(stage)
    correct(version.quote.episode, Split(1, ANSWER.index("and the bet")))
    assert standing(version) == ("confirm", "split")
    (question,) = confirming.questions(waiting())
    assert {side.words for side in question.new} == {
        "Enjoy was the proxy we bet on,",
        "and the bet paid for everything.",
    }


@each_stage
def test_turns_split_or_merged_elsewhere_keep_quotes(stage: Callable[..., QuoteVersion]) -> None:
    version = quoted(stage)
    correct(version.quote.episode, Split(1, ANSWER.index("We had")), Merge(2))
    assert standing(version)[0] in ("exact", "moved")
    assert text_at(version) == WORDS


@each_stage
def test_a_turn_made_part_of_a_sponsor_read_waits(stage: Callable[..., QuoteVersion]) -> None:
    version = quoted(stage)
    correct(version.quote.episode, Section(1, 1, "sponsor"))
    assert standing(version) == ("confirm", "sponsor-read")
    confirmed = anchors.confirm(anew(version), candidate=0, by=make.editor())
    assert "sponsor" in {refusal.rule for refusal in gate.violations(confirmed)}


@each_stage
def test_words_that_are_gone_are_lost(stage: Callable[..., QuoteVersion]) -> None:
    version = quoted(stage)
    correct(version.quote.episode, DELETED)
    assert standing(version) == ("lost", "gone")
    (question,) = confirming.questions(waiting())
    assert (question.new, question.old.words) == ([], WORDS)
    with pytest.raises(Refusal, match="Nothing like these words") as refusal:
        anchors.confirm(anew(version), candidate=0, by=make.editor())
    assert refusal.value.rule == "candidate"


def test_what_is_over_never_moves() -> None:
    former = quoted(make.published)
    pending = quotes.change(former.quote, by=make.editor(), note="Better")
    for action, by in [("submit", make.editor()), ("approve", make.reviewer()), ("publish", make.reviewer())]:
        review.move(pending, action=Action(action), by=by)
    dropped = quoted(make.draft)
    review.move(dropped, action=Action.DISCARD, by=make.editor())
    gone = quoted(make.published)
    review.move(gone, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    correct(former.quote.episode, TYPO_BEFORE, TYPO_IN_IT)
    for version in (former, dropped, gone):
        assert (anew(version).revision.number, standing(version)[0]) == (1, "exact")
    assert waiting() == [pending]


def test_both_forms_of_a_quote_are_moved_and_the_open_one_is_asked_about() -> None:
    public = quoted(make.published)
    pending = quotes.change(public.quote, by=make.editor(), note="Better")
    correct(public.quote.episode, TYPO_IN_IT)
    assert {standing(public)[0], standing(pending)[0]} == {"confirm"}
    assert waiting() == [pending]


def test_a_change_of_the_transcript_leaves_the_quotes_of_the_notes() -> None:
    episode = make.episode("The bet", texts=TEXTS, notes=[WORDS])
    version = make.published(WORDS, turn=make.turn(episode, kind="notes"))
    correct(episode, TYPO_IN_IT)
    assert (anew(version).revision.kind, standing(version)) == ("notes", ("exact", "unchanged"))


def test_whoever_is_found_to_speak_is_credited_with_drafts_alone() -> None:
    episode = talk()
    Turn.objects.update(speaker=None)
    draft, submitted = quoted(make.draft), quoted(make.in_review)
    correct(episode, Speaker(1, make.guest().pk))
    assert (anew(draft).speaker, anew(submitted).speaker) == (make.guest(), None)
    assert {standing(draft), standing(submitted)} == {("exact", "unchanged")}


def test_a_correction_takes_the_same_few_statements_for_many_quotes() -> None:
    def cost(edit: Edit) -> int:
        with CaptureQueriesContext(connection) as queries:
            correct(Episode.objects.get(), edit)
        return len(queries)

    quoted(make.published)
    quoted(make.draft, "the fork taught us more than any survey")
    few = cost(replace(ANSWER, 1, "Enjoy", "Envoy"))
    corrected = ANSWER.replace("Enjoy", "Envoy")
    for _ in range(15):
        make.published("We had three years of savings left.", turn=make.turn(Episode.objects.get(), 1))
        make.draft("we never looked back", turn=make.turn(Episode.objects.get(), 1))
    assert cost(replace(corrected, 1, "three", "four")) <= few
    assert QuoteVersion.objects.uncertain().count() == 16


def test_what_becomes_of_every_quote_is_shown_before_a_text_is_adopted() -> None:
    public, draft = quoted(make.published), quoted(make.draft, "the fork taught us more than any survey")
    gone = quoted(make.draft, "who pays for it")
    episode = public.quote.episode
    proposed = propose(episode, [OPENING.replace(", and who pays for it", ""), *TEXTS[1:]])
    preview = anchors.preview(proposed)
    assert preview.counts == {"exact": 0, "moved": 2, "confirm": 0, "lost": 1}
    assert [outcome.version for outcome in preview.outcomes] == [gone, public, draft]
    assert {standing(version)[0] for version in (public, draft, gone)} == {"exact"}
    assert not Placement.objects.exists()
    corrections.adopt(proposed, keep_corrections=False, by=make.editor())
    for outcome in preview.outcomes:
        assert standing(outcome.version)[0] == outcome.placement.standing


def propose(episode: Episode, texts: Sequence[str]) -> Revision:
    """Another text for the episode, as a changed document brings it."""
    other = make.episode("A changed document", texts=texts)
    revision = other.revisions.get()
    Revision.objects.filter(pk=revision.pk).update(
        episode=episode, number=9, is_current=False, adopted_at=None, adopted_by=None
    )
    return Revision.objects.get(pk=revision.pk)


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        ("words", "UPDATE annotations_quoteversion SET exact = 'Never said.' WHERE id = %s"),
        ("words", 'UPDATE annotations_quoteversion SET start = start + 1, "end" = "end" + 1 WHERE id = %s'),
        (
            "words",
            "UPDATE annotations_quoteversion SET turn_id = (SELECT MIN(t.id) FROM transcripts_turn t "
            "WHERE t.revision_id = annotations_quoteversion.revision_id AND t.id <> turn_id) WHERE id = %s",
        ),
        (
            "speaker",
            "UPDATE transcripts_turn SET speaker_id = NULL "
            "WHERE id = (SELECT turn_id FROM annotations_quoteversion WHERE id = %s)",
        ),
    ],
    ids=["words", "place", "turn", "speaker"],
)
def test_a_public_quote_that_was_tampered_with_holds_no_correction_up_and_is_an_alarm(
    kind: str, statement: str
) -> None:
    broken = quoted(make.published)
    past_the_guards(statement, broken.pk)
    revision = correct(broken.quote.episode, TYPO_BEFORE)
    assert revision.is_current
    assert anew(broken).revision.number == 1
    alarm = Alarm.objects.get()
    assert (alarm.version, alarm.kind) == (broken, kind)


def test_a_sound_quote_moves_beside_a_broken_one() -> None:
    broken, sound = quoted(make.published), quoted(make.published, "we never looked back at Apache")
    past_the_guards("UPDATE annotations_quoteversion SET exact = %s WHERE id = %s", "Never said.", broken.pk)
    revision = correct(broken.quote.episode, TYPO_BEFORE)
    assert (anew(broken).revision.number, anew(sound).revision) == (1, revision)


# By a person


@each_stage
def test_a_confirmed_place_goes_back_to_review_or_stays_a_draft(stage: Callable[..., QuoteVersion]) -> None:
    version = quoted(stage)
    was = anew(version)
    revision = correct(version.quote.episode, TYPO_IN_IT)
    bea = make.person("bea", "editor")
    done = anchors.confirm(anew(version), candidate=0, by=bea, note="Heard it again.")
    stored = anew(done)
    assert (stored.exact, stored.revision, standing(done)) == (MENDED, revision, ("exact", "unchanged"))
    assert text_at(done) == MENDED
    assert stored.state == (State.DRAFT if was.state == State.DRAFT else State.IN_REVIEW)
    assert (stored.changed_by, stored.approved_by, stored.approved_at) == (bea, None, None)
    event = stored.events.get(action="confirm")
    assert (event.by, event.note, event.revision) == (bea, "Heard it again.", revision)
    placement = Placement.objects.get()
    assert (placement.decision, placement.decided_by) == (Decision.CONFIRMED, bea)
    assert not waiting()
    if was.state == State.PUBLISHED:
        assert (stored.number, [tag.slug for tag in stored.tags.all()]) == (2, ["licensing-change"])
        assert QuoteVersion.objects.published().get().exact == WORDS
    else:
        assert stored.pk == version.pk


def test_a_returned_quote_is_confirmed_in_place() -> None:
    version = quoted(make.in_review)
    review.move(version, action=Action.RETURN, by=make.reviewer(), note="Which proxy?")
    correct(version.quote.episode, TYPO_IN_IT)
    done = anchors.confirm(anew(version), candidate=0, by=make.editor())
    assert (done.pk, done.state, done.exact) == (version.pk, State.CHANGES_REQUESTED, MENDED)


def test_who_confirms_is_one_of_the_authors() -> None:
    version = quoted(make.approved)
    correct(version.quote.episode, TYPO_IN_IT)
    bo = make.person("bo", "editor", "reviewer")
    anchors.confirm(anew(version), candidate=0, by=bo)
    with pytest.raises(Refusal) as refusal:
        review.move(anew(version), action=Action.APPROVE, by=bo)
    assert refusal.value.rule == "four-eyes"
    review.move(anew(version), action=Action.APPROVE, by=make.reviewer())


def test_the_new_words_replace_the_public_ones_once_they_are_published() -> None:
    public = quoted(make.published)
    correct(public.quote.episode, TYPO_IN_IT)
    pending = anchors.confirm(anew(public), candidate=0, by=make.editor())
    for action in (Action.APPROVE, Action.PUBLISH):
        review.move(pending, action=action, by=make.reviewer())
    assert QuoteVersion.objects.published().get().exact == MENDED
    assert anew(public).state == State.SUPERSEDED
    told = Publication.objects.filter(object_type="quote").order_by("id")
    assert [entry.kind for entry in told] == ["published", "moved", "updated"]
    assert not waiting()


def test_a_public_quote_whose_new_form_is_discarded_waits_again() -> None:
    public = quoted(make.published)
    correct(public.quote.episode, TYPO_IN_IT)
    pending = anchors.confirm(anew(public), candidate=0, by=make.editor())
    review.move(pending, action=Action.RETRACT, by=make.editor())
    review.move(pending, action=Action.DISCARD, by=make.editor())
    assert waiting() == [public]
    again = anchors.confirm(anew(public), candidate=0, by=make.editor())
    assert (again.number, again.exact) == (3, MENDED)


@each_stage
def test_other_words_are_selected_in_the_current_text(stage: Callable[..., QuoteVersion]) -> None:
    version = quoted(stage)
    revision = correct(version.quote.episode, DELETED)
    start = revision.text().index("We had three years")
    done = anchors.select(anew(version), start=start, end=start + len("We had three years"), by=make.editor())
    assert (done.exact, done.revision) == ("We had three years", revision)
    assert done.events.filter(action="select").count() == 1
    assert Placement.objects.get().decision == Decision.SELECTED
    assert not waiting()


def test_a_selection_over_two_turns_or_in_another_text_is_refused() -> None:
    version = quoted(make.draft)
    revision = correct(version.quote.episode, DELETED)
    with pytest.raises(Refusal, match="single turn"):
        anchors.select(anew(version), start=0, end=revision.length, by=make.editor())
    other = make.episode("Another").revisions.get()
    with pytest.raises(Refusal, match="single turn"):
        anchors.select(anew(version), start=0, end=9, seen=other, by=make.editor())


@pytest.mark.parametrize(
    ("stage", "state"),
    [
        (make.draft, State.DISCARDED),
        (make.in_review, State.DISCARDED),
        (make.approved, State.DISCARDED),
        (make.published, State.WITHDRAWN),
    ],
    ids=STAGES,
)
def test_a_quote_whose_words_are_gone_is_given_up(stage: Callable[..., QuoteVersion], state: State) -> None:
    version = quoted(stage)
    correct(version.quote.episode, DELETED)
    by = make.person("bo", "editor", "reviewer")
    anchors.give_up(anew(version), note="She never said it.", by=by)
    assert anew(version).state == state
    assert Placement.objects.get().decision == Decision.WITHDRAWN
    assert not waiting()


def test_an_editor_alone_withdraws_nothing() -> None:
    version = quoted(make.published)
    correct(version.quote.episode, DELETED)
    with pytest.raises(Refusal, match="Only reviewers can withdraw"):
        anchors.give_up(anew(version), note="Gone.", by=make.editor())


def test_only_editors_confirm_and_select() -> None:
    version = quoted(make.draft)
    correct(version.quote.episode, TYPO_IN_IT)
    with pytest.raises(PermissionDenied):
        anchors.confirm(anew(version), candidate=0, by=make.reviewer())
    with pytest.raises(PermissionDenied):
        anchors.select(anew(version), start=0, end=9, by=make.reviewer())


def test_there_is_nothing_to_confirm_about_a_certain_place() -> None:
    version = quoted(make.in_review)
    for decide in (
        lambda: anchors.confirm(version, candidate=0, by=make.editor()),
        lambda: anchors.select(version, start=0, end=9, by=make.editor()),
        lambda: anchors.give_up(version, note="Gone.", by=make.editor()),
        lambda: review.move(version, action=Action.ABANDON, note="Gone.", by=make.editor()),
        lambda: review.move(version, action=Action.CONFIRM, by=make.editor()),
    ):
        with pytest.raises(Refusal, match="certain"):
            decide()


def test_a_place_that_was_not_proposed_cannot_be_confirmed() -> None:
    version = quoted(make.draft)
    correct(version.quote.episode, TYPO_IN_IT)
    for number in (-1, 4):
        with pytest.raises(Refusal, match="none has the number") as refusal:
            anchors.confirm(anew(version), candidate=number, by=make.editor())
        assert refusal.value.rule == "candidate"


def test_no_button_of_the_workflow_confirms_without_a_place() -> None:
    version = quoted(make.in_review)
    correct(version.quote.episode, TYPO_IN_IT)
    with pytest.raises(Refusal, match="Say where it stands") as refusal:
        review.move(anew(version), action=Action.CONFIRM, by=make.editor())
    assert refusal.value.rule == "place"


def test_topics_of_an_uncertain_quote_can_be_changed_and_its_place_only_by_confirming() -> None:
    version = quoted(make.draft)
    correct(version.quote.episode, TYPO_IN_IT)
    changed = quotes.change(version.quote, by=make.editor(), note="Check the name.")
    assert (changed.pk, changed.note, standing(version)) == (
        version.pk,
        "Check the name.",
        ("confirm", "words-changed"),
    )
    with pytest.raises(Refusal, match="Confirm its place") as refusal:
        quotes.change(version.quote, by=make.editor(), start=version.start + 6)
    assert refusal.value.rule == "anchor"


def test_a_change_beside_an_uncertain_public_quote_is_as_uncertain() -> None:
    public = quoted(make.published)
    correct(public.quote.episode, TYPO_IN_IT)
    pending = quotes.change(public.quote, by=make.editor(), note="Better")
    assert waiting() == [pending]
    done = anchors.confirm(pending, candidate=0, by=make.editor())
    assert (done.pk, done.exact, done.state) == (pending.pk, MENDED, State.DRAFT)


# A text that changes while somebody selects


def test_words_selected_in_a_text_that_was_replaced_are_quoted_from_the_current_one() -> None:
    turn = make.turn(talk(), 1)
    revision = correct(turn.revision.episode, TYPO_BEFORE)
    version = make.draft(WORDS, turn=turn)
    assert (version.revision, version.exact, text_at(version)) == (revision, WORDS, WORDS)


@pytest.mark.parametrize("edit", [TYPO_IN_IT, DELETED], ids=["mended", "deleted"])
def test_words_that_changed_while_they_were_selected_are_refused(edit: Edit) -> None:
    turn = make.turn(talk(), 1)
    correct(turn.revision.episode, edit)
    with pytest.raises(Refusal, match="it is revision 2 now") as refusal:
        make.draft(WORDS, turn=turn)
    assert refusal.value.rule == "revision"
    assert not QuoteVersion.objects.exists()


def test_offsets_of_a_change_count_in_the_text_that_was_seen() -> None:
    version = quoted(make.draft)
    seen, end = version.revision, version.start + len("Enjoy was the proxy")
    correct(version.quote.episode, TYPO_BEFORE)
    changed = quotes.change(version.quote, by=make.editor(), start=version.start, end=end, seen=seen)
    assert (changed.exact, text_at(changed)) == ("Enjoy was the proxy", "Enjoy was the proxy")


@pytest.mark.parametrize("stage", [make.draft, make.in_review, make.published])
def test_a_confirmed_place_keeps_the_emendations_whose_words_stand_and_names_the_others(
    stage: Callable[..., QuoteVersion],
) -> None:
    edits = [
        {"start": 0, "end": 5, "text": "The proxy"},
        {"start": 29, "end": 62, "text": ""},
    ]
    turn = Turn.objects.get(revision__episode=talk(), text__contains=WORDS)
    version = stage(WORDS, turn=turn, emendations=edits)
    assert version.shown == "[The proxy] was the proxy we bet on [...]."
    correct(version.quote.episode, replace(ANSWER, 1, "Enjoy", "Envoy"))
    confirmed = anchors.confirm(anew(version), candidate=0, by=make.editor(), note="Heard it.")
    assert (confirmed.exact, confirmed.shown) == (MENDED, "Envoy was the proxy we bet on [...].")
    note = confirmed.events.get(action="confirm").note
    assert note == "Heard it. Not carried over, as its words do not stand there: [The proxy] for “Enjoy”."


def test_a_moved_quote_keeps_its_emendations() -> None:
    turn = Turn.objects.get(revision__episode=talk(), text__contains=WORDS)
    version = make.published(WORDS, turn=turn, emendations=[{"start": 0, "end": 5, "text": "Envoy"}])
    correct(version.quote.episode, replace(ANSWER, 1, "three years", "nearly three years"))
    moved = anew(version)
    assert (moved.anchor_status, moved.state) == ("moved", State.PUBLISHED)
    assert moved.shown.startswith("[Envoy] was the proxy")
