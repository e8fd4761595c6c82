"""Merging while others work on the same people, on PostgreSQL with real threads: nothing is left behind."""

from typing import Any

import pytest

from annotations.models import QuoteVersion
from annotations.selectors import identities as planned
from annotations.selectors import links
from annotations.services import checking, claims, identities, quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal
from tests.services.test_races import at_once, groups  # noqa: F401
from transcripts.models import Company, Guest
from transcripts.services import documents
from transcripts.tests.storing import import_document
from transcripts.tests.test_importing import TALK

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
ROUNDS = range(6)


def merge(kept: Any, other: Any, by: Any) -> Any:
    """Look, and merge, on rows of one's own."""
    kept, other = type(kept).objects.get(pk=kept.pk), type(other).objects.get(pk=other.pk)
    return identities.merge(kept, other, seen=planned.merging(kept, other).sign, by=by)


def is_whole(*things: Guest | Company) -> bool:
    """Nothing points to one who was merged, and every published quote agrees with its text."""
    for thing in things:
        thing.refresh_from_db()
        if thing.merged_into_id:
            assert not any(links.keys(thing).values())
    return checking.check().found == 0


def unless_refused(*results: Any) -> None:
    """Each was done, or told why not."""
    strange = [
        result for result in results if isinstance(result, Exception) and not isinstance(result, Refusal)
    ]
    assert not strange, strange


@pytest.mark.parametrize("_", ROUNDS)
def test_a_merge_races_a_quote_being_made_of_the_one_that_goes(_: int) -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    talk = make.episode("One", speaker=other)
    turn, boss, editor, tag = (
        make.turn(talk),
        make.person("bea", "editor", "reviewer"),
        make.editor(),
        make.tag(),
    )
    turn.speaker  # noqa: B018 the desk has read it before
    words = "Revenue doubled within a year."
    start = turn.text.index(words)

    def write() -> QuoteVersion:
        return quotes.create(turn, start=start, end=start + len(words), tags=[tag], guests=[other], by=editor)

    results = at_once(lambda: merge(kept, other, boss), write)
    unless_refused(*results)
    version = QuoteVersion.objects.get()
    other.refresh_from_db()
    whose = kept if other.merged_into_id else other
    assert version.speaker == whose == version.turn.speaker and list(version.guests.all()) == [whose]
    assert is_whole(kept, other)


@pytest.mark.parametrize("_", ROUNDS)
def test_a_merge_races_a_publication(_: int) -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    version = make.approved(turn=make.turn(make.episode("One", speaker=other)))
    boss, reviewer = make.person("bea", "editor", "reviewer"), make.reviewer()
    results = at_once(
        lambda: merge(kept, other, boss),
        lambda: review.move(version, action=Action.PUBLISH, by=reviewer),
    )
    unless_refused(*results)
    stored = QuoteVersion.objects.get()
    assert stored.speaker == stored.turn.speaker and stored.state == "published"
    assert is_whole(kept, other)


@pytest.mark.parametrize("_", ROUNDS)
def test_two_merges_the_other_way_round_end_with_one_of_them(_: int) -> None:
    one, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    make.episode("One", speaker=one)
    make.episode("Two", speaker=other)
    boss, rob = make.person("bea", "editor", "reviewer"), make.person("rob", "editor", "reviewer")
    results = at_once(lambda: merge(one, other, boss), lambda: merge(other, one, rob))
    unless_refused(*results)
    assert is_whole(one, other)
    assert (one.merged_into_id, other.merged_into_id).count(None) == 1


@pytest.mark.parametrize("_", ROUNDS)
def test_a_merge_races_an_import_that_names_the_one_that_goes(_: int) -> None:
    first = import_document(documents.receive(TALK.encode(), name="one", by=None))
    assert first
    other = Guest.objects.order_by("pk")[0]
    kept, boss = make.guest("Kept Person"), make.person("bea", "editor", "reviewer")
    second = TALK.replace("EPISODE 12", "EPISODE 13").replace("March", "May")

    def bring() -> Any:
        return import_document(documents.receive(second.encode(), name="two", by=None))

    at_once(lambda: merge(kept, other, boss), bring)
    assert is_whole(kept, other)


@pytest.mark.parametrize("_", ROUNDS)
def test_a_merge_of_companies_races_a_claim_about_the_one_that_goes(_: int) -> None:
    kept, other = make.company("Anaconda"), make.company("Continuum")
    boss, editor = make.person("bea", "editor", "reviewer"), make.editor()
    results = at_once(
        lambda: merge(kept, other, boss),
        lambda: claims.create(statement="It grew.", kind="event", company=other, by=editor),
    )
    unless_refused(*results)
    assert is_whole(kept, other)


@pytest.mark.parametrize("_", ROUNDS)
def test_undoing_races_a_correction_of_the_text(_: int) -> None:
    from annotations.tests.test_identities import correct

    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    talk = make.episode("One", speaker=other)
    make.published(turn=make.turn(talk))
    boss = make.person("bea", "editor", "reviewer")
    change = merge(kept, other, boss)
    make.editor()
    results = at_once(lambda: identities.undo(change, by=boss), lambda: correct(talk))
    unless_refused(*results)
    assert is_whole(kept, other)
