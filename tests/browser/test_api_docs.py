"""The API's documentation in a real browser, under the site's own policy (the window checks that)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.tests import world

pytestmark = pytest.mark.browser


def test_the_documentation_shows_the_resources_and_tries_one(
    page: Page, screenshot: Callable[[Page, str], Path]
) -> None:
    world.build()
    page.goto("/api/docs/")
    expect(page.get_by_role("heading", name="osbiz API")).to_be_visible()
    page.locator("#operations-quotes-listQuotes").get_by_role("button").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table .response .response-col_status")).to_contain_text("200")
    screenshot(page, "api-docs")
