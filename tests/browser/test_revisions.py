"""Texts compared, corrected and adopted, and the queue of quotes to confirm, in real Chromium: by keys,
without JavaScript, on a phone and in the dark."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from annotations.tests.test_revision_admin import address, current, proposed, reworded
from transcripts.models import Episode

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
Check = Callable[[Page], None]
PHONE = {"width": 390, "height": 844}
TEXTS = (
    "Welcome to Ledger and Licence. This episode is about the licence, and who left over it.",
    "We changed the licence in March, and we told nobody before the morning of it. I would not do it again.",
    "And what did the contributors say to you when they read it that morning?",
    "Two of them left. I would have left too. It took us a year to win back the others, and one never came.",
    "Was it worth it, looking back on the year as a whole?",
    "Revenue doubled within a year. That is what people remember, but the trust is what I remember of it.",
    "Thank you for coming, and for the coffee, which was better than ours.",
)
QUEUE = "annotations_placement_changelist"


@pytest.fixture
def editor(groups: None) -> User:
    return make.editor()


@pytest.fixture
def episode(editor: User) -> Episode:
    """A talk with four quotes, of which three had their words changed."""
    talk = make.episode("Closing the source", texts=TEXTS)
    make.published("Two of them left.", turn=make.turn(talk, 3))
    make.draft("We changed the licence in March", turn=make.turn(talk, 1))
    make.draft("It took us a year to win back the others", turn=make.turn(talk, 3))
    make.draft("Revenue doubled within a year.", turn=make.turn(talk, 5))
    reworded(talk, 1, "licence in March", "licenses in May")
    reworded(talk, 3, "a year to win back", "two years to win again")
    reworded(talk, 5, "doubled within", "tripled inside")
    return talk


def uncertain() -> set[str]:
    return set(QuoteVersion.objects.uncertain().values_list("exact", flat=True))


def at(page: Page, place: str) -> None:
    """Wait until the page of that place in the queue is there, and listens to keys."""
    expect(page.locator(".place strong")).to_have_text(place)
    page.wait_for_load_state("domcontentloaded")


def test_the_queue_is_worked_through_by_keys(open_window: Open, editor: User, episode: Episode) -> None:
    page = open_window(editor)
    page.goto(address(QUEUE))
    at(page, "1 of 3")
    page.keyboard.press("n")
    at(page, "2 of 3")
    page.keyboard.press("n")
    at(page, "3 of 3")
    page.keyboard.press("n")
    at(page, "1 of 3")
    page.keyboard.press("p")
    at(page, "3 of 3")

    page.keyboard.press("1")
    at(page, "1 of 2")
    page.keyboard.press("Enter")
    at(page, "1 of 1")
    assert len(uncertain()) == 1

    page.keyboard.press("w")
    note = page.get_by_label("Why")
    expect(note).to_be_focused()
    page.keyboard.type("1 it was not said so")
    assert len(uncertain()) == 1
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("Nothing to confirm.")).to_be_visible()
    assert not uncertain()


def test_a_key_that_stands_for_nothing_does_nothing(
    open_window: Open, editor: User, episode: Episode
) -> None:
    page = open_window(editor)
    page.goto(address(QUEUE))
    for key in ("9", "x", "Control+1", "Alt+1"):
        page.keyboard.press(key)
    page.get_by_role("link", name="The quote").focus()
    expect(page.locator(".place strong")).to_have_text("1 of 3")
    assert len(uncertain()) == 3


def test_selecting_again_leads_to_the_quote_on_the_desk(
    open_window: Open, editor: User, episode: Episode
) -> None:
    page = open_window(editor)
    page.goto(address(QUEUE))
    page.keyboard.press("s")
    page.wait_for_url("**/annotate/#quote-*")


def test_all_of_it_works_without_javascript(open_window: Open, editor: User, episode: Episode) -> None:
    page = open_window(editor, java_script_enabled=False)
    page.goto(address(QUEUE))
    page.get_by_role("link", name="Next").click()
    page.get_by_role("button", name="Confirm this place").click()
    assert len(uncertain()) == 2

    page.goto(address("transcripts_revision_change", current(episode).pk))
    page.get_by_role("link", name="Correct turn 7").click()
    words = page.get_by_label("Words")
    words.fill("Thank you for coming.\nAnd for the coffee, which was better than ours.")
    page.get_by_label("Why").fill("Two people spoke.")
    page.get_by_role("button", name="Save as a new revision").click()
    expect(page.get_by_text("Saved as revision 5.")).to_be_visible()
    assert current(episode).turns.count() == 8

    page.get_by_role("link", name="All texts").click()
    page.get_by_role("radio", name="from transcript 1").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("del").filter(has_text=", and")).to_be_visible()
    folded = page.get_by_text("turns unchanged")
    page.get_by_role("link", name="The other way round").click()
    expect(page.locator("ins").filter(has_text=", and")).to_be_visible()
    expect(folded).to_have_count(0)


def test_unchanged_turns_are_folded_and_open(open_window: Open, editor: User, episode: Episode) -> None:
    first = episode.revisions.get(number=1)
    page = open_window(editor)
    page.goto(address("transcripts_revision_compare", old=first.pk, new=episode.revisions.get(number=2).pk))
    expect(page.get_by_text("It took us a year")).to_be_hidden()
    page.get_by_text("4 turns unchanged").click()
    expect(page.get_by_text("It took us a year")).to_be_visible()


def test_two_editors_at_one_turn_see_both_texts(open_window: Open, editor: User, episode: Episode) -> None:
    form = address("transcripts_revision_change", current(episode).pk, turn=4)
    one, other = open_window(editor), open_window(make.person("una", "editor"))
    for page, words in ((one, "Was it worth all of it?"), (other, "Was it worth the trouble?")):
        page.goto(form)
        page.get_by_label("Words").fill(words)
    one.get_by_role("button", name="Save as a new revision").click()
    expect(one.get_by_text("Saved as revision 5.")).to_be_visible()
    other.get_by_role("button", name="Save as a new revision").click()
    alert = other.get_by_role("alert")
    expect(alert).to_contain_text("Was it worth all of it?")
    expect(alert).to_contain_text("Was it worth the trouble?")
    expect(other.get_by_label("Words")).to_have_value("Was it worth the trouble?")
    other.get_by_label("Words").fill("Was it worth all the trouble?")
    other.get_by_role("button", name="Save as a new revision").click()
    expect(other.get_by_text("Saved as revision 6.")).to_be_visible()
    assert "Was it worth all the trouble?" in current(episode).text()


def pages_of(episode: Episode) -> dict[str, str]:
    """The address of every page, by a name for its picture."""
    first, now = episode.revisions.get(number=1), current(episode)
    waits = proposed(episode, TEXTS[0], TEXTS[1].replace("March", "June"), *TEXTS[3:])
    return {
        "texts": address("transcripts_revision_of", episode.pk),
        "compared": address("transcripts_revision_compare", old=first.pk, new=now.pk),
        "correcting": address("transcripts_revision_change", now.pk, turn=3),
        "adopting": address("transcripts_revision_adopt", waits.pk),
        "returning": address("transcripts_revision_return", first.pk),
        "confirming": address(QUEUE),
        "start": address("index"),
    }


@pytest.mark.parametrize(
    ("name", "options"),
    [("light", {}), ("dark", {"color_scheme": "dark"}), ("phone", {"viewport": PHONE})],
    ids=["light", "dark", "phone"],
)
def test_every_page_is_accessible_and_fits(
    open_window: Open,
    editor: User,
    episode: Episode,
    check_accessible: Check,
    screenshot: Callable[[Page, str], Path],
    name: str,
    options: dict[str, Any],
) -> None:
    page = open_window(editor, **options)
    for what, url in pages_of(episode).items():
        page.goto(url)
        screenshot(page, f"{what}-{name}")
        check_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{url} is {wide} pixels too wide"
