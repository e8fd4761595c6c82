"""Notices and histories in a browser: the bell and the list by keyboard, a restoring looked at first."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.models import Notice
from annotations.services import comments, quotes, review, topics
from annotations.tests import factories as make
from annotations.workflow import Action
from transcripts.services import records

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
Check = Callable[[Page], None]
Screenshot = Callable[[Page, str], Path]


def happenings() -> None:
    """What concerns Ed: a return, a publication, a comment and a topic."""
    first = make.in_review("Revenue doubled within a year.", tags=[make.tag("growth")])
    review.move(first, action=Action.RETURN, by=make.reviewer(), note="Which year? Say so in a note.")
    make.published("We changed the licence in March.")
    comments.add(first.quote.episode, quote=first.quote, text="Is it @ed who heard this?", by=make.reviewer())
    topics.merge(make.tag("growth"), into=make.tag("revenue"), reason="One thing.", by=make.chief())
    make.in_review("Two contributors left us over it.", by=make.person("cy", "editor"))


def press_to(page: Page, target: str) -> None:
    """Press Tab until it is there."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(target).first.evaluate("node => node === document.activeElement"):
            return
    pytest.fail(f"{target} is not reached by Tab")


def test_the_bell_and_the_list_by_keyboard(
    open_window: Open, groups: None, check_without_fault: Check, screenshot: Screenshot
) -> None:
    happenings()
    ed = make.editor()
    page = open_window(ed)
    page.goto("/admin/")
    expect(page.locator(".bell")).to_have_accessible_name("Notices 5 unread")
    press_to(page, ".bell")
    page.keyboard.press("Enter")
    page.wait_for_url("**/annotations/notice/")
    lines = page.locator(".lines li")
    expect(lines).to_have_count(5)
    expect(page.locator("#content-main")).to_contain_text("Which year? Say so in a note.")
    press_to(page, ".lines li:first-child button")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("1 notice is marked as read.")
    expect(lines).to_have_count(4)
    press_to(page, ".lines li:last-child .told a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/annotate/#quote-*")
    assert Notice.objects.filter(person=ed, read_at=None).count() == 4
    for scheme in ("light", "dark"):
        looked = open_window(ed, color_scheme=scheme, bypass_csp=True)  # axe-core sets inline styles
        looked.goto(f"{reverse('admin:annotations_notice_changelist')}?show=all")
        check_without_fault(looked)
        screenshot(looked, f"notices-{scheme}")
        looked.goto(reverse("admin:annotations_notice_settings"))
        check_without_fault(looked)
        screenshot(looked, f"notice-settings-{scheme}")
    phone = open_window(ed, viewport={"width": 390, "height": 800})
    phone.goto(reverse("admin:annotations_notice_changelist"))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    screenshot(phone, "notices-phone")


def test_a_former_state_is_looked_at_before_it_is_restored(
    open_window: Open, groups: None, check_without_fault: Check, screenshot: Screenshot
) -> None:
    ed, company = make.editor(), make.company()
    for about in ("It sells support for an open database.", "It sells hosting for an open database."):
        company.about = about
        records.save(company, by=ed, reason="Known better")
    page = open_window(ed)
    page.goto(reverse("admin:transcripts_company_history", args=[company.pk]))
    press_to(page, "text=Restore this")
    page.keyboard.press("Enter")
    expect(page.locator("#becomes")).to_be_visible()
    page.get_by_label("Why").fill("It was right before")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Restored as it was on")
    company.refresh_from_db()
    assert company.about == "It sells support for an open database."

    version = make.published("Revenue doubled within a year.", tags=[make.tag("growth")])
    quotes.change(version.quote, tags=[make.tag("revenue")], note="Wider.", by=ed)
    restore = reverse("admin:annotations_quoteversion_restore", args=[version.pk])
    earlier = company.history.order_by("-history_id")[1].history_id
    pages = {
        "history": reverse("admin:transcripts_company_history", args=[company.pk]),
        "restore": reverse("admin:transcripts_company_simple_history", args=[company.pk, earlier]),
        "quote-history": reverse("admin:annotations_quoteversion_history", args=[version.pk]),
        "quote-restore": restore,
    }
    for scheme in ("light", "dark"):
        looked = open_window(ed, color_scheme=scheme, bypass_csp=True)
        for name, address in pages.items():
            looked.goto(address)
            check_without_fault(looked)
            screenshot(looked, f"{name}-{scheme}")
