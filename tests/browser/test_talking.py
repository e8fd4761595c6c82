"""Comments on the desk in real Chromium: by mouse, and by keyboard alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.models import Comment
from annotations.services import comments
from annotations.tests import factories as make
from tests.browser.test_desk import marks, open_desk, press
from transcripts.editing import Words
from transcripts.models import Episode
from transcripts.services import corrections

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
DOUBLED = "Revenue doubled within a year."
SECOND = "A second turn, of which nobody has said anything."


@pytest.fixture
def episode(groups: None) -> Episode:
    made = make.episode(texts=[make.WORDS, SECOND])
    make.draft(DOUBLED, turn=make.turn(made))
    make.reviewer()
    return made


def panel(page: Page) -> Locator:
    return page.get_by_role("region", name="Comments")


def to_turn(page: Page, number: int) -> None:
    page.locator(".turn").nth(number).focus()
    press(page, "ArrowRight", "ArrowLeft")


def saved(page: Page) -> None:
    expect(page.locator("#saving")).to_have_text("Saved")


def test_by_keyboard_a_passage_is_commented_on_a_colleague_mentioned_and_it_is_undone(
    open_window: Open, episode: Episode, check_accessible: Any, screenshot: Callable[[Page, str], Path]
) -> None:
    page = open_desk(open_window(make.editor()), episode)
    to_turn(page, 1)
    press(page, "Shift+ArrowRight", "o")
    field = panel(page).get_by_label("Comment on “A second”")
    expect(field).to_be_focused()
    page.keyboard.type("Sure, @r")
    expect(panel(page).get_by_role("option", name="rae")).to_be_visible()
    press(page, "Enter")
    expect(field).to_have_value("Sure, @rae ")
    check_accessible(page)
    screenshot(page, "commenting")
    press(page, "Control+Enter")
    expect(page.locator(".turn").nth(1)).to_be_focused()
    expect(page.get_by_role("button", name="1 comment")).to_be_visible()
    saved(page)
    (said,) = Comment.objects.all()
    assert (said.exact, [one.username for one in said.mentions.all()]) == ("A second", ["rae"])
    press(page, "Control+z")
    expect(page.get_by_role("button", name="1 comment")).to_have_count(0)
    press(page, "Control+Shift+z")
    expect(page.get_by_role("button", name="1 comment")).to_be_visible()
    saved(page)
    assert Comment.objects.get().public_id == said.public_id


def test_by_keyboard_a_comment_is_found_answered_and_resolved(open_window: Open, episode: Episode) -> None:
    quote = episode.quotes.get()
    comments.add(episode, text="Too long?", quote=quote, by=make.reviewer())
    page = open_desk(open_window(make.editor()), episode)
    to_turn(page, 1)
    press(page, "O")
    talk = page.get_by_role("article", name="rae: Too long?")
    expect(talk).to_be_focused()
    press(page, "Enter")
    page.keyboard.type("No.")
    press(page, "Control+Enter")
    press(page, "O", "x")
    expect(panel(page).get_by_text("1 resolved")).to_be_visible()
    saved(page)
    said = Comment.objects.get(answers=None)
    assert (said.resolved_by, [one.text for one in said.replies.all()]) == (make.editor(), ["No."])
    press(page, "Escape", "Control+z")
    expect(page.get_by_role("button", name="1 comment").first).to_be_visible()


def test_on_a_comment_one_stays_there_and_hears_what_became_of_it(
    open_window: Open, episode: Episode
) -> None:
    revision = make.turn(episode).revision
    comments.add(episode, text="Really?", revision=revision, start=0, end=4, by=make.reviewer())
    page = open_desk(open_window(make.editor()), episode)
    to_turn(page, 1)
    status = page.locator("#status")
    press(page, "O")
    talk = page.get_by_role("article", name="rae: Really?")
    expect(talk).to_be_focused()
    press(page, "x")
    expect(status).to_have_text("Comment resolved.")
    expect(talk).to_be_focused()
    press(page, "x")
    expect(status).to_have_text("Comment opened again.")
    press(page, "Enter")
    page.keyboard.type("Really.")
    press(page, "Control+Enter")
    expect(status).to_have_text("Comment saved.")
    press(page, "Control+z")
    saved(page)
    expect(status).to_have_text("Undone: comment written.")


def test_by_mouse_a_quote_is_commented_on_reworded_and_taken_back(
    open_window: Open, episode: Episode, screenshot: Callable[[Page, str], Path]
) -> None:
    page = open_desk(open_window(make.reviewer(), color_scheme="dark"), episode)
    marks(page, DOUBLED).click()
    page.get_by_role("button", name="Comment", exact=True).click()
    panel(page).get_by_label("Comment on the quote “Revenue").fill("Twice?")
    panel(page).get_by_role("button", name="Save comment").click()
    page.get_by_role("complementary").get_by_role("button", name="1 comment").click()
    panel(page).get_by_role("button", name="Reword: Twice?").click()
    panel(page).get_by_label("Say it otherwise").fill("Thrice?")
    panel(page).get_by_role("button", name="Save comment").click()
    page.locator(".margin").get_by_role("button", name="1 comment").click()
    expect(panel(page).get_by_text("Thrice?")).to_be_visible()
    screenshot(page, "comment-dark")
    saved(page)
    assert Comment.objects.get().text == "Thrice?"
    panel(page).get_by_role("button", name="Remove: Thrice?").click()
    expect(panel(page).get_by_role("article")).to_have_count(0)
    saved(page)
    assert not Comment.objects.exists()


def test_by_mouse_a_passage_is_commented_on_answered_resolved_and_opened_again(
    open_window: Open, episode: Episode
) -> None:
    revision = make.turn(episode).revision
    comments.add(episode, text="Really?", revision=revision, start=0, end=4, by=make.reviewer())
    page = open_desk(open_window(make.editor()), episode)
    page.locator(".margin").get_by_role("button", name="1 comment").click()
    talk = page.get_by_role("article", name="rae: Really?")
    talk.get_by_role("button", name="Answer rae").click()
    field = panel(page).get_by_role("textbox", name="Answer rae")
    expect(field).to_be_focused()
    page.keyboard.type("Ask @r")
    panel(page).get_by_role("option", name="rae").click()
    expect(field).to_have_value("Ask @rae ")
    panel(page).get_by_role("button", name="Save comment").click()
    page.locator(".margin").get_by_role("button", name="1 comment").click()
    talk.get_by_role("button", name="Resolve").click()
    expect(panel(page).get_by_text("1 resolved")).to_be_visible()
    saved(page)
    talk.get_by_role("button", name="Open again").click()  # it stays unfolded, for who changes their mind
    expect(page.locator("#status")).to_have_text("Comment opened again.")
    saved(page)
    said = Comment.objects.get(answers=None)
    assert said.resolved_at is None
    reply = said.replies.get()
    assert (reply.text, [one.username for one in reply.mentions.all()]) == ("Ask @rae", ["rae"])


def test_by_keyboard_a_quote_is_commented_on_reworded_and_the_comment_removed(
    open_window: Open, episode: Episode
) -> None:
    page = open_desk(open_window(make.editor()), episode)
    press(page, "j", "o")
    expect(panel(page).get_by_label("Comment on the quote “Revenue")).to_be_focused()
    page.keyboard.type("Twice?")
    press(page, "Control+Enter", "O")
    talk = page.get_by_role("article", name="ed: Twice?")
    expect(talk).to_be_focused()
    press(page, "e")
    field = panel(page).get_by_label("Say it otherwise")
    expect(field).to_be_focused()
    expect(field).to_have_value("Twice?")
    press(page, "Control+a")
    page.keyboard.type("Thrice?")
    press(page, "Control+Enter")
    saved(page)
    assert Comment.objects.get().text == "Thrice?"
    press(page, "O")
    expect(page.get_by_role("article", name="ed: Thrice?")).to_be_focused()
    press(page, "Delete")
    expect(panel(page).get_by_role("article")).to_have_count(0)
    saved(page)
    assert not Comment.objects.exists()


def test_what_is_typed_outlives_a_reload(open_window: Open, episode: Episode) -> None:
    page = open_desk(open_window(make.editor()), episode)
    to_turn(page, 1)
    press(page, "o")
    page.keyboard.type("Half a thou")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    expect(panel(page).get_by_label("Comment on “A”")).to_have_value("Half a thou")


def test_a_comment_whose_words_have_changed_is_shown_at_the_turn_with_them(
    open_window: Open, episode: Episode
) -> None:
    turn = make.turn(episode, 1)
    place = {"revision": turn.revision, "start": turn.offset, "end": turn.offset + 13}
    said = comments.add(episode, text="Which?", by=make.reviewer(), **place)
    edits = [Words(1, 2, 8, "third")]
    corrections.correct(episode, base=turn.revision, edits=edits, by=make.editor())
    page = open_window(make.editor())
    page.goto(f"/admin/transcripts/episode/{episode.pk}/annotate/#comment-{said.public_id}")
    page.wait_for_selector("body[data-ready]")
    talk = page.locator(".turn").nth(1).get_by_role("article", name="rae: Which?")
    expect(talk).to_be_focused()
    expect(talk).to_contain_text("Its words have changed: A second turn")
