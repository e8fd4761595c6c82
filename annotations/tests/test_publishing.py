"""Scheduled publication: in time, once, through the gate, as who set the time; refusals are kept."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations.desk import cards, reviewing, worklists
from annotations.models import Claim, Outcome, Publication, QuoteVersion, Schedule
from annotations.services import claims, publishing, quotes, review
from annotations.tasks import publish_due as task
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State
from transcripts.services import chores

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


def approved_claim() -> Claim:
    claim = claims.create(
        statement="Quarrystone doubled its revenue.", kind="event", subject="founders", by=make.editor()
    )
    claims.add_evidence(claim, quote=make.published().quote, stance="supports", by=make.editor())
    claim.refresh_from_db()
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    review.move(claim, action=Action.APPROVE, by=make.reviewer())
    return claim


@pytest.fixture(params=[make.approved, approved_claim], ids=["quote", "claim"])
def item(request: Any) -> QuoteVersion | Claim:
    made: QuoteVersion | Claim = request.param()
    return made


def due(item: QuoteVersion | Claim, by: User | None = None) -> Schedule:
    """A schedule whose time has come."""
    made = publishing.schedule(item, at=timezone.now() + HOUR, by=by or make.reviewer())
    Schedule.objects.filter(pk=made.pk).update(at=timezone.now() - timedelta(seconds=1))
    made.refresh_from_db()
    return made


def test_it_is_published_at_its_time_by_the_person_who_set_it(item: QuoteVersion | Claim) -> None:
    rob = make.person("rob", "reviewer")
    made = publishing.schedule(item, at=timezone.now() + HOUR, by=rob)
    assert publishing.publish_due() == 0
    item.refresh_from_db()
    assert item.state == State.APPROVED
    Schedule.objects.update(at=timezone.now())
    assert publishing.publish_due() == 1
    assert publishing.publish_due() == 0
    item.refresh_from_db()
    made.refresh_from_db()
    assert (item.state, made.outcome, made.ended_by) == (State.PUBLISHED, Outcome.PUBLISHED, rob)
    assert [(e.action, e.by) for e in item.events.all()][-2:] == [("schedule", rob), ("publish", rob)]
    logged = Publication.objects.filter(object_type="quote" if isinstance(item, QuoteVersion) else "claim")
    assert logged.order_by("-id")[0].by == rob


def test_a_refusal_is_kept_and_shown_and_not_tried_again() -> None:
    version = make.approved()
    made = due(version)
    make.Podcast.objects.update(longest_quote=2)
    assert publishing.publish_due() == 1
    assert publishing.publish_due() == 0
    version.refresh_from_db()
    made.refresh_from_db()
    assert (version.state, made.outcome) == (State.APPROVED, Outcome.REFUSED)
    assert "Choose a shorter passage" in made.why
    event = version.events.order_by("-id")[0]
    assert (event.action, event.note) == ("refuse", made.why)
    for person in (make.editor(), make.reviewer()):
        client = signed_in(person)
        for address in (
            reverse("admin:index"),
            reverse("admin:annotations_quoteversion_change", args=[version.pk]),
            reverse("admin:annotations_schedule_changelist"),
        ):
            assert "Choose a shorter passage" in client.get(address).content.decode(), address
    assert worklists.of(make.editor())[0].title == "Not published at its time"
    detail = signed_in(make.editor()).get(f"/api/v1/desk/quotes/{version.quote.public_id}/").json()
    assert (detail["schedule"]["outcome"], detail["schedule"]["why"]) == ("refused", made.why)
    make.Podcast.objects.update(longest_quote=None)
    publishing.schedule(version, at=timezone.now() + HOUR, by=make.reviewer())
    assert worklists.of(make.editor())[0].title != "Not published at its time"
    assert Schedule.objects.filter(outcome=Outcome.REFUSED).count() == 1


@pytest.mark.parametrize("loses", ["role", "account"])
def test_who_set_the_time_must_still_be_allowed_to(loses: str) -> None:
    rob = make.person("rob", "reviewer")
    made = due(make.approved(), by=rob)
    if loses == "role":
        rob.groups.clear()
    else:
        User.objects.filter(pk=rob.pk).update(is_active=False)
    publishing.publish_due()
    made.refresh_from_db()
    assert (made.outcome, "Only reviewers" in made.why) == (Outcome.REFUSED, True)


def test_a_fault_of_ours_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    first = due(make.approved())
    second = due(make.approved("We changed the licence in March."))
    gate = review.gate.check

    def fault(item: Any) -> None:
        if item.pk == first.version_id:
            raise ZeroDivisionError
        gate(item)

    monkeypatch.setattr(review.gate, "check", fault)
    assert publishing.publish_due() == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.outcome, first.why) == (Outcome.REFUSED, publishing.BROKEN)
    assert second.outcome == Outcome.PUBLISHED


def test_it_can_be_cancelled(item: QuoteVersion | Claim) -> None:
    made = due(item)
    publishing.cancel(item, by=make.chief(), why="Embargo")
    assert publishing.publish_due() == 0
    made.refresh_from_db()
    item.refresh_from_db()
    assert (made.outcome, made.why, made.ended_by) == (Outcome.CANCELLED, "Embargo", make.chief())
    assert item.state == State.APPROVED
    assert item.events.order_by("-id")[0].action == "unschedule"
    with pytest.raises(Refusal, match="No time is set"):
        publishing.cancel(item, by=make.chief())


ENDS: dict[str, Callable[[QuoteVersion], object]] = {
    "returned": lambda v: review.move(v, action=Action.RETURN, by=make.reviewer(), note="Which year?"),
    "spiked": lambda v: review.move(v, action=Action.SPIKE, by=make.chief(), note="Stale"),
}


@pytest.mark.parametrize("how", ENDS)
def test_what_is_no_longer_approved_loses_its_time(how: str) -> None:
    version = make.approved()
    made = due(version)
    ENDS[how](version)
    made.refresh_from_db()
    assert (made.outcome, "no longer approved" in made.why) == (Outcome.CANCELLED, True)
    assert publishing.publish_due() == 0


def test_what_is_withdrawn_takes_the_time_of_its_pending_version_along() -> None:
    public = make.published()
    pending = quotes.change(public.quote, note="Better", by=make.editor())
    review.move(pending, action=Action.SUBMIT, by=make.editor())
    review.move(pending, action=Action.APPROVE, by=make.reviewer())
    made = due(pending)
    review.move(public, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    made.refresh_from_db()
    assert made.outcome == Outcome.CANCELLED


def test_published_by_hand_before_it_is_not_published_again() -> None:
    version = make.approved()
    made = due(version)
    review.move(version, action=Action.PUBLISH, by=make.reviewer())
    made.refresh_from_db()
    assert (made.outcome, publishing.publish_due()) == (Outcome.PUBLISHED, 0)
    assert Publication.objects.filter(object_type="quote").count() == 1


def test_another_time_takes_the_place_of_the_first() -> None:
    version = make.approved()
    first = publishing.schedule(version, at=timezone.now() + HOUR, by=make.reviewer())
    second = publishing.schedule(version, at=timezone.now() + 2 * HOUR, by=make.reviewer())
    first.refresh_from_db()
    assert (first.outcome, second.outcome) == (Outcome.CANCELLED, Outcome.WAITING)
    assert "Another time" in first.why


@pytest.mark.parametrize(
    ("stage", "person", "rule"),
    [
        (make.draft, make.reviewer, "state"),
        (make.in_review, make.reviewer, "state"),
        (make.published, make.reviewer, "state"),
        (make.approved, make.editor, "role"),
        (make.approved, make.contributor, "role"),
    ],
)
def test_only_what_could_be_published_is_scheduled(
    stage: Callable[[], QuoteVersion], person: Callable[[], User], rule: str
) -> None:
    version = stage()
    with pytest.raises(Refusal) as refusal:
        publishing.schedule(version, at=timezone.now() + HOUR, by=person())
    assert refusal.value.rule == rule
    with pytest.raises((PermissionDenied, Refusal)):
        publishing.cancel(version, by=person())


def test_not_in_the_past_and_not_past_the_gate() -> None:
    version = make.approved()
    with pytest.raises(Refusal, match="has passed"):
        publishing.schedule(version, at=timezone.now() - HOUR, by=make.reviewer())
    make.strip(version)
    with pytest.raises(Refusal, match="no topic"):
        publishing.schedule(version, at=timezone.now() + HOUR, by=make.reviewer())
    assert not Schedule.objects.exists()


def test_the_database_keeps_schedules_whole() -> None:
    version = make.approved()
    made = publishing.schedule(version, at=timezone.now() + HOUR, by=make.reviewer())
    ended = {"ended_at": timezone.now(), "ended_by": make.reviewer()}
    for values in ({"outcome": "refused", **ended}, {"outcome": "published"}, ended, {"version": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Schedule.objects.filter(pk=made.pk).update(**values)
    with pytest.raises(DatabaseError), transaction.atomic():
        Schedule.objects.create(version=version, at=timezone.now(), by=make.reviewer())


def test_every_clock_calls_it(settings: Any) -> None:
    assert publishing.publish_due in [chore.work for chore in chores.CHORES]
    assert settings.CELERY_BEAT_SCHEDULE["publish-due"]["task"] == task.name
    due(make.approved())
    assert task() == 1
    due(make.approved("We changed the licence in March."))
    made = due(make.approved("Two contributors left us"))
    make.strip(made.version)  # type: ignore[arg-type]
    out = StringIO()
    call_command("publish_due", stdout=out)
    assert out.getvalue().startswith("Published: 1. Refused: 1.")
    assert "no topic" in out.getvalue()


def test_the_desk_sets_and_takes_back_the_time() -> None:
    version, client = make.approved(), signed_in(make.reviewer())
    url = f"/api/v1/desk/quotes/{version.quote.public_id}/"
    at = (timezone.now() + HOUR).isoformat()

    def post(path: str, on: str, sent: dict[str, Any]) -> Any:
        headers = {"If-Match": f'"{on}"'}
        return client.post(url + path, sent, content_type="application/json", headers=headers)

    assert post("schedule/", cards.seen(version), {"at": "soon"}).status_code == 400
    assert post("schedule/", "1.0.0-0", {"at": at}).json()["rule"] == "stale"
    told = post("schedule/", cards.seen(version), {"at": at}).json()
    assert (told["schedule"]["outcome"], told["schedule"]["by"]) == ("waiting", "rae")
    told = post("unschedule/", told["version"], {"note": "Embargo"}).json()
    assert (told["schedule"], told["state"]) == (None, "approved")


def test_the_admin_sets_and_takes_back_the_time(item: QuoteVersion | Claim) -> None:
    name = f"annotations_{item._meta.model_name}"
    page = reverse(f"admin:{name}_change", args=[item.pk])
    address = reverse(f"admin:{name}_move_schedule", args=[item.pk])
    ed, rae = signed_in(make.editor()), signed_in(make.reviewer())
    assert "Publish it at another time" not in ed.get(page).content.decode()
    assert "Publish it at another time" in rae.get(page).content.decode()
    seen = {"version": reviewing.seen(item)}
    ed.post(address, {"at": "2090-07-03T09:00", **seen})
    rae.post(address, {"at": "some day", **seen})
    assert not Schedule.objects.exists()
    rae.post(address, {"at": "2090-07-03T09:00", **seen})
    assert "3 July 2090, 09:00" in ed.get(page).content.decode()
    assert "Do not publish it then" not in ed.get(page).content.decode()
    seen = {"version": reviewing.seen(item)}
    ed.post(address, {"cancel": "yes", **seen})
    assert Schedule.objects.get().outcome == Outcome.WAITING
    rae.post(address, {"cancel": "yes", **seen})
    assert Schedule.objects.get().outcome == Outcome.CANCELLED


def test_the_admin_sets_no_time_for_what_nobody_saw() -> None:
    version, rae = make.approved(), signed_in(make.reviewer())
    page = rae.get(reverse("admin:annotations_quoteversion_change", args=[version.pk])).content.decode()
    form = page[page.index("/schedule/") :]
    seen = re.search(r'name="version" value="([^"]+)"', form)
    assert seen
    review.move(version, action=Action.RETURN, by=make.person("rob", "reviewer"), note="Shorter.")
    quotes.change(version.quote, end=version.end - len(" within a year."), by=make.editor())
    for action, who in ((Action.SUBMIT, make.editor()), (Action.APPROVE, make.person("rob", "reviewer"))):
        version.refresh_from_db()
        review.move(version, action=action, by=who)
    address = reverse("admin:annotations_quoteversion_move_schedule", args=[version.pk])
    answer = rae.post(address, {"at": "2090-07-03T09:00", "version": seen[1]}, follow=True)
    assert "since you opened it" in answer.content.decode()
    assert not Schedule.objects.exists()


def test_a_contributor_sees_the_schedules_of_their_own() -> None:
    con = make.contributor()
    mine = make.draft("We changed the licence in March.", by=con)
    review.move(mine, action=Action.SUBMIT, by=con)
    review.move(mine, action=Action.APPROVE, by=make.reviewer())
    for version in (mine, make.approved()):
        publishing.schedule(version, at=timezone.now() + HOUR, by=make.reviewer())
    listed = signed_in(con).get(reverse("admin:annotations_schedule_changelist")).content.decode()
    assert "We changed the licence" in listed
    assert "Revenue doubled" not in listed
