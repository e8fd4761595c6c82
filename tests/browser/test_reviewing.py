"""The reviewers’ queue in Chromium: by keyboard, by mouse, without a script, and with the server gone."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.models import QuoteVersion
from annotations.services import comments, duedates, quotes, review
from annotations.tests import factories as make
from annotations.tests.test_review_queue import FIRST, SECOND, THIRD, claim_in_review
from annotations.workflow import Action
from tests.browser.test_desk import open_desk

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
Take = Callable[[Page, str], Path]


@pytest.fixture
def world(groups: None) -> list[QuoteVersion]:
    """A pending version beside what is public, due first, two others and a claim."""
    texts = ("Why did you do it?", f"{FIRST} {SECOND} {THIRD}", "And then?")
    talk = make.episode("Closing the source", texts=texts, audio_url="https://audio.example.org/one.mp3")
    turn = make.turn(talk, 1)
    public = make.published(FIRST, turn=turn)
    pending = quotes.change(
        public.quote, note="See the filing.", tags=[make.tag("revenue")], by=make.editor()
    )
    review.move(pending, action=Action.SUBMIT, by=make.editor())
    duedates.set_due(pending, on=date(2024, 7, 3), by=make.editor())
    comments.add(talk, text="Is March right?", quote=public.quote, by=make.person("rob", "reviewer"))
    others = [make.in_review(SECOND, turn=turn), make.in_review(THIRD, turn=turn)]
    claim_in_review()
    return [pending, *others]


# A key that repeats for a second, by the page's own clock.
HELD_DOWN = """() => new Promise((done) => {
  let times = 20;
  const timer = setInterval(() => {
    const press = new KeyboardEvent("keydown", { key: "a", bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(press);
    times -= 1;
    if (!times) done(clearInterval(timer));
  }, 50);
})"""


def state(version: QuoteVersion) -> str:
    version.refresh_from_db()
    return version.state


def test_a_reviewer_goes_through_the_queue_by_keyboard(open_window: Open, world: list[QuoteVersion]) -> None:
    pending, second, third = world
    page = open_window(make.reviewer())
    page.goto(reverse("admin:index"))
    page.keyboard.press("r")
    item, told = page.locator("#item"), page.locator("#told")
    expect(item).to_contain_text("1 of 4: quote, in review")
    page.wait_for_load_state()  # the keys are there once its scripts are
    page.keyboard.press("?")
    expect(page.locator("[data-keys]")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(told).to_contain_text("Approved: “We changed")
    expect(item).to_contain_text("1 of 3")
    expect(item).to_be_focused()
    assert state(pending) == "approved"
    page.keyboard.press("r")
    expect(page.locator("#note")).to_be_focused()
    expect(told).to_contain_text("Say why, then press Ctrl+Enter.")
    page.keyboard.type("Which year?")
    page.reload()
    expect(page.locator("#note")).to_have_value("Which year?")
    page.locator("#note").focus()
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(told).to_contain_text("The server cannot be reached. Nothing was decided")
    page.context.set_offline(False)
    page.locator("#note").press("Control+Enter")
    expect(told).to_contain_text("Returned with your note: “Revenue doubled")
    expect(item).to_contain_text("1 of 2")
    assert state(second) == "changes_requested"
    page.keyboard.press("n")
    expect(item).to_contain_text("2 of 2: claim")
    page.go_back()
    expect(item).to_contain_text("1 of 2: quote")
    review.move(third, action=Action.RETURN, note="Who?", by=make.person("rob", "reviewer"))
    page.keyboard.press("a")
    expect(told).to_contain_text("rob returned it")
    expect(item).to_contain_text("1 of 1: claim")
    page.keyboard.press("m")
    expect(told).to_contain_text("You have looked at all of this.")
    expect(page.locator(".news")).to_contain_text("0 new, 0 changed")


def test_keys_pressed_before_the_next_is_shown_decide_nothing_about_it(
    open_window: Open, world: list[QuoteVersion]
) -> None:
    page = open_window(make.reviewer())
    page.goto(reverse("admin:review"))
    item, told = page.locator("#item"), page.locator("#told")
    expect(item).to_contain_text("1 of 4: quote, in review")
    page.wait_for_load_state()
    page.evaluate(HELD_DOWN)
    expect(told).to_contain_text("The keys pressed before this was shown were not taken.")
    expect(item).to_contain_text("1 of 3")
    assert [state(one) for one in world] == ["approved", "in_review", "in_review"]
    page.wait_for_timeout(600)  # a pause, as of somebody who looks
    page.keyboard.press("a")
    expect(item).to_contain_text("1 of 2")
    assert [state(one) for one in world] == ["approved", "approved", "in_review"]


def test_several_are_chosen_by_mouse_and_each_answers(
    open_window: Open, world: list[QuoteVersion], check_without_fault: Any, screenshot: Take
) -> None:
    page = open_window(make.reviewer(), bypass_csp=True)
    page.goto(reverse("admin:review"))
    check_without_fault(page)
    screenshot(page, "review-queue")
    boxes = page.get_by_role("checkbox")
    boxes.nth(1).check()
    boxes.nth(2).check()
    expect(page.locator("[data-count]")).to_have_text("With the 2 chosen:")
    page.get_by_role("button", name="Return…").click()
    expect(page.locator("#item")).to_contain_text("Return with note (2)")
    check_without_fault(page)
    page.get_by_label("One note for all of them").fill("Say which year.")
    review.move(world[2], action=Action.APPROVE, by=make.person("rob", "reviewer"))
    page.get_by_role("button", name="Return with note").click()
    expect(page.locator("#item")).to_have_text("Return with note: 1 of 2 done")
    expect(page.locator("#review")).to_contain_text("rob approved it")
    expect(page.locator("#review")).to_contain_text("Your note: Say which year.")
    check_without_fault(page)
    screenshot(page, "review-results")
    page.keyboard.press("j")
    expect(page.locator("#item")).to_contain_text("1 of 2")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_works_without_a_script_and_on_a_tablet(
    open_window: Open, world: list[QuoteVersion], check_without_fault: Any, screenshot: Take, scheme: Any
) -> None:
    looked_at = open_window(
        make.reviewer(), bypass_csp=True, color_scheme=scheme, viewport={"width": 820, "height": 1180}
    )
    looked_at.goto(reverse("admin:review"))
    check_without_fault(looked_at)
    assert looked_at.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(looked_at, f"review-tablet-{scheme}")
    plain = open_window(make.reviewer(), java_script_enabled=False, color_scheme=scheme)
    plain.goto(reverse("admin:review"))
    plain.get_by_role("button", name="Return with note").click()
    expect(plain.locator("#told")).to_contain_text("Say why in a note")
    plain.get_by_role("button", name="Approve").first.click()
    expect(plain.locator("#told")).to_contain_text("Approved: “We changed")
    plain.get_by_role("link", name="Publish it").click()
    expect(plain.locator("#item")).to_contain_text("quote, approved")
    plain.get_by_role("button", name="Publish", exact=False).first.click()
    assert state(world[0]) == "published"


def test_a_returned_quote_says_why_on_the_start_page_its_page_and_the_desk(
    open_window: Open, groups: None, check_without_fault: Any, check_accessible: Any, screenshot: Take
) -> None:
    version = make.in_review(FIRST, by=make.contributor())
    review.move(version, action=Action.RETURN, note="Begin a sentence earlier.", by=make.reviewer())
    page = open_window(make.contributor(), bypass_csp=True)
    page.goto(reverse("admin:index"))
    expect(page.locator("#content-main")).to_contain_text("Begin a sentence earlier.")
    page.goto(reverse("admin:annotations_quoteversion_change", args=[version.pk]))
    expect(page.locator(".moves")).to_contain_text("Returned by rae")
    check_without_fault(page)
    screenshot(page, "returned-quote")
    desk = open_desk(open_window(make.contributor()), version.quote.episode)
    desk.locator("#inspector [data-line]").first.click()
    expect(desk.locator("#inspector .returned")).to_contain_text("Begin a sentence earlier.")
    check_accessible(desk)
