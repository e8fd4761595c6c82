"""Sections on a line: by time where all have one, else by turns; every section is seen on it."""

import pytest

from transcripts import strip
from transcripts.documents import ParsedEpisode, ParsedSection, ParsedTurn, SectionKind

INTRO, TALK, SPONSOR = SectionKind.INTRO, SectionKind.INTERVIEW, SectionKind.SPONSOR


def episode(*sections: tuple[SectionKind, int | None, int], end_ms: int | None = None) -> ParsedEpisode:
    """An episode of (kind, start in ms, turns)."""
    made, turns = [], []
    for kind, start, count in sections:
        first = len(turns)
        turns += [ParsedTurn(first + n, "A", None, kind, start, None, "words", 1) for n in range(count)]
        made.append(ParsedSection(kind, None, start, None, first, len(turns) - 1))
    last = turns[-1]
    turns[-1] = ParsedTurn(last.index, "A", None, last.section, last.start_ms, end_ms, "words", 1)
    return ParsedEpisode(sections=tuple(made), turns=tuple(turns))


def test_sections_with_times_are_measured_by_time() -> None:
    found = strip.of(episode((INTRO, 0, 1), (TALK, 10_000, 30), end_ms=100_000))
    assert found.timed
    assert [(piece.x, piece.width) for piece in found.pieces] == [(0, 10), (10, 90)]
    assert found.end_ms == 100_000


@pytest.mark.parametrize("second", [None, 5_000], ids=["a time is missing", "a time goes back"])
def test_without_rising_times_they_are_measured_by_turns(second: int | None) -> None:
    found = strip.of(episode((INTRO, 6_000, 1), (TALK, second, 3), end_ms=100_000))
    assert not found.timed
    assert [(piece.x, piece.width) for piece in found.pieces] == [(0, 25), (25, 75)]


def test_a_section_without_length_is_still_seen_and_on_the_line() -> None:
    found = strip.of(episode((TALK, 0, 9), (SPONSOR, 90_000, 1)))
    assert found.pieces[-1].width == strip.THINNEST
    assert found.pieces[-1].x + found.pieces[-1].width <= 100


def test_a_name_is_written_only_where_it_fits() -> None:
    rooms = [
        piece.room for piece in strip.of(episode((INTRO, 0, 1), (TALK, 1_000, 1), end_ms=100_000)).pieces
    ]
    assert rooms == ["", "phone"]


def test_an_episode_without_talk_has_no_strip() -> None:
    assert strip.of(ParsedEpisode()).pieces == ()
