"""How little it takes to tag a passage, and that nothing has to be waited for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from tests.browser.test_desk import SENTENCE, Open, open_desk, select

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(open_window: Open, groups: None) -> Iterator[Page]:
    """An editor's desk that counts every key that goes down, modifiers too."""
    make.tag("licensing-change").synonyms.create(text="Relicensing")
    make.tag("forks")
    make.tag("trust")
    episode = make.episode(texts=["Nothing here.", f"We changed the licence in March. {SENTENCE}"])
    page = open_desk(open_window(make.editor()), episode)
    page.evaluate(
        """() => {
            window.pressed = 0;
            window.addEventListener("keydown", () => (window.pressed += 1), true);
        }"""
    )
    yield page


def stand_in(page: Page, word: str) -> None:
    """Put the caret into a sentence."""
    page.evaluate(
        """(word) => {
            const turns = [...document.querySelectorAll(".turn")];
            turns.find((one) => one.textContent.includes(word)).focus();
        }""",
        word,
    )


def made(page: Page) -> tuple[str, list[str], int]:
    """The words and topics stored, and the keys it took."""
    expect(page.locator("mark.quote")).to_have_count(1)
    expect(page.locator("mark.unsaved")).to_have_count(0)
    version = QuoteVersion.objects.get()
    topics = sorted(version.tags.values_list("slug", flat=True))
    return version.exact, topics, page.evaluate("window.pressed")


def test_a_sentence_gets_two_topics_in_at_most_eight_key_presses(desk: Page) -> None:
    stand_in(desk, "licence")
    desk.evaluate("window.pressed = 0")
    for key in ("s", "Enter", "l", "Enter", "f", "Enter", "Enter"):
        desk.keyboard.press(key)
    words, topics, keys = made(desk)
    assert words == "We changed the licence in March."
    assert topics == ["forks", "licensing-change"]
    assert keys <= 8, keys


def test_a_mouse_selection_gets_a_topic_in_one_drag_and_at_most_five_key_presses(desk: Page) -> None:
    select(desk, SENTENCE)
    for key in ("t", "r", "Enter", "Enter"):
        desk.keyboard.press(key)
    words, topics, keys = made(desk)
    assert (words, topics) == (SENTENCE, ["trust"])
    assert keys <= 5, keys


def test_the_likeliest_topic_takes_one_key_more_than_opening_and_saving(desk: Page) -> None:
    stand_in(desk, "licence")
    desk.evaluate("window.pressed = 0")
    desk.keyboard.press("s")
    desk.keyboard.press("Enter")
    offered = desk.get_by_role("option", name="Licensing change")
    expect(offered).to_contain_text("“Licensing change” is said here")
    expect(offered).to_have_attribute("aria-selected", "false")
    for key in ("ArrowDown", "Enter", "Enter"):
        desk.keyboard.press(key)
    assert made(desk)[1:] == (["licensing-change"], 5)


def test_topics_are_found_by_synonym_without_the_server(desk: Page) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.context.set_offline(True)
    stand_in(desk, "licence")
    desk.keyboard.press("s")
    desk.keyboard.press("Enter")
    desk.keyboard.type("relicens")
    option = desk.get_by_role("option", name="Licensing change")
    expect(option).to_contain_text("Relicensing")
    expect(option).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Take away Licensing change")).to_be_visible()
    assert [url for url in asked if "/tags/" in url] == []


def test_the_topic_used_last_stands_first_among_those_that_fit_as_well(desk: Page) -> None:
    stand_in(desk, "Nothing")
    for key in ("s", "Enter", *"trust", "Enter", "Enter"):
        desk.keyboard.press(key)
    expect(desk.locator("mark.quote")).to_have_count(1)
    for key in ("ArrowDown", "s", "Enter"):
        desk.keyboard.press(key)
    options = desk.get_by_role("option")
    expect(options).to_have_text(["Licensing change“Licensing change” is said here", "Trustused last"])


def test_people_and_companies_of_the_episode_are_known_at_once_and_others_asked_for(desk: Page) -> None:
    other = make.company("Ironwood")
    stand_in(desk, "licence")
    desk.keyboard.press("s")
    desk.keyboard.press("Enter")
    desk.get_by_text("More, and a note").click()
    companies = desk.get_by_label("About companies", exact=True)
    companies.fill("iron")
    expect(desk.get_by_role("option", name="Ironwood")).to_be_visible()
    desk.keyboard.press("Enter")
    desk.context.set_offline(True)
    companies.fill("quarr")
    desk.keyboard.press("Enter")
    people = desk.get_by_label("About people", exact=True)
    people.fill("ines")
    desk.keyboard.press("Enter")
    desk.context.set_offline(False)
    topics = desk.get_by_label("Topics", exact=True)
    topics.first.fill("forks")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Control+Enter")
    made(desk)
    version = QuoteVersion.objects.get()
    assert set(version.companies.all()) == {other, make.company()}
    assert set(version.guests.all()) == {make.guest()}
