"""Two texts word by word: nothing is left out or made up, and what happened is called what it is."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts import comparing
from transcripts.comparing import Change, Kind, Line, Row, Run

LONG = "We changed the licence in March, and nobody had read it before the morning it came out."
OTHER = "Revenue doubled within a year; two of the contributors left us over it, and I understood."


def lines(*texts: str) -> list[Line]:
    return [Line(text) for text in texts]


def said(rows: Sequence[Row]) -> list[tuple[tuple[int, ...], int | None, set[Change]]]:
    return [(row.old, row.new, set(row.changes)) for row in rows]


def marked(row: Row) -> str:
    """The words with [-deleted-] and {+inserted+} ones."""
    marks = {Kind.SAME: "{}", Kind.DELETED: "[-{}-]", Kind.INSERTED: "{{+{}+}}"}
    return "".join(marks[run.kind].format(run.text) for run in row.runs)


def text_of(row: Row, *kinds: Kind) -> str:
    return "".join(run.text for run in row.runs if run.kind in kinds)


def test_the_same_text_has_no_changes() -> None:
    rows = comparing.compare(lines(LONG, OTHER), lines(LONG, OTHER))
    assert said(rows) == [((0,), 0, set()), ((1,), 1, set())]
    assert rows[0].runs == (Run(Kind.SAME, LONG),)


def test_words_are_marked_and_no_more_than_those() -> None:
    rows = comparing.compare(
        lines("Enjoy is a proxy, like Knog."), lines("Envoy is a proxy, much like Kong.")
    )
    assert marked(rows[0]) == "[-Enjoy-]{+Envoy+} is a proxy, {+much +}like [-Knog-]{+Kong+}."
    assert rows[0].changes == {Change.WORDS}


def test_case_accents_and_punctuation_are_words_too() -> None:
    (row,) = comparing.compare(lines("the Café was open."), lines("The Cafe was open!"))
    assert marked(row) == "[-the Café-]{+The Cafe+} was open[-.-]{+!+}"


def test_other_blanks_between_the_same_words_are_seen() -> None:
    (row,) = comparing.compare(lines("one two  three"), lines("one two three"))
    assert marked(row) == "one two [- -]three"
    assert row.changes == {Change.WORDS}


def test_changed_words_in_a_row_are_one_change() -> None:
    (row,) = comparing.compare(
        lines("Revenue doubled within a year."), lines("Revenue tripled inside a year.")
    )
    assert marked(row) == "Revenue [-doubled within-]{+tripled inside+} a year."


def test_turns_come_and_go() -> None:
    rows = comparing.compare(lines(LONG, OTHER), lines(LONG, "Quite so.", OTHER))
    assert said(rows) == [((0,), 0, set()), ((), 1, {Change.ADDED}), ((1,), 2, set())]
    rows = comparing.compare(lines(LONG, "Quite so.", OTHER), lines(LONG, OTHER))
    assert said(rows) == [((0,), 0, set()), ((1,), None, {Change.REMOVED}), ((2,), 1, set())]


def test_what_is_gone_stands_before_what_came_in_its_place() -> None:
    rows = comparing.compare(lines(LONG, "Quite so.", OTHER), lines(LONG, "Hardly ever!", OTHER))
    assert [row.changes for row in rows[1:3]] == [{Change.REMOVED}, {Change.ADDED}]


def test_a_split_turn_is_one_that_was_split() -> None:
    old = [Line(f"{LONG} {OTHER}", "host")]
    rows = comparing.compare(old, [Line(LONG, "host"), Line(OTHER, "guest")])
    assert said(rows) == [((0,), 0, {Change.SPLIT}), ((0,), 1, {Change.SPLIT, Change.SPEAKER})]
    assert [row.continues for row in rows] == [False, True]


def test_merged_turns_are_ones_that_were_merged() -> None:
    (row,) = comparing.compare(lines(LONG, OTHER), lines(f"{LONG} {OTHER}"))
    assert said([row]) == [((0, 1), 0, {Change.MERGED})]
    assert marked(row) == f"{LONG}[-\n-]{{+ +}}{OTHER}"


def test_words_that_went_to_the_next_speaker_are_seen_there() -> None:
    first, second = LONG.split(", ")
    old = [Line(f"{LONG}", "host"), Line(OTHER, "guest")]
    rows = comparing.compare(old, [Line(f"{first},", "host"), Line(f"{second} {OTHER}", "guest")])
    assert [row.old for row in rows] == [(0,), (0, 1)]
    assert rows[1].changes == {Change.SPLIT, Change.MERGED, Change.SPEAKER}


@pytest.mark.parametrize(
    ("changed", "change"),
    [
        (Line(LONG, "guest", "interview", (0, 9)), Change.SPEAKER),
        (Line(LONG, "host", "sponsor", (0, 9)), Change.SECTION),
        (Line(LONG, "host", "interview", (1, 9)), Change.TIME),
        (Line(LONG, "host", "interview", (0, None)), Change.TIME),
    ],
    ids=["speaker", "section", "start", "end"],
)
def test_more_than_words_can_change(changed: Line, change: Change) -> None:
    (row,) = comparing.compare([Line(LONG, "host", "interview", (0, 9))], [changed])
    assert row.changes == {change}
    assert marked(row) == LONG


def test_what_did_not_change_is_folded_but_for_its_surroundings() -> None:
    old = [f"{LONG} {number}" for number in range(20)]
    new = [*old[:10], f"{OTHER} 10", *old[11:]]
    rows = comparing.compare(lines(*old), lines(*new))
    found = comparing.stretches(rows)
    assert [(stretch.folded, len(stretch.rows)) for stretch in found] == [(True, 9), (False, 4), (True, 8)]
    assert [row for stretch in found for row in stretch.rows] == rows


def test_a_single_row_is_not_folded() -> None:
    rows = comparing.compare(lines("One.", *[LONG] * 3), lines("Two!", *[LONG] * 3))
    found = comparing.stretches(comparing.compare(lines("One.", LONG, OTHER), lines("Two!", LONG, OTHER)))
    assert [stretch.folded for stretch in found] == [False]
    assert [len(stretch.rows) for stretch in comparing.stretches(rows)] == [3, 2]


def test_figures_count_words_and_turns() -> None:
    rows = comparing.compare(lines("Enjoy is good, very good.", LONG), lines("Envoy is good.", LONG, OTHER))
    found = comparing.figures(rows)
    assert (found.deleted, found.inserted) == (3, 1 + len(OTHER.split()))
    assert found.rows == {Change.ADDED: 1, Change.WORDS: 1}


WORDS = st.sampled_from(
    ["we", "changed", "the", "licence", "Envoy", "e\u0301", "𝔘", "don’t", ".", ",", " ", "  "]
)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=14).map("".join), max_size=8)


@given(TEXTS, TEXTS)
@settings(max_examples=400, deadline=None)
def test_nothing_is_left_out_and_nothing_made_up(old: list[str], new: list[str]) -> None:
    check_whole(old, new)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_nothing_is_left_out_where_turns_are_cut_anew(data: st.DataObject) -> None:
    words = f"{LONG} {OTHER}".split()
    cut = st.lists(st.integers(1, len(words) - 1), max_size=5).map(lambda places: sorted({0, *places}))
    gone = data.draw(st.sets(st.integers(0, len(words) - 1), max_size=4))
    texts = []
    for kept in (words, [word for at, word in enumerate(words) if at not in gone]):
        places = data.draw(cut)
        parts = [kept[a:b] for a, b in zip(places, [*places[1:], len(kept)], strict=True)]
        texts.append([" ".join(part) for part in parts if part])
    check_whole(*texts)


def check_whole(old: list[str], new: list[str]) -> None:
    rows = comparing.compare(lines(*old), lines(*new))
    assert [row.new for row in rows if row.new is not None] == list(range(len(new)))
    for row in rows:
        if row.new is not None:
            assert text_of(row, Kind.SAME, Kind.INSERTED) == new[row.new]
    with_old = [row for row in rows if row.old]
    whole = "".join(
        ("" if row.continues else "\n") + text_of(row, Kind.SAME, Kind.DELETED) for row in with_old
    )
    assert whole[1:] == "\n".join(old)
    assert sorted({place for row in with_old for place in row.old}) == list(range(len(old)))
    if old == new:
        assert not any(row.changes for row in rows)


@given(st.lists(WORDS).map("".join), st.lists(WORDS).map("".join))
def test_a_passage_is_compared_whole(old: str, new: str) -> None:
    runs = comparing.runs_of(old, new)
    assert "".join(run.text for run in runs if run.kind != Kind.INSERTED) == old
    assert "".join(run.text for run in runs if run.kind != Kind.DELETED) == new
