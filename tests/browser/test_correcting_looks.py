"""Each state of correcting at the desk is accessible, and pictured in light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.tests import factories as make
from tests.browser.test_conflicts import other
from tests.browser.test_correcting import TEXTS, begin, edit, episode, turns, type_over
from tests.browser.test_desk import open_desk, press, scheme, topics
from transcripts.models import Mishearing

__all__ = ["episode", "other", "scheme", "topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]


def test_each_state_is_accessible_and_pictured(
    open_window: Open, scheme: str, check_accessible: Callable[[Page], None], screenshot: Any
) -> None:
    long = "We ran Enjoy for a year before anybody asked what it was. " * 3
    episode = make.episode(
        texts=[TEXTS[0], f"{long}{TEXTS[1]}", TEXTS[2], "Buy this."], sponsor=[3], notes=["Figures."]
    )
    Mishearing.objects.create(podcast=episode.podcast, heard="Enjoy", meant="Envoy")
    make.guest("Tom Berg")
    make.draft("Enjoy took us a year.", turn=make.turn(episode, 1))
    make.published("We gave it away in March.", turn=make.turn(episode, 1))
    make.draft("Nobody else paid for it.", turn=make.turn(episode, 2))
    size = {"color_scheme": scheme, "viewport": {"width": 1366, "height": 768}}
    page = open_desk(open_window(make.editor(), **size), episode)
    other = open_desk(open_window(make.person("bo", "editor"), **size), episode)

    def look(name: str, of: Page = page) -> None:
        check_accessible(of)
        screenshot(of, f"correcting-{name}-{scheme}")

    turns(page).nth(1).locator(".words").hover()
    look("tools")
    for name, key in (("words", "e"), ("person", "p"), ("time", "w"), ("merge", "m"), ("section", "a")):
        begin(page, "keyboard", 1, "", key)
        if name == "person":
            press(page, "ArrowDown")
            expect(page.get_by_role("option", name="Nobody known")).to_be_visible()
        look(name)
        press(page, "Escape", *(["Escape"] if name == "person" else []))
        expect(page.locator("form.panel")).to_have_count(0)
    press(page, "ArrowRight", "b")
    look("split")
    press(page, "Escape", "Control+Shift+H")
    form = page.get_by_role("form", name="Find and replace")
    form.get_by_label("The text says").fill("Enjoy")
    expect(form.locator(".hits li")).to_have_count(5)
    form.get_by_label("What was said").fill("Envoy")
    look("replace")
    form.get_by_role("button", name="Replace 5 of 5").click()
    expect(page.locator("#status")).to_contain_text("needs confirming")
    press(page, "Escape", "u")
    expect(page.locator("#inspector").get_by_role("button", name="Confirm")).to_be_visible()
    look("confirm")
    press(page, "r")
    look("select-again")
    press(page, "Escape", "?")
    look("keys")
    press(page, "Escape")
    begin(other, "keyboard", 1, "", "e")
    type_over(other, "Enjoy took us a", "Enjoi took us one")
    press(other, "Escape")
    look("kept", other)
    press(other, "e", "Control+Enter")
    expect(other.locator(".conflict")).to_be_visible()
    look("conflict", other)
    press(other, "2")
    edit(page, 2, "paid", "asked")
    edit(other, 0, "Today", "Now")
    expect(other.locator(".by-others")).to_be_visible()
    look("merged", other)
