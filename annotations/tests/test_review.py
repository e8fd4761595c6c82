"""Reviewing: four eyes, events, the publication log, and what an approval follows."""

import pytest

from annotations.models import Claim, Publication, Quote, QuoteVersion, ReviewEvent, Tag
from annotations.querysets import published_companies, published_guests
from annotations.services import claims, episodes, quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State
from transcripts.models import Episode
from transcripts.models.source import ImmutableError

pytestmark = pytest.mark.django_db


def test_the_whole_way_is_written_down() -> None:
    version = make.published()
    moves = [(e.action, e.from_state, e.to_state, e.by.username) for e in version.events.all()]
    assert moves == [
        ("draft", "", "draft", "ed"),
        ("submit", "draft", "in_review", "ed"),
        ("approve", "in_review", "approved", "rae"),
        ("publish", "approved", "published", "rae"),
    ]
    entry = Publication.objects.get(object_type="quote")
    assert (entry.kind, entry.object_id, entry.by.username) == ("published", version.quote.public_id, "rae")


def test_nobody_approves_their_own() -> None:
    both = make.person("bea", "editor", "reviewer")
    version = make.draft(by=both)
    review.move(version, action=Action.SUBMIT, by=both)
    with pytest.raises(Refusal) as refusal:
        review.move(version, action=Action.APPROVE, by=both)
    assert refusal.value.rule == "four-eyes"
    version.refresh_from_db()
    assert version.state == State.IN_REVIEW


def test_a_colleagues_small_change_does_not_make_ones_own_words_anothers() -> None:
    both = make.person("bea", "editor", "reviewer")
    version = make.draft(by=both)
    quotes.change(version.quote, by=make.editor(), note="A comma.")
    version.refresh_from_db()
    review.move(version, action=Action.SUBMIT, by=make.editor())
    with pytest.raises(Refusal) as refusal:
        review.move(version, action=Action.APPROVE, by=both)
    assert refusal.value.rule == "four-eyes"
    review.move(version, action=Action.APPROVE, by=make.reviewer())


def test_not_even_an_administrator() -> None:
    admin = make.User.objects.create_superuser("root")
    version = make.draft(by=admin)
    review.move(version, action=Action.SUBMIT, by=admin)
    with pytest.raises(Refusal):
        review.move(version, action=Action.APPROVE, by=admin)


def test_a_return_says_why_and_the_author_sends_it_again() -> None:
    version = make.in_review()
    review.move(version, action=Action.RETURN, by=make.reviewer(), note="Which year?")
    assert version.state == State.CHANGES_REQUESTED
    assert version.events.last().note == "Which year?"
    review.move(version, action=Action.SUBMIT, by=make.editor())
    assert version.state == State.IN_REVIEW


def test_a_decision_on_something_that_moved_meanwhile_is_refused() -> None:
    version = make.in_review()
    seen = QuoteVersion.objects.get(pk=version.pk)
    review.move(version, action=Action.RETRACT, by=make.editor())
    with pytest.raises(Refusal, match="Look again") as refusal:
        review.move(seen, action=Action.APPROVE, by=make.reviewer())
    assert refusal.value.rule == "race"


def test_a_quote_without_topic_is_not_submitted() -> None:
    version = make.draft(tags=[])
    with pytest.raises(Refusal, match="Choose at least one"):
        review.move(version, action=Action.SUBMIT, by=make.editor())


def test_a_withdrawal_takes_the_pending_version_along_and_says_why() -> None:
    public = make.published()
    pending = quotes.change(public.quote, by=make.editor(), note="Better")
    review.move(public, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    pending.refresh_from_db()
    assert {public.state, pending.state} == {State.WITHDRAWN}
    assert public.quote.withdrawn_reason == "Misheard"
    assert not QuoteVersion.objects.published().exists()
    assert Publication.objects.get(kind="withdrawn").reason == "Misheard"


def test_withdrawing_an_episode_withdraws_what_hangs_on_it() -> None:
    version = make.published()
    claim = published_claim(version)
    count = episodes.withdraw(version.quote.episode, reason="The guest asked", by=make.reviewer())
    assert count == 1
    claim.refresh_from_db()
    assert claim.state == State.NEEDS_EVIDENCE
    assert not Episode.objects.listed().exists()
    for public in (QuoteVersion.objects, Claim.objects, Tag.objects):
        assert not public.published().exists()
    assert not published_guests().exists()
    assert not published_companies().exists()
    assert {p.object_type for p in Publication.objects.filter(kind="withdrawn")} == {
        "quote",
        "claim",
        "episode",
    }
    assert episodes.withdraw(version.quote.episode, reason="Again", by=make.reviewer()) == 0


def test_a_claim_is_published_with_published_evidence_only() -> None:
    version = make.approved()
    claim = claims.create(
        statement="Quarrystone doubled its revenue.", kind="event", subject="founders", by=make.editor()
    )
    claims.add_evidence(claim, quote=version.quote, stance="supports", by=make.editor())
    claim.refresh_from_db()
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    with pytest.raises(Refusal) as refusal:
        review.move(claim, action=Action.APPROVE, by=make.reviewer())
    assert refusal.value.rule == "evidence"
    review.move(version, action=Action.PUBLISH, by=make.reviewer())
    review.move(claim, action=Action.APPROVE, by=make.reviewer())
    review.move(claim, action=Action.PUBLISH, by=make.reviewer())
    assert list(Claim.objects.published()) == [claim]
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    assert not Claim.objects.published().exists()


def published_claim(version: QuoteVersion) -> Claim:
    claim = claims.create(
        statement="Quarrystone doubled its revenue.", kind="event", subject="founders", by=make.editor()
    )
    claims.add_evidence(claim, quote=version.quote, stance="supports", by=make.editor())
    claim.refresh_from_db()
    for action, by in [("submit", make.editor()), ("approve", make.reviewer()), ("publish", make.reviewer())]:
        review.move(claim, action=Action(action), by=by)
    return claim


def test_adding_evidence_to_a_claim_in_review_is_refused() -> None:
    version = make.published()
    claim = claims.create(
        statement="Quarrystone doubled its revenue.", kind="event", subject="founders", by=make.editor()
    )
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    with pytest.raises(Refusal, match="Retract it"):
        claims.add_evidence(claim, quote=version.quote, stance="supports", by=make.editor())


def test_events_and_states_are_not_written_past_the_services() -> None:
    version = make.draft()
    with pytest.raises(ImmutableError):
        ReviewEvent.objects.update(note="rewritten")
    with pytest.raises(ImmutableError):
        ReviewEvent.objects.all().delete()
    with pytest.raises(ImmutableError):
        version.events.get().save()
    with pytest.raises(ImmutableError):
        QuoteVersion.objects.update(state=State.PUBLISHED)
    with pytest.raises(ImmutableError):
        Claim.objects.update(state=State.PUBLISHED)


def test_the_withdrawal_of_a_quote_in_a_hidden_episode_is_not_told() -> None:
    version = make.published()
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    assert Quote.objects.withdrawn().exists()
    Episode.objects.update(visibility=0)
    assert not Quote.objects.withdrawn().exists()
