"""Passages marked in a program for research come in as people do it: looked at by a worker, then drafted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from annotations.tests.research import building
from transcripts.services import jobs

pytestmark = pytest.mark.browser
MARKED = [(0, 32, "We changed"), (33, 63, "Revenue"), (98, 107, "Not here.")]


def test_a_project_is_looked_at_and_drafted(
    open_window: Callable[..., Page], check_without_fault: Any, screenshot: Any, tmp_path: Path
) -> None:
    episode = make.episode()
    make.tag("forks")
    path = tmp_path / "field.qdpx"
    path.write_bytes(building.project(f"{make.WORDS} Not here.", MARKED, ["forks", "Harbours"]))
    page = open_window(make.editor(), bypass_csp=True)  # axe-core sets inline styles
    page.goto("/admin/annotations/quoteversion/")
    page.get_by_role("link", name="Bring in marked passages").click()
    check_without_fault(page)
    page.get_by_label("File").set_input_files(path)
    page.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill(episode.title[:8])
    page.get_by_role("option", name=episode.title).click()
    page.get_by_role("button", name="Look at what it comes to").click()
    expect(page.get_by_text("Waiting to be looked at")).to_be_visible()
    check_without_fault(page)
    screenshot(page, "research-waiting")
    assert jobs.run_next()
    expect(page.get_by_role("heading", name="Placed by their words (2)")).to_be_visible()
    expect(page.get_by_role("heading", name="Not placed (1)")).to_be_visible()
    check_without_fault(page)
    screenshot(page, "research-looked-at")
    page.get_by_role("button", name="Make 2 drafts").click()
    expect(page.get_by_text("Waiting to be brought in")).to_be_visible()
    assert jobs.run_next()
    expect(page.get_by_text("2 drafts were made.")).to_be_visible()
    check_without_fault(page)
    screenshot(page, "research-brought-in")
    page.goto("/admin/transcripts/job/")
    expect(page.get_by_text("2 drafts, 1 not placed")).to_be_visible()
    page.get_by_role("link", name="field.qdpx").first.click()
    expect(page.get_by_role("heading", name="Placed by their words (2)")).to_be_visible()
    assert QuoteVersion.objects.filter(state="draft").count() == 2
