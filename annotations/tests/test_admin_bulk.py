"""Many quotes moved at once: each answers for itself, through the same rules as one alone."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations.models import QuoteVersion
from annotations.services import claims, quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action

pytestmark = pytest.mark.django_db
QUOTES = "admin:annotations_quoteversion_changelist"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


def asked(client: Client, action: str, *chosen: QuoteVersion, **more: Any) -> Any:
    sent = {"action": action, "index": 0, "_selected_action": [one.pk for one in chosen], **more}
    return client.post(reverse(QUOTES), sent, follow=True)


def states(*versions: QuoteVersion) -> list[str]:
    return [QuoteVersion.objects.get(pk=version.pk).state for version in versions]


def test_each_answers_for_itself_and_one_that_refuses_stops_no_other() -> None:
    other, own = make.in_review(), make.draft("We changed the licence in March.", by=make.editor())
    page = asked(signed_in(make.reviewer()), "approve", other, own)
    assert states(other, own) == ["approved", "draft"]
    assert [one.words for one in page.context["done"]] == [f"“{other.exact}”"]
    (refused,) = page.context["refused"]
    assert "it must be in review" in refused.refusal and refused.url
    assert "1 of 2 done" in page.content.decode()


def test_nobody_approves_their_own_work_this_way_either() -> None:
    both = make.person("both", "editor", "reviewer")
    version = make.draft(by=both)
    client = signed_in(both)
    asked(client, "submit", version)
    page = asked(client, "approve", version)
    assert states(version) == ["in_review"]
    assert "Nobody can approve" in page.context["refused"][0].refusal


def test_a_return_asks_for_its_note_once_for_all() -> None:
    version, client = make.in_review(), signed_in(make.reviewer())
    page = asked(client, "return", version)
    assert states(version) == ["in_review"] and "note" in page.context["form"].fields
    asked(client, "return", version, confirmed="yes", note="Begin earlier.")
    assert states(version) == ["changes_requested"]
    assert version.events.order_by("-id")[0].note == "Begin earlier."


def test_a_topic_is_given_and_taken_away_but_never_the_last() -> None:
    version, client, topic = make.draft(), signed_in(make.editor()), make.tag("revenue")
    asked(client, "tag", version, confirmed="yes", topic=topic.pk)
    assert topic in version.tags.all()
    for name in ("licensing-change", "revenue"):
        page = asked(client, "untag", version, confirmed="yes", topic=make.tag(name).pk)
    assert "no topic left" in page.context["refused"][0].refusal
    assert list(version.tags.all()) == [topic]


def test_actions_are_those_of_the_roles() -> None:
    version = make.in_review()
    page = signed_in(make.editor()).get(reverse(QUOTES)).content.decode()
    assert 'value="submit"' in page and 'value="approve"' not in page
    asked(signed_in(make.editor()), "approve", version)
    assert states(version) == ["in_review"]


def test_nothing_is_approved_that_was_changed_since_the_list_was_loaded() -> None:
    version = make.in_review()
    listed = signed_in(make.reviewer()).get(reverse(QUOTES)).content.decode()
    shown = re.search(r'name="listed_at" value="([^"]+)"', listed)
    assert shown
    review.move(version, action=Action.RETRACT, by=make.editor())
    quotes.change(version.quote, note="Other words around it.", by=make.editor())
    version.refresh_from_db()
    review.move(version, action=Action.SUBMIT, by=make.editor())
    page = asked(signed_in(make.reviewer()), "approve", version, listed_at=shown[1])
    assert "since you loaded the list" in page.context["refused"][0].refusal
    assert states(version) == ["in_review"]
    later = timezone.now().isoformat()
    asked(signed_in(make.reviewer()), "approve", version, listed_at=later)
    assert states(version) == ["approved"]


def test_nothing_is_approved_that_was_returned_and_sent_again_since_the_list_was_loaded() -> None:
    version, shown = make.in_review(), timezone.now()
    review.move(version, action=Action.RETURN, by=make.person("rae", "reviewer"), note="Who says so?")
    review.move(version, action=Action.SUBMIT, by=make.editor())
    page = asked(signed_in(make.reviewer()), "approve", version, listed_at=shown.isoformat())
    assert "since you loaded the list" in page.context["refused"][0].refusal
    assert states(version) == ["in_review"]


def test_nothing_is_approved_to_which_something_was_tied_since_the_list_was_loaded() -> None:
    public = make.published()
    claim, other = (
        claims.create(statement=said, kind="event", subject="founders", by=make.editor())
        for said in ("It pays.", "It does not pay.")
    )
    claims.add_evidence(claim, quote=public.quote, stance="supports", by=make.editor())
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    shown = timezone.now()
    claims.relate(other, kind="contradicts", target=claim, by=make.editor())
    sent = {"action": "approve", "index": 0, "_selected_action": [claim.pk], "listed_at": shown.isoformat()}
    page = signed_in(make.reviewer()).post(reverse("admin:annotations_claim_changelist"), sent, follow=True)
    assert "since you loaded the list" in page.context["refused"][0].refusal
    claim.refresh_from_db()
    assert claim.state == "in_review"
