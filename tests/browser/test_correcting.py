"""The words of a turn corrected at the desk, by mouse and by keyboard alone, and kept whatever happens."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.tests import factories as make
from tests.browser.test_desk import open_desk, press, scheme, topics
from transcripts.models import Episode, Revision, Turn

__all__ = ["scheme", "topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]
HOWS = ["mouse", "keyboard"]
TEXTS = [
    "Welcome. Today we talk about Enjoy, a proxy.",
    "Thanks. Enjoy took us a year. We gave it away in March.",
    "Nobody else paid for it.",
]


@pytest.fixture
def episode(groups: None) -> Episode:
    return make.episode(texts=TEXTS)


@pytest.fixture
def desk(open_window: Open, episode: Episode) -> Page:
    return open_desk(open_window(make.editor()), episode)


def current(episode: Episode) -> Revision:
    return episode.revisions.get(kind="transcript", is_current=True)


def words(episode: Episode) -> list[str]:
    """The turns as they are stored."""
    return list(current(episode).turns.order_by("position").values_list("text", flat=True))


def turns(page: Page) -> Locator:
    return page.locator(".turn")


def stand_in(page: Page, number: int) -> None:
    """Go to a turn by keys alone: Tab to the text, then down."""
    page.locator("#help-button").focus()
    for _ in range(40):
        press(page, "Tab")
        if page.evaluate("document.activeElement.matches('.turn')"):
            break
    press(page, *["ArrowUp"] * 9, *["ArrowDown"] * number)
    expect(turns(page).nth(number)).to_be_focused()


def begin(page: Page, how: str, number: int, tool: str, key: str) -> Locator:
    """Open a panel at a turn."""
    if how == "mouse":
        turns(page).nth(number).locator(".words").hover()
        turns(page).nth(number).get_by_role("button", name=tool).click()
    else:
        stand_in(page, number)
        press(page, key)
    panel = turns(page).nth(number).locator("form.panel")
    expect(panel).to_be_visible()
    return panel


def save(page: Page, how: str) -> None:
    if how == "mouse":
        page.locator("form.panel").get_by_role("button", name="Save").click()
    else:
        press(page, "Control+Enter")


def saved(page: Page, number: int) -> None:
    expect(page.locator("#status")).to_contain_text(f"Saved as revision {number}.")


def type_over(page: Page, old: str, new: str) -> None:
    """Put other words in place of some of the turn that is being edited."""
    page.locator("textarea.editing").evaluate(
        "(area, old) => { const at = area.value.indexOf(old); area.setSelectionRange(at, at + old.length); }",
        old,
    )
    page.keyboard.insert_text(new)


def edit(page: Page, number: int, old: str, new: str) -> None:
    """Change words of a turn and save."""
    begin(page, "keyboard", number, "Edit", "e")
    type_over(page, old, new)
    save(page, "keyboard")


@pytest.mark.parametrize("how", HOWS)
def test_words_are_edited_in_place_and_only_what_differs_is_sent(
    desk: Page, episode: Episode, how: str
) -> None:
    begin(desk, how, 1, "Edit", "e")
    type_over(desk, "Enjoy", "Envoy")
    with desk.expect_request("**/corrections/") as sent:
        save(desk, how)
    saved(desk, 2)
    edits = sent.value.post_data_json["edits"]
    assert edits == [{"op": "words", "turn": 1, "start": 8, "end": 13, "text": "Envoy"}]
    expect(turns(desk).nth(1).locator(".words")).to_have_text(TEXTS[1].replace("Enjoy", "Envoy"))
    expect(turns(desk).nth(1)).to_be_focused()
    assert words(episode)[1] == TEXTS[1].replace("Enjoy", "Envoy")
    assert episode.revisions.get(number=1).turns.get(position=1).text == TEXTS[1]


def test_two_changes_of_a_turn_are_two_edits_and_the_reason_is_kept(desk: Page, episode: Episode) -> None:
    panel = begin(desk, "keyboard", 1, "Edit", "e")
    type_over(desk, "Enjoy", "Envoy")
    type_over(desk, "March", "May")
    panel.get_by_label("Why").fill("Heard it again.")
    with desk.expect_request("**/corrections/") as sent:
        save(desk, "mouse")
    saved(desk, 2)
    assert [one["text"] for one in sent.value.post_data_json["edits"]] == ["Envoy", "May"]
    assert current(episode).reason == "Heard it again."


def test_paragraphs_are_lines_and_stay_where_they_are(open_window: Open, groups: None) -> None:
    episode = make.episode(texts=["One two. Three four."])
    Turn.objects.update(paragraph_starts=[0, 9])
    page = open_desk(open_window(make.editor()), episode)
    begin(page, "keyboard", 0, "Edit", "e")
    expect(page.locator("textarea.editing")).to_have_value("One two.\nThree four.")
    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("A paragraph is one line.")
    expect(page.locator("textarea.editing")).to_have_value("One two.\nThree four.")
    type_over(page, "two", "hundred")
    save(page, "keyboard")
    saved(page, 2)
    expect(page.locator(".para")).to_have_text(["One hundred.", "Three four."])
    assert current(episode).turns.get().paragraph_starts == [0, 13]


@pytest.mark.parametrize("how", HOWS)
def test_leaving_keeps_what_was_typed_and_a_reload_offers_it(desk: Page, episode: Episode, how: str) -> None:
    panel = begin(desk, how, 1, "Edit", "e")
    type_over(desk, "Enjoy", "Envoy")
    if how == "mouse":
        panel.get_by_role("button", name="Leave").click()
    else:
        press(desk, "Escape")
    expect(desk.locator("#status")).to_contain_text("What you typed is kept")
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    kept = desk.locator("#kept")
    expect(kept).to_contain_text("Typed in 1 turn and not saved yet")
    expect(kept.locator("ins")).to_have_text("Envoy")
    if how == "mouse":
        kept.get_by_role("button", name="Go on").click()
    else:
        stand_in(desk, 1)
        press(desk, "e")
    expect(desk.locator("textarea.editing")).to_have_value(TEXTS[1].replace("Enjoy", "Envoy"))
    expect(kept).to_be_hidden()
    save(desk, how)
    saved(desk, 2)
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    expect(kept).to_be_hidden()
    assert words(episode)[1] == TEXTS[1].replace("Enjoy", "Envoy")


def test_typing_survives_a_crash_of_the_page(desk: Page, episode: Episode) -> None:
    begin(desk, "keyboard", 1, "Edit", "e")
    type_over(desk, "Enjoy", "Envoy")
    address = desk.url
    desk.close()
    again = desk.context.new_page()
    again.goto(address)
    again.wait_for_selector("body[data-ready]")
    again.locator("#kept").get_by_role("button", name="Save").click()
    saved(again, 2)
    assert words(episode)[1] == TEXTS[1].replace("Enjoy", "Envoy")


def test_typing_survives_being_signed_out(desk: Page, open_window: Open, episode: Episode) -> None:
    cookies = desk.context.cookies()
    begin(desk, "keyboard", 1, "Edit", "e")
    type_over(desk, "Enjoy", "Envoy")
    desk.context.clear_cookies()
    save(desk, "keyboard")
    expect(desk.locator("form.panel").get_by_role("alert")).to_contain_text("You are signed out.")
    expect(desk.locator("textarea.editing")).to_have_value(TEXTS[1].replace("Enjoy", "Envoy"))
    desk.context.add_cookies(cookies)
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    desk.locator("#kept").get_by_role("button", name="Save").click()
    saved(desk, 2)
    assert words(episode)[1] == TEXTS[1].replace("Enjoy", "Envoy")


def test_words_corrected_offline_wait_over_a_reload_and_are_saved_when_the_server_is_back(
    desk: Page, open_window: Open, episode: Episode
) -> None:
    corrections = re.compile(r".*/corrections/$")
    desk.context.route(corrections, lambda route: route.abort())
    edit(desk, 1, "Enjoy", "Envoy")
    corner, kept = desk.locator("#saving"), desk.locator("#kept")
    expect(corner).to_have_text("Offline, 1 waiting")
    expect(kept).to_contain_text("1 turn corrected, waiting for the server")
    expect(desk.locator("form.panel")).to_have_count(0)
    expect(turns(desk).nth(1)).to_be_focused()
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    expect(corner).to_have_text("Offline, 1 waiting")
    begin(desk, "keyboard", 0, "Edit", "e")
    desk.context.unroute(corrections)
    desk.evaluate("dispatchEvent(new Event('online'))")
    press(desk, "Escape")
    desk.evaluate("dispatchEvent(new Event('online'))")
    saved(desk, 2)
    expect(kept).to_be_hidden()
    expect(corner).to_have_text("Saved")
    assert words(episode)[1] == TEXTS[1].replace("Enjoy", "Envoy")


def test_every_correction_made_offline_waits_over_a_reload(desk: Page, episode: Episode) -> None:
    make.guest("Tom Berg")
    corrections = re.compile(r".*/corrections/$")
    desk.context.route(corrections, lambda route: route.abort())
    panel = begin(desk, "keyboard", 1, "Person", "p")
    panel.get_by_role("combobox", name="Person").press_sequentially("tom")
    expect(desk.get_by_role("option", name="Tom Berg")).to_be_visible()
    press(desk, "Enter")
    save(desk, "keyboard")
    corner, kept = desk.locator("#saving"), desk.locator("#kept")
    expect(corner).to_have_text("Offline, 1 waiting")
    begin(desk, "keyboard", 0, "Time", "w").get_by_label("Ends").fill("0:30")
    save(desk, "keyboard")
    expect(corner).to_have_text("Offline, 2 waiting")
    panel = begin(desk, "keyboard", 2, "Section", "a")
    panel.get_by_role("combobox", name="Section").select_option("outro")
    save(desk, "keyboard")
    expect(corner).to_have_text("Offline, 3 waiting")
    stand_in(desk, 1)
    press(desk, *["ArrowRight"] * 6, "b")
    save(desk, "keyboard")
    expect(corner).to_have_text("Offline, 4 waiting")
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    expect(corner).to_have_text("Offline, 4 waiting")
    for says in ("Said by Tom Berg", "to 0:30", "Outro", "Split before “We gave it away in March.”"):
        expect(kept).to_contain_text(says)
    assert episode.revisions.count() == 1
    desk.context.unroute(corrections)
    desk.evaluate("dispatchEvent(new Event('online'))")
    expect(corner).to_have_text("Saved")
    expect(kept).to_be_hidden()
    stored = list(current(episode).turns.order_by("position"))
    assert [turn.text for turn in stored[1:3]] == [
        "Thanks. Enjoy took us a year.",
        "We gave it away in March.",
    ]
    assert [turn.speaker.name for turn in stored] == ["Ines Carvalho", *["Tom Berg"] * 2, "Ines Carvalho"]
    assert (stored[0].end_ms, stored[3].section) == (30_000, "outro")


def test_what_the_server_does_not_want_of_what_waited_is_kept_with_why(desk: Page, episode: Episode) -> None:
    corrections = re.compile(r".*/corrections/$")
    desk.context.route(corrections, lambda route: route.abort())
    begin(desk, "keyboard", 1, "Time", "w").get_by_label("Ends").fill("0:01")
    save(desk, "keyboard")
    kept = desk.locator("#kept")
    expect(kept).to_contain_text("1 turn corrected, waiting for the server")
    desk.context.unroute(corrections)
    desk.evaluate("dispatchEvent(new Event('online'))")
    expect(kept).to_contain_text("The turn would end before it starts.")
    desk.reload()
    expect(kept).to_contain_text("Said from 1:00 to 0:01")
    kept.get_by_role("button", name="Throw away").click()
    expect(kept).to_be_hidden()
    assert episode.revisions.count() == 1


def test_what_is_thrown_away_is_not_offered_again(desk: Page) -> None:
    begin(desk, "keyboard", 1, "Edit", "e")
    type_over(desk, "Enjoy", "Envoy")
    press(desk, "Escape")
    desk.locator("#kept").get_by_role("button", name="Throw away").click()
    expect(desk.locator("#kept")).to_be_hidden()
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    expect(desk.locator("#kept")).to_be_hidden()


def test_nothing_is_saved_where_nothing_was_changed(desk: Page, episode: Episode) -> None:
    begin(desk, "keyboard", 1, "Edit", "e")
    save(desk, "keyboard")
    expect(desk.locator("form.panel").get_by_role("alert")).to_contain_text("Nothing is changed yet.")
    assert episode.revisions.count() == 1


def test_an_unfit_edit_is_refused_in_place_and_stays(desk: Page, episode: Episode) -> None:
    panel = begin(desk, "keyboard", 1, "Time", "w")
    panel.get_by_label("Ends").fill("0:01")
    save(desk, "keyboard")
    expect(panel.get_by_role("alert")).to_contain_text("The turn would end before it starts.")
    expect(panel.get_by_label("Ends")).to_have_value("0:01")
    assert episode.revisions.count() == 1


def test_on_a_tablet_all_words_of_a_turn_are_seen_while_they_are_edited(
    open_window: Open, groups: None
) -> None:
    episode = make.episode(texts=["And so we went on talking about it for quite a while. " * 30])
    page = open_desk(open_window(make.editor(), viewport={"width": 820, "height": 1180}), episode)
    area = begin(page, "keyboard", 0, "Edit", "e").locator("textarea.editing")
    assert area.evaluate("one => [one.scrollHeight <= one.clientHeight, one.clientWidth > 600]") == [
        True,
        True,
    ]
