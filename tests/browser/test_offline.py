"""Nothing typed is lost: the connection breaks, answers are cut off, two people work at once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from annotations.models import Quote, QuoteVersion, Tag
from annotations.services import quotes
from annotations.tests import factories as make
from tests.browser.conftest import sign_in
from tests.browser.test_desk import marks, open_desk, press, select, stored, topics
from transcripts.models import Episode

__all__ = ["topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]
COUNT = 10
TEXTS = [f"This is plan {number}. Two of us kept it. Nobody else did." for number in range(COUNT)]
TOPICS = ["forks", "trust", "licensing-change"]
API = re.compile(r".*/api/v1/desk/.*")


@pytest.fixture
def episode(groups: None) -> Episode:
    return make.episode(texts=TEXTS)


@pytest.fixture
def desk(open_window: Open, episode: Episode) -> Page:
    return open_desk(open_window(make.editor()), episode)


def tag(page: Page, number: int) -> None:
    """Quote the first sentence of a turn under one topic, by keys alone."""
    page.locator(".turn").nth(number).focus()
    press(page, "s", "Enter", *TOPICS[number % 3].split("-")[0], "Enter", "Enter")
    expect(marks(page, f"This is plan {number}.")).to_have_count(1)


def made() -> list[tuple[str, list[str]]]:
    """The words and topics of all versions, in the order in which they were stored."""
    versions = QuoteVersion.objects.order_by("pk").prefetch_related("tags")
    return [(version.exact, [tag.slug for tag in version.tags.all()]) for version in versions]


def wanted(*numbers: int) -> list[tuple[str, list[str]]]:
    return [(f"This is plan {number}.", [TOPICS[number % 3]]) for number in numbers]


def corner(page: Page) -> Any:
    return page.locator("#saving")


def cut(route: Route) -> None:
    """Let the server do it, and lose its answer."""
    route.fetch()
    route.abort()


def test_the_connection_breaks_in_the_middle_of_ten_quotes_and_comes_back(
    desk: Page, episode: Episode
) -> None:
    for number in range(3):
        tag(desk, number)
    stored(desk)
    context = desk.context
    context.set_offline(True)
    expect(corner(desk)).to_contain_text("Offline")
    for number in range(3, 7):
        tag(desk, number)
    expect(corner(desk)).to_have_text("Offline, 4 waiting")
    expect(desk.locator(".side .unsaved")).to_have_text(["not saved yet"] * 4)
    assert made() == wanted(0, 1, 2)
    desk.close()
    context.set_offline(False)
    again = open_desk(context.new_page(), episode)
    expect(again.locator("mark.quote")).to_have_count(7)
    for number in range(7, COUNT):
        tag(again, number)
    stored(again)
    expect(corner(again)).to_have_text("Saved")
    expect(again.locator(".side .unsaved")).to_have_count(0)
    assert made() == wanted(*range(COUNT))


def test_what_waits_is_shown_after_a_reload_and_changed_further(desk: Page) -> None:
    desk.context.route(API, lambda route: route.abort())
    tag(desk, 0)
    tag(desk, 1)
    expect(corner(desk)).to_have_text("Offline, 2 waiting")
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    expect(corner(desk)).to_have_text("Offline, 2 waiting")
    marks(desk, "This is plan 1.").click()
    side = desk.locator("#inspector")
    expect(side.locator("h2")).to_contain_text("not saved yet")
    side.get_by_label("Note for colleagues").fill("Check the number.")
    side.get_by_role("button", name="Save note").click()
    press(desk, "Escape", "v")
    expect(marks(desk, "This is plan 1.")).to_have_class(re.compile("state-in_review"))
    expect(corner(desk)).to_have_text("Offline, 4 waiting")
    desk.context.unroute(API)
    stored(desk)
    assert made() == wanted(0, 1)
    last = QuoteVersion.objects.order_by("pk").last()
    assert last
    assert (last.note, last.state, last.number) == ("Check the number.", "in_review", 1)


def test_a_quote_whose_answer_is_cut_off_is_made_once(desk: Page) -> None:
    desk.context.route("**/quotes/", cut, times=1)
    with desk.expect_response(lambda answer: answer.request.method == "POST" and answer.ok) as told:
        tag(desk, 0)
    stored(desk)
    assert told.value.status == 200
    assert made() == wanted(0)


def test_a_change_whose_answer_is_cut_off_is_not_taken_for_somebody_elses(desk: Page) -> None:
    tag(desk, 0)
    stored(desk)
    desk.context.route(re.compile(r".*/quotes/[^/]+/$"), cut, times=1)
    side = desk.locator("#inspector")
    side.get_by_label("Note for colleagues").fill("Check the number.")
    side.get_by_role("button", name="Save note").click()
    desk.context.route(re.compile(r".*/quotes/[^/]+/submit/$"), cut, times=1)
    side.get_by_role("button", name="Submit for review").click()
    stored(desk)
    expect(desk.get_by_role("alert")).to_have_count(0)
    version = QuoteVersion.objects.get()
    assert (version.note, version.state) == ("Check the number.", "in_review")
    assert list(version.events.values_list("action", flat=True)) == ["draft", "change", "submit"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_waits_and_what_was_refused_is_accessible_and_pictured(
    open_window: Open,
    episode: Episode,
    scheme: str,
    check_accessible: Callable[[Page], None],
    screenshot: Any,
) -> None:
    page = open_desk(open_window(make.editor(), color_scheme=scheme), episode)
    Tag.objects.filter(slug="forks").delete()
    tag(page, 0)
    expect(page.locator("#inspector").get_by_role("alert")).to_be_visible()
    page.context.set_offline(True)
    tag(page, 1)
    tag(page, 2)
    expect(corner(page)).to_contain_text("Offline, 2 waiting · 1 not saved: look")
    press(page, "z")
    check_accessible(page)
    screenshot(page, f"offline-{scheme}")


def test_the_highlight_stands_before_the_server_has_answered(desk: Page) -> None:
    held: list[Route] = []
    desk.context.route("**/quotes/", lambda route: held.append(route))
    tag(desk, 0)
    expect(desk.locator("#inspector h2")).to_have_text("draft not saved yet")
    expect(marks(desk, "This is plan 0.")).to_have_class(
        re.compile(r"^quote state-draft lane-0 unsaved selected( hue-\d+)?$")
    )
    assert not Quote.objects.exists()
    held[0].continue_()
    stored(desk)
    expect(marks(desk, "This is plan 0.")).to_have_class(
        re.compile(r"^quote state-draft lane-0 selected( hue-\d+)?$")
    )


def test_two_editors_in_one_episode_lose_nothing(open_window: Open, episode: Episode) -> None:
    shared = make.draft("Two of us kept it.", turn=make.turn(episode, 9))
    ed, bo = (
        open_desk(open_window(person), episode) for person in (make.editor(), make.person("bo", "editor"))
    )
    side = bo.locator("#inspector")
    marks(bo, "Two of us kept it.").click()
    expect(side.get_by_text("History")).to_be_visible()
    marks(ed, "Two of us kept it.").click()
    ed.locator("#inspector").get_by_label("Note for colleagues").fill("From Ed.")
    ed.locator("#inspector").get_by_role("button", name="Save note").click()
    stored(ed)
    side.get_by_label("Note for colleagues").fill("From Bo.")
    side.get_by_role("button", name="Save note").click()
    refusal = side.get_by_role("alert")
    expect(refusal).to_contain_text("Not saved: Somebody has changed this quote since you opened it.")
    expect(refusal).to_contain_text("From Bo.")
    expect(corner(bo)).to_contain_text("1 not saved")
    for number, page in enumerate([ed, bo, ed, bo]):
        tag(page, number)
    stored(ed)
    stored(bo)
    shared.refresh_from_db()
    assert shared.note == "From Ed."
    press(bo, "z")
    expect(side.get_by_label("Note for colleagues")).to_have_value("From Bo.")
    press(bo, "Escape", "T")
    stored(bo)
    expect(side.get_by_role("alert")).to_have_count(0)
    shared.refresh_from_db()
    assert shared.note == "From Bo."
    assert sorted(made())[:4] == wanted(0, 1, 2, 3)
    bo.reload()
    expect(bo.locator("mark.quote")).to_have_count(5)


def test_a_note_of_somebody_else_is_seen_beside_ones_own(open_window: Open, episode: Episode) -> None:
    version = make.draft("This is plan 0.", turn=make.turn(episode))
    page = open_desk(open_window(make.person("ada", "editor")), episode)
    press(page, "j")
    expect(page.get_by_text("History")).to_be_visible()
    quotes.change(version.quote, note="Theirs.", by=make.editor())
    note = page.locator("#inspector").get_by_label("Note for colleagues")
    note.fill("Mine.")
    press(page, "Control+Enter")
    expect(page.locator("#inspector .refused")).to_contain_text("Changed: Mine.")
    expect(page.locator("#inspector")).to_contain_text("Stored: “Theirs.”")
    page.get_by_role("button", name="Throw away").click()
    note.fill("Theirs.")
    expect(page.get_by_text("Stored: “")).to_be_hidden()


def test_what_the_server_does_not_want_is_edited_or_thrown_away(desk: Page) -> None:
    Tag.objects.filter(slug="forks").delete()
    desk.locator(".turn").first.focus()
    press(desk, "s", "Enter", *"forks", "Enter", "Enter")
    refusal = desk.locator("#inspector").get_by_role("alert")
    expect(refusal).to_contain_text("Not saved:")
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    expect(desk.locator("mark.quote.unsaved")).to_have_text("This is plan 0.")
    press(desk, "z")
    expect(refusal.get_by_role("button").first).to_be_focused()
    press(desk, "Escape", "E")
    bar = desk.get_by_role("form", name="New quote")
    expect(bar.get_by_role("button", name="Take away Forks")).to_be_visible()
    bar.get_by_role("button", name="Take away Forks").click()
    press(desk, *"trust", "Enter", "Enter")
    stored(desk)
    assert made() == [("This is plan 0.", ["trust"])]
    Tag.objects.filter(slug="licensing-change").delete()
    tag(desk, 2)
    expect(refusal).to_be_visible()
    refusal.get_by_role("button", name="Throw away").click()
    expect(desk.locator("mark.quote")).to_have_count(1)
    expect(corner(desk)).to_have_text("Saved")


def test_whoever_is_signed_out_works_on_and_nobody_else_sends_it(desk: Page, live_server: LiveServer) -> None:
    ed: User = make.editor()
    desk.context.clear_cookies()
    tag(desk, 0)
    expect(corner(desk)).to_have_text("Signed out: sign in again in another tab, 1 waiting")
    sign_in(desk.context, make.person("bo", "editor"), live_server.url)
    tag(desk, 1)
    expect(corner(desk)).to_have_text("Signed out: sign in again in another tab, 2 waiting")
    assert not Quote.objects.exists()
    desk.context.clear_cookies()
    sign_in(desk.context, ed, live_server.url)
    desk.evaluate("dispatchEvent(new Event('focus'))")
    stored(desk)
    assert made() == wanted(0, 1)
    assert set(Quote.objects.values_list("created_by", flat=True)) == {ed.pk}


def test_two_tabs_send_nothing_twice_and_keep_each_what_is_typed_in_it(desk: Page, episode: Episode) -> None:
    other = open_desk(desk.context.new_page(), episode)
    for page, number in ((desk, 0), (other, 1)):
        page.bring_to_front()
        select(page, f"This is plan {number}.")
        press(page, *TOPICS[number], "Enter")
    for page, number in ((desk, 0), (other, 1)):
        page.bring_to_front()
        page.reload()
        bar = page.get_by_role("form", name="New quote")
        expect(bar.locator(".chip")).to_have_text(re.compile(TOPICS[number], re.IGNORECASE))
        bar.get_by_role("button", name="Take away").click()
    answered: list[int] = []  # what is cut off on its way is not sent twice when it is tried again
    desk.context.on(
        "response", lambda answer: answered.append(answer.status) if answer.url.endswith("/quotes/") else None
    )
    desk.context.route(API, lambda route: route.abort())
    for page, number in ((desk, 4), (other, 5)):
        page.bring_to_front()
        press(page, "Escape")
        tag(page, number)
    expect(corner(desk)).to_have_text("Offline, 2 waiting")
    expect(corner(other)).to_have_text("Offline, 2 waiting")
    desk.context.unroute(API)
    for page in (desk, other):
        page.evaluate("dispatchEvent(new Event('online'))")
    stored(desk)
    stored(other)
    assert made() == wanted(4, 5)
    desk.wait_for_timeout(500)  # an answer is told of a moment after it came; a third came by now
    assert answered == [201, 201]
    assert made() == wanted(4, 5)
    expect(desk.locator(".side .unsaved")).to_have_count(0)
    expect(other.locator(".side .unsaved")).to_have_count(0)


def test_a_tab_that_sees_late_what_another_has_sent_does_not_send_it_again(
    desk: Page, episode: Episode
) -> None:
    other = open_desk(desk.context.new_page(), episode)
    desk.context.route(API, lambda route: route.abort())
    tag(other, 0)
    expect(corner(other)).to_have_text("Offline, 1 waiting")
    waiting = "Object.entries(localStorage).filter(([name]) => name.startsWith('osbiz-outbox:'))"
    seen = other.evaluate(waiting)
    assert len(seen) == 1
    desk.context.unroute(API)
    other.evaluate("dispatchEvent(new Event('online'))")
    stored(other)
    sent: list[str] = []
    desk.context.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    desk.bring_to_front()
    desk.evaluate("entries => entries.forEach((entry) => localStorage.setItem(...entry))", seen)
    tag(desk, 1)
    stored(desk)
    assert len([url for url in sent if url.endswith("/quotes/")]) == 1
    assert made() == wanted(0, 1)


def test_what_is_typed_in_the_bar_is_there_after_a_reload(desk: Page) -> None:
    select(desk, "Two of us kept it.")
    bar = desk.get_by_role("form", name="New quote")
    press(desk, *"forks", "Enter")
    bar.locator("summary").click()
    bar.get_by_label("Note for colleagues").fill("A long thought.")
    bar.get_by_label("Topics", exact=True).fill("tru")
    desk.reload()
    expect(bar.locator(".chip")).to_have_text(re.compile("Forks"))
    expect(bar.get_by_label("Note for colleagues")).to_have_value("A long thought.")
    expect(bar.get_by_label("Topics", exact=True)).to_have_value("tru")
    bar.get_by_label("Topics", exact=True).focus()
    press(desk, "Control+Shift+Enter")
    stored(desk)
    version = QuoteVersion.objects.get()
    assert (version.exact, version.note, version.state) == (
        "Two of us kept it.",
        "A long thought.",
        "in_review",
    )
    assert sorted(version.tags.values_list("slug", flat=True)) == ["forks", "trust"]
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    expect(bar).to_be_hidden()


def test_what_is_typed_at_the_side_is_there_after_a_reload(open_window: Open, episode: Episode) -> None:
    both = make.person("bo", "editor", "reviewer")
    make.in_review("Two of us kept it.", turn=make.turn(episode))
    draft = make.draft("Nobody else did.", turn=make.turn(episode))
    page = open_desk(open_window(both), episode)
    side = page.locator("#inspector")
    marks(page, "Two of us kept it.").first.click()
    side.get_by_label("Why (to return").fill("Too short, I think.")
    marks(page, "Nobody else did.").first.click()
    side.get_by_label("Note for colleagues").fill("Really nobody?")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    expect(side.get_by_label("Note for colleagues")).to_have_value("Really nobody?")
    marks(page, "Two of us kept it.").first.click()
    expect(side.get_by_label("Why (to return")).to_have_value("Too short, I think.")
    press(page, "Escape", "R")
    expect(marks(page, "Two of us kept it.")).to_have_class(re.compile("state-changes_requested"))
    stored(page)
    states = dict(QuoteVersion.objects.values_list("exact", "state"))
    assert states == {"Two of us kept it.": "changes_requested", "Nobody else did.": "draft"}
    draft.refresh_from_db()
    assert draft.note == ""


def test_whoever_types_is_not_disturbed_when_something_is_stored(desk: Page, episode: Episode) -> None:
    version = make.draft("Two of us kept it.", turn=make.turn(episode))
    desk.reload()
    marks(desk, "Two of us kept it.").click()
    field = desk.locator("#inspector").get_by_label("Topics", exact=True)
    held: list[Route] = []
    desk.context.route(re.compile(r".*/quotes/[^/]+/$"), lambda route: held.append(route))
    field.fill("forks")
    with desk.expect_request(lambda request: request.method == "PATCH"):
        desk.get_by_role("option", name="Forks").click()
    press(desk, *"tru")
    expect(field).to_have_value("tru")
    [route.continue_() for route in held]
    stored(desk)
    expect(field).to_have_value("tru")
    expect(field).to_be_focused()
    assert quotes.newest(version.quote).tags.count() == 2
