"""Claims in the admin: what is tied to a published one waits until another person decides."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.desk import reviewtie
from annotations.models import Claim, ClaimRelation, Evidence
from annotations.services import claims, quotes
from annotations.tests import factories as make
from annotations.tests.test_claims import published
from annotations.tests.test_desk_admin import claim_form, signed_in

pytestmark = pytest.mark.django_db


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(f"admin:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_claim_is_made_with_value_time_and_relations() -> None:
    ed, other = signed_in(make.editor()), published(make.published())
    values = {"metric": "growth", "low": "44", "unit": "percent", "qualifier": "about", "subject": "founders"}
    time = {"holds_from": "2018-05-01", "holds_until": "2018-05-01", "precision": "year"}
    more = {"relations-2-TOTAL_FORMS": "1", "relations-2-0-kind": "refines", "relations-2-0-target": other.pk}
    ed.post(reverse("admin:annotations_claim_add"), claim_form("It grew.", **values, **time, **more))
    claim = Claim.objects.get(statement="It grew.")
    assert (str(claim.amount), str(claim.period)) == ("about 44 percent", "2018")
    assert (claim.relations.get().kind, claim.relations.get().target) == ("refines", other)
    shown = page(ed, "annotations_claim_changelist")
    assert "about 44 percent" in shown and "founders" in shown


def test_what_is_tied_to_a_published_claim_is_decided_by_another_on_its_page() -> None:
    ed, rae = signed_in(make.editor()), signed_in(make.reviewer())
    claim, other = published(make.published()), make.published("We changed the licence in March.")
    address = reverse("admin:annotations_claim_change", args=[claim.pk])
    tie = {
        "evidence-2-TOTAL_FORMS": "1",
        "evidence-2-0-quote": other.quote_id,
        "evidence-2-0-stance": "disputes",
    }
    ed.post(address, claim_form("Something else entirely.", **tie))
    claim.refresh_from_db()
    assert (claim.statement, claim.state) == ("It doubled.", "published")
    tied = Evidence.objects.waiting().get()
    assert claim.statement in page(rae, "index") and "says" in page(rae, "index")
    decide = reverse("admin:annotations_evidence_decide", args=[tied.pk])
    assert "It waits" in page(rae, "annotations_evidence_change", tied.pk)
    accept = {"action": "accept", "version": reviewtie.seen(tied)}
    assert "Only reviewers" in ed.post(decide, accept, follow=True).content.decode()
    assert not Evidence.objects.accepted().filter(pk=tied.pk).exists()
    rae.post(decide, accept)
    assert Evidence.objects.published().filter(pk=tied.pk).exists()
    assert "Say why" in rae.post(decide, {"action": "remove"}, follow=True).content.decode()
    rae.post(decide, {"action": "remove", "note": "Another company."})
    assert not Evidence.objects.filter(pk=tied.pk).exists()


@pytest.mark.parametrize("action", ["accept", "decline"])
def test_what_is_tied_is_decided_as_it_was_on_the_page(action: str) -> None:
    rae = signed_in(make.reviewer())
    claim, other = published(make.published()), make.published("We changed the licence in March.")
    tied = claims.add_evidence(claim, quote=other.quote, stance="supports", by=make.editor())
    form = page(rae, "annotations_evidence_change", tied.pk)
    seen = re.search(r'name="version" value="([^"]+)"', form)
    assert seen
    claims.add_evidence(claim, quote=other.quote, stance="disputes", by=make.editor())
    decide = reverse("admin:annotations_evidence_decide", args=[tied.pk])
    sent = {"action": action, "note": "It says so.", "version": seen[1]}
    assert "Somebody has changed what is tied" in rae.post(decide, sent, follow=True).content.decode()
    assert Evidence.objects.waiting().get().stance == "disputes"


def test_evidence_shows_the_words_that_readers_see() -> None:
    claim, other = published(make.published()), make.published("We changed the licence in March.")
    tied = claims.add_evidence(claim, quote=other.quote, stance="supports", by=make.editor())
    quotes.change(other.quote, end=other.end - len(" in March."), by=make.editor())
    assert f"“{other.exact}”" in page(signed_in(make.reviewer()), "annotations_evidence_change", tied.pk)


def test_a_claim_is_restated_and_ranked_by_buttons() -> None:
    ed, rae = signed_in(make.editor()), signed_in(make.reviewer())
    claim = published(make.published())
    assert "Restate it" in page(ed, "annotations_claim_change", claim.pk)
    ed.post(reverse("admin:annotations_claim_restate", args=[claim.pk]))
    relation = ClaimRelation.objects.get()
    assert (relation.kind, relation.target, relation.source.state) == ("supersedes", claim, "draft")
    rank = reverse("admin:annotations_claim_rank", args=[claim.pk])
    rae.post(rank, {"rank": "deprecated", "reason": "It counts trials."})
    claim.refresh_from_db()
    assert claim.rank == "deprecated"
    assert claims.RANK in claim.events.values_list("action", flat=True)
