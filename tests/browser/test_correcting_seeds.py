"""The seed documents corrected at the desk: misheard names, and answers printed as somebody else’s."""

import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from annotations.models import QuoteVersion
from annotations.services import quotes
from annotations.tests import factories as make
from conftest import SHARED
from tests.browser.test_correcting import begin, current, episode, saved
from tests.browser.test_desk import open_desk, press, topics
from transcripts.models import Episode, Turn

__all__ = ["episode", "topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]
SEEDS = SHARED / "corpus" / "seeds"
with_seeds = pytest.mark.skipif(
    not SEEDS.exists(), reason="the seed documents (../shared/corpus/seeds) are not here"
)


def seed(name: str) -> Episode:
    """One of them, imported."""
    call_command("import_transcripts", str(next(SEEDS.glob(f"{name}_*.txt"))), stdout=StringIO())
    return Episode.objects.get()


def quote(turn: Turn, span: tuple[int, int]) -> QuoteVersion:
    start, end = (turn.offset + place for place in span)
    return quotes.create(turn, start=start, end=end, tags=[make.tag()], by=make.editor())


def sentences(turn: Turn) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(r"[^\s.!?][^.!?]{15,}[.!?]", turn.text)]


def says(turn: Turn, span: tuple[int, int], word: str) -> bool:
    return re.search(rf"\b{word}\b", turn.text[slice(*span)]) is not None


def stands(version: QuoteVersion) -> bool:
    """Whether a quote is certain, and its words are at its place in the current text."""
    version.refresh_from_db()
    text = current(version.quote.episode).text()
    return (
        version.anchor_status in {"exact", "moved"}
        and version.revision == current(version.quote.episode)
        and text[version.start : version.end] == version.exact
    )


@with_seeds
@pytest.mark.parametrize(("name", "heard", "meant"), [("001", "Enjoy", "Envoy"), ("000", "Knog", "Kong")])
def test_a_name_heard_wrong_is_mended_throughout(
    open_window: Open, name: str, heard: str, meant: str
) -> None:
    episode = seed(name)
    hit = current(episode).turns.select_related("revision").filter(text__contains=heard)
    around, on = [], []
    for turn in hit:
        for span in sentences(turn):
            (on if says(turn, span, heard) else around).append(quote(turn, span))
    assert around
    assert on
    page = open_desk(open_window(make.editor()), episode)
    press(page, "Control+Shift+H")
    form = page.get_by_role("form", name="Find and replace")
    form.get_by_label("The text says").fill(heard)
    form.get_by_label("What was said").fill(meant)
    form.get_by_label("Remember for this podcast").check()
    expect(form.locator(".hits li").first).to_be_visible()
    form.get_by_role("button", name="Replace").click()
    saved(page, 2)
    assert not re.search(rf"\b{heard}\b", current(episode).text())
    assert all(stands(version) for version in around)
    for version in on:
        version.refresh_from_db()
    assert {version.anchor_status for version in on} == {"confirm"}
    expect(page.locator("#uncertain-button")).to_contain_text("need")
    page.locator("#uncertain-button").click()
    expect(page.locator("#inspector .confirming ins").first).to_have_text(meant)
    press(page, "c")
    expect(page.locator("#status")).to_have_text("Confirmed.")
    assert any(stands(version) and meant in version.exact for version in on)


@with_seeds
def test_an_answer_printed_as_the_host_s_is_given_to_who_said_it(open_window: Open) -> None:
    episode, host = seed("002"), make.guest("Hetty Host")
    wrong = current(episode).turns.get(start_ms=(48 * 60 + 24) * 1000, label="JM").position
    page = open_desk(open_window(make.editor()), episode)
    speak(page, wrong, host.name, everywhere=True)
    saved(page, 2)
    text = current(episode)
    about = {turn.position: turn for turn in text.turns.filter(position__range=(wrong - 2, wrong + 2))}
    made = {position: quote(turn, (0, len(turn.text))) for position, turn in about.items()}
    assert {made[wrong].speaker, made[wrong + 1].speaker} == {host}
    page.reload()
    page.wait_for_selector("body[data-ready]")
    speak(page, wrong, "Ian Tien")
    saved(page, 3)
    mended = current(episode).turns.get(position=wrong)
    assert (mended.speaker.name, mended.text) == ("Ian Tien", about[wrong].text)
    assert [turn.speaker for turn in current(episode).turns.exclude(position=wrong)] == [
        turn.speaker for turn in text.turns.exclude(position=wrong)
    ]
    assert all(stands(version) for position, version in made.items() if position != wrong)
    made[wrong].refresh_from_db()
    assert (made[wrong].anchor_status, made[wrong].revision) == ("confirm", text)
    expect(page.locator("mark.quote.uncertain")).to_have_count(1)


def speak(page: Page, number: int, name: str, everywhere: bool = False) -> None:
    """Say in the desk who speaks a turn, or its label everywhere."""
    panel = begin(page, "mouse", number, "Person", "p")
    panel.get_by_role("combobox", name="Person").press_sequentially(name)
    expect(page.get_by_role("option", name=name)).to_be_visible()
    press(page, "Enter")
    if everywhere:
        panel.get_by_label("everywhere").check()
    press(page, "Control+Enter")
