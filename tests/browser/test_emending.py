"""Words left out of a quote and put into it on the desk, by mouse and by keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations import emendations
from annotations.models import QuoteVersion
from annotations.tests import factories as make
from tests.browser.test_desk import Open, open_desk, press

pytestmark = pytest.mark.browser
WORDS = "Revenue doubled within a year."


@pytest.fixture
def draft(groups: None) -> QuoteVersion:
    return make.draft(WORDS)


@pytest.fixture
def desk(open_window: Open, draft: QuoteVersion) -> Page:
    return open_desk(open_window(make.editor()), draft.quote.episode)


def stored(draft: QuoteVersion) -> str:
    """The words as readers would see them."""
    return QuoteVersion.objects.get(quote=draft.quote).shown


def saved(page: Page) -> None:
    """Wait until all is stored."""
    expect(page.locator("#saving")).to_have_text("Saved")
    expect(page.locator("mark.unsaved")).to_have_count(0)


def drag_over(page: Page, words: str) -> None:
    """Select these words with the mouse."""
    box = page.evaluate(
        """(words) => {
            const box = document.querySelector(".words"), text = box.textContent, at = text.indexOf(words);
            const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
            const range = document.createRange();
            let passed = 0;
            for (let node = walker.nextNode(); node; passed += node.data.length, node = walker.nextNode()) {
                const end = at + words.length;
                if (at >= passed && at < passed + node.data.length) range.setStart(node, at - passed);
                if (end > passed && end <= passed + node.data.length) range.setEnd(node, end - passed);
            }
            const boxes = range.getClientRects(), first = boxes[0], last = boxes[boxes.length - 1];
            return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
        }""",
        words,
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[3], steps=6)
    page.mouse.up()


def text_of_turn(page: Page) -> str:
    return str(page.locator(".words").first.evaluate("(box) => box.textContent"))


def test_by_keyboard_words_are_left_out_and_put_in(desk: Page, draft: QuoteVersion) -> None:
    press(desk, "j", "h")
    expect(desk.get_by_label("In brackets")).to_be_focused()
    press(desk, *"Turnover", "Enter")
    press(desk, *["ArrowRight"] * 2, *["Shift+ArrowRight"] * 2, "d")
    press(desk, "ArrowLeft", *["ArrowLeft"] * 2, "h", *"sic", "Enter")
    shown = "[Turnover] doubled [sic] [...]."
    expect(desk.locator("#inspector blockquote")).to_have_text(f"“{shown}”")
    expect(desk.locator("#status")).to_have_text(f"Readers see: “{shown}”")
    assert text_of_turn(desk) == make.WORDS
    saved(desk)
    assert stored(draft) == shown
    assert QuoteVersion.objects.get().exact == WORDS


def test_by_mouse_words_are_left_out_put_in_and_taken_back(desk: Page, draft: QuoteVersion) -> None:
    drag_over(desk, "within a")
    desk.get_by_role("button", name="Leave out").click()
    expect(desk.locator(".put-in")).to_have_attribute("data-text", "[...]")
    drag_over(desk, "Revenue")
    desk.get_by_role("button", name="Put in").first.click()
    form = desk.get_by_role("form", name="Put words in")
    form.get_by_label("In brackets").fill("[in euros]")
    form.get_by_label("after").check()
    form.get_by_role("button", name="Put in").click()
    expect(desk.locator("#inspector blockquote")).to_have_text("“Revenue [in euros] doubled [...] year.”")
    assert text_of_turn(desk) == make.WORDS
    desk.get_by_role("button", name="Take away [...] for “within a”").click()
    expect(desk.locator("#inspector blockquote")).to_have_text("“Revenue [in euros] doubled within a year.”")
    saved(desk)
    assert stored(draft) == "Revenue [in euros] doubled within a year."
    desk.reload()
    expect(desk.locator(".put-in")).to_have_count(1)
    assert text_of_turn(desk) == make.WORDS


def test_of_overlapping_quotes_the_one_worked_on_is_shown_again(
    open_window: Open, draft: QuoteVersion
) -> None:
    make.draft("March. Revenue doubled within")
    page = open_desk(open_window(make.editor()), draft.quote.episode)
    press(page, "j", "j")
    expect(page.locator("#inspector blockquote")).to_have_text(f"“{WORDS}”")
    drag_over(page, "doubled")
    expect(page.get_by_role("heading", name="2 quotes overlap here")).to_be_visible()
    press(page, "Escape", "d")
    expect(page.locator("#inspector blockquote")).to_have_text("“Revenue [...] within a year.”")


def test_it_is_undone_and_done_again_also_after_a_reload(desk: Page, draft: QuoteVersion) -> None:
    press(desk, "j", "Shift+ArrowRight", "d")
    expect(desk.locator("#inspector blockquote")).to_have_text("“[...] within a year.”")
    saved(desk)
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    press(desk, "Control+z")
    expect(desk.locator("#inspector blockquote")).to_have_text(f"“{WORDS}”")
    saved(desk)
    assert stored(draft) == WORDS
    press(desk, "Control+Shift+Z")
    saved(desk)
    assert stored(draft) == "[...] within a year."


def test_what_cannot_be_done_is_said(desk: Page, draft: QuoteVersion) -> None:
    press(desk, "j", "t", "d")
    expect(desk.locator("#status")).to_have_text("Select words inside the quote first.")
    desk.locator("mark.quote").click()
    desk.wait_for_timeout(100)
    press(desk, "s", "d")
    expect(desk.locator("#status")).to_have_text("Some of the words must stay as they were spoken.")
    press(desk, "h", "Enter")
    expect(desk.locator("#status")).to_have_text("Type what is to stand in brackets.")
    press(desk, "Escape")
    expect(desk.get_by_role("form", name="Put words in")).to_be_hidden()
    assert stored(draft) == WORDS


@pytest.mark.parametrize(
    ("exact", "made"),
    [
        ("We changed 👩‍🚀 it, twice.", [(11, 14, ""), (0, 2, "Envoy")]),
        ("cafe\u0301 owners “left”", [(6, 12, ""), (14, 14, "all")]),
        ('say "grew" to me', [(10, 10, "sic"), (0, 0, "They")]),
        ("We did—and more", [(0, 1, "w"), (7, 10, "then")]),
    ],
)
def test_the_browser_shows_what_the_server_shows(
    desk: Page, exact: str, made: list[tuple[int, int, str]]
) -> None:
    found: list[Any] = emendations.read([{"start": s, "end": e, "text": t} for s, e, t in made])
    for shift in (-3, 0, 2):
        after = "so " + exact if shift < 0 else exact[shift:]
        here, moved = desk.evaluate(
            """async ([exact, made, after, shift]) => {
                const { shown, trimmed } = await import("/static/desk/emendations.js");
                return [shown(exact, made), trimmed(made, after, shift)];
            }""",
            [exact, found, after, shift],
        )
        assert here == emendations.shown(exact, found)
        assert moved == emendations.trimmed(found, exact, after, shift).kept


def test_words_are_selected_while_the_answer_to_a_save_comes(desk: Page, draft: QuoteVersion) -> None:
    desk.route("**/api/v1/desk/quotes/**", lambda route: None)
    drag_over(desk, "within a")
    desk.get_by_role("button", name="Leave out").click()
    expect(desk.locator("mark.unsaved")).to_have_count(1)
    box = desk.locator("mark.quote").evaluate("(mark) => mark.getClientRects()[0].toJSON()")
    height = desk.locator(".words").first.evaluate("(box) => parseFloat(getComputedStyle(box).lineHeight)")
    desk.mouse.move(box["x"] + 1, box["y"] + height / 2)
    desk.mouse.down()
    desk.mouse.move(box["x"] + 30, box["y"] + height / 2, steps=3)
    desk.unroute("**/api/v1/desk/quotes/**")  # which lets them go on
    expect(desk.locator("#saving")).to_have_attribute("data-waiting", "0")
    desk.mouse.move(box["x"] + 60, box["y"] + height / 2, steps=3)
    desk.mouse.up()
    expect(desk.get_by_role("form", name="New quote")).to_be_visible()
    assert desk.evaluate("[...CSS.highlights.get('desk-passage')][0].toString()") == "Revenue"
    expect(desk.locator("mark.unsaved")).to_have_count(0)
