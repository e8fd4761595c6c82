"""Answers that come late, while something is decided: an older one never stands in place of what is newer."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from annotations.models import QuoteVersion
from annotations.services import comments
from annotations.tests import factories as make
from tests.browser.conftest import WAIT_MS
from tests.browser.test_confirming import with_two_places
from tests.browser.test_correcting import edit, saved
from tests.browser.test_desk import marks, open_desk, press, stored, topics
from transcripts.models import Episode

__all__ = ["topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]
WORDS = "Two of us kept it."
SUBMITTED = re.compile(r"\bstate-in_review\b")
QUOTE = re.compile(r".*/api/v1/desk/quotes/[^/]+/$")
COMMENTS = re.compile(r".*/api/v1/desk/episodes/[^/]+/comments/$")
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

# The turns with open comments, one state after the other.
WATCH_TALK = """() => {
    window.talks = [[]];
    const look = () => {
        const turns = [...document.querySelectorAll(".turn")];
        const found = turns.flatMap((turn, at) => (turn.querySelector(".talk-mark") ? [at] : []));
        if (String(talks.at(-1)) !== String(found)) talks.push(found);
    };
    new MutationObserver(look).observe(document.getElementById("texts"), { subtree: true, childList: true });
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
    page.evaluate(WATCH_TALK)
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


def test_a_quote_that_was_read_before_one_of_its_places_was_chosen(open_window: Open, groups: None) -> None:
    page = open_desk(open_window(make.editor()), with_two_places().quote.episode)
    chosen = page.locator("#inspector .candidate.chosen")
    with late(page, QUOTE) as answered:
        press(page, "u")
        answered()
        press(page, "2")
        expect(chosen).to_contain_text("Monday")
    expect(page.get_by_text("History")).to_be_visible()
    expect(chosen).to_contain_text("Monday")


def test_comments_that_were_read_before_one_was_written(desk: Page, episode: Episode) -> None:
    comments.add(episode, text="Really?", quote=episode.quotes.get(), by=make.reviewer())
    with late(desk, COMMENTS) as answered:
        hear_of_others(desk)
        answered()
        write(desk, "Mine.")
        stored(desk)
    assert commented_on(desk, 0, 1) == [[], [1], [0, 1]]


def test_comments_that_were_asked_for_twice(desk: Page, episode: Episode) -> None:
    with late(desk, COMMENTS) as answered:
        comments.add(episode, text="Really?", quote=episode.quotes.get(), by=make.reviewer())
        hear_of_others(desk)
        answered()
        turn = make.turn(episode, 1)
        place = {"revision": turn.revision, "start": turn.offset, "end": turn.offset + 6}
        comments.add(episode, text="Who?", by=make.reviewer(), **place)
        edit(desk, 1, "Enjoy", "Envoy")  # comments are asked for with the text
        saved(desk, 2)
        commented_on(desk, 0, 1)
    assert commented_on(desk, 0, 1) == [[], [0, 1]]


def test_a_comment_that_was_resolved_before_somebody_opened_it_again(desk: Page, episode: Episode) -> None:
    said = comments.add(episode, text="Really?", quote=episode.quotes.get(), by=make.reviewer())
    hear_of_others(desk)
    commented_on(desk, 0)
    with late(desk, "**/resolve/") as answered:
        press(desk, "O", "x")
        answered()
        commented_on(desk)
        comments.reopen(said, by=make.reviewer())
        comments.add(episode, text="Yes, really?", answers=said, by=make.reviewer())
        with desk.expect_response(COMMENTS):
            hear_of_others(desk)
    stored(desk)
    assert commented_on(desk, 0) == [[], [0], [], [0]]
    expect(desk.locator(".remark")).to_have_count(2)


def test_a_comment_that_was_opened_again_before_anybody_heard_of_it(desk: Page, episode: Episode) -> None:
    said = comments.add(episode, text="Really?", quote=episode.quotes.get(), by=make.reviewer())
    hear_of_others(desk)
    commented_on(desk, 0)
    with late(desk, "**/resolve/") as answered:
        press(desk, "O", "x")
        answered()
        comments.reopen(said, by=make.reviewer())
    stored(desk)
    hear_of_others(desk)
    commented_on(desk, 0)


def test_a_comment_of_others_that_could_not_be_read_is_read_the_next_time(
    desk: Page, episode: Episode
) -> None:
    comments.add(episode, text="Really?", quote=episode.quotes.get(), by=make.reviewer())
    desk.context.route(COMMENTS, lambda route: route.abort(), times=1)
    with desk.expect_event("requestfailed"):
        hear_of_others(desk)
    hear_of_others(desk)
    commented_on(desk, 0)


def hear_of_others(page: Page) -> None:
    """Let the heart beat now, once it has done so before."""
    page.evaluate(
        """async () => {
            const { desk } = await import("/static/desk/desk.js");
            while (desk.presence.beating) await new Promise((over) => setTimeout(over, 10));
            dispatchEvent(new Event("online"));
        }"""
    )


def write(page: Page, text: str) -> None:
    """Comment on the second turn."""
    page.locator(".turn").nth(1).focus()
    press(page, "o")
    page.keyboard.type(text)
    press(page, "Control+Enter")


def commented_on(page: Page, *turns: int) -> list[list[int]]:
    """Wait until these turns have open comments; answers which had, one state after the other."""
    page.wait_for_function("(turns) => String(talks.at(-1)) === turns", arg=",".join(map(str, turns)))
    page.wait_for_timeout(300)
    states: list[list[int]] = page.evaluate("talks")
    return states


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
