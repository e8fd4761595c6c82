"""Where a moment of the transcript is in the audio: a link that is shown is never wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.timelines import (
    Point,
    Stretch,
    Timeline,
    contradictions,
    is_dynamic,
    stretches,
    to_audio,
)

MINUTE = 60_000
# An opening advertisement of 30 s, then one of 45 s somewhere between the 10th and the 20th minute.
POINTS = [
    Point(0, 30_000),
    Point(10 * MINUTE, 10 * MINUTE + 30_000),
    Point(20 * MINUTE, 20 * MINUTE + 75_000),
    Point(40 * MINUTE, 40 * MINUTE + 75_400),
]


@pytest.mark.parametrize(
    ("ms", "audio_ms"),
    [
        (0, 30_000),
        (5 * MINUTE, 5 * MINUTE + 30_000),
        (10 * MINUTE, 10 * MINUTE + 30_000),
        (10 * MINUTE + 1, None),  # the break may be before or after it
        (20 * MINUTE - 1, None),
        (20 * MINUTE, 20 * MINUTE + 75_000),
        (30 * MINUTE, 30 * MINUTE + 75_000),  # points that differ by less than a second agree
        (40 * MINUTE + 1, None),  # nobody has listened beyond
    ],
)
def test_the_offset_holds_between_points_that_agree_and_nowhere_else(ms: int, audio_ms: int | None) -> None:
    assert to_audio(ms, POINTS) == audio_ms


def test_two_points_of_one_moment_are_the_ends_of_a_break_whose_place_is_known() -> None:
    found = [*POINTS[:2], Point(15 * MINUTE, 15 * MINUTE + 30_000), Point(15 * MINUTE, 15 * MINUTE + 75_000)]
    found += POINTS[2:]
    assert to_audio(15 * MINUTE - 1, found) == 15 * MINUTE + 30_000 - 1
    assert to_audio(15 * MINUTE, found) == 15 * MINUTE + 75_000
    assert to_audio(15 * MINUTE + 1, found) == 15 * MINUTE + 75_000 + 1


def test_before_the_first_point_nothing_is_known() -> None:
    assert to_audio(999, [Point(1000, 1000), Point(2000, 2000)]) is None
    assert to_audio(5, []) is None


@given(
    ads=st.lists(st.tuples(st.integers(0, 3600), st.integers(2, 90)), max_size=6),
    heard=st.lists(st.integers(0, 3600), max_size=12),
    asked=st.integers(0, 3600),
)
def test_whatever_was_inserted_a_place_that_is_told_is_within_a_second(
    ads: list[tuple[int, int]], heard: list[int], asked: int
) -> None:
    """Advertisements of two seconds and more stand anywhere; an editor hears some moments right."""

    def truly(second: int) -> int:
        return second + sum(length for place, length in ads if place <= second)

    points = [Point(second * 1000, truly(second) * 1000) for second in heard]
    told = to_audio(asked * 1000, points)
    assert told is None or abs(told - truly(asked) * 1000) <= 1000


def test_the_stretches_name_every_part_once() -> None:
    assert stretches(POINTS) == [
        Stretch(0, 10 * MINUTE, 30_000),
        Stretch(10 * MINUTE, 20 * MINUTE, None),
        Stretch(20 * MINUTE, 40 * MINUTE, 75_000),
        Stretch(40 * MINUTE, None, None),
    ]
    assert stretches([]) == [Stretch(0, None, None)]


def test_points_that_go_back_in_the_audio_contradict_each_other() -> None:
    assert contradictions(POINTS) == []
    assert contradictions([Point(0, 500), Point(1000, 400)]) == [(Point(0, 500), Point(1000, 400))]


def test_a_link_needs_the_same_document_and_stays_within_the_file() -> None:
    timeline = Timeline("https://audio.example/1.mp3#t=5", duration_ms=90_000, document=7)
    assert timeline.link(61_900, 7) == "https://audio.example/1.mp3#t=61"
    assert timeline.link(61_900, 8) == ""
    assert timeline.link(90_001, 7) == ""
    assert timeline.link(None, 7) == ""
    assert Timeline("").link(1000, None) == ""


@pytest.mark.parametrize(
    ("url", "dynamic"),
    [
        ("https://traffic.megaphone.fm/A1.mp3", True),
        ("https://MEGAPHONE.fm/A1.mp3", True),
        ("https://notmegaphone.fm/A1.mp3", False),
        ("https://cdn.example/megaphone.fm/A1.mp3", False),
        ("", False),
    ],
)
def test_hosts_known_for_inserting_advertisements(url: str, dynamic: bool) -> None:
    assert is_dynamic(url) is dynamic
