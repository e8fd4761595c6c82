"""The seeds are read as their gold says where score.py does not look: sections, headings, oddities."""

import json
from functools import cache
from typing import Any

import pytest

from transcripts import parsing
from transcripts.documents import ParsedDocument, SectionKind
from transcripts.reading import timecodes
from transcripts.tests.reading import SEEDS, codes

pytestmark = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the seed documents are not part of the repository"
)

RENDERINGS = ("000_f02d2c605a159139.txt", "001_91949612ae6acd0e.txt", "002_016b1e7530a62b89.txt")
BLOG = "003_ac7e51067aa8b678.txt"
FEED = "004_f76e813f8c75f334.txt"


@cache
def gold() -> dict[str, Any]:
    return json.loads((SEEDS / "gold.json").read_text(encoding="utf-8"))


@cache
def seed(name: str) -> ParsedDocument:
    return parsing.parse((SEEDS / name).read_bytes(), name)


def gold_sections(name: str) -> list[tuple[str, str | None, int | None, int | None]]:
    talk = [s for s in gold()[name]["sections"] if not s["type"].startswith("page")]
    return [(s["type"], s.get("sponsor"), ms(s["start"]), ms(s["end"])) for s in talk]


def ms(printed: str | None) -> int | None:
    return None if printed is None else timecodes.read(printed)


@pytest.mark.parametrize("name", RENDERINGS)
def test_sections_have_the_kinds_sponsors_and_times_of_the_gold(name: str) -> None:
    (episode,) = seed(name).episodes
    found = [(str(s.kind), s.title, s.start_ms, s.end_ms) for s in episode.sections]
    assert found == gold_sections(name)


@pytest.mark.parametrize(("name", "turn_lines"), [(RENDERINGS[0], 18), (RENDERINGS[2], 8)])
def test_paragraphs_cut_by_page_breaks_are_joined(name: str, turn_lines: int) -> None:
    """Fewer paragraphs than filled lines, by as many as the gold counts cuts."""
    lines = (SEEDS / name).read_text(encoding="utf-8").split("\n")
    (episode,) = seed(name).episodes
    bounds = [turn.line for turn in episode.turns] + [len(lines) + 1]
    cuts = 0
    for turn, end in zip(episode.turns, bounds[1:], strict=True):
        filled = [
            x for x in lines[turn.line - 1 : end - 1] if x.strip() and not x.strip("#* ").startswith("[E")
        ]
        marks = sum(1 for x in filled[1:] if x.strip("#* ").startswith(("[SPONSOR", "[INTERVIEW", "[END")))
        cuts += len(filled) - marks - len(turn.paragraph_starts)
    assert cuts == turn_lines


def test_odd_times_of_the_second_rendering_are_reported_and_only_the_certain_one_is_repaired() -> None:
    document = seed(RENDERINGS[1])
    assert [(p.line, p.code) for p in document.problems] == [
        (256, "malformed-timestamp"),
        (271, "backward-timestamp"),
        (274, "backward-timestamp"),
        (286, "backward-timestamp"),
        (318, "repaired-timestamp"),
    ]
    times = {turn.line: turn.start_ms for turn in document.episodes[0].turns}
    assert [times[line] for line in (256, 271, 274, 286, 318)] == [None, None, None, None, 2_407_200]


def test_wrong_label_of_the_third_rendering_is_kept_and_flagged() -> None:
    document = seed(RENDERINGS[2])
    assert [(p.line, p.code) for p in document.problems] == [(327, "repeated-label")]


def test_inaudible_marks_stay_in_their_turns() -> None:
    for name, count in zip(RENDERINGS, (10, 2, 1), strict=True):
        assert sum(turn.text.count("[inaudible") for turn in seed(name).episodes[0].turns) == count


def test_escapes_and_links_are_undone() -> None:
    text = " ".join(turn.text for turn in seed(RENDERINGS[0]).episodes[0].turns)
    assert text.count("$") == 10
    assert "\\" not in text and "](" not in text and "**" not in text


def test_names_misheard_in_speech_make_no_person_or_company() -> None:
    (first,), (second,) = seed(RENDERINGS[0]).episodes, seed(RENDERINGS[1]).episodes
    assert first.guests == ("Martin Casado",) and first.hosts == ()
    assert second.companies == ("Amplify Partners",)


def test_blog_page_has_its_headings_as_section_titles() -> None:
    for episode, wanted in zip(seed(BLOG).episodes, gold()[BLOG]["episodes"], strict=True):
        titles = [s.title for s in episode.sections if s.title]
        assert titles == wanted.get("headings", [])
        assert [turn for turn in episode.turns if turn.text.endswith(tuple(titles) or "\0")] == []


def test_blog_page_opens_and_closes_as_the_gold_says() -> None:
    second, first, pending = seed(BLOG).episodes
    kinds = [[s.kind for s in episode.sections] for episode in (second, first)]
    assert kinds[0][0] is SectionKind.INTRO and kinds[0][-1] is SectionKind.OUTRO
    assert kinds[1][0] is SectionKind.INTERVIEW and kinds[1][-1] is SectionKind.OUTRO
    assert set(kinds[0][1:-1] + kinds[1][:-1]) == {SectionKind.INTERVIEW}
    assert pending.turns == () and pending.notes
    assert codes(seed(BLOG)) == ["pending-transcript"]


def test_blog_page_counts_turns_by_person_across_spellings() -> None:
    for episode, wanted in zip(seed(BLOG).episodes, gold()[BLOG]["episodes"], strict=True):
        counts: dict[str, int] = {}
        for speaker in episode.speakers:
            counts[speaker.name or ""] = counts.get(speaker.name or "", 0) + speaker.turns
        assert counts == wanted.get("turns_per_speaker", {})
        assert list(episode.hosts) == wanted["hosts"]


def test_feed_page_keeps_page_chrome_out() -> None:
    document = seed(FEED)
    assert [(p.code, p.line) for p in document.problems] == [("truncated-transcript", 63)]
    talk, *listed = document.episodes
    assert talk.turns[-1].text.endswith("it's going ...")
    assert all(len(episode.notes) == 1 and episode.hosts == ("Emily Omier",) for episode in listed)
    assert len(talk.notes) == 9


def test_feed_page_names_each_episode_after_the_podcast_of_its_time() -> None:
    talk, *listed = seed(FEED).episodes
    assert talk.podcast == "The Business of Cloud Native"
    assert {episode.podcast for episode in listed} == {"The Business of Open Source"}
