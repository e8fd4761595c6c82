"""What is tied to published claims waits in the queue and is decided there, alone and with others."""

from typing import Any

import pytest
from django.urls import reverse

from annotations.desk import reviewing, reviewqueue
from annotations.models import Claim, ClaimRelation, Evidence
from annotations.selectors.reviewqueue import find
from annotations.services import acceptance, claims, quotes, review, reviewmarks
from annotations.tests import factories as make
from annotations.tests.test_review_deciding import decide, form_of, many, told
from annotations.tests.test_review_queue import FIRST, SECOND, THIRD, claim_in_review, keys, signed_in
from annotations.workflow import Action

pytestmark = pytest.mark.django_db


def public_claim(statement: str, words: str = FIRST) -> Claim:
    claim = claims.create(
        statement=statement, kind="event", company=make.company(), tags=[make.tag("money")], by=make.editor()
    )
    claims.add_evidence(claim, quote=make.published(words).quote, stance="supports", by=make.editor())
    for action, by in (("submit", make.editor()), ("approve", make.reviewer()), ("publish", make.reviewer())):
        review.move(claim, action=Action(action), by=by)
    return claim


@pytest.fixture
def claim(db: None) -> Claim:
    return public_claim("Quarrystone doubled its revenue.")


@pytest.fixture
def evidence(claim: Claim) -> Evidence:
    quote = make.published(SECOND).quote
    return claims.add_evidence(claim, quote=quote, stance="disputes", by=make.editor())


@pytest.fixture
def relation(claim: Claim) -> ClaimRelation:
    other = public_claim("Quarrystone lost money.", THIRD)
    return claims.relate(claim, kind="refines", target=other, by=make.editor())


def key(tie: Evidence | ClaimRelation) -> str:
    return reviewqueue.key_of(tie)


def pinned(*ties: Evidence | ClaimRelation) -> list[str]:
    found = [(key(tie), find(key(tie))) for tie in ties]
    return [f"{name} {reviewing.seen(item)}" for name, item in found if item]


def test_they_wait_beside_quotes_and_claims_by_age(evidence: Evidence, relation: ClaimRelation) -> None:
    late, rae = claim_in_review(), make.reviewer()
    assert keys(rae) == [key(evidence), key(relation), f"claim-{late.pk}"]
    assert keys(rae, kind="relation") == [key(relation)]
    assert keys(rae, due="overdue") == keys(rae, stage="approved") == []
    assert keys(rae, podcast=evidence.quote.episode.podcast_id) == [key(evidence), key(relation)]
    assert keys(rae, author=make.reviewer().pk) == keys(rae, topic=0) == []
    assert keys(rae, topic=make.tag("money").pk) == [key(evidence), key(relation)]


def test_what_waits_with_its_claim_is_not_named_apart() -> None:
    draft = claim_in_review()
    review.move(draft, action=Action.RETRACT, by=make.editor())
    claims.add_evidence(draft, quote=make.published(FIRST).quote, stance="supports", by=make.editor())
    assert keys(make.reviewer()) == []


def test_one_is_new_once_and_ones_own_stands_apart(evidence: Evidence) -> None:
    rae, both = make.reviewer(), make.person("both", "editor", "reviewer")
    reviewmarks.put(event=1, by=rae)
    mine = claims.add_evidence(evidence.claim, quote=make.published(THIRD).quote, stance="updates", by=both)
    assert keys(rae, news="new") == [key(mine)] and keys(rae, news="changed") == []
    page = signed_in(both).get(reverse("admin:review"), {"item": key(mine)}).content.decode()
    assert "You tied it yourself" in page and 'value="approve" data-key' not in page
    assert "Your own, for others to review (1)" in page


def test_it_is_shown_with_its_passage_and_accepted(evidence: Evidence) -> None:
    client = signed_in(make.reviewer())
    page = client.get(reverse("admin:review")).content.decode()
    for shown in (f"<mark>{SECOND}</mark>", FIRST, "It disputes the claim", "Accept <kbd", "Decline with"):
        assert shown in page, shown
    said = told(decide(client, form_of(client, evidence), "approve"))
    evidence.refresh_from_db()
    assert evidence.accepted_by == make.reviewer() and "Accepted: readers see it now" in said
    assert keys(make.reviewer()) == []


def test_a_relation_is_declined_with_a_reason_that_is_needed_and_kept(relation: ClaimRelation) -> None:
    client = signed_in(make.reviewer())
    sent = form_of(client, relation)
    assert "Say why" in told(decide(client, sent, "return", note=" "))
    assert ClaimRelation.objects.filter(pk=relation.pk).exists()
    assert "Declined with your note" in told(decide(client, sent, "return", note="It says the same."))
    assert not ClaimRelation.objects.filter(pk=relation.pk).exists()
    assert "It says the same." in relation.source.events.latest("id").note


def test_other_words_or_another_stance_are_never_accepted_unseen(evidence: Evidence) -> None:
    client = signed_in(make.reviewer())
    sent = form_of(client, evidence)
    claims.add_evidence(evidence.claim, quote=evidence.quote, stance="updates", by=make.editor())
    assert "Somebody has changed what is tied" in told(decide(client, sent, "approve"))
    sent = form_of(client, evidence)
    version = quotes.change(evidence.quote, note="Better.", by=make.editor())
    for action, by in ((Action.SUBMIT, make.editor()), (Action.APPROVE, make.reviewer())):
        review.move(version, action=action, by=by)
    review.move(version, action=Action.PUBLISH, by=make.reviewer())
    assert "Somebody has changed what is tied" in told(decide(client, sent, "approve"))
    evidence.refresh_from_db()
    assert evidence.accepted_at is None


@pytest.mark.parametrize("quicker", ["accept", "decline"])
def test_who_was_quicker_is_told_and_no_note_is_lost(evidence: Evidence, quicker: str) -> None:
    client, rob = signed_in(make.reviewer()), make.person("rob", "reviewer")
    sent = form_of(client, evidence)
    if quicker == "accept":
        acceptance.accept(evidence, by=rob)
    else:
        acceptance.decline(evidence, note="Off topic.", by=rob)
    said = told(decide(client, sent, "return", note="Too long."))
    assert "“Too long.”" in said
    assert "rob accepted it" in said if quicker == "accept" else "is not there any more" in said


def test_an_administrator_explains_an_exception(claim: Claim) -> None:
    adi = make.administrator()
    own = claims.add_evidence(claim, quote=make.published(THIRD).quote, stance="supports", by=adi)
    client = signed_in(adi)
    sent = form_of(client, own)
    assert "Say why" in told(decide(client, sent, "override", note=""))
    decide(client, sent, "override", note="Rae is on leave.")
    own.refresh_from_db()
    assert own.accepted_by == adi and own.override is not None


def test_many_answer_each_for_itself(evidence: Evidence, relation: ClaimRelation) -> None:
    both: Any = make.person("both", "editor", "reviewer")
    mine = claims.add_evidence(evidence.claim, quote=make.published(THIRD).quote, stance="updates", by=both)
    gone = pinned(relation)
    acceptance.decline(relation, note="No.", by=make.reviewer())
    page = many(both, "approve", *pinned(evidence, mine), *gone)
    assert [one.rule for one in page.context["refused"]] == ["four eyes", "gone"]
    assert len(page.context["done"]) == 1
    evidence.refresh_from_db()
    assert evidence.accepted_by == both
    page = many(make.reviewer(), "return", *pinned(mine), confirmed="yes", note="Say which year.")
    assert len(page.context["done"]) == 1 and not Evidence.objects.filter(pk=mine.pk).exists()
