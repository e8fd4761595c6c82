"""Everything an editor does is undone and done again, by mouse and by keyboard, also after a reload."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotations.models import QuoteVersion
from annotations.services import quotes
from annotations.tests import factories as make
from api.tests.test_desk import mend
from tests.browser.test_correcting import edit, saved, words
from tests.browser.test_desk import marks, open_desk, press, stored, topics
from transcripts.models import Episode

__all__ = ["topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]
TEXTS = ["We kept the plan. Nobody else did.", "Thanks. Enjoy took us a year."]
PLAN = "We kept the plan."
UNDO = {"keyboard": "Control+z", "mouse": "Undo"}
REDO = {"keyboard": "Control+Shift+Z", "mouse": "Redo"}


@pytest.fixture(params=["keyboard", "mouse"])
def how(request: pytest.FixtureRequest) -> str:
    way: str = request.param
    return way


@pytest.fixture
def episode(groups: None) -> Episode:
    return make.episode(texts=TEXTS)


@pytest.fixture
def desk(open_window: Open, episode: Episode) -> Page:
    return open_desk(open_window(make.editor()), episode)


def take(page: Page, ways: dict[str, str], how: str) -> None:
    """Undo or redo."""
    if how == "mouse":
        page.get_by_role("button", name=ways["mouse"], exact=True).click(force=True)
    else:
        press(page, ways["keyboard"])


def undo(page: Page, how: str = "keyboard") -> None:
    take(page, UNDO, how)
    expect(page.locator("#status")).to_contain_text("Undone")
    stored(page)


def redo(page: Page, how: str = "keyboard") -> None:
    take(page, REDO, how)
    expect(page.locator("#status")).to_contain_text("Done again")
    stored(page)


def tag(page: Page) -> None:
    page.locator(".turn").first.focus()
    press(page, "s", "Enter", *"forks", "Enter", "Enter")
    expect(marks(page, PLAN)).to_be_visible()
    stored(page)


def version() -> QuoteVersion:
    return QuoteVersion.objects.get()


def slugs() -> list[str]:
    return sorted(version().tags.values_list("slug", flat=True))


def test_a_quote_is_unmade_and_made_again(desk: Page, how: str) -> None:
    tag(desk)
    undo(desk, how)
    expect(desk.locator("mark.quote")).to_have_count(0)
    assert version().state == "discarded"
    redo(desk, how)
    expect(marks(desk, PLAN)).to_be_visible()
    assert (version().state, slugs()) == ("draft", ["forks"])


def test_the_quote_that_was_undone_is_chosen_and_seen(desk: Page, how: str) -> None:
    tag(desk)
    press(desk, "Delete")
    stored(desk)
    desk.evaluate("document.querySelector('#texts').style.paddingBottom = '4000px'")
    desk.evaluate("scrollTo(0, 2000)")
    undo(desk, how)
    expect(marks(desk, PLAN)).to_be_in_viewport()
    expect(desk.locator("#inspector blockquote")).to_have_text(f"“{PLAN}”")
    redo(desk, how)
    undo(desk, how)
    expect(marks(desk, PLAN)).to_have_class(re.compile(r"^quote state-draft lane-0 selected( hue-\d+)?$"))


def test_topics_and_a_note_are_as_before_and_as_after(desk: Page, how: str) -> None:
    tag(desk)
    side = desk.locator("#inspector")
    side.get_by_label("Topics", exact=True).fill("trust")
    desk.get_by_role("option", name="Trust").click()
    side.get_by_label("Note for colleagues").fill("Check it.")
    press(desk, "Control+Enter")
    press(desk, "Escape")
    stored(desk)
    undo(desk, how)
    assert (version().note, slugs()) == ("", ["forks", "trust"])
    expect(side.get_by_label("Note for colleagues")).to_have_value("")
    undo(desk, how)
    assert slugs() == ["forks"]
    expect(desk.locator(".side .topics")).to_have_text("Forks")
    redo(desk, how)
    redo(desk, how)
    assert (version().note, slugs()) == ("Check it.", ["forks", "trust"])


def test_submitting_taking_back_and_discarding_are_undone(desk: Page, how: str) -> None:
    tag(desk)
    for act, name, after in [
        ("v", "Submit for review", "in_review"),
        ("V", "Take back", "draft"),
        ("Delete", "Discard", "discarded"),
    ]:
        before = version().state
        if how == "keyboard":
            press(desk, act)
        else:
            desk.locator("#inspector").get_by_role("button", name=name).click()
        stored(desk)
        assert version().state == after
        undo(desk, how)
        assert version().state == before
        redo(desk, how)
        assert version().state == after
    assert slugs() == ["forks"]


def test_steps_are_undone_after_a_reload(desk: Page) -> None:
    tag(desk)
    press(desk, "v")
    stored(desk)
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    expect(desk.get_by_role("button", name="Undo", exact=True)).to_have_attribute(
        "title", "Undo: submitted for review (Ctrl+z)"
    )
    undo(desk)
    undo(desk)
    assert version().state == "discarded"
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    redo(desk)
    redo(desk)
    expect(marks(desk, PLAN)).to_have_class(re.compile("state-in_review"))
    assert version().state == "in_review"


def test_a_change_of_what_is_public_is_undone_by_giving_up_the_new_draft(
    open_window: Open, episode: Episode
) -> None:
    public = make.published(PLAN, turn=make.turn(episode))
    page = open_desk(open_window(make.editor()), episode)
    marks(page, PLAN).click()
    side = page.locator("#inspector")
    side.get_by_label("Note for colleagues").fill("Other words.")
    side.get_by_role("button", name="Save note").click()
    expect(marks(page, PLAN)).to_have_class(re.compile("state-draft"))
    stored(page)
    press(page, "Escape")
    undo(page)
    expect(marks(page, PLAN)).to_have_class(re.compile("state-published"))
    assert quotes.newest(public.quote) == public
    redo(page)
    assert (quotes.newest(public.quote).note, quotes.newest(public.quote).state) == ("Other words.", "draft")


def test_corrections_of_the_text_are_undone(desk: Page, episode: Episode, how: str) -> None:
    edit(desk, 1, "Enjoy", "Envoy")
    saved(desk, 2)
    undo(desk, how)
    assert words(episode) == TEXTS
    redo(desk, how)
    assert words(episode) == [TEXTS[0], "Thanks. Envoy took us a year."]
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    mend(episode, "Nobody", "Nearly nobody")
    undo(desk, how)
    assert words(episode) == ["We kept the plan. Nearly nobody else did.", TEXTS[1]]
    expect(desk.locator(".turn").first).to_contain_text("Nearly nobody")


def test_undoing_what_somebody_else_corrected_since_shows_both(desk: Page, episode: Episode) -> None:
    edit(desk, 0, "plan", "plans")
    saved(desk, 2)
    mend(episode, "plans", "pledge")
    press(desk, "Control+z")
    expect(desk.get_by_role("group", name="Conflict")).to_be_visible()
    assert words(episode)[0] == "We kept the pledge. Nobody else did."


def test_a_quote_that_somebody_else_has_worked_on_is_not_unmade(desk: Page) -> None:
    tag(desk)
    quotes.change(version().quote, tags=[make.tag("trust")], by=make.person("bo", "editor"))
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    press(desk, "Control+z")
    expect(desk.locator("#status")).to_contain_text(
        "The quote has been changed since, so this is not undone."
    )
    assert (version().state, slugs()) == ("draft", ["trust"])


def test_decisions_of_reviewers_are_not_undone_silently(open_window: Open, episode: Episode) -> None:
    quote = make.in_review(PLAN, turn=make.turn(episode))
    page = open_desk(open_window(make.reviewer()), episode)
    press(page, "j", "A")
    expect(marks(page, PLAN)).to_have_class(re.compile("state-approved"))
    stored(page)
    press(page, "Control+z")
    expect(page.locator("#status")).to_have_text(
        "An approval is not undone. Return the quote with a note instead."
    )
    quote.refresh_from_db()
    assert quote.state == "approved"


def test_in_a_field_undoing_is_the_fields_own(desk: Page) -> None:
    tag(desk)
    note = desk.locator("#inspector").get_by_label("Note for colleagues")
    note.click()
    press(desk, *"abc", "Control+z")
    expect(note).not_to_have_value("abc")
    press(desk, "Control+Shift+Z")
    expect(note).to_have_value("abc")
    stored(desk)
    assert version().state == "draft"


def test_where_there_is_nothing_to_undo_it_is_said(desk: Page, how: str) -> None:
    take(desk, UNDO, how)
    expect(desk.locator("#status")).to_have_text("There is nothing to undo.")
    take(desk, REDO, how)
    expect(desk.locator("#status")).to_have_text("There is nothing to do again.")
