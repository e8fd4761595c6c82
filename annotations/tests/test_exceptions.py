"""The exception of four eyes: an administrator's, explained, recorded, and nobody else's by any road."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import reverse

from annotations.desk import cards
from annotations.models import Claim, QuoteVersion, ReviewEvent
from annotations.services import claims, quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State

pytestmark = pytest.mark.django_db
WHY = "The only other reviewer is on leave until May."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


def submitted(by: User) -> QuoteVersion:
    version = make.draft(by=by)
    review.move(version, action=Action.SUBMIT, by=by)
    return version


def submitted_claim(by: User) -> Claim:
    claim = claims.create(
        statement="Quarrystone doubled its revenue.", kind="event", subject="founders", by=by
    )
    claims.add_evidence(claim, quote=make.published().quote, stance="supports", by=by)
    claim.refresh_from_db()
    review.move(claim, action=Action.SUBMIT, by=by)
    return claim


@pytest.fixture(params=[submitted, submitted_claim], ids=["quote", "claim"])
def item(request: Any) -> QuoteVersion | Claim:
    """Written and submitted by the administrator alone."""
    made: QuoteVersion | Claim = request.param(make.administrator())
    return made


def test_it_is_explained_recorded_and_told(item: QuoteVersion | Claim) -> None:
    adi = make.administrator()
    with pytest.raises(Refusal, match="make an exception") as refusal:
        review.move(item, action=Action.APPROVE, by=adi)
    assert refusal.value.rule == "four-eyes"
    with pytest.raises(Refusal) as refusal:
        review.move(item, action=Action.APPROVE, by=adi, note=" ", override=True)
    assert refusal.value.rule == "note"
    review.move(item, action=Action.APPROVE, by=adi, note=WHY, override=True)
    event = item.events.get(action="approve")
    assert (item.state, item.approved_by, item.override) == (State.APPROVED, adi, event)
    assert (event.is_override, event.note, event.to_state) == (True, WHY, State.APPROVED)
    assert event.told == "approve as an exception of four eyes"
    review.move(item, action=Action.PUBLISH, by=adi)
    thing = item.quote if isinstance(item, QuoteVersion) else item
    page = Client().get(thing.get_absolute_url()).content.decode()
    assert "an exception of the rule that nobody approves their own work" in page
    assert WHY not in page
    plural = "quotes" if isinstance(item, QuoteVersion) else "claims"
    answer = Client().get(f"/api/v1/{plural}/{thing.public_id}/").json()
    assert (answer["is_exception"], WHY in str(answer)) == (True, False)
    listed = signed_in(adi).get(reverse("admin:annotations_reviewevent_changelist"), {"action": "exception"})
    assert listed.content.decode().count("approve as an exception of four eyes") == 1


def test_an_ordinary_approval_is_none() -> None:
    version = make.published()
    assert version.override is None
    page = Client().get(version.quote.get_absolute_url()).content.decode()
    assert "exception" not in page
    assert Client().get(f"/api/v1/quotes/{version.quote.public_id}/").json()["is_exception"] is False


@pytest.mark.parametrize("roles", [("editor", "reviewer"), ("chief editor",)])
def test_nobody_else_makes_one(roles: tuple[str, ...]) -> None:
    person = make.person("bea", *roles)
    version = submitted(person)
    with pytest.raises(Refusal, match="Only an administrator") as refusal:
        review.move(version, action=Action.APPROVE, by=person, note=WHY, override=True)
    assert refusal.value.rule == "four-eyes"


def test_an_administrator_needs_none_for_the_work_of_others() -> None:
    version, adi = make.in_review(), make.administrator()
    with pytest.raises(Refusal, match="needs no exception"):
        review.move(version, action=Action.APPROVE, by=adi, note=WHY, override=True)
    review.move(version, action=Action.APPROVE, by=adi)


def test_it_does_not_pass_the_gate() -> None:
    version = submitted(make.administrator())
    version.tags.clear()
    with pytest.raises(Refusal, match="no topic"):
        review.move(version, action=Action.APPROVE, by=make.administrator(), note=WHY, override=True)
    assert not ReviewEvent.objects.filter(is_override=True).exists()


def test_it_ends_with_the_approval() -> None:
    adi = make.administrator()
    version = submitted(adi)
    review.move(version, action=Action.APPROVE, by=adi, note=WHY, override=True)
    review.move(version, action=Action.RETURN, by=make.reviewer(), note="Which year?")
    assert (version.override, version.approved_by) == (None, None)
    quotes.change(version.quote, note="1998", by=adi)
    version.refresh_from_db()
    review.move(version, action=Action.SUBMIT, by=adi)
    review.move(version, action=Action.APPROVE, by=make.reviewer())
    assert version.override is None


def forge(item: QuoteVersion | Claim, **values: Any) -> None:
    """Approve past the services, as a bug or a person at a database prompt would."""
    now = item.changed_at
    own = {"state": State.APPROVED, "approved_by": item.changed_by, "approved_at": now, **values}
    with transaction.atomic():
        models.QuerySet.update(type(item).objects.filter(pk=item.pk), **own)


def event_of(item: QuoteVersion | Claim, **values: Any) -> ReviewEvent:
    quote = isinstance(item, QuoteVersion)
    given = {
        "version": item if quote else None,
        "claim": None if quote else item,
        "revision": item.revision if isinstance(item, QuoteVersion) else None,
        "action": "approve",
        "to_state": State.APPROVED,
        "note": WHY,
        "is_override": True,
        "by": item.changed_by,
    }
    return ReviewEvent.objects.create(**given | values)


def test_the_database_lets_only_a_recorded_exception_pass(item: QuoteVersion | Claim) -> None:
    stranger = make.in_review() if isinstance(item, QuoteVersion) else submitted_claim(make.editor())
    with pytest.raises(DatabaseError):
        forge(item)
    for event in (
        event_of(item, is_override=False),
        event_of(item, by=make.reviewer()),
        event_of(stranger),
        item.events.first(),
    ):
        with pytest.raises(DatabaseError):
            forge(item, override=event)
    forge(item, override=event_of(item))  # the same road is open to what is true


@pytest.mark.parametrize("values", [{"note": ""}, {"action": "publish"}])
def test_an_exception_that_does_not_say_why_is_not_stored(values: dict[str, str]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        event_of(make.in_review(), **values)


def test_the_desk_and_the_admin_ask_for_the_reason() -> None:
    adi = make.administrator()
    version, client = submitted(adi), signed_in(make.administrator())
    url = f"/api/v1/desk/quotes/{version.quote.public_id}/"
    assert client.get(url).json()["actions"] == ["retract", "spike", "override"]
    on: Any = {"content_type": "application/json", "headers": {"If-Match": f'"{cards.seen(version)}"'}}
    refused = client.post(f"{url}override/", {"note": ""}, **on)
    assert (refused.status_code, refused.json()["rule"]) == (409, "note")
    page = client.get(reverse("admin:annotations_quoteversion_change", args=[version.pk])).content.decode()
    assert "Approve as an exception of four eyes" in page
    answer = client.post(f"{url}override/", {"note": WHY}, **on).json()
    assert (answer["state"], answer["history"][0]["is_override"]) == ("approved", True)


def test_the_admin_form_makes_it() -> None:
    adi = make.administrator()
    claim = submitted_claim(adi)
    client = signed_in(adi)
    page = reverse("admin:annotations_claim_change", args=[claim.pk])
    assert "Approve as an exception of four eyes" in client.get(page).content.decode()
    seen = str(claim.events.order_by("-id").values_list("id", flat=True)[0])
    sent = {"action": "approve", "version": seen, "override": "yes", "note": WHY}
    client.post(reverse("admin:annotations_claim_move", args=[claim.pk]), sent)
    claim.refresh_from_db()
    assert claim.state == State.APPROVED
    assert "approve as an exception of four eyes" in client.get(page).content.decode()


@pytest.mark.parametrize("roles", [("editor",), ("reviewer",), ("chief editor",)])
def test_it_is_offered_to_nobody_else(roles: tuple[str, ...]) -> None:
    person = make.person("bea", "editor", *roles)
    version = submitted(person)
    page = reverse("admin:annotations_quoteversion_change", args=[version.pk])
    assert "exception of four eyes" not in signed_in(person).get(page).content.decode()
    answer = signed_in(person).get(f"/api/v1/desk/quotes/{version.quote.public_id}/").json()
    assert "override" not in answer["actions"]
