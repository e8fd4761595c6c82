"""Claims and names made in place on the desk, in real Chromium: by mouse and by keyboard alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.models import Claim, Evidence
from annotations.services import claims
from annotations.tests import factories as make
from tests.browser.test_deciding import tab_to
from tests.browser.test_desk import marks, open_desk, press
from transcripts.models import Company, Episode, Guest

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
DOUBLED = "Revenue doubled within a year."


@pytest.fixture
def episode(groups: None) -> Episode:
    made = make.episode(texts=[make.WORDS, "A second turn."])
    make.draft(DOUBLED, turn=make.turn(made))
    return made


def part(page: Page) -> Locator:
    return page.get_by_role("region", name="Claims")


def offered(page: Page, name: str) -> Locator:
    return part(page).get_by_role("list", name=name).get_by_role("button")


def saved(page: Page) -> None:
    expect(page.locator("#saving")).to_have_text("Saved")


def test_by_keyboard_a_claim_is_made_and_undone(
    open_window: Open, episode: Episode, check_accessible: Any, screenshot: Callable[[Page, str], Path]
) -> None:
    page = open_desk(open_window(make.editor()), episode)
    page.locator(".turn").first.focus()
    press(page, "j", "y")
    expect(part(page).get_by_label("What the quote shows, in a sentence")).to_be_focused()
    page.keyboard.type("Relicensing doubles revenue.")
    check_accessible(page)
    screenshot(page, "claiming")
    press(page, "Tab")
    page.keyboard.type("fig")
    stance = part(page).get_by_label("The quote does this to it")
    tab_to(page, stance)
    page.keyboard.type("disp")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    press(page, "y")
    expect(part(page).get_by_label("What the quote shows")).to_have_value("Relicensing doubles revenue.")
    expect(stance).to_have_value("disputes")
    tab_to(page, stance)
    page.keyboard.type("supp")
    press(page, "Control+Enter")
    expect(part(page).get_by_text("Relicensing doubles revenue.")).to_be_visible()
    saved(page)
    claim = Claim.objects.get()
    assert (claim.kind, claim.state, claim.evidence.get().stance) == ("metric", "draft", "supports")
    expect(page.locator(".turn").first).to_be_focused()
    with page.expect_response("**/discard/"):
        press(page, "Control+z")
    saved(page)
    expect(part(page).get_by_text("Relicensing doubles revenue.")).to_have_count(0)
    claim.refresh_from_db()
    assert claim.state == "discarded"


def figures(texts: list[str]) -> Episode:
    """An episode with a quote of each text."""
    made = make.episode(texts=[*texts, "Another turn."])
    for number, text in enumerate(texts):
        make.draft(text, turn=make.turn(made, number))
    return made


def test_by_keyboard_a_value_and_a_time_are_taken_from_the_words_and_edited(
    open_window: Open, groups: None, check_accessible: Any, screenshot: Callable[[Page, str], Path]
) -> None:
    words = "We had about $13 million in ARR in 2018, and 44 percent of it came from banks."
    page = open_desk(open_window(make.editor()), figures([words]))
    page.locator(".turn").first.focus()
    press(page, "j", "y")
    page.keyboard.type("Banks bring 44 percent of the revenue.")
    offered = part(page).get_by_role("list", name="Values in the words").get_by_role("button")
    expect(offered.first).to_contain_text("44 percent")
    press(page, "Alt+v")
    value = part(page).get_by_label("Value", exact=True)
    expect(value).to_have_value("44 percent")
    press(page, "Alt+v", "Alt+t")
    expect(value).to_have_value("about 13 million US dollars")
    expect(part(page).get_by_label("What is measured")).to_have_value("ARR")
    expect(part(page).get_by_label("When")).to_have_value("2018")
    check_accessible(page)
    screenshot(page, "claiming-a-value")
    value.fill("a lot of money")
    press(page, "Control+Enter")
    expect(part(page).get_by_role("alert")).to_contain_text("Write one value, as in")
    value.fill("13 to 14 million US dollars a year")
    press(page, "Control+Enter")
    expect(part(page).get_by_text("ARR: 13 to 14 million US dollars a year, 2018")).to_be_visible()
    saved(page)
    claim = Claim.objects.get()
    assert (claim.kind, claim.metric, claim.low, claim.high) == ("metric", "ARR", 13_000_000, 14_000_000)
    assert (claim.currency, claim.per, str(claim.period)) == ("USD", "year", "2018")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("We had $13 million in ARR.", "13 million US dollars"),
        ("44 percent of it came from banks.", "44 percent"),
        ("We moved all of it in 10 months.", "10 months"),
    ],
)
def test_figures_of_every_sort_are_offered_from_the_words(
    open_window: Open, groups: None, words: str, value: str
) -> None:
    page = open_desk(open_window(make.editor()), figures([words]))
    page.locator(".turn").first.focus()
    press(page, "j", "y")
    page.keyboard.type("That is how it was.")
    expect(offered(page, "Values in the words").first).to_contain_text(value)
    press(page, "Alt+v", "Control+Enter")
    expect(part(page).get_by_text(value)).to_be_visible()
    saved(page)
    assert str(Claim.objects.get().amount) == value


def test_a_claim_with_value_and_time_takes_its_sentence_and_eight_key_presses(
    open_window: Open, groups: None
) -> None:
    page = open_desk(open_window(make.editor()), figures(["We had about $13 million in ARR in 2018."]))
    page.locator(".turn").first.focus()
    page.evaluate(
        """() => {
            window.pressed = 0;
            window.addEventListener("keydown", () => (window.pressed += 1), true);
        }"""
    )
    press(page, "j", "y")
    said = part(page).get_by_label("What the quote shows, in a sentence")
    said.fill("It had 13 million dollars of recurring revenue in 2018.")
    expect(offered(page, "Values in the words").first).to_contain_text("13 million")
    press(page, "Alt+v", "Alt+t", "Control+Enter")
    saved(page)
    claim = Claim.objects.get()
    assert (claim.low, claim.currency, str(claim.period)) == (13_000_000, "USD", "2018")
    assert page.evaluate("window.pressed") <= 8, page.evaluate("window.pressed")


def test_by_mouse_a_similar_claim_gets_the_quote_instead(
    open_window: Open, groups: None, screenshot: Callable[[Page, str], Path]
) -> None:
    made = figures(["We had 300 paying customers by then."])
    like = claims.create(
        statement="Quarrystone had 300 paying customers.", kind="metric", low=300, unit="customers",
        subject="Quarrystone", by=make.editor(),
    )  # fmt: skip
    page = open_desk(open_window(make.editor(), color_scheme="dark"), made)
    marks(page, "We had 300 paying customers by then.").click()
    part(page).get_by_role("button", name="Make a claim").click()
    part(page).get_by_role("button", name="300 customers").click()
    expect(part(page).get_by_label("Kind")).to_have_value("metric")
    part(page).get_by_label("What the quote shows, in a sentence").fill("It had 300 paying customers.")
    similar = part(page).get_by_role("list", name="Said already, or nearly").get_by_role("button")
    expect(similar).to_contain_text("Quarrystone had 300 paying customers.")
    screenshot(page, "similar-claim")
    similar.click()
    expect(part(page).get_by_label("The quote")).to_have_value("supports")
    saved(page)
    assert like.evidence.get().stance == "supports"
    assert Claim.objects.count() == 1


def test_by_keyboard_a_similar_claim_gets_the_quote_instead(open_window: Open, groups: None) -> None:
    like = claims.create(
        statement="Quarrystone had 300 paying customers.", kind="metric", low=300, unit="customers",
        subject="Quarrystone", by=make.editor(),
    )  # fmt: skip
    page = open_desk(open_window(make.editor()), figures(["We had 300 paying customers by then."]))
    press(page, "j", "y")
    page.keyboard.type("It had 300 paying customers.")
    expect(offered(page, "Said already, or nearly")).to_contain_text(like.statement)
    press(page, "Alt+s")
    expect(part(page).get_by_text(like.statement)).to_be_visible()
    saved(page)
    assert like.evidence.get().stance == "supports"
    assert Claim.objects.count() == 1


def test_by_mouse_a_value_and_a_time_are_taken_from_the_words(open_window: Open, groups: None) -> None:
    words = "We had $13 million in ARR in 2018."
    page = open_desk(open_window(make.editor()), figures([words]))
    marks(page, words).click()
    part(page).get_by_role("button", name="Make a claim").click()
    part(page).get_by_label("What the quote shows, in a sentence").fill("It had recurring revenue.")
    offered(page, "Values in the words").first.click()
    offered(page, "Times in the words").first.click()
    part(page).get_by_role("button", name="Save claim").click()
    expect(part(page).get_by_text("ARR: 13 million US dollars")).to_be_visible()
    saved(page)
    claim = Claim.objects.get()
    assert (claim.low, claim.currency, str(claim.period)) == (13_000_000, "USD", "2018")


def test_by_mouse_a_quote_is_linked_to_a_claim_there_is(open_window: Open, episode: Episode) -> None:
    claims.create(statement="Prices rose everywhere.", kind="event", subject="founders", by=make.editor())
    page = open_desk(open_window(make.editor()), episode)
    marks(page, DOUBLED).click()
    part(page).get_by_role("button", name="Link to a claim").click()
    part(page).get_by_label("Claim", exact=True).click()
    page.keyboard.type("prices")
    page.get_by_role("option", name="Prices rose everywhere.").click()
    part(page).get_by_role("button", name="Save claim").click()
    expect(part(page).get_by_text("Prices rose everywhere.")).to_be_visible()
    saved(page)
    assert Evidence.objects.get().stance == "supports"


def test_by_keyboard_a_quote_is_linked_to_a_claim_there_is(open_window: Open, episode: Episode) -> None:
    claims.create(statement="Prices rose everywhere.", kind="event", subject="founders", by=make.editor())
    page = open_desk(open_window(make.editor()), episode)
    page.locator(".turn").first.focus()
    press(page, "j", "l")
    page.keyboard.type("prices")
    expect(page.get_by_role("option", name="Prices rose everywhere.")).to_contain_text("no quotes")
    press(page, "Enter", "Tab")
    page.keyboard.type("disp")
    press(page, "Control+Enter")
    expect(part(page).get_by_text("Prices rose everywhere.")).to_be_visible()
    saved(page)
    assert Evidence.objects.get().stance == "disputes"
    press(page, "i")
    tab_to(page, part(page).get_by_label("The quote"))
    page.keyboard.type("upd")
    expect(page.locator("#status")).to_have_text("Saved.")
    saved(page)
    assert Evidence.objects.get().stance == "updates"
    tab_to(page, part(page).get_by_role("button", name="Remove from: Prices rose"))
    press(page, "Enter")
    expect(part(page).get_by_text("Prices rose everywhere.")).to_have_count(0)
    saved(page)
    assert not Evidence.objects.exists()


def test_by_mouse_the_stance_is_changed_and_the_quote_removed(open_window: Open, episode: Episode) -> None:
    made = claims.create(
        statement="Prices rose everywhere.", kind="event", subject="founders", by=make.editor()
    )
    claims.add_evidence(made, quote=episode.quotes.get(), stance="supports", by=make.editor())
    page = open_desk(open_window(make.editor(), color_scheme="dark"), episode)
    marks(page, DOUBLED).click()
    part(page).get_by_label("The quote").select_option("updates")
    saved(page)
    expect(part(page).get_by_label("The quote")).to_have_value("updates")
    assert Evidence.objects.get().stance == "updates"
    part(page).get_by_role("button", name="Remove from: Prices rose").click()
    expect(part(page).get_by_text("Prices rose everywhere.")).to_have_count(0)
    saved(page)
    assert not Evidence.objects.exists()


def test_a_missing_company_is_made_with_a_warning_where_one_is_like_it(
    open_window: Open, episode: Episode, check_accessible: Any, screenshot: Callable[[Page, str], Path]
) -> None:
    make.company("HashiCorp")
    page = open_desk(open_window(make.editor()), episode)
    marks(page, DOUBLED).click()
    field = page.get_by_role("complementary").get_by_label("About companies", exact=True)
    field.fill("Hashi Corp")
    page.get_by_role("option", name="Make “Hashi Corp”").click()
    asked = page.get_by_role("alertdialog")
    expect(asked).to_contain_text("Something like “Hashi Corp” is there already.")
    check_accessible(page)
    screenshot(page, "alike")
    press(page, "Escape")
    expect(asked).to_have_count(0)
    expect(field).to_be_focused()
    expect(field).to_have_value("Hashi Corp")
    field.press("End")
    field.press_sequentially(" ")
    page.get_by_role("option", name="Make “Hashi Corp”").click()
    asked.get_by_role("button", name="HashiCorp", exact=True).click()
    expect(
        page.get_by_role("complementary").get_by_role("button", name="Take away HashiCorp")
    ).to_be_visible()
    field.fill("Tallowmere")
    expect(page.get_by_role("option", name="Make “Tallowmere”")).to_be_visible()
    press(page, "ArrowDown", "Enter")
    expect(page.get_by_role("button", name="Take away Tallowmere")).to_be_visible()
    saved(page)
    assert set(Company.objects.values_list("name", flat=True)) == {"Quarrystone", "HashiCorp", "Tallowmere"}


def test_by_keyboard_a_missing_person_is_made_when_saying_who_speaks(
    open_window: Open, episode: Episode
) -> None:
    page = open_desk(open_window(make.editor()), episode)
    page.locator(".turn").nth(1).focus()
    press(page, "p")
    page.keyboard.type("Ines Carvalo")
    expect(page.get_by_role("option", name="Make “Ines Carvalo”")).to_be_visible()
    press(page, "ArrowDown", "Enter")
    expect(page.get_by_role("alertdialog").get_by_role("button", name="Ines Carvalho")).to_be_focused()
    press(page, "Tab", "Enter")
    expect(page.get_by_role("button", name="Take away Ines Carvalo")).to_be_visible()
    press(page, "Control+Enter")
    expect(page.locator(".turn").nth(1)).to_contain_text("Ines Carvalo")
    assert Guest.objects.filter(name="Ines Carvalo").exists()
