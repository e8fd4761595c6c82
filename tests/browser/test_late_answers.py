"""Answers that come late, while something is decided: an older one never stands in place of what is newer."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from tests.browser.conftest import WAIT_MS
from tests.browser.test_correcting import edit, saved
from tests.browser.test_desk import marks, open_desk, press, stored, topics
from transcripts.models import Episode

__all__ = ["topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]
WORDS = "Two of us kept it."
SUBMITTED = re.compile(r"\bstate-in_review\b")
QUOTE = re.compile(r".*/api/v1/desk/quotes/[^/]+/$")
EPISODE = re.compile(r".*/api/v1/desk/episodes/[^/]+/$")

# What tabs tell each other first, to be told again.
LISTEN = """() => {
    const { user, episode } = JSON.parse(document.getElementById("desk-settings").textContent);
    window.channel = new BroadcastChannel(`osbiz-outbox:${user}:${episode}:`);
    channel.onmessage = ({ data }) => { window.heard ??= data; };
}"""
# Every state in which the words are drawn, one after the other.
WATCH = """() => {
    window.drawn = [];
    const look = () => {
        const mark = document.querySelector("mark.quote");
        const state = mark ? mark.className.match(/state-(\\w+)/)[1] : "none";
        if (drawn.at(-1) !== state) drawn.push(state);
    };
    look();
    const texts = document.getElementById("texts");
    new MutationObserver(look).observe(texts, { subtree: true, childList: true, attributes: true });
}"""


@pytest.fixture
def episode(groups: None) -> Episode:
    episode = make.episode(texts=[f"Welcome. {WORDS} Nobody else did.", "Thanks. Enjoy took us a year."])
    make.draft(WORDS, turn=make.turn(episode))
    return episode


@pytest.fixture
def desk(open_window: Open, episode: Episode) -> Page:
    page = open_desk(open_window(make.editor()), episode)
    page.evaluate(WATCH)
    return page


@contextmanager
def late(page: Page, address: str | re.Pattern[str]) -> Iterator[Callable[[], None]]:
    """Let the server answer the next request of this address, and the page hear of it only afterwards.
    Gives what waits until the server has answered."""
    held: list[tuple[Route, Any]] = []
    page.context.route(address, lambda route: held.append((route, route.fetch())), times=1)

    def answered() -> None:
        for _ in range(WAIT_MS // 10):
            if held:
                return
            page.wait_for_timeout(10)
        raise AssertionError("nothing was asked")

    yield answered
    answered()
    [(route, answer)] = held
    route.fulfill(response=answer)


def submit(page: Page) -> None:
    press(page, "v")
    stored(page)
    expect(marks(page, WORDS)).to_have_class(SUBMITTED)


def stands_submitted(page: Page) -> None:
    """The quote is shown in review, and was never shown otherwise since it was submitted."""
    expect(marks(page, WORDS)).to_have_class(SUBMITTED)
    page.wait_for_timeout(300)
    expect(marks(page, WORDS)).to_have_class(SUBMITTED)
    assert page.evaluate("drawn") == ["draft", "in_review"]
    assert QuoteVersion.objects.get().state == "in_review"


def test_a_quote_that_was_read_before_it_was_submitted(desk: Page) -> None:
    with late(desk, QUOTE) as answered:
        press(desk, "j")
        answered()
        submit(desk)
    stands_submitted(desk)


def test_a_text_that_was_corrected_before_a_quote_was_submitted(desk: Page) -> None:
    press(desk, "j")
    expect(desk.get_by_text("History")).to_be_visible()
    with late(desk, "**/corrections/") as answered:
        edit(desk, 1, "Enjoy", "Envoy")
        answered()
        press(desk, "Escape")
        marks(desk, WORDS).click()
        desk.get_by_role("button", name="Submit for review").click()
        stored(desk)
    saved(desk, 2)
    stands_submitted(desk)


def test_a_quote_that_was_submitted_before_the_text_was_corrected(desk: Page) -> None:
    press(desk, "j")
    expect(desk.get_by_text("History")).to_be_visible()
    with late(desk, "**/submit/") as answered:
        press(desk, "v")
        answered()
        expect(marks(desk, WORDS)).to_have_class(SUBMITTED)
        edit(desk, 1, "Enjoy", "Envoy")
        saved(desk, 2)
    stored(desk)
    stands_submitted(desk)


def test_a_text_that_was_asked_for_before_a_quote_was_submitted(
    desk: Page, open_window: Open, episode: Episode
) -> None:
    other = open_desk(open_window(make.person("bo", "editor")), episode)
    edit(other, 1, "Enjoy", "Envoy")
    saved(other, 2)
    press(desk, "j")
    expect(desk.get_by_text("History")).to_be_visible()
    desk.evaluate("dispatchEvent(new Event('online'))")  # hear of it now
    with late(desk, EPISODE) as answered:
        desk.get_by_role("button", name="Show it").click()
        answered()
        submit(desk)
    expect(desk.locator(".turn").nth(1)).to_contain_text("Envoy")
    stands_submitted(desk)


def test_another_tab_that_tells_late_what_it_was_answered(desk: Page) -> None:
    desk.evaluate(LISTEN)
    press(desk, "j")
    note = desk.locator("#inspector").get_by_label("Note for colleagues")
    note.fill("Check the number.")
    press(desk, "Control+Enter")
    stored(desk)
    desk.wait_for_function("window.heard")
    press(desk, "Escape")
    submit(desk)
    desk.evaluate("channel.postMessage(heard)")
    stands_submitted(desk)
    expect(desk.get_by_text("Check the number.")).to_be_visible()
