"""Two people who correct the same episode: what is merged, and what is decided at its place."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.tests import factories as make
from tests.browser.test_correcting import (
    TEXTS,
    begin,
    current,
    desk,
    edit,
    episode,
    save,
    saved,
    turns,
    type_over,
    words,
)
from tests.browser.test_desk import open_desk, press, topics
from transcripts.models import Episode

__all__ = ["desk", "episode", "topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]
HOWS = ["mouse", "keyboard"]


@pytest.fixture
def other(open_window: Open, episode: Episode, desk: Page) -> Page:
    """Bo's window, opened on the same text before anybody changes it."""
    return open_desk(open_window(make.person("bo", "editor")), episode)


def test_what_two_people_change_in_one_turn_is_merged_and_said(
    desk: Page, other: Page, episode: Episode
) -> None:
    edit(desk, 1, "Enjoy", "Envoy")
    saved(desk, 2)
    edit(other, 1, "March", "May")
    expect(other.locator("#status")).to_contain_text("Saved as revision 3. Others changed the text meanwhile")
    expect(other.locator(".turn.by-others .others")).to_have_text("changed by others")
    assert words(episode)[1] == "Thanks. Envoy took us a year. We gave it away in May."
    expect(turns(other).nth(1).locator(".words")).to_have_text(words(episode)[1])


def clash(desk: Page, other: Page) -> Locator:
    """Both change the same word; the second to save sees the conflict."""
    edit(desk, 1, "Enjoy", "Envoy")
    saved(desk, 2)
    begin(other, "keyboard", 1, "Edit", "e")
    type_over(other, "Enjoy", "Injoy")
    type_over(other, "March", "May")
    save(other, "keyboard")
    panel = turns(other).nth(1).locator(".conflict")
    expect(panel).to_be_focused()
    expect(panel.locator("h3")).to_have_text(["Before", "Mine", "Theirs, in the text now"])
    expect(panel.locator("ins")).to_have_text(["Injoy", "May", "Envoy"])
    expect(turns(other).nth(1).locator(".words")).to_contain_text("Envoy")
    return panel


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize(
    ("act", "key", "revision", "result"),
    [
        ("Put mine in", "1", 3, "Thanks. Injoy took us a year. We gave it away in May."),
        ("Keep theirs", "2", 2, "Thanks. Envoy took us a year. We gave it away in March."),
    ],
    ids=["mine", "theirs"],
)
def test_a_conflict_is_decided_at_its_place(
    desk: Page, other: Page, episode: Episode, how: str, act: str, key: str, revision: int, result: str
) -> None:
    panel = clash(desk, other)
    assert episode.revisions.count() == 2
    if how == "mouse":
        panel.get_by_role("button", name=act).click()
    else:
        press(other, key)
    expect(panel).to_have_count(0)
    expect(turns(other).nth(1).locator(".words")).to_have_text(result)
    assert (words(episode)[1], current(episode).number) == (result, revision)
    other.reload()
    other.wait_for_selector("body[data-ready]")
    expect(other.locator("#kept")).to_be_hidden()


@pytest.mark.parametrize("how", HOWS)
def test_a_conflict_is_decided_by_hand(desk: Page, other: Page, episode: Episode, how: str) -> None:
    panel = clash(desk, other)
    if how == "mouse":
        panel.get_by_role("button", name="Edit").click()
    else:
        press(other, "3")
    area = other.locator("textarea.editing")
    expect(area).to_have_value("Thanks. Injoy took us a year. We gave it away in May.")
    area.fill("Thanks. Envoy took us two years. We gave it away in May.")
    save(other, "keyboard")
    saved(other, 3)
    assert words(episode)[1] == "Thanks. Envoy took us two years. We gave it away in May."


def test_a_conflict_left_undecided_is_offered_again_after_a_reload(
    desk: Page, other: Page, episode: Episode
) -> None:
    clash(desk, other)
    other.reload()
    other.wait_for_selector("body[data-ready]")
    kept = other.locator("#kept")
    expect(kept).to_contain_text("Others have changed the text since.")
    expect(kept.locator("ins")).to_have_text(["Injoy", "May"])
    kept.get_by_role("button", name="Save").click()
    expect(other.locator(".conflict")).to_be_visible()
    press(other, "1")
    saved(other, 3)
    assert words(episode)[1] == "Thanks. Injoy took us a year. We gave it away in May."


def test_of_a_replacement_that_meets_anothers_edit_the_rest_is_saved(
    desk: Page, other: Page, episode: Episode
) -> None:
    edit(desk, 1, "Enjoy", "Envoy")
    saved(desk, 2)
    press(other, "Control+Shift+H")
    form = other.get_by_role("form", name="Find and replace")
    form.get_by_label("The text says").fill("Enjoy")
    form.get_by_label("What was said").fill("NJ")
    form.get_by_role("button", name="Replace 2 of 2").click()
    expect(other.locator(".conflict")).to_be_visible()
    saved(other, 3)
    assert words(episode)[:2] == [TEXTS[0].replace("Enjoy", "NJ"), TEXTS[1].replace("Enjoy", "Envoy")]
    other.locator(".conflict").get_by_role("button", name="Put mine in").click()
    saved(other, 4)
    assert words(episode)[1] == TEXTS[1].replace("Enjoy", "NJ")


def test_a_speaker_two_people_decide_differently_is_a_conflict_too(
    desk: Page, other: Page, episode: Episode
) -> None:
    tom, ada = make.guest("Tom Berg"), make.guest("Ada Lind")
    for page, name in ((desk, "tom"), (other, "ada")):
        panel = begin(page, "keyboard", 1, "Person", "p")
        panel.get_by_role("combobox", name="Person").press_sequentially(name)
        expect(page.get_by_role("option", selected=True)).to_contain_text(name.title())
        press(page, "Enter", "Control+Enter")
        if page is desk:
            saved(desk, 2)
    panel = other.locator(".conflict")
    expect(panel).to_contain_text(tom.name)
    press(other, "1")
    saved(other, 3)
    assert current(episode).turns.get(position=1).speaker == ada
