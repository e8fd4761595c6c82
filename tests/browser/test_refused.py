"""What the server did not want is tried again, edited or thrown away, by mouse and by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.models import QuoteVersion, Tag
from annotations.tests import factories as make
from tests.browser.test_desk import open_desk, press, stored, topics
from tests.browser.test_moving import HOWS
from transcripts.models import Episode

__all__ = ["topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]


@pytest.fixture
def episode(groups: None) -> Episode:
    return make.episode(texts=["We kept the plan. Nobody else did.", "Thanks."])


@pytest.fixture
def refused(open_window: Open, episode: Episode) -> Page:
    """A desk with a quote of a topic that somebody took away meanwhile; one looks at all quotes."""
    page = open_desk(open_window(make.editor()), episode)
    Tag.objects.filter(slug="forks").delete()
    press(page, "Escape", "s", "Enter", *"forks", "Enter", "Enter")
    expect(refusal(page)).to_contain_text("Not saved:")
    press(page, "I", "Escape")
    return page


def refusal(page: Page) -> Locator:
    return page.locator("#inspector").get_by_role("alert")


def decide(page: Page, how: str, button: str, key: str) -> None:
    """Go to what was refused, and decide about it."""
    if how == "mouse":
        page.locator("#saving").get_by_role("button", name="1 not saved: look").click()
    else:
        press(page, "z")
    expect(refusal(page).get_by_role("button").first).to_be_focused()
    if how == "mouse":
        refusal(page).get_by_role("button", name=button).click()
    else:
        press(page, key)


@pytest.mark.parametrize("how", HOWS)
def test_it_is_tried_again(refused: Page, how: str) -> None:
    forks = make.tag("forks")
    gone = refused.evaluate(
        "import('/static/desk/desk.js').then(({ desk }) => desk.outbox.refused()[0].data.body.tags[0])"
    )
    Tag.objects.filter(pk=forks.pk).update(public_id=gone)
    decide(refused, how, "Try again", "T")
    expect(refusal(refused)).to_have_count(0)
    stored(refused)
    assert list(QuoteVersion.objects.get().tags.all()) == [forks]


@pytest.mark.parametrize("how", HOWS)
def test_it_is_edited_again(refused: Page, how: str) -> None:
    decide(refused, how, "Edit", "E")
    bar = refused.get_by_role("form", name="New quote")
    expect(bar.get_by_label("Topics", exact=True)).to_be_focused()
    if how == "mouse":
        bar.get_by_role("button", name="Take away Forks").click()
    else:
        press(refused, "Backspace")
    press(refused, *"trust", "Enter", "Enter")
    stored(refused)
    assert [tag.slug for tag in QuoteVersion.objects.get().tags.all()] == ["trust"]


@pytest.mark.parametrize("how", HOWS)
def test_it_is_thrown_away(refused: Page, how: str) -> None:
    decide(refused, how, "Throw away", "D")
    expect(refusal(refused)).to_have_count(0)
    expect(refused.locator("mark.quote")).to_have_count(0)
    expect(refused.locator("#saving")).to_have_text("Saved")
    assert not QuoteVersion.objects.exists()
