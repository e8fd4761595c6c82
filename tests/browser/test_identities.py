"""Merging, splitting and undoing as an editor does it, in both colours, without a fault in reach."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.tests import factories as make
from transcripts.models import Appearance, CompanyName, CompanyOwner, Guest, LikelyDuplicate
from transcripts.services import duplicates

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
Picture = Callable[[Page, str], Path]


@pytest.fixture
def two(groups: None) -> tuple[Guest, Guest]:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    both = make.episode("Closing the source", speaker=kept)
    Appearance.objects.create(
        episode=both, guest=other, role="host", title="CTO", company=make.company("Tallowmere")
    )
    talk = make.episode("Open core years", speaker=other)
    make.published(turn=make.turn(talk))
    make.draft("We changed the licence in March.", turn=make.turn(talk), guests=[other])
    return kept, other


def test_a_merge_is_previewed_done_and_undone(
    open_window: Open, two: tuple[Guest, Guest], screenshot: Picture
) -> None:
    kept, other = two
    page = open_window(make.person("bea", "editor", "reviewer"))
    page.goto(reverse("admin:transcripts_guest_change", args=[kept.pk]))
    page.get_by_role("link", name="Merge", exact=True).click()
    page.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill("I. Car")
    page.get_by_role("option", name="I. Carvalho").click()
    page.get_by_role("button", name="Look at what it changes").click()
    expect(page.get_by_role("heading", name="Merge I. Carvalho into Ines Carvalho?")).to_be_visible()
    screenshot(page, "merge")
    page.get_by_label("How you know").fill("Her own site says so.")
    page.get_by_role("button", name="Merge: they are one").click()
    expect(page.get_by_text("They are one now")).to_be_visible()
    screenshot(page, "merged")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: both are what they were.")).to_be_visible()
    other.refresh_from_db()
    assert other.merged_into is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_have_no_fault_and_fit_a_phone(
    open_window: Open,
    two: tuple[Guest, Guest],
    scheme: str,
    screenshot: Picture,
    check_without_fault: Callable[[Page], None],
) -> None:
    kept, other = two
    page = open_window(make.person("bea", "editor", "reviewer"), bypass_csp=True, color_scheme=scheme)
    merge = reverse("admin:transcripts_guest_merge", args=[kept.pk])
    split = reverse("admin:transcripts_guest_split", args=[other.pk])
    duplicates.find()
    pair = LikelyDuplicate.objects.get()
    queue = reverse("admin:transcripts_likelyduplicate_changelist")
    alike = reverse("admin:transcripts_likelyduplicate_change", args=[pair.pk])
    pages = {"whom": merge, "merge": f"{merge}?other={other.pk}", "split": split}
    company = make.company("Tallowmere")
    CompanyName.objects.create(company=company, text="Tallow", until=date(2017, 6, 27))
    CompanyOwner.objects.create(company=company, owner=make.company(), since=date(2019, 2, 1))
    owned = reverse("admin:transcripts_company_change", args=[company.pk])
    pages |= {"queue": queue, "alike": alike, "owned": owned}
    for name, address in pages.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        check_without_fault(page)
        screenshot(page, f"identity-{name}-{scheme}")
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
