"""Reading and moving about at the desk, in real Chromium: by mouse and by keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from tests.browser.test_desk import marks, open_desk, press, scheme, topics
from transcripts.models import Episode, Turn

__all__ = ["scheme", "topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]
HOWS = ["mouse", "keyboard"]
SPEAKERS = ["Ines Carvalho", "Tom Berg"]
TEXTS = [
    f"{make.WORDS} This is turn {number}. " + "And so we went on talking about it for quite a while. " * 6
    for number in range(30)
]
READ = "Buy a café crème from our sponsor before turn 29."


@pytest.fixture
def episode(groups: None) -> Episode:
    """Half an hour of two people, a minute a turn, a sponsor read as its fifth turn, one turn of nobody."""
    texts = [READ if number == 4 else text for number, text in enumerate(TEXTS)]
    made = make.episode(texts=texts, sponsor=[4], notes=["Ines gives figures."])
    for turn in Turn.objects.filter(revision__episode=made, revision__kind="transcript"):
        name = SPEAKERS[turn.position % 2]
        turn.speaker, turn.label = make.guest(name), name
        if turn.position == 20:
            turn.speaker, turn.label = None, "XY"
        turn.save()
    return made


@pytest.fixture
def desk(open_window: Open, episode: Episode) -> Page:
    return open_desk(open_window(make.editor()), episode)


def turns(page: Page) -> Locator:
    return page.locator(".turn")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.id")


def passage(page: Page) -> str:
    """The words in hand."""
    return page.evaluate(
        "[...(CSS.highlights.get('desk-passage') ?? [])].map((range) => range.toString()).join('')"
    )


def go_to(page: Page, how: str, typed: str, option: str) -> None:
    if how == "mouse":
        page.get_by_role("button", name="Go to").click()
        page.get_by_label("Go to a time").fill(typed)
        page.locator("#goto").get_by_role("option", name=option).first.click()
    else:
        press(page, "g", *typed)
        expect(page.locator("#goto [aria-selected=true]")).to_contain_text(option)
        press(page, "Enter")


def in_window(place: Locator) -> None:
    expect(place).to_be_in_viewport()


# Colours, times, sections


def test_each_speaker_has_a_colour_and_the_name_beside_it(desk: Page) -> None:
    colours = desk.evaluate(
        """() => [...document.querySelectorAll(".turn.hued")].map((turn) => {
            const who = turn.querySelector(".who");
            return [who.textContent, getComputedStyle(who).color, getComputedStyle(who).display];
        })"""
    )
    assert {name for name, _, _ in colours} == {*SPEAKERS, "XY"}
    assert (
        len({(name, colour) for name, colour, _ in colours}) == len({colour for _, colour, _ in colours}) == 3
    )
    assert {display for _, _, display in colours} == {"block"}


def test_a_time_leads_to_its_turn_and_stays_in_the_address(desk: Page) -> None:
    desk.get_by_role("link", name="9:00", exact=True).click()
    expect(turns(desk).nth(9)).to_be_focused()
    assert desk.url.endswith("#t=540")
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    expect(turns(desk).nth(9)).to_be_focused()
    in_window(turns(desk).nth(9))


# Go to


@pytest.mark.parametrize("how", HOWS)
def test_one_goes_to_a_time(desk: Page, how: str) -> None:
    go_to(desk, how, "12:30", "12:30")
    expect(turns(desk).nth(12)).to_be_focused()
    in_window(turns(desk).nth(12))


@pytest.mark.parametrize("how", HOWS)
def test_one_goes_to_the_next_turn_of_a_speaker(desk: Page, how: str) -> None:
    go_to(desk, how, "5:00", "5:00")
    go_to(desk, how, "ines", "Ines Carvalho")
    expect(turns(desk).nth(6)).to_be_focused()


@pytest.mark.parametrize("how", HOWS)
def test_one_goes_to_a_section_which_is_unfolded(desk: Page, how: str) -> None:
    go_to(desk, how, "sponsor", "Sponsor read")
    expect(desk.get_by_text(READ, exact=True)).to_be_visible()
    in_window(desk.get_by_text(READ, exact=True))


@pytest.mark.parametrize("how", HOWS)
def test_one_goes_to_the_next_quote_with_a_topic(open_window: Open, episode: Episode, how: str) -> None:
    make.draft(turn=make.turn(episode, 8), tags=[make.tag("forks")])
    make.draft(turn=make.turn(episode, 18), tags=[make.tag("forks")])
    desk = open_desk(open_window(make.editor()), episode)
    go_to(desk, how, "fork", "Forks")
    expect(turns(desk).nth(8)).to_be_focused()
    go_to(desk, how, "fork", "Forks")
    expect(turns(desk).nth(18)).to_be_focused()


@pytest.mark.parametrize("how", HOWS)
def test_one_goes_to_a_turn_of_nobody(desk: Page, how: str) -> None:
    go_to(desk, how, "who is", "XY: who is this?")
    expect(turns(desk).nth(20)).to_be_focused()


def test_go_to_says_when_there_is_no_such_place_and_esc_goes_back(desk: Page) -> None:
    turns(desk).nth(2).focus()
    press(desk, "g", *"zzz")
    expect(desk.locator("#goto").get_by_role("status")).to_contain_text("Nothing here has that name")
    press(desk, "Enter", "Escape")
    expect(turns(desk).nth(2)).to_be_focused()


def test_what_the_map_shows_is_in_go_to(open_window: Open, episode: Episode) -> None:
    make.draft(turn=make.turn(episode, 8))
    doubtful = make.draft("We changed the licence in March.", turn=make.turn(episode, 9))
    QuoteVersion.objects.filter(pk=doubtful.pk).update(anchor_status="confirm")
    desk = open_desk(open_window(make.editor()), episode)
    kinds = desk.evaluate(
        "[...document.querySelectorAll('#map .tick')].map((one) => one.getAttribute('class'))"
    )
    assert sorted(kinds) == ["tick problem confirm", "tick problem unnamed", "tick quote draft"]
    press(desk, "g")
    for label in ("XY: who is this?", "draft: “Revenue doubled", "Needs confirming: “We changed"):
        expect(desk.locator("#goto").get_by_role("option", name=label)).to_have_count(1)


# The map


def at_map(page: Page, turn: int, lane: float = 0.1) -> tuple[float, float]:
    """Where a turn is on the map."""
    box = page.locator("#map svg").bounding_box()
    assert box
    starts = page.evaluate("import('/static/desk/desk.js').then(({ desk }) => desk.map.starts)")
    return box["x"] + box["width"] * lane, box["y"] + box["height"] * (starts[turn] + 0.5) / 1000


def test_a_click_on_the_map_goes_there(desk: Page) -> None:
    desk.mouse.click(*at_map(desk, 22))
    expect(turns(desk).nth(22)).to_be_focused()
    in_window(turns(desk).nth(22))


def test_a_click_on_a_tick_chooses_the_quote(open_window: Open, episode: Episode) -> None:
    make.draft("We changed the licence in March.", turn=make.turn(episode, 25))
    desk = open_desk(open_window(make.editor()), episode)
    desk.mouse.click(*at_map(desk, 25, lane=0.5))
    expect(desk.locator("#inspector blockquote")).to_contain_text("We changed the licence in March.")
    in_window(marks(desk, "We changed the licence in March."))


def test_dragging_on_the_map_moves_the_text_and_the_frame_follows(desk: Page) -> None:
    frame = desk.locator("#map .window")
    before = frame.bounding_box()
    desk.mouse.move(*at_map(desk, 1))
    desk.mouse.down()
    desk.mouse.move(*at_map(desk, 26), steps=8)
    desk.mouse.up()
    in_window(turns(desk).nth(26))
    after = frame.bounding_box()
    assert before
    assert after
    assert after["y"] > before["y"] + 200


def test_the_map_follows_new_quotes(desk: Page) -> None:
    expect(desk.locator("#map .tick.quote")).to_have_count(0)
    turns(desk).nth(2).focus()
    press(desk, "s", "Enter", *"trust")
    expect(desk.get_by_role("option", name="Trust")).to_be_visible()
    press(desk, "Enter", "Enter")
    expect(desk.locator("#map .tick.quote.draft")).to_have_count(1)


# Search


@pytest.mark.parametrize("how", HOWS)
def test_search_finds_as_one_types_and_goes_on_and_back(desk: Page, how: str) -> None:
    turns(desk).nth(2).focus()
    if how == "mouse":
        desk.get_by_role("button", name="Search").click()
    else:
        press(desk, "/")
    press(desk, *"turn 1")
    count = desk.get_by_role("search").locator("output")
    expect(count).to_have_text("2 of 11")
    in_window(turns(desk).nth(10))
    if how == "mouse":
        desk.get_by_role("search").get_by_role("button", name="Next").click()
        desk.get_by_role("search").get_by_role("button", name="Next").click()
        desk.get_by_role("search").get_by_role("button", name="Previous").click()
    else:
        press(desk, "Enter", "F3", "Shift+Enter")
    expect(count).to_have_text("3 of 11")
    current = "[...CSS.highlights.get('desk-hit')].map((range) => range.toString())"
    assert desk.evaluate(current) == ["turn 1"]
    if how == "mouse":
        desk.get_by_role("search").get_by_role("button", name="Go there").click()
    else:
        press(desk, "Control+Enter")
    expect(desk.get_by_role("search")).to_be_hidden()
    expect(turns(desk).nth(11)).to_be_focused()
    assert passage(desk) == "turn 1"


@pytest.mark.parametrize("how", HOWS)
def test_search_is_left_where_one_was(desk: Page, how: str) -> None:
    turns(desk).nth(3).focus()
    top = desk.evaluate("scrollY")
    press(desk, "/", *"turn 28")
    in_window(turns(desk).nth(28))
    if how == "mouse":
        desk.get_by_role("search").get_by_role("button", name="Close").click()
    else:
        press(desk, "Escape")
    expect(turns(desk).nth(3)).to_be_focused()
    assert desk.evaluate("scrollY") == top


def test_search_folds_case_and_accents_and_opens_a_sponsor_read_that_holds_it(desk: Page) -> None:
    read = desk.get_by_text(READ, exact=True)
    expect(read).to_be_hidden()
    press(desk, "/", *"CAFE CREME")
    expect(desk.get_by_role("search").locator("output")).to_have_text("1 of 1")
    expect(read).to_be_visible()
    assert desk.evaluate("[...CSS.highlights.get('desk-hit')].join()") == "café crème"
    press(desk, "Escape")
    expect(read).to_be_hidden()


def test_folded_places_are_those_of_the_text_itself(desk: Page) -> None:
    text = "İ said “Café”, 👩‍🚀 and the cafe\u0301’s end"
    found = desk.evaluate(
        """async (text) => {
            const { folded, fold } = await import("/static/desk/folding.js");
            const { text: plain, place } = folded(text);
            return ["cafe", "cafe's", '"cafe"', "👩‍🚀 and", "end"].map((typed) => {
                const at = plain.lastIndexOf(fold(typed));
                return text.slice(place(at), place(at + fold(typed).length));
            });
        }""",
        text,
    )
    assert found == ["cafe\u0301", "cafe\u0301’s", "“Café”", "👩‍🚀 and", "end"]


def test_search_prefers_what_can_be_quoted_and_a_sponsor_read_says_that_it_cannot(desk: Page) -> None:
    press(desk, "/", *"from our sponsor", "Control+Enter")
    read = turns(desk).nth(4)
    expect(read).to_be_focused()
    expect(desk.locator("#status")).to_contain_text("A sponsor read is nobody’s view.")
    for key in ["s", "t", "Shift+ArrowRight", "Enter"]:
        desk.evaluate("document.getElementById('status').replaceChildren()")
        press(desk, key)
        expect(desk.locator("#status")).to_contain_text("A sponsor read is nobody’s view.")
    expect(read).to_be_focused()
    press(desk, "ArrowDown")
    expect(turns(desk).nth(5)).to_be_focused()
    press(desk, "ArrowUp")
    expect(turns(desk).nth(3)).to_be_focused()
    turns(desk).nth(4).focus()
    press(desk, "ArrowUp")
    expect(turns(desk).nth(3)).to_be_focused()
    press(desk, "/", "Control+a", *"turn 29", "Control+Enter")
    expect(turns(desk).nth(29)).to_be_focused()


def test_f3_in_the_text_stands_on_the_next_place_found(desk: Page) -> None:
    press(desk, "/", *"contributors")
    turns(desk).nth(6).focus()
    press(desk, "F3")
    assert passage(desk) == "contributors"
    press(desk, "F3", "Shift+F3")
    assert passage(desk) == "contributors"


# The next quote that waits


def test_n_leads_through_the_quotes_not_yet_approved(open_window: Open, episode: Episode) -> None:
    make.draft(turn=make.turn(episode, 2))
    make.published(turn=make.turn(episode, 6))
    make.in_review(turn=make.turn(episode, 10))
    desk = open_desk(open_window(make.editor()), episode)
    turns(desk).nth(5).focus()
    press(desk, "n")
    expect(turns(desk).nth(10)).to_be_focused()
    press(desk, "N")
    expect(turns(desk).nth(2)).to_be_focused()
    press(desk, "N")
    expect(desk.locator("#status")).to_contain_text("No more quotes that way")


def test_by_mouse_a_quote_not_yet_approved_is_found_in_the_list_by_its_state(
    open_window: Open, episode: Episode
) -> None:
    make.published(turn=make.turn(episode, 6))
    make.in_review(turn=make.turn(episode, 10))
    desk = open_desk(open_window(make.editor()), episode)
    desk.locator("#inspector .line", has_text="in review").click()
    expect(turns(desk).nth(10)).to_be_focused()
    in_window(turns(desk).nth(10))


@pytest.mark.parametrize("how", HOWS)
def test_quotes_are_walked_through_and_all_of_them_listed_again(
    open_window: Open, episode: Episode, how: str
) -> None:
    for position in (2, 6):
        make.draft(turn=make.turn(episode, position))
    desk = open_desk(open_window(make.editor()), episode)
    lines, back = desk.locator("#inspector .line"), desk.get_by_role("button", name="All quotes")
    for key, number in [("j", 0), ("j", 1), ("k", 0)]:
        if how == "mouse":
            lines.nth(number).click()
        else:
            press(desk, key)
        expect(turns(desk).nth([2, 6][number])).to_be_focused()
        if how == "mouse":
            back.click()
    if how == "keyboard":
        press(desk, "I")
    expect(lines).to_have_count(2)
    expect(lines.first).to_be_focused()


# Every action has its key


def test_every_row_of_the_table_of_keys_is_heard(desk: Page) -> None:
    unheard = desk.evaluate(
        """async () => {
            const { desk } = await import("/static/desk/desk.js");
            const { ACTIONS } = await import("/static/desk/keys.js");
            const unheard = ({ name, local }) => !local && !desk.keys.handlers.has(name);
            return ACTIONS.filter(unheard).map(({ name }) => name);
        }"""
    )
    assert unheard == []


def test_actions_that_share_a_key_say_when_they_apply(desk: Page) -> None:
    unsaid = desk.evaluate(
        """async () => {
            const { ACTIONS } = await import("/static/desk/keys.js");
            const everywhere = ACTIONS.filter((action) => !action.local);
            const rows = everywhere.flatMap((action) => action.keys.map((key) => ({ key, action })));
            const shared = [...Map.groupBy(rows, ({ key }) => key).values()].filter((all) => all.length > 1);
            const unsaid = shared.flat().filter(({ action }) => !action.when);
            return unsaid.map(({ key, action }) => `${key} ${action.name}`);
        }"""
    )
    assert unsaid == []


@pytest.mark.parametrize("how", HOWS)
def test_the_help_sheet_lists_every_action(desk: Page, how: str) -> None:
    if how == "mouse":
        desk.get_by_role("button", name="Keys").click()
    else:
        press(desk, "?")
    said = desk.evaluate(
        "import('/static/desk/keys.js').then(({ ACTIONS }) => ACTIONS.map((one) => one.does))"
    )
    shown = desk.locator("#help dd").all_inner_texts()
    assert [does for does in said if not any(does in line for line in shown)] == []
    if how == "mouse":
        desk.get_by_role("button", name="Close").click()
    else:
        press(desk, "Escape")
    expect(desk.locator("#help")).to_be_hidden()


def test_the_help_sheet_opens_at_its_top(desk: Page) -> None:
    press(desk, "?")
    expect(desk.get_by_role("heading", name="Keys", exact=True)).to_be_in_viewport(ratio=1)


def buttons_without_key(page: Page) -> list[str]:
    """The buttons to be seen that do not say their key."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".desk-page button, dialog:is([open], :popover-open) button")]
            .filter((one) => one.checkVisibility() && !one.matches(".line, .note"))
            .filter((one) => !one.title || !one.getAttribute("aria-keyshortcuts"))
            .map((one) => one.outerHTML.slice(0, 120))"""
    )


def states(page: Page) -> Any:
    """Open one part of the desk after the other."""
    yield "reading"
    press(page, "/", *"licence")
    yield "searching"
    press(page, "Escape", "g")
    yield "going"
    press(page, "Escape", "?")
    yield "help"
    press(page, "Escape", "j")
    expect(page.get_by_text("History")).to_be_visible()
    yield "a quote"
    press(page, "ArrowDown", "ArrowDown", "s", "Enter", *"trust")
    expect(page.get_by_role("option", name="Trust")).to_be_visible()
    yield "tagging"


def test_every_button_says_its_key(open_window: Open, episode: Episode) -> None:
    make.draft(turn=make.turn(episode, 2))
    page = open_desk(open_window(make.editor()), episode)
    found = {state: buttons_without_key(page) for state in states(page)}
    faults = sorted({button for buttons in found.values() for button in buttons})
    assert not faults, "\n".join(faults)


# Seen by everybody


def test_the_desk_is_accessible_in_each_state(
    open_window: Open, episode: Episode, scheme: str, check_without_fault: Callable[[Page], None]
) -> None:
    make.published(turn=make.turn(episode, 2))
    make.draft("We changed the licence in March.", turn=make.turn(episode, 2))
    Episode.objects.update(audio_url="https://audio.example/1.mp3")
    page = open_desk(open_window(make.editor(), color_scheme=scheme), episode)
    for _ in states(page):
        check_without_fault(page)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("laptop", {"viewport": {"width": 1280, "height": 800}}),
        ("tablet", {"viewport": {"width": 820, "height": 1180}, "has_touch": True}),
        ("doubled", {"viewport": {"width": 640, "height": 400}}),
        ("forced", {"forced_colors": "active"}),
        ("contrast", {"contrast": "more", "color_scheme": "dark"}),
    ],
)
def test_the_desk_fits(
    open_window: Open,
    episode: Episode,
    name: str,
    options: dict[str, Any],
    screenshot: Any,
    check_accessible: Callable[[Page], None],
) -> None:
    make.draft(turn=make.turn(episode, 2))
    page = open_desk(open_window(make.editor(), **options), episode)
    press(page, "j")
    expect(page.get_by_text("History")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    check_accessible(page)
    screenshot(page, f"desk-{name}")


def test_in_forced_colours_the_choice_at_hand_stands_out_and_is_read(
    open_window: Open, episode: Episode
) -> None:
    page = open_desk(open_window(make.editor(), forced_colors="active"), episode)
    turns(page).nth(2).focus()
    press(page, "s", "Enter", *"licens")
    choice = page.get_by_role("option", name="Licensing change")
    expect(choice).to_have_attribute("aria-selected", "true")
    # Chromium puts a plate of the page's colour behind words, on which those of a chosen thing are not seen.
    shown = (
        "one => (({ color, backgroundColor, forcedColorAdjust: plate }) => [color, backgroundColor, plate])"
    )
    ink, ground, plate = choice.evaluate(f"{shown}(getComputedStyle(one))")
    assert ink != ground
    assert plate == "none"


def test_a_finger_finds_the_tools_of_a_turn(open_window: Open, episode: Episode) -> None:
    page = open_desk(
        open_window(make.editor(), viewport={"width": 820, "height": 1180}, has_touch=True), episode
    )
    turns(page).nth(2).locator(".words").tap()
    tools = turns(page).nth(2).locator(".tools button")
    expect(tools.first).to_be_visible()
    heights = [box["height"] for tool in tools.all() if (box := tool.bounding_box())]
    assert heights
    assert min(heights) >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [(820, 1180), (640, 400)])
def test_on_narrow_screens_the_quote_gone_to_is_seen_above_its_side(
    open_window: Open, episode: Episode, size: tuple[int, int]
) -> None:
    for position in (8, 9, 15):
        make.draft(turn=make.turn(episode, position))
    page = open_desk(open_window(make.editor(), viewport={"width": size[0], "height": size[1]}), episode)
    for _ in range(3):
        press(page, "j")
        expect(page.get_by_text("History")).to_be_visible()
        quote, side = (
            page.locator("mark.selected").first.bounding_box(),
            page.locator("#inspector").bounding_box(),
        )
        assert quote
        assert side
        assert 0 < quote["y"] < quote["y"] + 20 < side["y"]
