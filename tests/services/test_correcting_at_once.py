"""Many correct one text at once, on PostgreSQL with real threads: nothing is lost, one text is current."""

from collections.abc import Callable
from typing import Any

import pytest

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from tests.services.test_races import at_once, groups  # noqa: F401 - a fixture
from transcripts.editing import Words
from transcripts.models import Episode, Revision, RevisionKind
from transcripts.services import corrections, revisions
from transcripts.services.corrections import Conflict, Corrected

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

MANY = 10
TEXTS = [f"Turn {number} says knog again." for number in range(MANY)]
START = len("Turn 0 says ")


def correction(episode: Episode, base: Revision, turn: int, meant: str = "Kong") -> Callable[[], Corrected]:
    """One editor's replacing of “knog” in a turn."""
    by = make.person(f"ed {turn} {meant}", "editor")
    edits = [Words(turn, START, START + len("knog"), meant)]
    return lambda: corrections.correct(episode, base=base, edits=edits, by=by)


def proposal(episode: Episode, text: str) -> Callable[[], Any]:
    """An importer's changed text of the episode."""
    document = make.document(text)
    rows = revisions.rows_of(revisions.turns_of(episode.revisions.get(number=1)))
    changed = [row._replace(text=text) if row.position == 0 else row for row in rows]
    return lambda: revisions.add_import(
        episode, kind=RevisionKind.TRANSCRIPT, turns=changed, document=document, by=None
    )


def current(episode: Episode) -> Revision:
    return episode.revisions.get(is_current=True)


def numbers(episode: Episode) -> list[int]:
    return sorted(episode.revisions.values_list("number", flat=True))


def test_two_who_correct_different_turns_are_both_there() -> None:
    episode = make.episode(texts=TEXTS)
    base = current(episode)
    results = at_once(correction(episode, base, 0), correction(episode, base, 1))
    assert sorted(result.merged_with is None for result in results) == [False, True]
    assert [turn.text for turn in current(episode).turns.all()[:3]] == [
        "Turn 0 says Kong again.",
        "Turn 1 says Kong again.",
        TEXTS[2],
    ]
    assert numbers(episode) == [1, 2, 3]


def test_of_two_who_change_the_same_words_one_is_asked() -> None:
    episode = make.episode(texts=TEXTS)
    base = current(episode)
    results = at_once(correction(episode, base, 0), correction(episode, base, 0, "Gong"))
    assert sorted(isinstance(result, Conflict) for result in results) == [False, True]
    stored = next(result for result in results if isinstance(result, Corrected))
    assert (stored.revision, numbers(episode)) == (current(episode), [1, 2])


def test_ten_at_once_lose_nothing_and_share_no_number() -> None:
    episode = make.episode(texts=TEXTS)
    base = current(episode)
    quote = make.published(TEXTS[3], turn=make.turn(episode, 3))
    draft = make.draft("again.", turn=make.turn(episode, 4))
    results = at_once(*(correction(episode, base, turn) for turn in range(MANY)))
    assert all(isinstance(result, Corrected) for result in results), results
    assert numbers(episode) == list(range(1, MANY + 2))
    assert current(episode).number == MANY + 1
    assert current(episode).text() == "\n".join(TEXTS).replace("knog", "Kong")
    quote.refresh_from_db()
    draft.refresh_from_db()
    assert (quote.exact, quote.anchor_status) == (TEXTS[3], "confirm")
    assert (draft.revision, draft.turn.revision) == (current(episode), current(episode))
    assert not QuoteVersion.objects.exclude(revision__episode=episode).exists()


def test_the_same_correction_from_ten_is_one_revision() -> None:
    episode = make.episode(texts=TEXTS)
    base = current(episode)
    results = at_once(*[correction(episode, base, 0)] * MANY)
    assert sorted(result.changed for result in results) == [False] * (MANY - 1) + [True]
    assert numbers(episode) == [1, 2]


def test_imports_propose_while_editors_correct() -> None:
    episode = make.episode(texts=TEXTS)
    base = current(episode)
    results = at_once(
        *(correction(episode, base, turn) for turn in range(5)),
        *(proposal(episode, f"Another text {number}.") for number in range(5)),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert numbers(episode) == list(range(1, 12))
    assert episode.revisions.filter(is_current=True).get().origin == "correction"
    assert Revision.objects.proposed().count() == 5


def test_one_text_is_adopted_or_declined_and_a_correction_meanwhile_is_kept() -> None:
    episode = make.episode(texts=TEXTS)
    base, text = current(episode), proposal(episode, "A new beginning.")()
    adopting, declining = (Revision.objects.get(pk=text.pk) for _ in range(2))
    by = make.editor()
    decided, other, corrected = at_once(
        lambda: corrections.adopt(adopting, keep_corrections=True, by=by),
        lambda: corrections.decline(declining, reason="Worse.", by=by),
        correction(episode, base, 5),
    )
    assert isinstance(decided, Exception) != isinstance(other, Exception)
    assert isinstance(corrected, Corrected)
    assert episode.revisions.filter(is_current=True).count() == 1
    assert "Turn 5 says Kong again." in current(episode).text()
    assert current(episode).text().startswith("A new") == isinstance(other, Exception)


def test_two_who_go_back_and_correct_at_once_make_one_text_after_another() -> None:
    episode = make.episode(texts=TEXTS)
    first = current(episode)
    second = correction(episode, first, 0)().revision
    by = make.editor()
    at_once(
        lambda: corrections.go_back(Revision.objects.get(pk=first.pk), by=by), correction(episode, second, 5)
    )
    assert numbers(episode) == [1, 2, 3, 4]
    assert "Turn 5 says Kong again." in current(episode).text() or current(episode).text() == first.text()
    assert episode.revisions.filter(is_current=True).count() == 1
