"""Correcting the text in the desk, in real Chromium: by mouse and by keyboard, alone and with others."""

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from annotations.models import QuoteVersion
from annotations.services import quotes
from annotations.tests import factories as make
from api.tests.test_desk import mend
from conftest import SHARED
from tests.browser.test_desk import marks, open_desk, press, scheme, stored, topics
from transcripts.models import Episode, Mishearing, Revision, Turn

__all__ = ["scheme", "topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]
HOWS = ["mouse", "keyboard"]
TEXTS = [
    "Welcome. Today we talk about Enjoy, a proxy.",
    "Thanks. Enjoy took us a year. We gave it away in March.",
    "Nobody else paid for it.",
]
SEEDS = SHARED / "corpus" / "seeds"
with_seeds = pytest.mark.skipif(
    not SEEDS.exists(), reason="the seed documents (../shared/corpus/seeds) are not here"
)


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


# One editor


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


def test_an_unfit_edit_is_refused_in_place_and_stays(desk: Page, episode: Episode) -> None:
    panel = begin(desk, "keyboard", 1, "Time", "w")
    panel.get_by_label("Ends").fill("0:01")
    save(desk, "keyboard")
    expect(panel.get_by_role("alert")).to_contain_text("The turn would end before it starts.")
    expect(panel.get_by_label("Ends")).to_have_value("0:01")
    assert episode.revisions.count() == 1


@pytest.mark.parametrize("how", HOWS)
def test_a_name_is_replaced_everywhere_after_a_look_at_each_place(
    desk: Page, episode: Episode, how: str
) -> None:
    if how == "mouse":
        desk.get_by_role("button", name="Find and replace").click()
    else:
        press(desk, "Control+Shift+H")
    form = desk.get_by_role("form", name="Find and replace")
    form.get_by_label("The text says").fill("Enjoy")
    expect(form.locator(".hits li")).to_have_count(2)
    expect(form.locator(".hits mark").first).to_have_text("Enjoy")
    form.get_by_label("What was said").fill("Envoy")
    form.get_by_label("Remember for this podcast").check()
    expect(form.get_by_role("button", name="Replace 2 of 2")).to_be_enabled()
    if how == "mouse":
        form.get_by_role("button", name="Replace 2 of 2").click()
    else:
        press(desk, "Control+Enter")
    saved(desk, 2)
    assert words(episode)[:2] == [text.replace("Enjoy", "Envoy") for text in TEXTS[:2]]
    assert str(Mishearing.objects.get()) == "“Enjoy” for “Envoy”"


def test_places_not_ticked_stay_and_case_and_whole_words_count(desk: Page, episode: Episode) -> None:
    press(desk, "Control+Shift+H")
    form = desk.get_by_role("form", name="Find and replace")
    form.get_by_label("The text says").fill("enjoy")
    expect(form.locator(".found")).to_have_text("Nothing found.")
    form.get_by_label("Match case").uncheck()
    expect(form.locator(".hits li")).to_have_count(2)
    form.get_by_label("The text says").fill("njo")
    expect(form.locator(".found")).to_have_text("Nothing found.")
    form.get_by_label("Whole words").uncheck()
    expect(form.locator(".hits li")).to_have_count(2)
    form.locator(".hits input").first.uncheck()
    form.get_by_label("What was said").fill("nvo")
    form.get_by_role("button", name="Replace 1 of 2").click()
    saved(desk, 2)
    assert words(episode)[:2] == [TEXTS[0], TEXTS[1].replace("Enjoy", "Envoy")]


def test_known_mishearings_of_the_podcast_are_offered_and_the_chosen_word_is_filled_in(
    desk: Page, episode: Episode
) -> None:
    Mishearing.objects.create(podcast=episode.podcast, heard="Enjoy", meant="Envoy")
    Mishearing.objects.create(podcast=episode.podcast, heard="Knog", meant="Kong")
    stand_in(desk, 2)
    press(desk, "Control+Shift+H")
    form = desk.get_by_role("form", name="Find and replace")
    expect(form.get_by_label("The text says")).to_have_value("Nobody")
    offered = form.locator(".offers button")
    expect(offered).to_have_count(1)
    offered.click()
    expect(form.get_by_label("What was said")).to_have_value("Envoy")
    form.get_by_role("button", name="Replace 2 of 2").click()
    saved(desk, 2)
    assert "Enjoy" not in " ".join(words(episode))


# Quotes on changed words


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


# Two editors


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


# Offsets

NASTY = [
    ("", ""),
    ("plain words here", "plain word here"),
    ("We said 👩‍🚀 fly, 𝒇𝒂𝒔𝒕. Then Enjoy came.", "We said 👩‍🚀 fly, 𝒇𝒂𝒔𝒕. Then Envoy came."),
    ("cafe\u0301 au lait", "café au lait"),
    ("e\u0301e\u0301e\u0301 x", "e\u0301ee\u0301 x"),
    ("👍🏽 👍 👍🏿 yes", "👍🏽 👍🏿 yes"),
    ("🇵🇹🇩🇪 flags", "🇩🇪 flags"),
    ("𠮷野家 and 吉野家", "吉野家 and 𠮷野家"),
    ("a\u200db\u200cc\ufe0f d", "a\u200db c\ufe0f d"),
    ("no\u00a0break and\u2028line", "no break and\u2028line two"),
    ("שלום 𝔘𝔫𝔦 עולם", "שלום 𝔘𝔫𝔦𝔠 עולם"),
    ("x" * 50 + "🎉" * 50, "x" * 49 + "🎉" * 51),
    ("one two one two one", "one one two two one"),
    ("Ａ\u030a\u0323z 🜁", "🜁 Ａ\u0323\u030az"),
    ("🎉", ""),
    ("", "🎉 e\u0301"),
]


@pytest.mark.parametrize(("before", "after"), NASTY, ids=[f"pair-{n}" for n in range(len(NASTY))])
def test_javascript_and_python_count_the_same_places(open_window: Open, before: str, after: str) -> None:
    page = open_window()
    page.goto("/")
    edits, back, places = page.evaluate(
        """async ([before, after]) => {
            const { changed, changes, countedChanges } = await import("/static/desk/changes.js");
            const { codePoints, utf16 } = await import("/static/desk/offsets.js");
            const points = [...before].map((_, at) => at).concat([...before].length);
            return [
                countedChanges(before, after), changed(before, changes(before, after)),
                points.map((at) => [utf16(before, at), codePoints(before, utf16(before, at))]),
            ];
        }""",
        [before, after],
    )
    assert back == after
    assert applied(before, edits) == after
    assert places == [
        [len(before[:at].encode("utf-16-le")) // 2, at] for at in range(len(before) + 1)
    ]  # fmt: skip


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """The text with edits made whose places Python counts."""
    for one in reversed(edits):
        text = text[: one["start"]] + one["text"] + text[one["end"] :]
    return text


@pytest.mark.parametrize("text", [pair[0] for pair in NASTY[2:11]], ids=[f"text-{n}" for n in range(2, 11)])
def test_words_after_nasty_characters_are_corrected_where_they_stand(
    open_window: Open, groups: None, text: str
) -> None:
    episode = make.episode(texts=["👍 yes.", f"{text} Zebra it. {text}"])
    page = open_desk(open_window(make.editor()), episode)
    stored = " ".join(words(episode)[1].split())
    edit(page, 1, "Zebra", "𝒩-voy")
    saved(page, 2)
    assert words(episode)[1] == stored.replace("Zebra", "𝒩-voy")
    press(page, "Control+Shift+H")
    form = page.get_by_role("form", name="Find and replace")
    form.get_by_label("The text says").fill("it")
    expect(form.locator(".hits mark")).to_have_text(["it"])
    form.get_by_label("What was said").fill("them")
    form.get_by_role("button", name="Replace 1 of 1").click()
    saved(page, 3)
    assert words(episode)[1] == stored.replace("Zebra it", "𝒩-voy them")


# The documents that osbiz exists for


def seed(name: str) -> Episode:
    """One of them, imported."""
    call_command("import_transcripts", str(next(SEEDS.glob(f"{name}_*.txt"))), stdout=StringIO())
    return Episode.objects.get()


def quote(turn: Turn, span: tuple[int, int]) -> QuoteVersion:
    start, end = (turn.offset + place for place in span)
    return quotes.create(turn, start=start, end=end, tags=[make.tag()], by=make.editor())


def sentences(turn: Turn) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(r"[^\s.!?][^.!?]{15,}[.!?]", turn.text)]


def says(turn: Turn, span: tuple[int, int], word: str) -> bool:
    return re.search(rf"\b{word}\b", turn.text[slice(*span)]) is not None


def stands(version: QuoteVersion) -> bool:
    """Whether a quote is certain, and its words are at its place in the current text."""
    version.refresh_from_db()
    text = current(version.quote.episode).text()
    return (
        version.anchor_status in {"exact", "moved"}
        and version.revision == current(version.quote.episode)
        and text[version.start : version.end] == version.exact
    )


@with_seeds
@pytest.mark.parametrize(("name", "heard", "meant"), [("001", "Enjoy", "Envoy"), ("000", "Knog", "Kong")])
def test_a_name_heard_wrong_is_mended_throughout(
    open_window: Open, name: str, heard: str, meant: str
) -> None:
    episode = seed(name)
    hit = current(episode).turns.select_related("revision").filter(text__contains=heard)
    around, on = [], []
    for turn in hit:
        for span in sentences(turn):
            (on if says(turn, span, heard) else around).append(quote(turn, span))
    assert around
    assert on
    page = open_desk(open_window(make.editor()), episode)
    press(page, "Control+Shift+H")
    form = page.get_by_role("form", name="Find and replace")
    form.get_by_label("The text says").fill(heard)
    form.get_by_label("What was said").fill(meant)
    form.get_by_label("Remember for this podcast").check()
    expect(form.locator(".hits li").first).to_be_visible()
    form.get_by_role("button", name="Replace").click()
    saved(page, 2)
    assert not re.search(rf"\b{heard}\b", current(episode).text())
    assert all(stands(version) for version in around)
    for version in on:
        version.refresh_from_db()
    assert {version.anchor_status for version in on} == {"confirm"}
    expect(page.locator("#uncertain-button")).to_contain_text("need")
    page.locator("#uncertain-button").click()
    expect(page.locator("#inspector .confirming ins").first).to_have_text(meant)
    press(page, "c")
    expect(page.locator("#status")).to_have_text("Confirmed.")
    assert any(stands(version) and meant in version.exact for version in on)


@with_seeds
def test_an_answer_printed_as_the_host_s_is_given_to_who_said_it(open_window: Open) -> None:
    episode, host = seed("002"), make.guest("Hetty Host")
    wrong = current(episode).turns.get(start_ms=(48 * 60 + 24) * 1000, label="JM").position
    page = open_desk(open_window(make.editor()), episode)
    speak(page, wrong, host.name, everywhere=True)
    saved(page, 2)
    text = current(episode)
    about = {turn.position: turn for turn in text.turns.filter(position__range=(wrong - 2, wrong + 2))}
    made = {position: quote(turn, (0, len(turn.text))) for position, turn in about.items()}
    assert {made[wrong].speaker, made[wrong + 1].speaker} == {host}
    page.reload()
    page.wait_for_selector("body[data-ready]")
    speak(page, wrong, "Ian Tien")
    saved(page, 3)
    mended = current(episode).turns.get(position=wrong)
    assert (mended.speaker.name, mended.text) == ("Ian Tien", about[wrong].text)
    assert [turn.speaker for turn in current(episode).turns.exclude(position=wrong)] == [
        turn.speaker for turn in text.turns.exclude(position=wrong)
    ]
    assert all(stands(version) for position, version in made.items() if position != wrong)
    made[wrong].refresh_from_db()
    assert (made[wrong].anchor_status, made[wrong].revision) == ("confirm", text)
    expect(page.locator("mark.quote.uncertain")).to_have_count(1)


def speak(page: Page, number: int, name: str, everywhere: bool = False) -> None:
    """Say in the desk who speaks a turn, or its label everywhere."""
    panel = begin(page, "mouse", number, "Person", "p")
    panel.get_by_role("combobox", name="Person").press_sequentially(name)
    expect(page.get_by_role("option", name=name)).to_be_visible()
    press(page, "Enter")
    if everywhere:
        panel.get_by_label("everywhere").check()
    press(page, "Control+Enter")


# Looks


def test_each_state_is_accessible_and_pictured(
    open_window: Open, scheme: str, check_accessible: Callable[[Page], None], screenshot: Any
) -> None:
    long = "We ran Enjoy for a year before anybody asked what it was. " * 3
    episode = make.episode(
        texts=[TEXTS[0], f"{long}{TEXTS[1]}", TEXTS[2], "Buy this."], sponsor=[3], notes=["Figures."]
    )
    Mishearing.objects.create(podcast=episode.podcast, heard="Enjoy", meant="Envoy")
    make.guest("Tom Berg")
    make.draft("Enjoy took us a year.", turn=make.turn(episode, 1))
    make.published("We gave it away in March.", turn=make.turn(episode, 1))
    make.draft("Nobody else paid for it.", turn=make.turn(episode, 2))
    size = {"color_scheme": scheme, "viewport": {"width": 1366, "height": 768}}
    page = open_desk(open_window(make.editor(), **size), episode)
    other = open_desk(open_window(make.person("bo", "editor"), **size), episode)

    def look(name: str, of: Page = page) -> None:
        check_accessible(of)
        screenshot(of, f"correcting-{name}-{scheme}")

    turns(page).nth(1).locator(".words").hover()
    look("tools")
    for name, key in (("words", "e"), ("person", "p"), ("time", "w"), ("merge", "m"), ("section", "a")):
        begin(page, "keyboard", 1, "", key)
        if name == "person":
            press(page, "ArrowDown")
            expect(page.get_by_role("option", name="Nobody known")).to_be_visible()
        look(name)
        press(page, "Escape", *(["Escape"] if name == "person" else []))
        expect(page.locator("form.panel")).to_have_count(0)
    press(page, "ArrowRight", "b")
    look("split")
    press(page, "Escape", "Control+Shift+H")
    form = page.get_by_role("form", name="Find and replace")
    form.get_by_label("The text says").fill("Enjoy")
    expect(form.locator(".hits li")).to_have_count(5)
    form.get_by_label("What was said").fill("Envoy")
    look("replace")
    form.get_by_role("button", name="Replace 5 of 5").click()
    expect(page.locator("#status")).to_contain_text("needs confirming")
    press(page, "Escape", "u")
    expect(page.locator("#inspector").get_by_role("button", name="Confirm")).to_be_visible()
    look("confirm")
    press(page, "r")
    look("select-again")
    press(page, "Escape", "?")
    look("keys")
    press(page, "Escape")
    begin(other, "keyboard", 1, "", "e")
    type_over(other, "Enjoy took us a", "Enjoi took us one")
    press(other, "Escape")
    look("kept", other)
    press(other, "e", "Control+Enter")
    expect(other.locator(".conflict")).to_be_visible()
    look("conflict", other)
    press(other, "2")
    edit(page, 2, "paid", "asked")
    edit(other, 0, "Today", "Now")
    expect(other.locator(".by-others")).to_be_visible()
    look("merged", other)
