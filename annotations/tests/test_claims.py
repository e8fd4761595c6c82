"""Claims: what they say stays once readers have seen it; what speaks for and against them may grow, by two
people."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from annotations.models import Claim, ClaimRelation, Evidence, Publication, QuoteVersion
from annotations.services import acceptance, claims, review
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State

pytestmark = pytest.mark.django_db
LICENCE = "We changed the licence in March."
REVENUE = "Revenue doubled within a year."
GONE = "Two contributors left us over it."


def draft(
    statement: str = "Quarrystone doubled its revenue.", *, by: User | None = None, **meaning: Any
) -> Claim:
    said = {"statement": statement, "kind": "metric", "subject": "founders", **meaning}
    return claims.create(by=by or make.editor(), **said)


def published(version: QuoteVersion, statement: str = "It doubled.", **meaning: Any) -> Claim:
    claim = draft(statement, **meaning)
    claims.add_evidence(claim, quote=version.quote, stance="supports", by=make.editor())
    return walk(claim, "submit", "approve", "publish")


def walk(claim: Claim, *actions: str) -> Claim:
    claim.refresh_from_db()
    for action in actions:
        review.move(claim, action=Action(action), by=make.editor() if action == "submit" else make.reviewer())
    return claim


def log() -> list[tuple[str, str]]:
    return list(Publication.objects.filter(object_type="claim").values_list("kind", "reason"))


def test_a_claim_keeps_value_time_and_subject_as_people_mean_them() -> None:
    claim = draft(
        metric="annual recurring revenue",
        low="13000000",
        high=Decimal(15_000_000),
        currency="usd",
        per="year",
        holds_from=date(2018, 5, 3),
        holds_until=date(2019, 2, 1),
        precision="year",
        company=make.company(),
    )
    claim.refresh_from_db()
    assert str(claim.amount) == "13 to 15 million US dollars a year"
    assert (claim.holds_from, claim.holds_until) == (date(2018, 1, 1), date(2019, 12, 31))
    assert str(claim.period) == "2018 to 2019"
    assert claim.told_subject == "Quarrystone"
    changed = claims.change(
        claim, by=make.editor(), holds_until=None, low=None, high=None, currency="", per=""
    )
    assert (str(changed.period), changed.amount) == ("since 2018", None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"high": 3},
        {"low": 5, "high": 5},
        {"unit": "percent"},
        {"low": 5, "currency": "US$"},
        {"low": 5, "qualifier": "roughly"},
        {"holds_from": date(2018, 1, 1)},
        {"precision": "year"},
        {"holds_from": date(2018, 1, 1), "holds_until": date(2017, 1, 1), "precision": "year"},
        {"low": "thirteen"},
    ],
)
def test_what_cannot_be_is_refused_by_service_and_database(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        draft(**wrong)
    if wrong.get("low") != "thirteen":
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.filter(pk=draft().pk).update(**wrong)


def test_without_a_subject_the_gate_is_shut() -> None:
    claim = draft(subject=" ")
    claims.add_evidence(claim, quote=make.published().quote, stance="supports", by=make.editor())
    with pytest.raises(Refusal) as refusal:
        walk(claim, "submit", "approve")
    assert refusal.value.rule == "subject"


def test_evidence_tied_to_a_published_claim_waits_unseen_until_another_accepts_it() -> None:
    version, other = make.published(REVENUE), make.published(LICENCE)
    claim = published(version)
    tied = claims.add_evidence(
        claim, quote=other.quote, stance="disputes", by=make.person("rho", "reviewer", "editor")
    )
    claim.refresh_from_db()
    assert (claim.state, claim.changed_by) == ("published", make.editor())
    assert list(Evidence.objects.published()) == list(claim.evidence.exclude(pk=tied.pk))
    assert list(Evidence.objects.waiting()) == [tied]
    pages = (claim.get_absolute_url(), other.quote.get_absolute_url())
    api = (f"/api/v1/claims/{claim.public_id}/", f"/api/v1/claims/?quote={other.quote.public_id}")
    for address in (pages[0], api[0]):
        assert LICENCE not in Client().get(address).content.decode(), address
    for address in (pages[1], api[1]):
        assert "It doubled" not in Client().get(address).content.decode(), address
    with pytest.raises(Refusal) as refusal:
        acceptance.accept(tied, by=make.person("rho", "reviewer", "editor"))
    assert refusal.value.rule == "four-eyes"
    with pytest.raises(PermissionDenied):
        acceptance.accept(tied, by=make.editor())
    before = len(log())
    acceptance.accept(tied, by=make.reviewer())
    assert list(Evidence.objects.published()) == list(claim.evidence.all())
    assert [kind for kind, _ in log()[before:]] == ["updated"]
    assert LICENCE in Client().get(pages[0]).content.decode()


def test_declined_evidence_goes_and_its_reason_stays() -> None:
    claim = published(make.published(REVENUE))
    tied = claims.add_evidence(
        claim, quote=make.published(LICENCE).quote, stance="supports", by=make.editor()
    )
    with pytest.raises(Refusal):
        acceptance.decline(tied, note=" ", by=make.reviewer())
    acceptance.decline(tied, note="It is about another year.", by=make.reviewer())
    assert not Evidence.objects.pending().exists()
    event = claim.events.latest("id")
    assert (event.action, "another year" in event.note, "licence" in event.note) == ("decline", True, True)


def test_evidence_leaves_a_published_claim_by_a_reviewer_with_a_reason_only() -> None:
    version, other = make.published(REVENUE), make.published(LICENCE)
    claim = published(version)
    (first,) = claim.evidence.all()
    with pytest.raises(PermissionDenied):
        claims.remove_evidence(first, reason="No.", by=make.editor())
    with pytest.raises(Refusal):
        claims.remove_evidence(first, by=make.reviewer())
    own = claims.add_evidence(claim, quote=other.quote, stance="supports", by=make.editor())
    claims.remove_evidence(own, by=make.editor())
    claims.remove_evidence(first, reason="It speaks of profit.", by=make.reviewer())
    claim.refresh_from_db()
    assert (claim.state, claim.withdrawn_reason) == (State.NEEDS_EVIDENCE, "It speaks of profit.")
    assert log()[-1] == ("withdrawn", "It speaks of profit.")


def test_a_claim_that_lost_its_last_evidence_is_worked_on_and_published_again() -> None:
    version, other = make.published(REVENUE), make.published(LICENCE)
    claim = published(version)
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard.")
    claim.refresh_from_db()
    assert (claim.state, claim.approved_by) == (State.NEEDS_EVIDENCE, None)
    answer = Client().get(claim.get_absolute_url())
    assert (answer.status_code, "Misheard." in answer.content.decode()) == (410, True)
    assert Client().get(f"/api/v1/claims/{claim.public_id}/").status_code == 410
    with pytest.raises(Refusal) as refusal:
        claims.change(claim, statement="It tripled.", by=make.editor())
    assert refusal.value.rule == "meaning"
    claims.add_evidence(claim, quote=other.quote, stance="supports", by=make.editor())
    walk(claim, "submit", "approve", "publish")
    assert Client().get(claim.get_absolute_url()).status_code == 200
    assert [kind for kind, _ in log()] == ["published", "withdrawn", "published"]


def test_a_restated_claim_supersedes_the_one_it_says_better() -> None:
    version = make.published(REVENUE)
    old, rival = published(version, company=make.company()), published(version, "It halved.")
    acceptance.accept(
        claims.relate(old, kind="contradicts", target=rival, by=make.editor()), by=make.reviewer()
    )
    with pytest.raises(Refusal):
        claims.change(old, statement="It about doubled.", by=make.editor())
    new = claims.restate(old, statement="It about doubled.", by=make.editor())
    assert (new.company, new.state, new.evidence.get().quote) == (old.company, "draft", version.quote)
    assert ClaimRelation.objects.published().count() == 1
    walk(new, "submit", "approve", "publish")
    kinds = sorted(ClaimRelation.objects.published().values_list("kind", "source", "target"))
    assert kinds == [
        ("contradicts", old.pk, rival.pk),
        ("contradicts", rival.pk, new.pk),
        ("supersedes", new.pk, old.pk),
    ]
    assert Client().get(old.get_absolute_url()).status_code == 200


def test_relations_are_of_two_people_once_and_without_circles() -> None:
    version = make.published(REVENUE)
    one, two, three = (published(version, f"It grew {word}.") for word in ("a bit", "much", "most"))
    relation = claims.relate(two, kind="contradicts", target=one, by=make.editor())
    assert (relation.source, relation.target) == (one, two)
    assert claims.relate(one, kind="contradicts", target=two, by=make.editor()) == relation
    assert not ClaimRelation.objects.published().exists()
    acceptance.accept(relation, by=make.reviewer())
    assert list(ClaimRelation.objects.published()) == [relation]
    claims.relate(one, kind="supersedes", target=two, by=make.editor())
    claims.relate(two, kind="supersedes", target=three, by=make.editor())
    with pytest.raises(Refusal) as refusal:
        claims.relate(three, kind="supersedes", target=one, by=make.editor())
    assert refusal.value.rule == "circle"
    circle = {"kind": "supersedes", "created_by": make.editor()}
    with pytest.raises(IntegrityError, match="supersedes this one already"), transaction.atomic():
        ClaimRelation.objects.create(source=three, target=one, **circle)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimRelation.objects.create(source=one, target=one, **circle)
    before = len(log())
    claims.unrelate(relation, reason="They speak of different years.", by=make.reviewer())
    assert [kind for kind, _ in log()[before:]] == ["updated", "updated"]


def test_an_exception_of_four_eyes_is_recorded_or_the_database_refuses() -> None:
    claim = published(make.published(REVENUE))
    adi = make.administrator()
    tied = claims.add_evidence(claim, quote=make.published(LICENCE).quote, stance="supports", by=adi)
    values = {"accepted_by": adi, "accepted_at": claim.approved_at}
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=tied.pk).update(**values)
    foreign = claim.events.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=tied.pk).update(override=foreign, **values)
    with pytest.raises(Refusal):
        acceptance.accept(tied, override=True, by=adi)
    acceptance.accept(tied, override=True, note="Nobody else is here.", by=adi)
    tied.refresh_from_db()
    assert tied.override is not None and tied.override.is_override


def test_a_rank_is_given_by_a_reviewer_who_did_not_write_it_and_told() -> None:
    claim = published(make.published(REVENUE))
    both = make.person("ed", "editor", "reviewer")
    with pytest.raises(Refusal):
        claims.rank(claim, rank="preferred", by=both)
    with pytest.raises(Refusal):
        claims.rank(claim, rank="deprecated", by=make.reviewer())
    claims.rank(claim, rank="deprecated", reason="It counts trials.", by=make.reviewer())
    claim.refresh_from_db()
    assert (claim.rank, claim.rank_reason, claim.state) == ("deprecated", "It counts trials.", "published")
    assert log()[-1] == ("updated", "It counts trials.")


def test_the_database_keeps_what_an_approved_claim_says() -> None:
    claim = published(make.published(REVENUE), low=2, unit="times")
    for other in ({"low": 3}, {"low": None, "unit": ""}, {"scope": "in Europe"}, {"subject": "nobody"}):
        with pytest.raises(IntegrityError, match="exactly the statement"), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**other)
