"""Replacing words throughout an episode at the desk, after a look at each place."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_correcting import TEXTS, desk, episode, saved, stand_in, words
from tests.browser.test_desk import press, topics
from transcripts.models import Episode, Mishearing

__all__ = ["desk", "episode", "topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
HOWS = ["mouse", "keyboard"]


@pytest.mark.parametrize("how", HOWS)
def test_a_name_is_replaced_everywhere_after_a_look_at_each_place(
    desk: Page, episode: Episode, how: str
) -> None:
    if how == "mouse":
        desk.get_by_role("button", name="Find and replace").click()
    else:
        press(desk, "Control+Shift+H")
    form = desk.get_by_role("form", name="Find and replace")
    form.get_by_label("The text says").fill("Enjoy")
    expect(form.locator(".hits li")).to_have_count(2)
    expect(form.locator(".hits mark").first).to_have_text("Enjoy")
    form.get_by_label("What was said").fill("Envoy")
    form.get_by_label("Remember for this podcast").check()
    expect(form.get_by_role("button", name="Replace 2 of 2")).to_be_enabled()
    if how == "mouse":
        form.get_by_role("button", name="Replace 2 of 2").click()
    else:
        press(desk, "Control+Enter")
    saved(desk, 2)
    assert words(episode)[:2] == [text.replace("Enjoy", "Envoy") for text in TEXTS[:2]]
    assert str(Mishearing.objects.get()) == "“Enjoy” for “Envoy”"


def test_places_not_ticked_stay_and_case_and_whole_words_count(desk: Page, episode: Episode) -> None:
    press(desk, "Control+Shift+H")
    form = desk.get_by_role("form", name="Find and replace")
    form.get_by_label("The text says").fill("enjoy")
    expect(form.locator(".found")).to_have_text("Nothing found.")
    form.get_by_label("Match case").uncheck()
    expect(form.locator(".hits li")).to_have_count(2)
    form.get_by_label("The text says").fill("njo")
    expect(form.locator(".found")).to_have_text("Nothing found.")
    form.get_by_label("Whole words").uncheck()
    expect(form.locator(".hits li")).to_have_count(2)
    form.locator(".hits input").first.uncheck()
    form.get_by_label("What was said").fill("nvo")
    form.get_by_role("button", name="Replace 1 of 2").click()
    saved(desk, 2)
    assert words(episode)[:2] == [TEXTS[0], TEXTS[1].replace("Enjoy", "Envoy")]


def test_known_mishearings_of_the_podcast_are_offered_and_the_chosen_word_is_filled_in(
    desk: Page, episode: Episode
) -> None:
    Mishearing.objects.create(podcast=episode.podcast, heard="Enjoy", meant="Envoy")
    Mishearing.objects.create(podcast=episode.podcast, heard="Knog", meant="Kong")
    stand_in(desk, 2)
    press(desk, "Control+Shift+H")
    form = desk.get_by_role("form", name="Find and replace")
    expect(form.get_by_label("The text says")).to_have_value("Nobody")
    offered = form.locator(".offers button")
    expect(offered).to_have_count(1)
    offered.click()
    expect(form.get_by_label("What was said")).to_have_value("Envoy")
    form.get_by_role("button", name="Replace 2 of 2").click()
    saved(desk, 2)
    assert "Enjoy" not in " ".join(words(episode))
