"""Decisions from the queue: about what was seen and nothing else, one or many, nothing typed ever lost."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from annotations.desk import reviewbatch, reviewing, reviewqueue
from annotations.models import Claim, QuoteVersion
from annotations.services import claims, quotes, review
from annotations.tests import factories as make
from annotations.tests.test_review_queue import FIRST, SECOND, THIRD, claim_in_review, key, signed_in
from annotations.workflow import Action, State

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def form_of(client: Client, item: reviewing.Reviewed, **asked: str) -> dict[str, str]:
    """What the page sends with a decision about this."""
    page = client.get(reverse("admin:review"), {"item": reviewqueue.key_of(item), **asked}).content.decode()
    sent = dict(HIDDEN.findall(page[page.index("decide-one") :]))
    return {name: value.replace("&amp;", "&") for name, value in sent.items()}


def decide(client: Client, sent: dict[str, str], verb: str, **more: str) -> Any:
    return client.post(reverse("admin:review_decide"), {**sent, "verb": verb, **more}, follow=True)


def told(page: Any) -> str:
    return " ".join(str(message) for message in page.context["messages"])


def state(item: QuoteVersion | Claim) -> str:
    return str(type(item)._default_manager.get(pk=item.pk).state)


def chosen(*items: QuoteVersion | Claim) -> list[str]:
    return [f"{key(item)} {reviewing.seen(item)}" for item in items]


def many(user: User, verb: str, *names: str, **more: str) -> Any:
    sent = {"verb": verb, "chosen": list(names), **more}
    return signed_in(user).post(reverse("admin:review_many"), sent, follow=True)


def test_an_approval_leads_to_the_next_and_offers_publication() -> None:
    one, claim, two = make.in_review(FIRST), claim_in_review(), make.in_review(SECOND)
    client = signed_in(make.reviewer())
    page = decide(client, form_of(client, one, kind="quote"), "approve")
    assert state(one) == State.APPROVED
    assert page.context["item"] == two and page.context["asked"] == "kind=quote"
    assert f"?stage=approved&item={key(one)}" in told(page).replace("&amp;", "&")
    decide(client, form_of(client, one, stage="approved"), "publish")
    assert state(one) == State.PUBLISHED
    assert state(claim) == State.IN_REVIEW


def test_a_return_needs_its_note_which_is_kept_and_reaches_the_author() -> None:
    version, client = make.in_review(FIRST, by=make.contributor()), signed_in(make.reviewer())
    page = decide(client, form_of(client, version), "return", note=" ")
    assert state(version) == State.IN_REVIEW and "Say why in a note" in told(page)
    decide(client, form_of(client, version), "return", note="Begin a sentence earlier.")
    assert state(version) == State.CHANGES_REQUESTED
    theirs = signed_in(make.contributor())
    start = theirs.get(reverse("admin:index")).content.decode()
    assert "Returned to you" in start and "Begin a sentence earlier." in start
    shown = theirs.get(reverse("admin:annotations_quoteversion_change", args=[version.pk])).content.decode()
    assert "Returned by rae" in shown and "Begin a sentence earlier." in shown
    desk = theirs.get(f"/api/v1/desk/quotes/{version.quote.public_id}/").json()
    assert desk["returned"]["note"] == "Begin a sentence earlier." and desk["returned"]["by"] == "rae"


@pytest.mark.parametrize("verb", ["approve", "return"])
def test_what_another_decided_meanwhile_is_told_and_the_next_is_shown(verb: str) -> None:
    one, two, client = make.in_review(FIRST), make.in_review(SECOND), signed_in(make.reviewer())
    sent = form_of(client, one)
    review.move(one, action=Action.RETURN, note="Which year?", by=make.person("rob", "reviewer"))
    page = decide(client, sent, verb, note="Too long.")
    assert state(one) == State.CHANGES_REQUESTED and page.context["item"] == two
    assert "rob returned it" in told(page) and "Which year?" in told(page) and "“Too long.”" in told(page)
    assert one.events.filter(action__in=["approve", "return"]).count() == 1
    later = client.get(reverse("admin:review"), {"item": key(one)})
    assert "does not wait any more. rob returned it" in told(later)


def test_what_was_changed_since_it_was_shown_is_never_approved_unseen() -> None:
    version, client = make.in_review(FIRST), signed_in(make.reviewer())
    sent = form_of(client, version)
    review.move(version, action=Action.RETRACT, by=make.editor())
    quotes.change(version.quote, note="Other words.", by=make.editor())
    review.move(QuoteVersion.objects.get(pk=version.pk), action=Action.SUBMIT, by=make.editor())
    page = decide(client, sent, "approve", note="Fine.")
    assert state(version) == State.IN_REVIEW and page.context["item"] == version
    assert "Somebody has changed this quote since you opened it" in told(page) and "ed submitted it" in told(
        page
    )
    assert page.context["typed"] == "Fine."


def test_a_claim_is_pinned_as_well() -> None:
    public, claim, client = make.published(FIRST), claim_in_review(), signed_in(make.reviewer())
    sent = form_of(client, claim)
    review.move(claim, action=Action.RETRACT, by=make.editor())
    claims.add_evidence(claim, quote=public.quote, stance="supports", by=make.editor())
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    assert "changed this claim" in told(decide(client, sent, "approve"))
    assert state(claim) == State.IN_REVIEW
    decide(client, form_of(client, claim), "approve")
    assert state(claim) == State.APPROVED


def test_the_gate_is_asked_and_an_administrator_explains_an_exception() -> None:
    version, adi = make.draft(FIRST, by=make.administrator()), make.administrator()
    review.move(version, action=Action.SUBMIT, by=adi)
    client = signed_in(adi)
    assert "Nobody can approve" in told(decide(client, form_of(client, version), "approve"))
    assert "Say why nobody else" in told(decide(client, form_of(client, version), "override", note=""))
    type(version.quote.episode.podcast).objects.update(longest_quote=2)
    page = decide(client, form_of(client, version), "override", note="Rae is on leave.")
    assert "may be quoted with 2" in told(page) and state(version) == State.IN_REVIEW
    type(version.quote.episode.podcast).objects.update(longest_quote=None)
    decide(client, form_of(client, version), "override", note="Rae is on leave.")
    assert state(version) == State.APPROVED and version.events.filter(is_override=True).count() == 1


def test_days_and_times_are_set_here_and_what_is_none_is_refused() -> None:
    version, client = make.in_review(FIRST), signed_in(make.reviewer())
    assert "Say the day" in told(decide(client, form_of(client, version), "due", day="soon"))
    page = decide(client, form_of(client, version), "due", day="2090-07-03")
    version.refresh_from_db()
    assert str(version.due_on) == "2090-07-03" and page.context["item"] == version
    decide(client, form_of(client, version), "approve")
    asked = {"stage": "approved"}
    assert "Say the day and the time" in told(decide(client, form_of(client, version, **asked), "schedule"))
    page = decide(client, form_of(client, version, **asked), "schedule", at="2090-07-03T09:00")
    assert "To be published on <strong>3 July 2090, 09:00" in page.content.decode()
    page = decide(client, form_of(client, version, **asked), "unschedule")
    assert "To be published on" not in page.content.decode()


def test_many_are_approved_each_for_itself_with_rule_and_remedy() -> None:
    both = make.person("both", "editor", "reviewer")
    good, own, stale, claim = (
        make.in_review(FIRST),
        make.draft(SECOND, by=both),
        make.in_review(THIRD),
        claim_in_review(),
    )
    review.move(own, action=Action.SUBMIT, by=both)
    names = chosen(good, own, stale, claim)
    review.move(stale, action=Action.RETURN, note="Who?", by=make.reviewer())
    page = many(both, "approve", *names, "quote-0 1", "quote-x")
    assert [state(one) for one in (good, own, stale, claim)] == [
        "approved",
        "in_review",
        "changes_requested",
        "in_review",
    ]
    assert [one.words for one in page.context["done"]] == [f"“{FIRST}”"]
    assert [one.rule for one in page.context["refused"]] == ["four eyes", "stale", "evidence"]
    text = page.content.decode()
    assert "1 of 4 done" in text and "rae returned it" in text and "Publish a quote that supports" in text


def test_many_are_returned_with_one_note_that_is_asked_for_and_never_lost() -> None:
    one, two, rae = make.in_review(FIRST), claim_in_review(), make.reviewer()
    names = chosen(one, two)
    assert many(rae, "return", *names).context["field"] == "note"
    page = many(rae, "return", *names, confirmed="yes", note=" ")
    assert page.status_code == 400 and page.context["error"] and len(page.context["rows"]) == 2
    page = many(rae, "return", *names, confirmed="yes", note="Say which year.")
    assert [state(each) for each in (one, two)] == ["changes_requested"] * 2
    assert "Your note: <q>Say which year.</q>" in page.content.decode()
    assert [each.events.last().note for each in (one, two)] == ["Say which year."] * 2


def test_many_get_a_day_or_a_time_and_are_published() -> None:
    one, two, rae = make.approved(FIRST), make.approved(SECOND), make.reviewer()
    many(rae, "due", *chosen(one, two), confirmed="yes", day="2090-07-03")
    one.refresh_from_db()
    assert str(one.due_on) == "2090-07-03"
    assert many(rae, "due", *chosen(one), confirmed="yes", day="x").status_code == 400
    page = many(rae, "schedule", *chosen(one), confirmed="yes", at="2090-07-03T09:00")
    assert len(page.context["done"]) == 1
    many(rae, "publish", *chosen(one, two))
    assert [state(each) for each in (one, two)] == ["published"] * 2
    assert "Choose some in the list first." in told(many(rae, "publish"))
    assert many(rae, "withdraw", *chosen(one)).status_code == 404


def test_a_fault_with_one_keeps_no_other_from_being_done(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = make.in_review(FIRST), make.in_review(SECOND)
    names, whole = chosen(one, two), review.move

    def broken(item: Any, **values: Any) -> None:
        whole(item, **values)
        if item.pk == one.pk:
            raise ZeroDivisionError

    monkeypatch.setattr(review, "move", broken)
    page = many(make.reviewer(), "approve", *names)
    assert [state(each) for each in (one, two)] == ["in_review", "approved"]
    assert page.context["refused"][0].refusal == reviewbatch.BROKEN
