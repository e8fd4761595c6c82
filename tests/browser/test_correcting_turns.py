"""Who speaks, when, sponsor reads, turns split and joined at the desk: by mouse and by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from annotations.tests import factories as make
from tests.browser.test_correcting import (
    TEXTS,
    begin,
    current,
    desk,
    episode,
    save,
    saved,
    stand_in,
    turns,
    type_over,
    words,
)
from tests.browser.test_desk import press, topics
from transcripts.models import Episode

__all__ = ["desk", "episode", "topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
HOWS = ["mouse", "keyboard"]


@pytest.mark.parametrize("how", HOWS)
def test_one_turn_is_given_to_somebody_else(desk: Page, episode: Episode, how: str) -> None:
    make.guest("Tom Berg")
    panel = begin(desk, how, 1, "Person", "p")
    panel.get_by_role("combobox", name="Person").press_sequentially("tom")
    option = desk.get_by_role("option", name="Tom Berg")
    expect(option).to_be_visible()
    if how == "mouse":
        option.click()
    else:
        press(desk, "Enter")
    save(desk, how)
    saved(desk, 2)
    expect(turns(desk).nth(1).locator(".who")).to_have_text("Tom Berg")
    assert [turn.speaker.name for turn in current(episode).turns.order_by("position")] == [
        "Ines Carvalho", "Tom Berg", "Ines Carvalho",
    ]  # fmt: skip


@pytest.mark.parametrize("how", HOWS)
def test_a_label_is_given_to_somebody_else_everywhere(desk: Page, episode: Episode, how: str) -> None:
    make.guest("Tom Berg")
    panel = begin(desk, how, 1, "Person", "p")
    panel.get_by_role("combobox", name="Person").press_sequentially("tom")
    expect(desk.get_by_role("option", name="Tom Berg")).to_be_visible()
    press(desk, "Enter")
    if how == "mouse":
        panel.get_by_label("everywhere as “Ines Carvalho”").check()
    else:
        press(desk, "Tab")
        expect(panel.get_by_label("this turn")).to_be_focused()
        press(desk, "ArrowDown")
    save(desk, how)
    saved(desk, 2)
    assert {turn.speaker.name for turn in current(episode).turns.all()} == {"Tom Berg"}


def test_nobody_known_is_a_choice_too(desk: Page, episode: Episode) -> None:
    panel = begin(desk, "keyboard", 1, "Person", "p")
    panel.get_by_role("combobox", name="Person").press("ArrowDown")
    desk.get_by_role("option", name="Nobody known").click()
    save(desk, "keyboard")
    saved(desk, 2)
    assert current(episode).turns.get(position=1).speaker is None
    desk.get_by_role("button", name="who is this?").click()
    expect(desk.get_by_role("form", name="Who says this")).to_be_visible()


@pytest.mark.parametrize("how", HOWS)
def test_a_turn_is_split_before_the_chosen_word(desk: Page, episode: Episode, how: str) -> None:
    make.guest("Tom Berg")
    if how == "mouse":
        spot = desk.evaluate(
            """(at) => {
            const text = document.querySelectorAll(".para")[1].firstChild, range = document.createRange();
            range.setStart(text, at); range.setEnd(text, at + 2); const box = range.getBoundingClientRect();
            return [box.left + box.width / 2, box.top + box.height / 2]; }""",
            TEXTS[1].index("We gave"),
        )
        desk.mouse.click(*spot)
        turns(desk).nth(1).get_by_role("button", name="Split").click()
    else:
        stand_in(desk, 1)
        press(desk, *["ArrowRight"] * 6, "b")
    panel = desk.get_by_role("form", name="Split this turn")
    expect(panel).to_contain_text("We gave it away in March.")
    panel.get_by_role("combobox").press_sequentially("tom")
    expect(desk.get_by_role("option", name="Tom Berg")).to_be_visible()
    press(desk, "Enter")
    save(desk, how)
    saved(desk, 2)
    assert words(episode)[1:3] == ["Thanks. Enjoy took us a year.", "We gave it away in March."]
    assert current(episode).turns.get(position=2).speaker.name == "Tom Berg"
    expect(turns(desk).nth(2)).to_be_focused()


@pytest.mark.parametrize("how", HOWS)
def test_a_turn_is_split_at_the_caret_while_its_words_are_edited(
    desk: Page, episode: Episode, how: str
) -> None:
    panel = begin(desk, how, 1, "Edit", "e")
    type_over(desk, "Enjoy", "Envoy proxy")
    area = desk.locator("textarea.editing")
    area.evaluate(
        "(area) => area.setSelectionRange(area.value.indexOf('We gave'), area.value.indexOf('We gave'))"
    )
    if how == "mouse":
        panel.get_by_role("button", name="Split here").click()
    else:
        press(desk, "Alt+Enter")
    saved(desk, 2)
    assert words(episode)[1:3] == ["Thanks. Envoy proxy took us a year.", "We gave it away in March."]


@pytest.mark.parametrize("how", HOWS)
def test_a_turn_is_joined_with_the_next(desk: Page, episode: Episode, how: str) -> None:
    panel = begin(desk, how, 1, "Join", "m")
    expect(panel).to_contain_text("Nobody else paid for it.")
    if how == "keyboard":
        press(desk, "Enter")
    else:
        save(desk, how)
    saved(desk, 2)
    assert words(episode) == [TEXTS[0], f"{TEXTS[1]} {TEXTS[2]}"]


@pytest.mark.parametrize("how", HOWS)
def test_a_time_is_mended(desk: Page, episode: Episode, how: str) -> None:
    panel = begin(desk, how, 1, "Time", "w")
    begins = panel.get_by_label("Begins")
    expect(begins).to_have_value("1:00")
    begins.fill("1:99")
    save(desk, how)
    expect(panel.get_by_role("alert")).to_contain_text("Write a time as 4:07, 1:02:03")
    begins.fill("1:02.250")
    panel.get_by_label("Ends").fill("0:01:59")
    save(desk, how)
    saved(desk, 2)
    turn = current(episode).turns.get(position=1)
    assert (turn.start_ms, turn.end_ms) == (62_250, 119_000)


@pytest.mark.parametrize("how", HOWS)
def test_turns_become_a_sponsor_read(desk: Page, episode: Episode, how: str) -> None:
    panel = begin(desk, how, 1, "Section", "a")
    kind = panel.get_by_role("combobox", name="Section")
    if how == "mouse":
        kind.select_option("sponsor")
    else:
        expect(kind).to_be_focused()
        press(desk, "s")
    panel.get_by_label("Title").fill("Acme")
    through = panel.get_by_label("Through")
    if how == "mouse":
        through.select_option(index=1)
    else:
        through.press("ArrowDown")
    save(desk, how)
    saved(desk, 2)
    expect(desk.locator("details.sponsor summary")).to_contain_text("Sponsor read: Acme")
    assert [turn.section for turn in current(episode).turns.order_by("position")] == [
        "interview",
        "sponsor",
        "sponsor",
    ]
