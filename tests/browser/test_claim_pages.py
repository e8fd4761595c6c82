"""Claims as readers see them, without a script: wide and narrow, light and dark, and accessible."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from annotations.models import QuoteVersion
from annotations.services import claims, review
from annotations.tests import factories as make
from annotations.workflow import Action

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
Open = Callable[..., Page]


def people(count: int, quote: QuoteVersion, against: QuoteVersion) -> str:
    """A published claim that in some year it had so many people; the address of its page."""
    year = date(2015 + count, 1, 1)
    claim = claims.create(
        statement=f"It had {count} people.",
        kind="metric",
        company=make.company(),
        metric="employees",
        low=Decimal(count),
        unit="people",
        holds_from=year,
        holds_until=year,
        precision="year",
        tags=[make.tag()],
        by=make.editor(),
    )
    for version, stance in ((quote, "supports"), (against, "disputes")):
        claims.add_evidence(claim, quote=version.quote, stance=stance, by=make.editor())
    claim.refresh_from_db()
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    for action in (Action.APPROVE, Action.PUBLISH):
        review.move(claim, action=action, by=make.reviewer())
    return claim.get_absolute_url()


def test_claims_are_read_wide_and_narrow_without_a_script(
    open_window: Open, groups: None, check_accessible: Callable[[Page], None]
) -> None:
    quote, against = make.published(), make.published("Two contributors left us over it.")
    claim, *_ = [people(count, quote, against) for count in (1, 2, 3)]
    addresses = (
        claim,
        "/claims/?kind=metric",
        "/companies/quarrystone/timeline/",
        "/compare/?company=quarrystone&tag=licensing-change",
        "/topics/licensing-change/both-sides/",
    )
    for options in ({}, {"viewport": PHONE, "color_scheme": "dark"}):
        page = open_window(java_script_enabled=False, **options)
        for address in addresses:
            page.goto(address)
            width = page.locator("html").bounding_box()["width"]  # type: ignore[index]
            assert page.locator("main").bounding_box()["width"] <= width, address  # type: ignore[index]
        page.goto(claim)
        expect(page.get_by_role("heading", name="Against it")).to_be_visible()
        page.goto("/companies/quarrystone/timeline/")
        expect(page.get_by_role("img", name="Employees, people")).to_be_visible()
        page.get_by_text("As a table").click()
        expect(page.get_by_role("rowheader", name="2017")).to_be_visible()
    page = open_window()
    page.goto("/compare/")
    page.get_by_label("Add a company").select_option("Quarrystone")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="Quarrystone", level=1)).to_be_visible()
    assert "company=quarrystone" in page.url
    for address in addresses:
        page.goto(address)
        check_accessible(page)
