"""Exceptions of four eyes and publication at a time in Chromium, and the desk of a contributor."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from annotations.models import QuoteVersion, Schedule
from annotations.services import publishing, review
from annotations.tests import factories as make
from annotations.workflow import Action
from tests.browser.test_desk import open_desk, press, stored
from tests.browser.test_moving import HOWS
from transcripts.models import Podcast

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
Take = Callable[[Page, str], Path]
WHY = "The only other reviewer is on leave until May."


def own() -> QuoteVersion:
    """Drafted and submitted by the administrator."""
    version = make.draft(by=make.administrator())
    review.move(version, action=Action.SUBMIT, by=make.administrator())
    return version


def page_of(version: QuoteVersion) -> str:
    return reverse("admin:annotations_quoteversion_change", args=[version.pk])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_exception_is_made_in_the_admin_without_a_script(
    open_window: Open, groups: None, check_without_fault: Any, screenshot: Take, scheme: str
) -> None:
    version = own()
    plain = open_window(make.administrator(), java_script_enabled=False)
    looked_at = open_window(make.administrator(), bypass_csp=True, color_scheme=scheme)
    looked_at.goto(page_of(version))
    looked_at.get_by_text("Approve as an exception of four eyes").click()
    check_without_fault(looked_at)
    screenshot(looked_at, f"exception-{scheme}")
    plain.goto(page_of(version))
    plain.get_by_text("Approve as an exception of four eyes").click()
    plain.get_by_label("Why nobody else can approve it").fill(WHY)
    plain.get_by_role("button", name="Approve as an exception").click()
    expect(plain.locator(".events")).to_contain_text("approve as an exception of four eyes")
    expect(plain.locator(".events")).to_contain_text(WHY)


def test_the_desk_asks_for_the_reason_of_an_exception(
    open_window: Open, groups: None, check_accessible: Any, screenshot: Take
) -> None:
    version = own()
    page = open_desk(open_window(make.administrator()), version.quote.episode)
    page.locator("#inspector [data-line]").first.click()
    page.get_by_role("button", name="Approve as an exception").click()
    expect(page.locator("#decision-note")).to_be_focused()
    page.keyboard.type(WHY)
    check_accessible(page)
    screenshot(page, "exception-desk")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#inspector .badge")).to_have_text("approved")
    expect(page.locator("#saving")).to_have_text("Saved")
    page.locator("#inspector .history summary").click()
    expect(page.locator("#inspector .history")).to_contain_text("approve as an exception of four eyes")


Begin = Callable[[], QuoteVersion]


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize(
    ("begin", "decides", "key", "button", "note", "state"),
    [
        (make.in_review, make.reviewer, "A", "Approve", "", "approved"),
        (make.in_review, make.reviewer, "R", "Return with note", "Too short.", "changes_requested"),
        (make.approved, make.reviewer, "P", "Publish", "", "published"),
        (make.published, make.reviewer, "W", "Withdraw with reason", "He asked us to.", "withdrawn"),
        (make.in_review, make.chief, "X", "Spike with reason", "Not ours to tell.", "discarded"),
        (own, make.administrator, "!", "Approve as an exception", WHY, "approved"),
    ],
    ids=["approve", "return", "publish", "withdraw", "spike", "override"],
)
def test_a_decision_is_made_and_its_reason_asked_for(
    open_window: Open,
    groups: None,
    how: str,
    begin: Begin,
    decides: Callable[[], User],
    key: str,
    button: str,
    note: str,
    state: str,
) -> None:
    version = begin()
    page = open_desk(open_window(decides()), version.quote.episode)
    decide = page.get_by_role("button", name=button, exact=True)
    if how == "mouse":
        page.locator("mark.quote").first.click()
        decide.click()
    else:
        press(page, "j")
        expect(decide).to_be_visible()
        press(page, key)
    if note:
        expect(page.locator("#decision-note")).to_be_focused()
        expect(page.locator("#status")).to_have_text("Say why, then press Ctrl+Enter.")
        page.keyboard.type(note)
        if how == "mouse":
            decide.click()
        else:
            press(page, "Control+Enter")
    stored(page)
    version.refresh_from_db()
    assert version.state == state
    last = version.events.order_by("pk").last()
    assert last
    assert last.note == note


def test_a_time_is_set_and_taken_back_and_a_refusal_is_shown(
    open_window: Open, groups: None, check_without_fault: Any, screenshot: Take
) -> None:
    version = make.approved()
    page = open_window(make.reviewer(), bypass_csp=True)
    page.goto(page_of(version))
    page.get_by_label("Publish it at another time").fill("2090-07-03T09:00")
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.locator(".moves")).to_contain_text("To be published on 3 July 2090, 09:00")
    check_without_fault(page)
    screenshot(page, "scheduled")
    page.get_by_role("button", name="Do not publish it then").click()
    expect(page.locator(".moves")).not_to_contain_text("To be published on")
    publishing.schedule(version, at=timezone.now() + timedelta(hours=1), by=make.reviewer())
    Schedule.objects.filter(outcome="waiting").update(at=timezone.now())
    Podcast.objects.update(longest_quote=2)
    publishing.publish_due()
    page.goto(reverse("admin:index"))
    expect(page.locator("main, #content").first).to_contain_text("Not published at its time")
    check_without_fault(page)
    screenshot(page, "refused-start")
    page.goto(reverse("admin:annotations_schedule_changelist"))
    check_without_fault(page)
    screenshot(page, "schedules")


def test_a_day_and_a_time_are_set_at_the_side_of_the_desk(
    open_window: Open, groups: None, check_accessible: Any, screenshot: Take
) -> None:
    version = make.approved()
    page = open_desk(open_window(make.reviewer()), version.quote.episode)
    page.locator("#inspector [data-line]").first.click()
    side = page.locator("#inspector")
    side.get_by_label("Due on").fill("2090-07-01")
    side.get_by_role("button", name="Set the day").click()
    expect(side).to_contain_text("Due on 1 July 2090")
    expect(page.locator("#status")).to_have_text("Due on 1 July 2090.")  # said once it is stored
    side.get_by_role("button", name="Set the time").click()
    expect(page.locator("#status")).to_have_text("Say the day and the time first.")
    side.get_by_label("Publish at (UTC)").fill("2090-07-03T09:00")
    side.get_by_role("button", name="Set the time").click()
    expect(side).to_contain_text("To be published on 3 July 2090, 09:00 UTC, set by rae")
    expect(side.get_by_role("button", name="Set another time")).to_be_visible()
    expect(page.locator("#saving")).to_have_text("Saved")
    check_accessible(page)
    screenshot(page, "times-desk")
    assert str(Schedule.objects.get(outcome="waiting").at) == "2090-07-03 09:00:00+00:00"
    page.reload()
    expect(page.locator("body[data-ready]")).to_be_attached()
    expect(side).to_contain_text("To be published on 3 July 2090, 09:00 UTC")
    side.get_by_role("button", name="Do not publish it at that time").click()
    expect(side).not_to_contain_text("To be published on")
    side.get_by_label("Publish at (UTC)").fill("2090-07-03T09:00")
    side.get_by_role("button", name="Set the time").click()
    expect(side.get_by_role("button", name="Do not publish it at that time")).to_be_visible()
    page.keyboard.press("U")
    expect(side).not_to_contain_text("To be published on")
    expect(page.locator("#saving")).to_have_text("Saved")
    assert not Schedule.objects.filter(outcome="waiting").exists()


def test_by_keyboard_a_day_and_a_time_are_set_and_the_time_is_taken_away(
    open_window: Open, groups: None
) -> None:
    version = make.approved()
    page = open_desk(open_window(make.reviewer()), version.quote.episode)
    press(page, "j")
    side = page.locator("#inspector")
    expect(side.get_by_label("Due on")).to_be_visible()
    for label, typed in (("Due on", ["07012090"]), ("Publish at (UTC)", ["07032090", "0900AM"])):
        press(page, "i")
        tab_to(page, side.get_by_label(label))
        for number, part in enumerate(typed):
            press(page, *(["ArrowRight"] * number), *part)
        press(page, "Enter")
        stored(page)
    schedule = Schedule.objects.get(outcome="waiting")
    assert str(schedule.at) == "2090-07-03 09:00:00+00:00"
    expect(side).to_contain_text("Due on 1 July 2090")
    press(page, "Escape", "U")
    expect(side).not_to_contain_text("To be published on")
    stored(page)
    assert not Schedule.objects.filter(outcome="waiting").exists()


def tab_to(page: Page, place: Locator) -> None:
    """Press the Tab key until the focus is there."""
    for _ in range(40):
        if place.evaluate("(node) => node === document.activeElement"):
            return
        press(page, "Tab")
    pytest.fail("The Tab key does not lead there")


def test_a_contributor_works_on_the_desk(
    open_window: Open, groups: None, check_accessible: Any, screenshot: Take
) -> None:
    mine = make.draft("We changed the licence in March.", by=make.contributor())
    make.draft("Two contributors left us over it.")
    page = open_desk(open_window(make.contributor()), mine.quote.episode)
    expect(page.locator("#inspector")).to_contain_text("1 quote")
    expect(page.locator("#inspector")).not_to_contain_text("Two contributors")
    expect(page.locator("#replace-button")).to_have_count(0)
    expect(page.locator("#keys")).not_to_contain_text("Correct the text")
    page.locator("#inspector [data-line]").first.click()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator("#inspector .badge")).to_have_text("in review")
    check_accessible(page)
    screenshot(page, "contributor")


def test_the_policy_of_a_podcast_on_a_phone(
    open_window: Open, groups: None, check_without_fault: Any, screenshot: Take
) -> None:
    page = open_window(make.chief(), bypass_csp=True, viewport={"width": 390, "height": 844})
    page.goto(reverse("admin:transcripts_podcast_change", args=[make.podcast().pk]))
    expect(page.get_by_label("Longest quote")).to_be_visible()
    check_without_fault(page)
    screenshot(page, "policy")
