"""Reading in a real browser: permalinks land, keys work, the pages are accessible in light and dark, wide and
narrow, and hold to the site's own policy (the window fails the test where one does not)."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Correction, ErrorReport, Quote
from annotations.services import correctionlog
from annotations.tests import factories as make
from annotations.views import reports
from transcripts.models import Episode

pytestmark = pytest.mark.browser
FIRST = "We changed the licence in March."
SECOND = "Revenue doubled within a year."
PHONE = {"width": 390, "height": 844}
FILLER = [f"Turn {n} fills the page with words of no interest to anybody." for n in range(40)]

Open = Callable[..., Page]


@pytest.fixture
def episode(groups: None) -> Episode:
    """An episode with a public transcript and two overlapping quotes far down."""
    where = make.podcast("Open Hour", rights=2)
    made = make.episode(
        texts=[*FILLER, make.WORDS],
        sponsor=[3],
        podcast=where,
        visibility=2,
        published_on=date(2024, 7, 3),
        audio_url="https://audio.example/1.mp3",
    )
    parent = make.tag("licensing")
    last = make.turn(made, len(FILLER))
    make.published(
        f"{FIRST} {SECOND}", turn=last, tags=[make.tag("forks", parent)], companies=[make.company()]
    )
    make.published(SECOND, turn=last, tags=[make.tag("growth")])
    return made


@pytest.fixture
def quote(episode: Episode) -> Quote:
    """The second quote."""
    return Quote.objects.get(versions__exact=SECOND)


def corrected(quote: Quote) -> Correction:
    """An entry of the log of corrections about a quote."""
    about = {"object_type": "quote", "object_id": quote.public_id, "by": make.editor()}
    return correctionlog.publish(**about, wrong="We had “licences” here.", changed="It says “licence” now.")


def test_a_reader_reports_an_error_without_a_script(
    open_window: Open, quote: Quote, monkeypatch: pytest.MonkeyPatch, screenshot: Callable[[Page, str], Path]
) -> None:
    monkeypatch.setattr(reports, "SOONEST", timedelta(seconds=-1))
    page = open_window(java_script_enabled=False)
    page.goto(quote.get_absolute_url())
    page.get_by_role("link", name="Report an error in this quote").click()
    page.get_by_label("What is wrong").fill("It was a month later.")
    page.get_by_label("Your mail address").fill("nobody")
    page.get_by_role("button", name="Send it to the editors").click()
    expect(page.get_by_text("This is no mail address.")).to_be_visible()
    screenshot(page, "report")
    page.get_by_label("Your mail address").fill("")
    page.get_by_role("button", name="Send it to the editors").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for reading closely")
    assert ErrorReport.objects.get().text == "It was a month later."


def test_a_reader_goes_from_the_first_page_to_the_passage(page: Page, episode: Episode) -> None:
    page.goto("/")
    page.get_by_role("complementary").get_by_role("link", name="Growth").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Growth")
    page.get_by_role("link", name=episode.title).click()
    expect(page.locator("mark:target")).to_be_in_viewport()
    expect(page.locator("mark:target")).to_have_text(SECOND)


def test_a_permalink_needs_no_script(open_window: Open, quote: Quote) -> None:
    page = open_window(java_script_enabled=False)
    page.goto(quote.get_absolute_url())
    expect(page.locator("mark")).to_have_text(SECOND)
    page.get_by_role("link", name="Read on in the episode").click()
    expect(page.locator("mark:target")).to_be_in_viewport()


def test_what_is_copied_says_who_said_it_and_where(page: Page, quote: Quote) -> None:
    page.goto(quote.get_absolute_url())
    copied = page.evaluate(
        """() => {
            const words = document.querySelector("blockquote p");
            getSelection().selectAllChildren(words);
            const data = new DataTransfer();
            words.dispatchEvent(new ClipboardEvent("copy", {clipboardData: data, bubbles: true}));
            return data.getData("text/plain");
        }"""
    )
    words, source, address = copied.splitlines()
    assert words == f"“{SECOND}”"
    assert source.startswith("Ines Carvalho, Closing the source, Open Hour, 3 July 2024")
    assert address.endswith(quote.get_absolute_url())


def test_a_quote_is_copied_as_it_is_shown(page: Page, quote: Quote) -> None:
    edits = [{"start": 0, "end": 0, "text": "Later"}]
    turn = make.turn(quote.episode)
    version = make.published(turn.text.split(". ")[0], turn=turn, emendations=edits)
    page.goto(version.quote.get_absolute_url())
    copied = page.evaluate(
        """() => {
            const words = document.querySelector("blockquote p");
            getSelection().selectAllChildren(words);
            const data = new DataTransfer();
            words.dispatchEvent(new ClipboardEvent("copy", {clipboardData: data, bubbles: true}));
            return data.getData("text/plain");
        }"""
    )
    assert copied.splitlines()[0] == f"“[Later] {version.exact}”"
    expect(page.locator(".as-spoken q")).to_have_text(version.exact)


def test_keys_step_through_the_quotes(page: Page, episode: Episode) -> None:
    page.goto("/guests/ines-carvalho/")
    quotes = page.locator("article.quote")
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(quotes.nth(place)).to_be_focused()


def test_the_first_tab_stop_skips_to_the_content(page: Page, episode: Episode) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["height"] > 10  # type: ignore[index]
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_sponsor_reads_are_folded(page: Page, episode: Episode) -> None:
    page.goto(episode.get_absolute_url())
    read = page.get_by_text("Turn 3 fills the page")
    expect(read).to_be_hidden()
    page.get_by_text("Sponsor read").click()
    expect(read).to_be_visible()


@pytest.mark.parametrize(
    "options", [{}, {"color_scheme": "dark"}, {"viewport": PHONE}], ids=["light", "dark", "phone"]
)
def test_every_kind_of_page_is_accessible_and_fits(
    open_window: Open, quote: Quote, check_accessible: Callable[[Page], None], options: dict[str, object]
) -> None:
    page = open_window(**options)
    entry = corrected(quote)
    addresses = [
        "/",
        "/topics/",
        "/topics/licensing/",
        "/topics/growth/?guest=ines-carvalho",
        "/episodes/",
        quote.episode.get_absolute_url(),
        quote.get_absolute_url(),
        "/guests/ines-carvalho/",
        "/companies/quarrystone/",
        "/podcasts/open-hour/",
        "/claims/",
        "/corrections/",
        entry.get_absolute_url(),
        f"/report/quote/{quote.public_id}/",
        "/report/sent/",
    ]
    titles = set()
    for address in addresses:
        page.goto(address)
        check_accessible(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], address  # type: ignore[index]
        titles.add(page.title())
    assert len(titles) == len(addresses)


def test_print_leaves_the_words_and_where_they_stand(page: Page, quote: Quote) -> None:
    page.goto("/topics/growth/")
    page.emulate_media(media="print")
    expect(page.locator("blockquote").first).to_be_visible()
    expect(page.get_by_role("navigation", name="Site")).to_be_hidden()
    address = page.locator("article.quote").first.evaluate("e => getComputedStyle(e, '::after').content")
    assert quote.get_absolute_url() in address
