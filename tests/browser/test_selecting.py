"""Words are selected and tagged at the desk, in real Chromium: by mouse and by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from tests.browser.test_desk import drag_over, open_desk, press, select, stored, topics
from tests.browser.test_moving import HOWS
from transcripts.models import Episode

__all__ = ["topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]
PLAN = "We kept the plan."
FIRST = f"{PLAN} Nobody else did. It was hard."


@pytest.fixture
def episode(groups: None) -> Episode:
    return make.episode(texts=[FIRST, "And then the others came back."])


@pytest.fixture
def desk(open_window: Open, episode: Episode) -> Page:
    return open_desk(open_window(make.editor()), episode)


def turns(page: Page) -> Locator:
    return page.locator(".turn")


def bar(page: Page) -> Locator:
    return page.get_by_role("form", name="New quote")


def point(page: Page, word: str) -> tuple[float, float]:
    """The middle of a word of the text."""
    x, y = page.evaluate(
        """(word) => {
            const walker = document.createTreeWalker(document.getElementById("texts"), NodeFilter.SHOW_TEXT);
            const range = document.createRange();
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(word);
                if (at < 0 || !node.parentElement.closest(".words")) continue;
                range.setStart(node, at);
                range.setEnd(node, at + word.length);
                const box = range.getBoundingClientRect();
                return [box.left + box.width / 2, box.top + box.height / 2];
            }
        }""",
        word,
    )
    return x, y


def in_hand(page: Page, words: str) -> None:
    """Wait until these words are selected, and no others."""
    page.wait_for_function(
        "(words) => [...(CSS.highlights.get('desk-passage') ?? [])].map(String).join('') === words", arg=words
    )


def choose(page: Page, how: str, label: str, typed: str, option: str) -> None:
    """Take something that is offered for what is typed in a field of the bar."""
    field = bar(page).get_by_label(label, exact=True)
    if how == "mouse":
        field.click()
    expect(field).to_be_focused()
    press(page, *typed)
    offered = page.get_by_role("option", name=option)
    expect(offered).to_be_visible()
    if how == "mouse":
        offered.click()
    else:
        press(page, "Enter")
    expect(bar(page).get_by_role("button", name=f"Take away {option}")).to_be_visible()


def begin(page: Page, how: str) -> None:
    """Select a sentence, which opens the bar."""
    if how == "mouse":
        select(page, PLAN)
    else:
        turns(page).first.focus()
        press(page, "s", "Enter")


def test_by_mouse_one_stands_on_the_word_clicked(desk: Page) -> None:
    for word, turn in [("hard", 0), ("Nobody", 0), ("others", 1), ("plan", 0)]:
        desk.mouse.click(*point(desk, word))
        expect(turns(desk).nth(turn)).to_be_focused()
        in_hand(desk, word)
    expect(bar(desk)).to_be_hidden()


def test_by_mouse_a_word_a_sentence_and_a_turn_are_selected(desk: Page) -> None:
    desk.mouse.dblclick(*point(desk, "Nobody"))
    expect(bar(desk)).to_be_visible()
    in_hand(desk, "Nobody")
    drag_over(desk, "Nobody else did.")
    in_hand(desk, "Nobody else did.")
    drag_over(desk, "Nobody else")
    in_hand(desk, "Nobody else")
    desk.mouse.click(*point(desk, "Nobody"), click_count=3)
    in_hand(desk, FIRST)


def test_by_keyboard_sentences_are_added_and_taken_away_and_the_turn_is_taken(desk: Page) -> None:
    turns(desk).first.focus()
    for key, words in [
        ("s", PLAN),
        ("s", f"{PLAN} Nobody else did."),
        ("s", FIRST),
        ("S", f"{PLAN} Nobody else did."),
        ("S", PLAN),
        ("S", PLAN),
        ("t", FIRST),
    ]:
        press(desk, key)
        in_hand(desk, words)
    press(desk, "Enter", *"trust", "Enter", "Enter")
    stored(desk)
    assert QuoteVersion.objects.get().exact == FIRST


@pytest.mark.parametrize("how", HOWS)
def test_a_chosen_topic_is_taken_away(desk: Page, how: str) -> None:
    begin(desk, how)
    choose(desk, how, "Topics", "forks", "Forks")
    choose(desk, how, "Topics", "trust", "Trust")
    if how == "mouse":
        bar(desk).get_by_role("button", name="Take away Trust").click()
    else:
        press(desk, "Backspace")
    expect(bar(desk).locator(".chip")).to_have_count(1)
    press(desk, "Enter")
    stored(desk)
    assert list(QuoteVersion.objects.get().tags.values_list("slug", flat=True)) == ["forks"]


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize(
    ("button", "key", "state"),
    [("Save draft", "Control+Enter", "draft"), ("Save and submit", "Control+Shift+Enter", "in_review")],
    ids=["draft", "submitted"],
)
def test_companies_people_and_a_note_are_given_and_all_is_saved_from_any_field(
    desk: Page, how: str, button: str, key: str, state: str
) -> None:
    begin(desk, how)
    choose(desk, how, "Topics", "trust", "Trust")
    if how == "mouse":
        bar(desk).get_by_text("More, and a note").click()
    else:
        press(desk, "Tab", "Enter", "Tab")
    choose(desk, how, "About companies", "quarr", "Quarrystone")
    if how == "keyboard":
        press(desk, "Tab")
    choose(desk, how, "About people", "ines", "Ines Carvalho")
    note = bar(desk).get_by_label("Note for colleagues")
    if how == "mouse":
        note.click()
    else:
        press(desk, "Tab")
    expect(note).to_be_focused()
    press(desk, *"Sure")
    if how == "mouse":
        bar(desk).get_by_role("button", name=button).click()
    else:
        press(desk, key)
    expect(bar(desk)).to_be_hidden()
    stored(desk)
    version = QuoteVersion.objects.get()
    assert (version.exact, version.note, version.state) == (PLAN, "Sure", state)
    assert [list(found.all()) for found in (version.companies, version.guests)] == [
        [make.company()],
        [make.guest()],
    ]
