"""Quotes are trimmed and extended, and overlapping ones picked apart, by mouse and by keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import QuoteVersion
from annotations.services import review
from annotations.tests import factories as make
from api.tests.test_desk import mend
from tests.browser.test_desk import Open, open_desk, press
from tests.browser.test_moving import HOWS

pytestmark = pytest.mark.browser
WORDS = "Revenue doubled within a year."


@pytest.fixture
def draft(groups: None) -> QuoteVersion:
    return make.draft(WORDS, emendations=[{"start": 0, "end": 7, "text": "Turnover"}])


@pytest.fixture
def desk(open_window: Open, draft: QuoteVersion) -> Page:
    page = open_desk(open_window(make.editor()), draft.quote.episode)
    press(page, "j")
    return page


def stored(page: Page, draft: QuoteVersion) -> QuoteVersion:
    """The version, once all is stored."""
    expect(page.locator("mark.unsaved")).to_have_count(0)
    return QuoteVersion.objects.get(quote=draft.quote)


def marked(page: Page) -> str:
    """The words that are highlighted."""
    return "".join(page.locator("mark.quote").all_text_contents())


def place_of(page: Page, words: str, *, after: bool = False) -> tuple[float, float]:
    """Where words of the text begin (or end) in the window."""
    x, y = page.evaluate(
        """([words, after]) => {
            const box = document.querySelector(".words"), range = document.createRange();
            const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
            const at = box.textContent.indexOf(words) + (after ? words.length - 1 : 0);
            let passed = 0;
            for (let node = walker.nextNode(); node; passed += node.data.length, node = walker.nextNode()) {
                if (at < passed || at >= passed + node.data.length) continue;
                range.setStart(node, at - passed);
                range.setEnd(node, at - passed + 1);
            }
            const found = range.getBoundingClientRect();
            return [after ? found.right : found.left, found.top + found.height / 2];
        }""",
        [words, after],
    )
    return x, y


def drag(page: Page, handle: str, to: tuple[float, float]) -> None:
    """Drag a handle until the end it holds is there."""
    box = page.get_by_role("button", name=handle, exact=True).bounding_box()
    assert box
    begins = handle == "Where the quote begins"
    edge = place_of(page, marked(page), after=not begins)
    grip = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*grip)
    page.mouse.down()
    page.mouse.move(to[0] + grip[0] - edge[0], to[1] + grip[1] - edge[1], steps=8)
    page.mouse.up()


def test_the_ends_are_dragged_to_whole_words(desk: Page, draft: QuoteVersion) -> None:
    drag(desk, "Where the quote ends", place_of(desk, "within", after=True))
    expect(desk.locator("mark.quote")).to_have_text("Revenue doubled within")
    assert stored(desk, draft).shown == "[Turnover] doubled within"
    drag(desk, "Where the quote begins", place_of(desk, "in March."))
    expect(desk.locator("mark.quote")).to_have_text("in March. Revenue doubled within")
    version = stored(desk, draft)
    assert version.exact == "in March. Revenue doubled within"
    assert version.shown == "in March. [Turnover] doubled within"
    drag(desk, "Where the quote ends", place_of(desk, "a year.", after=True))
    assert stored(desk, draft).exact == "in March. Revenue doubled within a year."


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_drag_that_begins_right_beside_the_quote_selects_new_words(
    desk: Page, draft: QuoteVersion, side: str
) -> None:
    x, y = place_of(desk, WORDS, after=side == "after")
    begin = (x - 1, y) if side == "before" else (x + 1, y)
    desk.mouse.move(*begin)
    desk.mouse.down()
    desk.mouse.move(*place_of(desk, "changed" if side == "before" else "Two", after=side == "after"), steps=8)
    desk.mouse.up()
    expect(desk.get_by_role("form", name="New quote")).to_be_visible()
    chosen = desk.evaluate("[...CSS.highlights.get('desk-passage')].map(String).join()")
    assert ("licence in March." if side == "before" else "Two") in chosen
    assert "Revenue" not in chosen
    assert stored(desk, draft).exact == WORDS


def test_a_dragged_end_is_undone(desk: Page, draft: QuoteVersion) -> None:
    drag(desk, "Where the quote begins", place_of(desk, "doubled"))
    expect(desk.locator("mark.quote")).to_have_text("doubled within a year.")
    expect(desk.locator("#status")).to_contain_text("What was left out or put in outside of them is gone.")
    assert stored(desk, draft).emendations == []
    press(desk, "Control+z")
    expect(desk.locator("mark.quote")).to_have_text(WORDS)
    version = stored(desk, draft)
    assert (version.exact, version.shown) == (WORDS, "[Turnover] doubled within a year.")


def test_a_finger_drags_an_end(open_window: Open, draft: QuoteVersion) -> None:
    page = open_desk(open_window(make.editor(), has_touch=True), draft.quote.episode)
    press(page, "j")
    handle = page.get_by_role("button", name="Where the quote ends", exact=True)
    box = handle.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    edge, to = place_of(page, WORDS, after=True), place_of(page, "doubled", after=True)
    x, y = box["x"] + 5, box["y"] + 5
    session = page.context.new_cdp_session(page)
    send: Callable[[str, Any], Any] = lambda kind, points: session.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": points}
    )
    send("touchStart", [{"x": x, "y": y}])
    for part in (0.3, 0.7, 1):
        at = [{"x": x + (to[0] - edge[0]) * part, "y": y + (to[1] - edge[1]) * part}]
        send("touchMove", at)
    send("touchEnd", [])
    expect(page.locator("mark.quote")).to_have_text("Revenue doubled")
    assert stored(page, draft).exact == "Revenue doubled"


def test_by_keyboard_the_end_moves_and_then_the_beginning(desk: Page, draft: QuoteVersion) -> None:
    press(desk, "f", *["Shift+ArrowLeft"] * 2, "f", *["Shift+ArrowLeft"] * 2, "Enter")
    expect(desk.locator("mark.quote")).to_have_text("in March. Revenue doubled within")
    expect(desk.get_by_role("form", name="New quote")).to_be_hidden()
    assert stored(desk, draft).exact == "in March. Revenue doubled within"
    press(desk, "f", "s", "s", "Enter")
    assert stored(desk, draft).exact.startswith("We changed the licence in March. Revenue doubled")


def test_an_end_that_does_not_move_keeps_its_signs(desk: Page, draft: QuoteVersion) -> None:
    press(desk, "f", "f", "Shift+ArrowRight", "Enter")
    expect(desk.locator("mark.quote")).to_have_text("doubled within a year.")
    assert stored(desk, draft).exact == "doubled within a year."


def test_escape_leaves_the_quote_as_it_is(desk: Page, draft: QuoteVersion) -> None:
    press(desk, "f", "Shift+ArrowLeft", "Escape")
    expect(desk.locator("#status")).to_have_text("It stays as it is.")
    expect(desk.locator("mark.quote")).to_have_text(WORDS)
    press(desk, "f", "ArrowDown", "Enter")
    expect(desk.locator("mark.quote")).to_have_text(WORDS)
    assert stored(desk, draft).events.count() == 1


def move_end(page: Page, how: str, word: str, steps: int) -> None:
    """Extend the quote to the end of a word, which is so many words further."""
    if how == "mouse":
        drag(page, "Where the quote ends", place_of(page, word, after=True))
    else:
        press(page, "f", *["Shift+ArrowRight"] * steps, "Enter")


@pytest.mark.parametrize("how", HOWS)
def test_ends_moved_in_a_text_that_somebody_corrected_elsewhere_stand_on_the_same_words(
    desk: Page, draft: QuoteVersion, how: str
) -> None:
    mend(draft.quote.episode, "changed the licence", "gave up the old licence")
    move_end(desk, how, "contributors", 2)
    expect(desk.locator("mark.quote")).to_have_text(f"{WORDS} Two contributors")
    version = stored(desk, draft)
    assert (version.exact, version.anchor_status) == (f"{WORDS} Two contributors", "exact")
    text = make.turn(draft.quote.episode).revision.text()
    assert text[version.start : version.end] == version.exact
    show_the_others(desk)
    expect(desk.locator(".words").first).to_contain_text("gave up the old licence")
    expect(desk.locator("mark.quote")).to_have_text(f"{WORDS} Two contributors")


@pytest.mark.parametrize("how", HOWS)
def test_ends_moved_over_words_that_somebody_corrected_meanwhile_are_not_lost(
    desk: Page, draft: QuoteVersion, how: str
) -> None:
    mend(draft.quote.episode, "Two", "Three")
    move_end(desk, how, "contributors", 2)
    refusal = desk.locator("#inspector").get_by_role("alert")
    expect(refusal).to_contain_text("Not saved:")
    expect(refusal).to_contain_text(f"{WORDS} Two contributors".replace("Revenue", "[Turnover]"))
    assert QuoteVersion.objects.get().exact == WORDS
    show_the_others(desk)
    expect(desk.locator(".words").first).to_contain_text("Three contributors")
    expect(desk.locator("mark.quote")).to_have_text(WORDS)
    expect(refusal).to_contain_text("Not saved:")
    refusal.get_by_role("button", name="Throw away").click()
    move_end(desk, how, "contributors", 2)
    assert stored(desk, draft).exact == f"{WORDS} Three contributors"


@pytest.mark.parametrize("how", HOWS)
def test_ends_moved_of_words_that_somebody_corrected_meanwhile_are_not_lost(
    desk: Page, draft: QuoteVersion, how: str
) -> None:
    mend(draft.quote.episode, "doubled", "trebled")
    move_end(desk, how, "contributors", 2)
    refusal = desk.locator("#inspector").get_by_role("alert")
    expect(refusal).to_contain_text("Not saved:")
    assert QuoteVersion.objects.get().anchor_status == "confirm"
    show_the_others(desk)
    expect(desk.locator(".words").first).to_contain_text("trebled")
    press(desk, "u", "c")
    expect(desk.locator("#status")).to_contain_text("Confirmed.")
    expect(desk.locator("mark.quote")).to_have_text(WORDS.replace("doubled", "trebled"))
    refusal.get_by_role("button", name="Throw away").click()
    move_end(desk, how, "contributors", 2)
    assert stored(desk, draft).exact == f"{WORDS} Two contributors".replace("doubled", "trebled")


def show_the_others(page: Page) -> None:
    """Hear of the corrected text, and show it."""
    expect(page.locator("#saving")).to_have_attribute("data-waiting", "0")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_role("button", name="Show it").click()


@pytest.mark.parametrize("how", HOWS)
def test_where_the_text_is_drawn_anew_meanwhile_the_ends_stay(
    desk: Page, draft: QuoteVersion, how: str
) -> None:
    mend(draft.quote.episode, "changed the licence", "gave up the old licence")
    if how == "mouse":
        handle = desk.get_by_role("button", name="Where the quote ends", exact=True).bounding_box()
        assert handle
        desk.mouse.move(handle["x"] + 5, handle["y"] + 5)
        desk.mouse.down()
        desk.mouse.move(*place_of(desk, "contributors", after=True), steps=4)
    else:
        press(desk, "f", "Shift+ArrowRight")
    desk.evaluate("import('/static/desk/desk.js').then(({ desk }) => desk.presence.showText())")
    expect(desk.locator(".words").first).to_contain_text("gave up the old licence")
    if how == "mouse":
        desk.mouse.up()
    else:
        press(desk, "Enter")
    desk.wait_for_timeout(300)
    assert stored(desk, draft).exact == WORDS
    expect(desk.locator("mark.quote")).to_have_text(WORDS)
    press(desk, "Escape", "j", "f", "Shift+ArrowRight", "Enter")
    expect(desk.locator("mark.quote")).to_have_text(f"{WORDS} Two")
    assert stored(desk, draft).exact == f"{WORDS} Two"


def test_what_others_look_at_has_no_handles(open_window: Open, draft: QuoteVersion) -> None:
    review.move(draft, action="submit", by=make.editor())
    page = open_desk(open_window(make.editor()), draft.quote.episode)
    press(page, "j")
    expect(page.get_by_role("button", name="Where the quote ends", exact=True)).to_be_hidden()
    press(page, "f")
    expect(page.locator("#status")).to_contain_text("cannot be changed now")


@pytest.fixture
def five(groups: None) -> list[QuoteVersion]:
    """Five quotes that all hold the same two words."""
    words = make.WORDS
    passages = [
        "licence in March. Revenue doubled within",
        "in March. Revenue doubled within a year.",
        "Revenue doubled",
        "March. Revenue doubled within a",
        words[words.index("changed") : words.index(" Two")],
    ]
    return [make.draft(passage, tags=[make.tag(f"topic-{n}")]) for n, passage in enumerate(passages)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_five_overlapping_quotes_are_picked_apart(
    open_window: Open,
    five: list[QuoteVersion],
    scheme: str,
    check_accessible: Callable[[Page], None],
    screenshot: Any,
) -> None:
    page = open_desk(open_window(make.editor(), color_scheme=scheme), five[0].quote.episode)
    over = page.locator("mark.quote mark.quote mark.quote mark.quote mark.quote")
    expect(over).to_have_text("Revenue doubled")
    offsets = over.evaluate(
        """(mark) => {
            const found = [];
            for (let one = mark; one?.matches("mark"); one = one.parentElement)
                found.push(getComputedStyle(one).textUnderlineOffset);
            return found;
        }"""
    )
    assert len(set(offsets)) == 5, offsets
    over.click()
    expect(page.get_by_role("heading", name="5 quotes overlap here")).to_be_visible()
    check_accessible(page)
    screenshot(page, f"five-{scheme}")
    press(page, "3")
    expect(page.locator("#inspector blockquote")).to_have_text("“in March. Revenue doubled within a year.”")
    expect(page.locator("mark.quote.selected").first).to_be_visible()
    assert page.evaluate("document.activeElement.matches('.turn')")
    page.get_by_role("button", name="All quotes").click()
    over.click()
    page.locator("#inspector").get_by_role("button", name="topic 2").click()
    expect(page.locator("#inspector blockquote")).to_have_text("“Revenue doubled”")


def test_by_keyboard_one_of_the_quotes_that_overlap_at_the_caret_is_picked(
    open_window: Open, five: list[QuoteVersion]
) -> None:
    page = open_desk(open_window(make.editor()), five[0].quote.episode)
    press(page, "Escape", *["ArrowRight"] * 6)
    expect(page.get_by_role("heading", name="5 quotes overlap here")).to_be_visible()
    press(page, "3")
    expect(page.locator("#inspector blockquote")).to_have_text("“in March. Revenue doubled within a year.”")
    press(page, "ArrowRight", "ArrowRight")  # from the first word of the one that was picked
    expect(page.get_by_role("heading", name="5 quotes overlap here")).to_be_visible()
    press(page, "5")
    expect(page.locator("#inspector blockquote")).to_have_text("“Revenue doubled”")


def test_overlapping_quotes_are_reached_with_the_tab_key_in_their_order(
    open_window: Open, five: list[QuoteVersion]
) -> None:
    page = open_desk(open_window(make.editor()), five[0].quote.episode)
    page.locator("mark.quote mark.quote mark.quote mark.quote mark.quote").click()
    expect(page.get_by_role("heading", name="5 quotes overlap here")).to_be_visible()
    press(page, "i")
    order = []
    for _ in range(5):
        order.append(page.evaluate("document.activeElement.querySelector('.exact').textContent"))
        press(page, "Tab")
    assert order == page.locator("#inspector .exact").all_text_contents()
    assert order[0].startswith("“changed the licence")
