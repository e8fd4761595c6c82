"""Two editors at one episode in real Chromium: they see each other, are warned, and lose nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Request, expect

from annotations.models import Lease, Presence, QuoteVersion
from annotations.tests import factories as make
from api.tests.test_desk import mend
from tests.browser.test_deciding import tab_to
from tests.browser.test_desk import marks, open_desk, press, select
from tests.browser.test_moving import HOWS
from transcripts.models import Episode

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
DOUBLED = "Revenue doubled within a year."
SECOND = "A second turn, of which nobody has said anything."


@pytest.fixture
def episode(groups: None) -> Episode:
    made = make.episode(texts=[make.WORDS, SECOND])
    make.draft(DOUBLED, turn=make.turn(made))
    return made


@pytest.fixture
def both(open_window: Open, episode: Episode) -> tuple[Page, Page]:
    """The desks of Ed and Bo, whose clocks are the test's."""
    pages = open_window(make.editor()), open_window(make.person("bo", "editor"))
    for page in pages:
        page.clock.install()
        open_desk(page, episode)
    return pages


def wait_a_beat(page: Page) -> None:
    """Let a quarter of a minute pass; a beat that is under way then counts as one, so it may take another."""
    told: list[Request] = []
    page.on("requestfinished", lambda request: told.append(request) if is_beat(request) else None)
    for _ in range(40):
        page.clock.run_for(15_000)
        page.wait_for_timeout(250)
        if told:
            return
    pytest.fail("No heart beat")


def is_beat(request: Request) -> bool:
    return request.url.endswith("/presence/")


def company(page: Page) -> Any:
    return page.get_by_role("group", name="Colleagues here")


def tag(page: Page, words: str) -> None:
    """Make a quote of these words by mouse and keys."""
    select(page, words)
    press(page, *"licens")
    expect(page.get_by_role("option", name="Licensing change").first).to_be_visible()
    press(page, "Enter", "Control+Enter")
    expect(marks(page, words)).to_be_visible()


def test_two_editors_see_each_other_and_what_each_does(
    both: tuple[Page, Page], check_accessible: Any, screenshot: Callable[[Page, str], Path]
) -> None:
    ed, bo = both
    wait_a_beat(ed)
    expect(company(ed)).to_contain_text("Also here: bo")
    bo.locator(".turn").nth(1).focus()
    press(bo, "ArrowRight")
    wait_a_beat(bo)
    wait_a_beat(ed)
    expect(ed.locator(".turn").nth(1)).to_contain_text("bo is here")
    tag(bo, SECOND)
    wait_a_beat(bo)
    wait_a_beat(ed)
    expect(marks(ed, SECOND)).to_be_visible()
    expect(ed.locator("#status")).to_contain_text("Others changed 1 quote.")
    expect(company(ed)).to_contain_text("bo is working here since")
    check_accessible(ed)
    screenshot(ed, "presence")
    tag(ed, "We changed the licence in March.")
    expect(ed.locator("#saving")).to_have_text("Saved")
    assert Lease.objects.get().holder.username == "bo"
    assert QuoteVersion.objects.filter(changed_by__username="ed").count() == 2
    bo.goto("/admin/")
    bo.wait_for_load_state("networkidle")
    assert not Presence.objects.filter(user__username="bo").exists()
    wait_a_beat(ed)
    expect(ed.locator("#company")).to_be_empty()


@pytest.mark.parametrize("how", HOWS)
def test_a_text_that_somebody_else_corrected_is_offered(
    both: tuple[Page, Page], episode: Episode, how: str
) -> None:
    ed, _ = both
    mend(episode, "licence", "license")
    wait_a_beat(ed)
    expect(ed.locator("#status")).to_contain_text("Others changed the text.")
    expect(ed.locator(".turn").first).to_contain_text("changed the licence")
    show = ed.get_by_role("button", name="Show it")
    if how == "mouse":
        show.click()
    else:
        press(ed, "i")
        tab_to(ed, show)
        press(ed, "Enter")
    expect(ed.locator(".turn").first).to_contain_text("changed the license")


def test_a_lapsed_lease_refuses_no_save(both: tuple[Page, Page]) -> None:
    ed, bo = both
    tag(ed, SECOND)
    wait_a_beat(ed)
    expect(ed.locator("#saving")).to_have_text("Saved")
    Lease.objects.update(
        since=timezone.now() - timedelta(hours=1), until=timezone.now() - timedelta(minutes=1)
    )
    tag(bo, "We changed the licence in March.")
    wait_a_beat(bo)
    select(ed, "Revenue doubled")
    press(ed, *"licens")
    expect(ed.get_by_role("option", name="Licensing change").first).to_be_visible()
    press(ed, "Enter", "Control+Enter")
    expect(ed.locator("#saving")).to_have_text("Saved")
    assert QuoteVersion.objects.filter(changed_by__username="ed", exact="Revenue doubled").exists()
    assert Lease.objects.get().holder.username == "bo"
