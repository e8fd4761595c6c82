"""A quote that breaks a rule is published by no road: desk, admin form, bulk action, command, clock, API."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations import tasks
from annotations.desk import cards
from annotations.models import Claim, Publication, QuoteVersion, Schedule
from annotations.services import claims, publishing, review
from annotations.tests import factories as make
from annotations.tests.test_gate import TAMPERINGS
from annotations.workflow import Action, Refusal, State
from transcripts.services import chores

pytestmark = pytest.mark.django_db
API = "/api/v1/"
JSON = "application/json"
RESOURCES = ("quotes", "claims", "tags", "guests", "companies", "episodes", "podcasts")


def policy(**values: Any) -> Callable[[QuoteVersion], object]:
    return lambda version: make.Podcast.objects.update(**values)


RULES: dict[str, Callable[[QuoteVersion], object]] = {
    **TAMPERINGS,
    "licence": policy(ground="licence", attribution="Ledger"),
    "permission": policy(ground="permission", attribution="Ledger"),
    "attribution-line": policy(ground="licence", licence="CC BY 4.0"),
    "length": policy(longest_quote=2),
    "share": policy(greatest_share=Decimal("1")),
}


def reviewer() -> Client:
    client = Client()
    client.force_login(make.reviewer(), backend="osbiz.accounts.Accounts")
    return client


def followed(client: Client, address: str, sent: dict[str, Any]) -> str:
    return client.post(address, sent, follow=True).content.decode()


def seen(version: QuoteVersion) -> dict[str, str]:
    """The header that says which version was seen."""
    return {"If-Match": f'"{cards.seen(version)}"'}


def by_service(version: QuoteVersion) -> str:
    with pytest.raises(Refusal) as refusal:
        review.move(version, action=Action.PUBLISH, by=make.reviewer())
    return str(refusal.value)


def by_desk(version: QuoteVersion) -> str:
    url = f"{API}desk/quotes/{version.quote.public_id}/publish/"
    answer = reviewer().post(url, {}, content_type=JSON, headers=seen(version))
    assert answer.status_code == 409
    return str(answer.json()["detail"])


def by_desk_at_a_time(version: QuoteVersion) -> str:
    sent = {"at": (timezone.now() + timedelta(hours=1)).isoformat()}
    url = f"{API}desk/quotes/{version.quote.public_id}/schedule/"
    answer = reviewer().post(url, sent, content_type=JSON, headers=seen(version))
    assert answer.status_code == 409
    return str(answer.json()["detail"])


def by_form(version: QuoteVersion) -> str:
    address = reverse("admin:annotations_quoteversion_move", args=[version.pk])
    return followed(reviewer(), address, {"action": "publish", "version": cards.seen(version)})


def by_form_at_a_time(version: QuoteVersion) -> str:
    address = reverse("admin:annotations_quoteversion_move_schedule", args=[version.pk])
    return followed(reviewer(), address, {"at": "2090-07-03T09:00", "version": cards.seen(version)})


def by_bulk(version: QuoteVersion) -> str:
    address = reverse("admin:annotations_quoteversion_changelist")
    return followed(reviewer(), address, {"action": "publish", "_selected_action": [version.pk]})


def scheduled(version: QuoteVersion) -> Schedule:
    """The time came after it was set past the service, as nothing can be scheduled that breaks a rule."""
    return Schedule.objects.create(version=version, at=timezone.now(), by=make.reviewer())


def by_clock(version: QuoteVersion) -> str:
    made = scheduled(version)
    publishing.publish_due()
    made.refresh_from_db()
    return made.why


def by_celery(version: QuoteVersion) -> str:
    made = scheduled(version)
    tasks.publish_due.apply().get()
    made.refresh_from_db()
    return made.why


def by_worker_without_broker(version: QuoteVersion) -> str:
    made = scheduled(version)
    (work,) = [chore.work for chore in chores.CHORES if chore.work is publishing.publish_due]
    work(stop=lambda: False)
    made.refresh_from_db()
    return made.why


def by_command(version: QuoteVersion) -> str:
    scheduled(version)
    out = StringIO()
    call_command("publish_due", stdout=out)
    return out.getvalue()


ROADS = (
    *(by_service, by_desk, by_desk_at_a_time, by_form, by_form_at_a_time, by_bulk),
    *(by_clock, by_celery, by_worker_without_broker, by_command),
)


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_stops_it_on_every_road(
    rule: str, road: Callable[[QuoteVersion], str], client: Client
) -> None:
    version = make.approved()
    RULES[rule](version)
    version = QuoteVersion.objects.get(pk=version.pk)
    (wanted,) = review.gate.violations(version)
    assert wanted.rule == rule
    said = road(version).replace("&#x27;", "'").replace("&quot;", '"')
    assert str(wanted) in said, said
    version.refresh_from_db()
    assert version.state == State.APPROVED
    assert version.published_at is None
    assert not Publication.objects.filter(object_type="quote").exists()
    assert client.get(version.quote.get_absolute_url()).status_code == 404
    assert client.get(f"{API}quotes/{version.quote.public_id}/").status_code == 404


@pytest.mark.parametrize("road", ROADS)
def test_the_same_roads_are_open_to_what_is_true(road: Callable[[QuoteVersion], str]) -> None:
    version = make.approved()
    with suppress(pytest.fail.Exception, AssertionError):  # of the road, that nothing was refused
        road(version)
    Schedule.objects.update(at=timezone.now())
    publishing.publish_due()
    version.refresh_from_db()
    assert version.state == State.PUBLISHED


@pytest.mark.parametrize("rule", RULES)
def test_nor_is_it_approved_by_bulk_form_or_desk(rule: str) -> None:
    version = make.in_review()
    RULES[rule](version)
    version = QuoteVersion.objects.get(pk=version.pk)
    reviewer().post(
        f"{API}desk/quotes/{version.quote.public_id}/approve/",
        {},
        content_type=JSON,
        headers=seen(version),
    )
    page = reverse("admin:annotations_quoteversion_move", args=[version.pk])
    reviewer().post(page, {"action": "approve", "version": cards.seen(version)})
    listed = reverse("admin:annotations_quoteversion_changelist")
    reviewer().post(listed, {"action": "approve", "_selected_action": [version.pk]})
    version.refresh_from_db()
    assert version.state == State.IN_REVIEW


@pytest.mark.parametrize(
    "resource", ["quotes", "claims", "tags", "guests", "companies", "episodes", "podcasts"]
)
def test_the_public_api_writes_nothing(resource: str) -> None:
    version = make.approved()
    for client in (Client(), reviewer()):
        for path in (f"{API}{resource}/", f"{API}{resource}/{version.quote.public_id}/"):
            for method in ("post", "put", "patch", "delete"):
                answer = getattr(client, method)(path, {"state": "published"}, content_type=JSON)
                assert answer.status_code in (403, 404, 405), (method, path, answer.status_code)
    version.refresh_from_db()
    assert version.state == State.APPROVED


def test_no_form_of_the_admin_has_a_state_to_set() -> None:
    for model in (QuoteVersion, Claim):
        options = admin.site._registry[model]
        assert not options.list_editable
    root = make.administrator()
    client = Client()
    client.force_login(root, backend="osbiz.accounts.Accounts")
    version = make.approved()
    change = reverse("admin:annotations_quoteversion_change", args=[version.pk])
    client.post(change, {"state": "published", "exact": "Revenue tripled within a year."})
    claim = claims.create(
        statement="Quarrystone doubled its revenue.", kind="event", subject="founders", by=make.editor()
    )
    page = reverse("admin:annotations_claim_change", args=[claim.pk])
    client.post(page, {"statement": claim.statement, "kind": "event", "state": "published", "approved_by": 1})
    version.refresh_from_db()
    claim.refresh_from_db()
    assert (version.state, claim.state) == (State.APPROVED, State.DRAFT)


def by_claim_form(claim: Claim) -> str:
    seen = str(claim.events.order_by("-id").values_list("id", flat=True)[0])
    address = reverse("admin:annotations_claim_move", args=[claim.pk])
    return followed(reviewer(), address, {"action": "publish", "version": seen})


def by_claim_bulk(claim: Claim) -> str:
    address = reverse("admin:annotations_claim_changelist")
    return followed(reviewer(), address, {"action": "publish", "_selected_action": [claim.pk]})


def by_claim_clock(claim: Claim) -> str:
    made = Schedule.objects.create(claim=claim, at=timezone.now(), by=make.reviewer())
    publishing.publish_due()
    made.refresh_from_db()
    return made.why


@pytest.mark.parametrize("road", [by_claim_form, by_claim_bulk, by_claim_clock])
def test_a_claim_whose_evidence_was_withdrawn_is_published_by_none(road: Callable[[Claim], str]) -> None:
    public = make.published()
    claim = claims.create(
        statement="Quarrystone doubled its revenue.", kind="event", subject="founders", by=make.editor()
    )
    claims.add_evidence(claim, quote=public.quote, stance="supports", by=make.editor())
    claim.refresh_from_db()
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    review.move(claim, action=Action.APPROVE, by=make.reviewer())
    review.move(public, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    assert "A claim needs published evidence" in road(claim)
    claim.refresh_from_db()
    assert claim.state == State.APPROVED
