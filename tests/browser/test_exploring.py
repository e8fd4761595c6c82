"""The explorer in a real browser: walked by mouse, keys and finger, and read without a script."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from annotations.tests import factories as make

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
SENTENCES = [f"Licence number {n} was changed in the spring of that year." for n in range(90)]

Open = Callable[..., Page]


@pytest.fixture
def company(groups: None) -> str:
    """A company of which few quotes are, and a topic of which many are; the first one’s drawing."""
    episode = make.episode(texts=[" ".join(SENTENCES), make.WORDS], published_on=date(2024, 7, 3))
    licensing = make.tag("licensing")
    for sentence in SENTENCES:
        make.published(sentence, turn=make.turn(episode), tags=[licensing])
    last = make.turn(episode, 1)
    pricing = make.tag("pricing")
    make.published("Revenue doubled within a year.", turn=last, tags=[pricing], companies=[make.company()])
    make.published(
        "We changed the licence in March.", turn=last, tags=[licensing], companies=[make.company()]
    )
    return "/explorer/?node=company:quarrystone"


def scale(page: Page) -> float:
    """How wide a part of the drawing is seen, in its units."""
    return float(str(page.locator(".drawing").get_attribute("viewBox")).split()[2])


def test_a_drawing_is_walked_opened_zoomed_and_shared(
    open_window: Open,
    company: str,
    check_without_fault: Callable[[Page], None],
    screenshot: Callable[[Page, str], Path],
) -> None:
    page = open_window(bypass_csp=True)
    page.goto(company)
    middle = page.locator(".point.centre")
    expect(middle).to_have_attribute("aria-label", "Quarrystone, company, in the middle, 3 ties")
    check_without_fault(page)
    screenshot(page, "explorer-small")

    # By keys: a point beside it, told of, then opened here; the address says so and a link shows the same.
    middle.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".told")).to_contain_text("quote")
    page.keyboard.press("o")
    page.wait_for_url("**open=quote**")
    expect(page.locator(".point.of-episode")).to_have_count(1)
    expect(page.locator(".point.of-quote:focus")).to_have_count(1)  # where it was opened, one walks on
    address, drawn = page.url, page.locator(".point").count()
    page.goto("/explorer/")
    page.goto(address)
    expect(page.locator(".point")).to_have_count(drawn)

    # Enter puts a point in the middle; the way back is the browser’s.
    page.locator(".point.centre").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).not_to_have_text("Quarrystone")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Quarrystone")

    # By mouse: closer, moved, whole again.
    whole = scale(page)
    page.get_by_role("button", name="Closer").click()
    page.wait_for_function(f"document.querySelector('.drawing').viewBox.baseVal.width < {whole * 0.9}")
    box = page.locator(".drawing").bounding_box()
    assert box
    before = page.locator(".drawing").get_attribute("viewBox")
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 90, steps=4)
    page.mouse.up()
    assert page.locator(".drawing").get_attribute("viewBox") != before
    page.get_by_role("button", name="Whole").click()
    page.wait_for_function(f"document.querySelector('.drawing').viewBox.baseVal.width > {whole * 0.99}")

    # Narrowed without reloading, and the address says it.
    page.goto(company)
    page.locator(".narrow summary").click()
    page.get_by_role("checkbox", name="claims").check()
    page.wait_for_url("**kind=claim**")
    expect(page.locator(".figures")).to_contain_text("Nothing is tied to it here")


def test_many_points_show_more_as_one_looks_closer(
    open_window: Open, company: str, check_without_fault: Callable[[Page], None]
) -> None:
    page = open_window(color_scheme="dark", bypass_csp=True)
    page.goto("/explorer/?node=tag:licensing&depth=2&size=200")
    expect(page.locator(".drawing.far .point.of-quote")).to_have_count(91)
    check_without_fault(page)
    shown = page.locator(".point text:visible").count()
    for _ in range(4):
        page.get_by_role("button", name="Closer").click()
    page.wait_for_function("Number(document.querySelector('.drawing').dataset.level) >= 3")
    assert page.locator(".point text:visible").count() > shown

    # From as far as a phone shows it, no label has room but that of the middle.
    phone = open_window(viewport=PHONE, has_touch=True, is_mobile=True)
    phone.goto("/explorer/?node=tag:licensing&depth=2&size=200")
    expect(phone.locator(".point text:visible")).to_have_count(1)
    phone.goto(company)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(phone.locator("h1")).to_have_text("Quarrystone")
    check_without_fault(phone)

    # A finger beside a point means it: the first touch tells of it, the second puts it in the middle.
    point = phone.locator(".point.of-quote").first
    label = str(point.get_attribute("aria-label"))
    box = point.locator("circle, path, rect").first.bounding_box()
    assert box
    place = (box["x"] + box["width"] / 2 + 12, box["y"] + box["height"] / 2)
    phone.touchscreen.tap(*place)
    expect(phone.locator(".told")).to_contain_text(label)
    assert phone.url.endswith(company)
    phone.touchscreen.tap(*place)
    phone.wait_for_url("**node=quote**")


def test_no_label_is_cut_off_by_the_edge_of_the_drawing(open_window: Open, company: str) -> None:
    page = open_window(viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(company)
    overhanging = """() => {
        const edge = document.querySelector(".drawing").getBoundingClientRect();
        return [...document.querySelectorAll(".point text")].filter((text) => {
            const box = text.getBoundingClientRect();
            const isSeen = box.width && getComputedStyle(text).visibility === "visible";
            return isSeen && (box.left < edge.left - 1 || box.right > edge.right + 1);
        }).map((text) => text.textContent);
    }"""
    shortened = page.locator(".point text:visible").filter(has_text=re.compile("…$"))
    expect(shortened.first).to_be_visible()
    assert page.evaluate(overhanging) == []
    label = str(shortened.first.text_content())
    for _ in range(3):
        page.get_by_role("button", name="Further away").click()
    page.get_by_role("button", name="Whole").click()
    expect(shortened.first).to_have_text(label)  # what is cut is written again as soon as it has room
    wide = open_window()
    wide.goto(company)
    expect(
        wide.locator(".point.of-quote text").filter(has_text="We changed the licence in March.")
    ).to_be_visible()


def test_it_is_whole_without_a_script(open_window: Open, company: str) -> None:
    page = open_window(java_script_enabled=False)
    page.goto("/explorer/?q=quarry")
    page.get_by_role("link", name="Quarrystone").click()
    expect(page.locator(".drawing .point")).to_have_count(4)
    rows = page.locator(".as-table tbody tr")
    expect(rows).to_have_count(3)
    rows.first.get_by_role("link", name="in the middle").click()
    expect(page.locator("h1")).not_to_have_text("Quarrystone")
    page.locator(".narrow summary").click()
    page.get_by_label("Steps").select_option("2")
    page.get_by_role("button", name="Draw").click()
    assert "depth=2" in page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="GraphML").click()
    assert download.value.suggested_filename.endswith(".graphml")
