"""The reading pages' comforts in a real browser, on a phone and at a desk, with and without a script."""

from collections.abc import Callable
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from annotations.tests import factories as make
from transcripts.models import Episode

pytestmark = pytest.mark.browser
FIRST = "We changed the licence in March."
SECOND = "Revenue doubled within a year."
PHONE = {"width": 390, "height": 844}
FILLER = [f"Turn {n} fills the page with words of no interest to anybody." for n in range(40)]
PROSE = ["/about/", "/editorial-standards/", "/how-to-cite/", "/how-to-use-the-api/", "/style/"]

Open = Callable[..., Page]


@pytest.fixture
def episode(groups: None) -> Episode:
    """An episode with a public transcript, audio and quotes of two topics."""
    made = make.episode(
        texts=[*FILLER, make.WORDS],
        podcast=make.podcast("Open Hour", rights=2),
        visibility=2,
        published_on=date(2024, 7, 3),
        audio_url="https://audio.example/1.mp3",
    )
    last = make.turn(made, len(FILLER))
    make.published(FIRST, turn=last, tags=[make.tag("licensing")])
    make.published(SECOND, turn=last, tags=[make.tag("growth")])
    return made


def test_topics_are_switched_on_a_phone_without_a_script(open_window: Open, episode: Episode) -> None:
    page = open_window(java_script_enabled=False, viewport=PHONE)
    page.goto(episode.get_absolute_url())
    page.get_by_text("Mark one of 2 topics").click()
    page.locator(".switch").get_by_role("link", name="Growth").click()
    expect(page.locator("mark")).to_have_text(SECOND)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_listening_marks_the_turn_and_asks_no_other_host_before(page: Page, episode: Episode) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(episode.get_absolute_url())
    expect(page.locator("audio")).to_have_count(0)
    assert not [url for url in asked if "audio.example" in url]
    clock = page.locator("a.clock[href*='#t=']").nth(2)
    clock.click()
    expect(page.locator(".player audio")).to_be_visible()
    page.locator("audio").evaluate("a => a.dispatchEvent(new Event('timeupdate'))")
    expect(page.locator(".turn.heard")).to_have_count(1)


def test_keys_are_shown_on_a_sheet_and_a_quote_is_opened(page: Page, episode: Episode) -> None:
    page.goto("/guests/ines-carvalho/")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    expect(sheet).to_contain_text("the next quote")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("article.quote").first).to_be_focused()
    page.keyboard.press("o")
    expect(page.get_by_role("heading", name="In context")).to_be_visible()


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark", "viewport": PHONE}], ids=["desk", "phone"])
def test_pages_in_words_are_accessible_and_fit(
    open_window: Open, episode: Episode, check_accessible: Callable[[Page], None], options: dict[str, object]
) -> None:
    page = open_window(**options)
    for address in [*PROSE, f"{episode.get_absolute_url()}?tag=growth", "/topics/growth/?sort=oldest"]:
        page.goto(address)
        check_accessible(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], address  # type: ignore[index]


def test_a_phone_has_one_search_field_and_room_for_a_thumb(open_window: Open, episode: Episode) -> None:
    page = open_window(viewport=PHONE, is_mobile=True, has_touch=True)
    rule = {
        "runOnly": {"type": "rule", "values": ["target-size"]},
        "rules": {"target-size": {"enabled": True}},
    }
    own = make.published("in March.", turn=make.turn(episode, len(FILLER))).quote.get_absolute_url()
    for address in (
        "/",
        "/topics/growth/",
        "/search/?q=licence",
        episode.get_absolute_url(),
        own,
        "/explorer/",
    ):
        page.goto(address)
        assert page.locator("input[name=q]:visible").count() == (2 if address == "/explorer/" else 1), address
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        found = Axe().run(page, options=rule).response
        assert found["passes"] and not found["violations"], (address, found["violations"])
    desk = open_window()
    for address in ("/topics/growth/", episode.get_absolute_url(), own):
        desk.goto(address)
        found = Axe().run(desk, options=rule).response
        assert found["passes"] and not found["violations"], (address, found["violations"])


def test_on_paper_each_quote_and_the_page_say_their_whole_addresses(page: Page, episode: Episode) -> None:
    page.emulate_media(media="print")
    page.goto("/topics/growth/")
    written = "getComputedStyle(document.querySelector({!r}), {!r}).content"
    assert page.url in page.evaluate(written.format(".masthead", "::after"))
    address = page.locator("article.quote").first.get_attribute("data-permalink")
    assert address and address.startswith(page.url.removesuffix("/topics/growth/"))
    assert address in page.evaluate(written.format("article.quote", "::after"))
    page.goto(address)
    expect(page.get_by_role("heading", name="Cite this quote")).to_be_visible()
    for left_out in (".cite .actions", ".cite details", ".onward"):
        expect(page.locator(left_out).first).to_be_hidden()
