"""Quotes whose words were corrected: marked at the desk, confirmed, moved or given up there."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from api.tests.test_desk import mend
from tests.browser.test_correcting import TEXTS, begin, desk, edit, episode, save, words
from tests.browser.test_desk import marks, open_desk, press, stored, topics
from transcripts.models import Episode

__all__ = ["desk", "episode", "topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]
HOWS = ["mouse", "keyboard"]


@pytest.fixture
def doubtful(desk: Page, episode: Episode) -> QuoteVersion:
    """A draft on words that an editor then changes in the desk; the quote beside it stays certain."""
    version = make.draft("Enjoy took us a year.", turn=make.turn(episode, 1))
    make.draft("We gave it away in March.", turn=make.turn(episode, 1))
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    edit(desk, 1, "Enjoy", "Envoy")
    expect(desk.locator("#status")).to_contain_text("Saved as revision 2. 1 quote needs confirming.")
    return version


def newest(version: QuoteVersion) -> QuoteVersion:
    return version.quote.versions.order_by("-number").first()


@pytest.mark.parametrize("how", HOWS)
def test_a_quote_on_changed_words_is_marked_and_confirmed(
    desk: Page, doubtful: QuoteVersion, how: str
) -> None:
    expect(desk.locator("mark.quote.uncertain")).to_have_text("Envoy took us a year.")
    expect(marks(desk, "We gave it away")).not_to_have_class(re.compile("uncertain"))
    if how == "mouse":
        desk.locator("#status").get_by_role("button", name="Show").click()
    else:
        press(desk, "u")
    side = desk.locator("#inspector")
    expect(side.locator("del")).to_have_text("Enjoy")
    expect(side.locator("ins")).to_have_text("Envoy")
    if how == "mouse":
        side.get_by_role("button", name="Confirm").click()
    else:
        expect(side.get_by_role("button", name="Confirm")).to_be_visible()
        press(desk, "c")
    expect(desk.locator("#status")).to_have_text("Confirmed.")
    expect(desk.locator("mark.uncertain")).to_have_count(0)
    expect(desk.locator("#uncertain-button")).to_be_hidden()
    assert (newest(doubtful).exact, newest(doubtful).anchor_status) == ("Envoy took us a year.", "exact")


@pytest.mark.parametrize("how", HOWS)
def test_other_words_are_selected_for_it(desk: Page, doubtful: QuoteVersion, how: str) -> None:
    press(desk, "u")
    side = desk.locator("#inspector")
    if how == "mouse":
        side.get_by_role("button", name="Select again").click()
        drag(desk, "took us a year")
        side.get_by_role("button", name="Take the selected words").click()
    else:
        expect(side.get_by_role("button", name="Select again")).to_be_visible()
        press(desk, "r", "Shift+ArrowLeft", "Shift+ArrowLeft", "c")
    expect(desk.locator("#status")).to_have_text("It stands on the words you selected.")
    taken = "took us a year" if how == "mouse" else "Envoy took us"
    expect(marks(desk, taken)).to_have_text(taken)
    assert (newest(doubtful).exact, newest(doubtful).anchor_status) == (taken, "exact")


def drag(page: Page, chosen: str) -> None:
    """Select words with the mouse, whatever opens then."""
    box = page.evaluate(
        """(words) => {
            const walker = document.createTreeWalker(document.getElementById("texts"), NodeFilter.SHOW_TEXT);
            const range = document.createRange();
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(words);
                if (at >= 0) { range.setStart(node, at); range.setEnd(node, at + words.length); break; }
            }
            const box = range.getBoundingClientRect();
            return [box.left + 1, box.top + box.height / 2, box.right - 1];
        }""",
        chosen,
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[1], steps=6)
    page.mouse.up()
    expect(page.locator("#inspector .chosen-words q")).to_have_text(chosen)


@pytest.mark.parametrize("how", HOWS)
def test_it_is_given_up(desk: Page, doubtful: QuoteVersion, how: str) -> None:
    press(desk, "u")
    button = desk.locator("#inspector .confirming").get_by_role("button", name="Discard")
    expect(button).to_be_visible()
    if how == "mouse":
        button.click()
    else:
        press(desk, "x")
    expect(desk.locator("#status")).to_have_text("Discarded.")
    expect(desk.locator("mark.uncertain")).to_have_count(0)
    assert newest(doubtful).state == "discarded"


SAID = "We will always plan the whole release on a Friday, rain or shine, for our customers."
ALIKE = SAID.replace("Friday", "Monday")


def with_two_places() -> QuoteVersion:
    """A draft on words that were changed, with others like them."""
    texts = [f"Welcome to all of this. {SAID} Thanks.", f"And later on? {ALIKE} So there."]
    version = make.draft(SAID, turn=make.turn(make.episode("Planning", texts=texts)))
    mend(version.quote.episode, "plan", "arrange")
    return version


@pytest.mark.parametrize("how", HOWS)
def test_one_of_several_places_is_chosen(open_window: Open, groups: None, how: str) -> None:
    version = with_two_places()
    desk = open_desk(open_window(make.editor()), version.quote.episode)
    press(desk, "u")
    side = desk.locator("#inspector")
    places = side.locator(".candidate")
    expect(places.nth(1)).to_be_visible()
    if how == "mouse":
        side.get_by_role("button", name="Choose this place").first.click()
    else:
        press(desk, "2")
    expect(places.nth(1)).to_have_class("candidate chosen")
    if how == "mouse":
        side.get_by_role("button", name="Confirm").click()
    else:
        press(desk, "c")
    stored(desk)
    assert newest(version).exact == ALIKE


def test_a_lost_quote_stands_in_the_list_and_gets_new_words(desk: Page, episode: Episode) -> None:
    version = make.draft("Nobody else paid for it.", turn=make.turn(episode, 2))
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    begin(desk, "keyboard", 2, "Edit", "e")
    desk.locator("textarea.editing").fill("")
    save(desk, "keyboard")
    expect(desk.locator("#status")).to_contain_text("1 quote needs confirming.")
    assert words(episode) == TEXTS[:2]
    press(desk, "u")
    desk.get_by_role("button", name="All quotes").click()
    desk.locator("#inspector .line", has_text="not found").first.click()
    expect(desk.locator("#inspector .confirming")).to_contain_text("Not found.")
    press(desk, "r")
    drag(desk, "took us a year")
    press(desk, "c")
    expect(marks(desk, "took us a year")).to_be_visible()
    stored(desk)
    assert newest(version).exact == "took us a year"
