"""Searching in a real browser: mistakes are forgiven, a hit leads to its place, suggestions take keys."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.tests import factories as make

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
FILLER = [f"Turn {n} fills the page with words of no interest to anybody." for n in range(40)]

Open = Callable[..., Page]


@pytest.fixture
def quoted(groups: None) -> None:
    """An episode with a public transcript and a quote far down."""
    where = make.podcast("Open Hour", rights=2)
    made = make.episode(
        texts=[*FILLER, make.WORDS], podcast=where, visibility=2, published_on=date(2024, 7, 3)
    )
    last = make.turn(made, len(FILLER))
    licensing = make.tag("licensing-change")
    make.published("We changed the licence in March.", turn=last, tags=[licensing])


def test_a_mistaken_word_finds_the_quote_without_a_script(open_window: Open, quoted: None) -> None:
    page = open_window(java_script_enabled=False, viewport=PHONE)
    page.goto("/")
    field = page.get_by_role("searchbox").first
    field.fill("chagned licence")
    field.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("changed licence")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator(".hit.quote a.name").first.click()
    expect(page.get_by_text("We changed the licence in March.").first).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_suggestions_are_chosen_by_keyboard(
    open_window: Open,
    quoted: None,
    check_without_fault: Callable[[Page], None],
    screenshot: Callable[[Page, str], Path],
    scheme: Any,
) -> None:
    page = open_window(bypass_csp=True, color_scheme=scheme)
    page.goto("/search/?q=licence")
    check_without_fault(page)
    screenshot(page, f"search-{scheme}")
    field = page.get_by_role("combobox").last
    field.fill("licens")
    expect(page.get_by_role("option").first).to_contain_text("topic")
    check_without_fault(page)
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "search-page-suggestions-0")
    field.press("Enter")
    page.wait_for_url("**/topics/licensing-change/")
