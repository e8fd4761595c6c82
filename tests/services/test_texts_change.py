"""A text changes while somebody quotes it or decides about a quote, on PostgreSQL with real threads.

Whoever comes first, every quote ends on a text that exists, and says so where that is not current.
"""

import pytest
from django.db import connection

from annotations.models import QuoteVersion
from annotations.services import anchors, checking, quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State
from tests.services.test_races import at_once, groups
from transcripts.editing import Words
from transcripts.models import Episode, Revision, Turn
from transcripts.services import corrections

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
__all__ = ["groups"]
SENTENCE = "Revenue doubled within a year."


def correct(base: Revision, heard: str, meant: str) -> Revision:
    """Change a word of the first turn, as seen in `base`."""
    start = base.turns.get(position=0).text.index(heard)
    edit = Words(0, start, start + len(heard), meant)
    return corrections.correct(base.episode, base=base, edits=[edit], by=make.editor()).revision


def check_all() -> None:
    """What must hold whoever came first."""
    assert connection.vendor == "postgresql"
    for version in QuoteVersion.objects.live().select_related("revision", "turn"):
        text = version.revision.text()
        assert text[version.start : version.end] == version.exact
        assert version.turn.revision_id == version.revision_id
        assert version.revision.is_current != version.is_uncertain
    for episode in Episode.objects.all():
        assert episode.revisions.filter(is_current=True).count() == 1
    assert checking.check().found == 0


@pytest.fixture(autouse=True)
def data_folder(tmp_path: object, settings: object) -> None:
    """The check leaves its mark here."""
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]


@pytest.mark.parametrize("meant", ["about March", "May"], ids=["longer", "shorter"])
@pytest.mark.parametrize("attempt", range(4))
def test_a_quote_made_while_the_text_changes_stands_on_the_current_text(attempt: int, meant: str) -> None:
    seen = make.turn(make.episode())
    editor, tag = make.editor(), make.tag()
    start = seen.text.index(SENTENCE)

    def draft() -> QuoteVersion:
        mine = Turn.objects.select_related("revision").get(pk=seen.pk)
        return quotes.create(mine, start=start, end=start + len(SENTENCE), tags=[tag], by=editor)

    made, revision = at_once(draft, lambda: correct(seen.revision, "March", meant))
    assert QuoteVersion.objects.get(pk=made.pk).revision == revision
    check_all()


@pytest.mark.parametrize("attempt", range(4))
def test_a_quote_of_words_that_are_just_being_changed_is_refused_or_waits(attempt: int) -> None:
    seen = make.turn(make.episode())
    editor, tag = make.editor(), make.tag()
    start = seen.text.index(SENTENCE)

    def draft() -> QuoteVersion:
        mine = Turn.objects.select_related("revision").get(pk=seen.pk)
        return quotes.create(mine, start=start, end=start + len(SENTENCE), tags=[tag], by=editor)

    made, _ = at_once(draft, lambda: correct(seen.revision, "doubled", "trebled"))
    if isinstance(made, QuoteVersion):
        assert QuoteVersion.objects.get().anchor_status == "confirm"
    else:
        assert isinstance(made, Refusal)
        assert made.rule == "revision"
        assert not QuoteVersion.objects.exists()
    check_all()


@pytest.mark.parametrize("attempt", range(4))
@pytest.mark.parametrize(
    ("stage", "action", "done"),
    [
        (make.in_review, Action.APPROVE, State.APPROVED),
        (make.approved, Action.PUBLISH, State.PUBLISHED),
    ],
    ids=["approve", "publish"],
)
def test_nothing_is_approved_or_published_while_its_words_change(
    stage: object, action: Action, done: State, attempt: int
) -> None:
    version = stage(SENTENCE)  # type: ignore[operator]
    before, base = version.state, version.revision
    reviewer = make.reviewer()
    mine = QuoteVersion.objects.get(pk=version.pk)
    decided, changed = at_once(
        lambda: review.move(mine, action=action, by=reviewer), lambda: correct(base, "doubled", "trebled")
    )
    assert isinstance(changed, Revision), changed
    version.refresh_from_db()
    assert version.anchor_status == "confirm"
    assert version.exact == SENTENCE
    if isinstance(decided, Refusal):
        assert (decided.rule, version.state) == ("anchor", before)
    else:
        assert (decided, version.state) == (None, done)
    check_all()


@pytest.mark.parametrize("attempt", range(4))
def test_two_corrections_and_a_decision_at_once_lose_nothing(attempt: int) -> None:
    version = make.in_review(SENTENCE)
    base = version.revision
    correct(base, "doubled", "trebled")
    current = Revision.objects.get(is_current=True)
    editor = make.editor()
    mine = QuoteVersion.objects.get(pk=version.pk)
    results = at_once(
        lambda: anchors.confirm(mine, candidate=0, by=editor),
        lambda: correct(current, "March", "about March"),
        lambda: quotes.change(version.quote, by=editor, note="Better"),
    )
    assert isinstance(results[1], Revision), results[1]
    version.refresh_from_db()
    if isinstance(results[0], QuoteVersion):
        assert (version.exact, version.state) == ("Revenue trebled within a year.", State.IN_REVIEW)
        assert version.revision == results[1]
    check_all()


def test_a_decision_about_a_proposal_waits_for_the_text_that_overtakes_it() -> None:
    version = make.draft(SENTENCE)
    current = correct(version.revision, "doubled", "trebled")
    editor = make.editor()
    mine = QuoteVersion.objects.get(pk=version.pk)
    confirmed, changed = at_once(
        lambda: anchors.confirm(mine, candidate=0, by=editor),
        lambda: correct(current, "trebled", "quadrupled"),
    )
    assert isinstance(confirmed, QuoteVersion), confirmed
    assert isinstance(changed, Revision), changed
    assert QuoteVersion.objects.get().exact in {
        "Revenue trebled within a year.",
        "Revenue quadrupled within a year.",
    }
    check_all()
