"""What is withdrawn, by whichever road, answers 410 with the reason and day, and is nowhere else at once."""

from collections.abc import Callable

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations.desk import cards
from annotations.models import Claim, QuoteVersion
from annotations.services import acceptance, claims, episodes, quotes, review
from annotations.tests import factories as make
from annotations.tests.test_leaks import crawl
from annotations.workflow import Action

pytestmark = pytest.mark.django_db
WHY = "The guest was misheard."
WORDS, STATEMENT = "Revenue doubled within a year.", "Quarrystone doubled its revenue."


def reviewing() -> Client:
    client = Client()
    client.force_login(make.reviewer(), "osbiz.accounts.Accounts")
    return client


def by_service(version: QuoteVersion) -> None:
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note=WHY)


def by_the_list(version: QuoteVersion) -> None:
    values = {"action": "withdraw", "confirmed": "yes", "note": WHY, ACTION_CHECKBOX_NAME: [version.pk]}
    reviewing().post(reverse("admin:annotations_quoteversion_changelist"), {**values, "index": 0})


def by_the_desk(version: QuoteVersion) -> None:
    seen = {"If-Match": f'"{cards.seen(version)}"'}
    address = reverse("desk:move", args=[version.quote.public_id, "withdraw"])
    answer = reviewing().post(address, {"note": WHY}, content_type="application/json", headers=seen)
    assert answer.status_code == 200


def by_the_button(version: QuoteVersion) -> None:
    address = reverse("admin:annotations_quoteversion_move", args=[version.pk])
    page = reviewing().get(reverse("admin:annotations_quoteversion_change", args=[version.pk]))
    assert "Withdraw with reason" in page.content.decode()
    reviewing().post(address, {"version": cards.seen(version), "action": "withdraw", "note": WHY})


def while_it_is_worked_on(version: QuoteVersion) -> None:
    later = quotes.change(version.quote, note="Wider.", by=make.editor())
    by_the_button(version)
    later.refresh_from_db()
    assert later.state == "withdrawn"


def from_the_draft_on_the_desk(version: QuoteVersion) -> None:
    later = quotes.change(version.quote, note="Wider.", by=make.editor())
    address = reverse("desk:quote", args=[version.quote.public_id])
    assert "withdraw" in reviewing().get(address).json()["actions"]
    by_the_desk(later)


def with_its_episode(version: QuoteVersion) -> None:
    episodes.withdraw(version.quote.episode, reason=WHY, by=make.reviewer())


def published_claim(version: QuoteVersion) -> Claim:
    claim = claims.create(statement=STATEMENT, kind="event", subject="founders", by=make.editor())
    claims.add_evidence(claim, quote=version.quote, stance="supports", by=make.editor())
    claim.refresh_from_db()
    for action, by in (("submit", make.editor()), ("approve", make.reviewer()), ("publish", make.reviewer())):
        review.move(claim, action=Action(action), by=by)
    return claim


ROADS = [
    *(by_service, by_the_list, by_the_desk, by_the_button, with_its_episode),
    *(while_it_is_worked_on, from_the_draft_on_the_desk),
]


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_a_withdrawn_quote_is_gone_and_says_why(road: Callable[[QuoteVersion], None]) -> None:
    another = make.episode("Another hour", texts=["We changed the licence in March."])
    stays = make.published("We changed the licence in March.", turn=make.turn(another))
    version = make.published(
        WORDS,
        turn=make.turn(make.episode("The hour")),
        tags=[make.tag("growth")],
        companies=[make.company("Tallowmere")],
    )
    claim = published_claim(version)
    before = crawl(Client())
    assert [1 for page in before.values() if WORDS in page or STATEMENT in page]
    road(version)
    day = f"{timezone.now():%Y-%m-%d}"
    for thing, resource in ((version.quote, "quotes"), (claim, "claims")):
        page = Client().get(thing.get_absolute_url())
        assert page.status_code == 410
        assert WHY in page.content.decode() and f'datetime="{day}"' in page.content.decode()
        answer = Client().get(f"/api/v1/{resource}/{thing.public_id}/")
        assert (answer.status_code, answer.json()["reason"]) == (410, WHY)
        assert answer.json()["withdrawn_at"].startswith(day)
    for address, page in crawl(Client()).items():
        shown = [word for word in (WORDS, STATEMENT, "Tallowmere", "Growth") if word in page]
        assert not shown, (address, shown)
    for resource in ("quotes", "claims", "companies", "tags"):
        body = Client().get(f"/api/v1/{resource}/").content.decode()
        assert not [word for word in (WORDS, STATEMENT, "Tallowmere", "Growth") if word in body], resource
    assert Client().get(stays.quote.get_absolute_url()).status_code == 200


def test_no_cache_keeps_what_was_withdrawn() -> None:
    version = make.published(WORDS)
    own = (version.quote.get_absolute_url(), f"/api/v1/quotes/{version.quote.public_id}/")
    for address in ("/", "/topics/", *own):
        assert "no-cache" in Client().get(address).headers["Cache-Control"], address
    by_service(version)
    for address in own:
        assert "no-cache" in Client().get(address).headers["Cache-Control"], address


def test_a_claim_with_other_evidence_stays() -> None:
    version = make.published(WORDS)
    claim = published_claim(version)
    other = make.published("We changed the licence in March.")
    tied = claims.add_evidence(claim, quote=other.quote, stance="supports", by=make.editor())
    acceptance.accept(tied, by=make.reviewer())
    by_service(version)
    assert list(Claim.objects.published()) == [claim]


def test_a_claim_is_withdrawn_by_its_button() -> None:
    claim = published_claim(make.published(WORDS))
    seen = str(claim.events.order_by("-id").values_list("id", flat=True).first())
    address = reverse("admin:annotations_claim_move", args=[claim.pk])
    reviewing().post(address, {"version": seen, "action": "withdraw", "note": WHY})
    page, answer = Client().get(claim.get_absolute_url()), Client().get(f"/api/v1/claims/{claim.public_id}/")
    assert (page.status_code, answer.status_code, answer.json()["reason"]) == (410, 410, WHY)
    assert WHY in page.content.decode()
    assert not [one for one, body in crawl(Client()).items() if STATEMENT in body]
