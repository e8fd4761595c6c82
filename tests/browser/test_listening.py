"""Listening while reading at the desk, in real Chromium, by mouse and by keyboard. The audio is made here."""

import re
from collections.abc import Callable
from struct import pack

import pytest
from playwright.sync_api import Page, Route, expect

from annotations.tests import factories as make
from tests.browser.test_desk import open_desk, press
from transcripts.models import AudioFile, Episode, SyncPoint, Turn

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
HOWS = ["mouse", "keyboard"]
URL = "https://audio.example/1.wav"
SECONDS = 120
RATE = 8000
HEARD = "import('/static/desk/desk.js').then(({ desk }) => Math.round(desk.player.audio.currentTime))"


def silence() -> bytes:
    """Two minutes of nothing, as a WAV file of one byte a sample."""
    size = SECONDS * RATE
    head = pack("<4sI4s4sIHHIIHH", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, RATE, RATE, 1, 8)
    return head + pack("<4sI", b"data", size) + b"\x80" * size


def serve(route: Route) -> None:
    """Answer as a server of audio does: with the part that is asked for."""
    whole = silence()
    asked = re.match(r"bytes=(\d+)-(\d*)", route.request.headers.get("range", "bytes=0-"))
    assert asked
    start, end = int(asked[1]), int(asked[2] or len(whole) - 1)
    headers = {"Content-Range": f"bytes {start}-{end}/{len(whole)}", "Accept-Ranges": "bytes"}
    route.fulfill(status=206, content_type="audio/wav", headers=headers, body=whole[start : end + 1])


@pytest.fixture
def episode(groups: None) -> Episode:
    """Six turns of ten seconds, with a pause of ten seconds after the fourth; the third has no time."""
    made = make.episode(
        texts=[f"{make.WORDS} Turn {n}. {'And so on. ' * 90}" for n in range(6)], audio_url=URL
    )
    for turn in Turn.objects.filter(revision__episode=made):
        begin = (turn.position + (turn.position > 3)) * 10_000
        turn.start_ms, turn.end_ms = (None, None) if turn.position == 2 else (begin, begin + 10_000)
        turn.save()
    return made


def open_it(open_window: Open, episode: Episode) -> Page:
    page = open_window(make.editor())
    page.route(URL, serve)
    return open_desk(page, episode)


@pytest.fixture
def desk(open_window: Open, episode: Episode) -> Page:
    return open_it(open_window, episode)


def player(page: Page, name: str) -> None:
    page.get_by_role("group", name="Audio").get_by_role("button", name=name, exact=True).click()


def spoken(page: Page, number: int) -> None:
    expect(page.locator(".turn.spoken")).to_have_count(1)
    expect(page.locator(".turn").nth(number)).to_have_class(re.compile(r"\bspoken\b"))


def stand_in(page: Page, number: int) -> None:
    page.locator(".turn").nth(number).focus()


@pytest.mark.parametrize("how", HOWS)
def test_it_plays_from_the_turn_one_stands_in_and_pauses(desk: Page, how: str) -> None:
    stand_in(desk, 3)
    if how == "mouse":
        player(desk, "From here")
    else:
        press(desk, "Shift+Space")
    spoken(desk, 3)
    assert desk.evaluate(HEARD) in range(30, 36)
    if how == "mouse":
        player(desk, "Pause")
    else:
        press(desk, "Space")
    expect(desk.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_click_on_a_time_plays_from_there(desk: Page) -> None:
    desk.get_by_role("link", name="0:10", exact=True).click()
    spoken(desk, 1)
    assert desk.evaluate(HEARD) in range(10, 16)


@pytest.mark.parametrize("how", HOWS)
def test_it_goes_back_and_on_by_five_seconds(desk: Page, how: str) -> None:
    stand_in(desk, 0)
    for key, name in [(".", "On 5 seconds"), (".", "On 5 seconds"), (",", "Back 5 seconds")]:
        if how == "mouse":
            player(desk, name)
        else:
            press(desk, key)
    assert desk.evaluate(HEARD) == 5
    spoken(desk, 0)


@pytest.mark.parametrize("how", HOWS)
def test_the_speed_is_kept_for_the_person(desk: Page, how: str) -> None:
    for key, name in [(">", "Faster"), (">", "Faster"), ("<", "Slower")]:
        if how == "mouse":
            player(desk, name)
        else:
            press(desk, key)
    expect(desk.locator("#player .speed")).to_have_text("1.1×")
    desk.reload()
    desk.wait_for_selector("body[data-ready]")
    expect(desk.locator("#player .speed")).to_have_text("1.1×")


def test_where_no_turn_has_the_time_none_is_said_to_be_spoken(desk: Page) -> None:
    stand_in(desk, 3)
    press(desk, "Shift+Space", "Space", ".", ".")
    expect(desk.locator(".turn.spoken")).to_have_count(0)
    expect(desk.locator("#player")).to_contain_text("not in the transcript")
    press(desk, ".", ".")
    spoken(desk, 4)


def test_a_turn_without_a_time_cannot_be_played_and_says_so(desk: Page) -> None:
    stand_in(desk, 2)
    press(desk, "Shift+Space")
    expect(desk.locator("#status")).to_contain_text("This turn has no time of its own")


@pytest.mark.parametrize("how", HOWS)
def test_what_is_spoken_is_kept_in_view_until_one_scrolls_away(desk: Page, how: str) -> None:
    stand_in(desk, 0)
    press(desk, "Shift+Space", "Space")
    press(desk, *["."] * 11)
    spoken(desk, 4)
    expect(desk.locator(".turn").nth(4)).to_be_in_viewport()
    desk.wait_for_timeout(500)
    desk.evaluate("scrollTo(0, 0)")
    again = desk.get_by_role("button", name="Follow again")
    expect(again).to_be_visible()
    press(desk, ".")
    expect(desk.locator(".turn").nth(4)).not_to_be_in_viewport()
    if how == "mouse":
        again.click()
    else:
        press(desk, "F")
    expect(desk.locator(".turn").nth(4)).to_be_in_viewport()
    expect(again).to_be_hidden()


def test_advertisements_shift_the_times(open_window: Open, episode: Episode) -> None:
    file = AudioFile.objects.create(
        episode=episode, name="a copy", url=URL, duration_ms=SECONDS * 1000, timing="points", is_linked=True
    )
    for said, heard in [(0, 30), (25, 55), (30, 90), (70, 130)]:
        SyncPoint.objects.create(audio=file, transcript_ms=said * 1000, audio_ms=heard * 1000)
    desk = open_it(open_window, episode)
    desk.get_by_role("link", name="0:10", exact=True).click()
    spoken(desk, 1)
    assert desk.evaluate(HEARD) in range(40, 46)
    press(desk, "Space", *["."] * 4)
    expect(desk.locator("#player")).to_contain_text("not in the transcript")


def test_an_episode_whose_times_are_not_sure_has_no_player(open_window: Open, episode: Episode) -> None:
    Episode.objects.update(audio_url="https://traffic.megaphone.fm/A1.mp3")
    desk = open_it(open_window, episode)
    expect(desk.get_by_role("group", name="Audio")).to_be_hidden()
    desk.get_by_role("link", name="0:10", exact=True).click()
    expect(desk.locator(".turn").nth(1)).to_be_focused()
