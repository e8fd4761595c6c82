"""By which day something is due: said by editors and reviewers, first in the lists, nobody’s authorship."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations.desk import worklists
from annotations.models import Claim, QuoteVersion
from annotations.services import claims, duedates, quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State

pytestmark = pytest.mark.django_db
DAY = date(2090, 7, 3)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


def claim_in_review() -> Claim:
    claim = claims.create(
        statement="Quarrystone doubled its revenue.", kind="event", subject="founders", by=make.editor()
    )
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    return claim


@pytest.fixture(params=[make.in_review, claim_in_review], ids=["quote", "claim"])
def item(request: Any) -> QuoteVersion | Claim:
    made: QuoteVersion | Claim = request.param()
    return made


@pytest.mark.parametrize("person", [make.editor, make.reviewer, make.chief])
def test_a_day_is_set_and_taken_away_and_written_down(
    item: QuoteVersion | Claim, person: Callable[[], User]
) -> None:
    author, state = item.changed_by, item.state
    duedates.set_due(item, on=DAY, by=person())
    duedates.set_due(item, on=DAY, by=person())
    item.refresh_from_db()
    assert (item.due_on, item.changed_by, item.state) == (DAY, author, state)
    duedates.set_due(item, on=None, by=person())
    item.refresh_from_db()
    assert item.due_on is None
    notes = [event.note for event in item.events.filter(action="due")]
    assert notes == ["On 3 July 2090.", "On no day."]
    review.move(item, action=Action.RETURN, by=make.person("rob", "reviewer"), note="Which year?")


def test_it_makes_nobody_an_author() -> None:
    version = make.in_review()
    duedates.set_due(version, on=DAY, by=make.reviewer())
    review.move(version, action=Action.APPROVE, by=make.reviewer())


def test_contributors_do_not_set_it_and_what_is_over_has_none() -> None:
    version = make.draft(by=make.contributor())
    with pytest.raises(PermissionDenied, match="editors and reviewers"):
        duedates.set_due(version, on=DAY, by=make.contributor())
    public = make.published()
    with pytest.raises(Refusal, match="published"):
        duedates.set_due(public, on=DAY, by=make.editor())
    assert quotes.change(public.quote, note="Better", by=make.editor()).due_on is None


def test_what_is_due_stands_first_and_says_when_it_is_overdue() -> None:
    late, soon, never = (
        make.in_review(words)
        for words in (
            "We changed the licence in March.",
            "Revenue doubled within a year.",
            "Two contributors left us over it.",
        )
    )
    yesterday = timezone.localdate() - timedelta(days=1)
    duedates.set_due(late, on=yesterday, by=make.editor())
    duedates.set_due(soon, on=DAY, by=make.editor())
    (waiting,) = [one for one in worklists.of(make.reviewer()) if one.title == "Waiting for review"]
    assert [entry.text for entry in waiting.entries] == [f"“{one.exact}”" for one in (late, soon, never)]
    kinds = [entry.kind for entry in waiting.entries]
    assert kinds[0].startswith("quote, overdue since")
    assert kinds[1:] == ["quote, due on 3 July 2090", "quote"]
    client = signed_in(make.reviewer())
    listed = reverse("admin:annotations_quoteversion_changelist")
    for due, found in (("overdue", {late}), ("any", {late, soon})):
        page = client.get(listed, {"due": due}).content.decode()
        assert {one for one in (late, soon, never) if one.exact in page} == found


def test_the_list_stays_as_long_as_it_is_shown() -> None:
    version = make.in_review()
    for n in range(worklists.SHOWN + 3):
        claim = claim_in_review()
        if n % 2:
            duedates.set_due(claim, on=DAY + timedelta(days=n), by=make.editor())
    (waiting,) = [one for one in worklists.of(make.reviewer()) if one.title == "Waiting for review"]
    assert (len(waiting.entries), waiting.more) == (worklists.SHOWN, True)
    assert waiting.entries[0].text == f"“{version.exact}”"


def test_the_admin_takes_a_day(item: QuoteVersion | Claim) -> None:
    name = f"annotations_{item._meta.model_name}"
    page = reverse(f"admin:{name}_change", args=[item.pk])
    address = reverse(f"admin:{name}_move_due", args=[item.pk])
    client = signed_in(make.reviewer())
    assert "Due on" in client.get(page).content.decode()
    client.post(address, {"due": "some day"})
    item.refresh_from_db()
    assert item.due_on is None
    client.post(address, {"due": "2090-07-03"})
    item.refresh_from_db()
    assert item.due_on == DAY
    assert 'value="2090-07-03"' in client.get(page).content.decode()
    client.post(address, {"due": ""})
    item.refresh_from_db()
    assert (item.due_on, item.state) == (None, State.IN_REVIEW)


def test_the_desk_tells_it() -> None:
    version = make.in_review()
    duedates.set_due(version, on=DAY, by=make.editor())
    told = signed_in(make.editor()).get(f"/api/v1/desk/quotes/{version.quote.public_id}/").json()
    assert told["due_on"] == "2090-07-03"


def test_the_desk_sets_it_whichever_version_was_seen() -> None:
    version = make.in_review()
    address = f"/api/v1/desk/quotes/{version.quote.public_id}/due/"
    client = signed_in(make.reviewer())

    def sent(value: Any) -> Any:
        return client.post(address, {"on": value}, content_type="application/json")

    told = sent("2090-07-03").json()
    assert (told["due_on"], told["may_set_due"], told["history"][0]["action"]) == ("2090-07-03", True, "due")
    assert sent(None).json()["due_on"] is None
    assert sent("soon").status_code == 400
    version.refresh_from_db()
    assert version.state == State.IN_REVIEW
    con = signed_in(make.contributor())
    assert con.post(address, {"on": None}, content_type="application/json").status_code == 404
