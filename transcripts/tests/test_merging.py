"""Two people's changes to one text: what goes together, what is one change, what is a conflict."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts.editing import (
    BadEdit,
    Edit,
    EditedTurn,
    Label,
    Merge,
    Section,
    Speaker,
    Split,
    Time,
    Words,
    apply,
)
from transcripts.merging import changes, merge, settle
from transcripts.tests import drawing

ONE = EditedTurn(
    "We build in joy here. It works today.",
    label="Host",
    speaker=1,
    opens_section=True,
    start_ms=1000,
    end_ms=9000,
    paragraph_starts=(0, 22),
    cues=((9, 3000), (22, 5000)),
    line=4,
)
TWO = EditedTurn("Thanks for having me again.", label="Guest", speaker=2, start_ms=9000, end_ms=12_000)
THREE = EditedTurn("Bye now, and good luck.", label="Host", speaker=1, start_ms=12_000)
TEXT = (ONE, TWO, THREE)
GONE = Words(1, 0, len(TWO.text), "")
WORD = Words(0, 9, 15, "Envoy")


def both(mine: Sequence[Edit], theirs: Sequence[Edit], text: Sequence[EditedTurn] = TEXT) -> str:
    """The merged text, or “conflict”; the same whoever is called “mine”."""
    sides = apply(text, mine), apply(text, theirs)
    merged, other = merge(text, *sides), merge(text, *reversed(sides))
    assert (merged.turns, bool(merged.conflicts)) == (other.turns, bool(other.conflicts))
    return "conflict" if merged.conflicts else told(merged.turns)


def told(turns: Sequence[EditedTurn]) -> str:
    return "\n".join(f"{turn.speaker} {turn.label}: {turn.text}" for turn in turns)


TOGETHER: dict[str, tuple[list[Edit], list[Edit]]] = {
    "words of two turns": ([WORD], [Words(1, 0, 6, "Cheers")]),
    "words at the border of two turns": ([Words(0, 31, 37, "now.")], [Words(1, 0, 6, "Cheers")]),
    "two words of a turn": ([WORD], [Words(0, 25, 30, "worked")]),
    "an insertion and a deletion": ([Words(0, 0, 0, "So ")], [Words(0, 25, 31, "")]),
    "a speaker and words": ([WORD], [Speaker(0, 3)]),
    "a label and words": ([WORD], [Label("Host", 3)]),
    "a speaker and a label of the same turn": ([Speaker(0, 3)], [Speaker(0, 1, "Tom")]),
    "a split and words": ([Split(0, 22, 2)], [WORD]),
    "a split and words of the second part": ([Split(0, 22, 2)], [Words(0, 31, 37, "now.")]),
    "two splits": ([Split(0, 9, 2)], [Split(0, 31)]),
    "a merge and words": ([Merge(0)], [WORD]),
    "a merge and words of the second turn": ([Merge(0)], [Words(1, 19, 21, "us")]),
    "a time and words": ([Time(0, 1500)], [WORD]),
    "a start and another turn's end": ([Time(0, 1500)], [Time(1, 9000, 11_000)]),
    "a section and words": ([Section(0, 1, "sponsor")], [WORD]),
    "sections of different turns": ([Section(0, 0, "intro")], [Section(2, 2, "outro")]),
    "a turn that goes and words of another": ([GONE], [WORD]),
    "a turn that goes and a speaker of another": ([GONE], [Speaker(2, 3)]),
    "the same words": ([WORD], [WORD]),
    "the same and more": ([WORD, Speaker(1, 3)], [WORD, Words(2, 0, 3, "Ciao")]),
    "the same split": ([Split(0, 22, 2)], [Split(0, 22, 2)]),
    "the same turn gone": ([GONE], [GONE, WORD]),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_what_does_not_overlap_goes_together(name: str) -> None:
    mine, theirs = TOGETHER[name]
    wanted = apply(
        TEXT, [*dict.fromkeys([*mine, *theirs])] if "a label of" not in name else [Speaker(0, 3, "Tom")]
    )
    merged = merge(TEXT, apply(TEXT, mine), apply(TEXT, theirs))
    assert merged.conflicts == ()
    assert merged.turns == wanted
    assert both(mine, theirs) == told(wanted)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ([WORD], [Words(0, 9, 15, "Enjoy")]),
        ([WORD], [Words(0, 12, 15, "Joy")]),
        ([WORD], [Words(0, 16, 21, "there.")]),
        ([WORD], [Words(0, 0, len(ONE.text), "")]),
        ([Speaker(0, 3)], [Speaker(0, 4)]),
        ([Speaker(1, 3)], [GONE]),
        ([Time(1, 8000)], [GONE]),
        ([Time(1, 8000)], [Time(1, 8500)]),
        ([Time(0, 1000, 8000)], [Time(0, 8500)]),
        ([Time(1, 8000)], [Merge(0)]),
        ([Speaker(1, 3)], [Merge(0)]),
        ([Split(0, 22, 2)], [Split(0, 22, 3)]),
        ([Split(0, 22, 2)], [Speaker(0, 3)]),
        ([Split(0, 9, 2)], [Split(0, 31, 3)]),
        ([Merge(0)], [Merge(1)]),
        ([Section(0, 1, "sponsor")], [Section(1, 2, "outro")]),
        ([Words(1, 27, 27, " Yes.")], [Words(1, 27, 27, " No.")]),
        ([Words(1, 27, 27, " Yes.")], [Merge(1)]),
    ],
    ids=lambda edits: " ".join(type(edit).__name__ for edit in edits),
)
def test_what_overlaps_is_a_conflict_that_shows_both(mine: list[Edit], theirs: list[Edit]) -> None:
    assert both(mine, theirs) == "conflict"
    sides = apply(TEXT, mine), apply(TEXT, theirs)
    merged = merge(TEXT, *sides)
    assert merged.turns == ()
    for conflict in merged.conflicts:
        assert conflict.mine != conflict.theirs
        for turns, text, at in zip(
            (conflict.base, conflict.mine, conflict.theirs),
            (TEXT, *sides),
            (conflict.base_at, conflict.mine_at, conflict.theirs_at),
            strict=True,
        ):
            assert turns == text[at : at + len(turns)]


def test_a_turn_joined_to_its_like_while_another_is_credited_is_a_conflict() -> None:
    text = (ONE, THREE)
    assert both([Merge(0)], [Speaker(1, 3)], text) == "conflict"


def test_a_conflict_shows_whole_turns_and_only_those() -> None:
    mine = apply(TEXT, [WORD, Words(2, 0, 3, "Ciao")])
    theirs = apply(TEXT, [Words(0, 9, 15, "Enjoy"), Split(0, 22, 3), Speaker(1, 3)])
    (conflict,) = merge(TEXT, mine, theirs).conflicts
    assert (conflict.base, conflict.mine, conflict.theirs) == (TEXT[:1], mine[:1], theirs[:2])


def test_a_turn_taken_away_and_changed_shows_as_none() -> None:
    (conflict,) = merge(TEXT, apply(TEXT, [GONE]), apply(TEXT, [Speaker(1, 3)])).conflicts
    assert (conflict.mine, conflict.mine_at) == ((), 1)
    assert [turn.speaker for turn in conflict.theirs] == [3]


def test_in_doubt_one_side_holds_and_the_rest_is_merged() -> None:
    mine = apply(TEXT, [WORD, Speaker(2, 4)])
    theirs = apply(TEXT, [Words(0, 9, 15, "Enjoy"), Words(1, 0, 6, "Cheers")])
    kept = settle(TEXT, mine, theirs, mine_hold=True).turns
    other = settle(TEXT, mine, theirs, mine_hold=False).turns
    assert kept == apply(TEXT, [WORD, Speaker(2, 4), Words(1, 0, 6, "Cheers")])
    assert other == apply(TEXT, [Words(0, 9, 15, "Enjoy"), Speaker(2, 4), Words(1, 0, 6, "Cheers")])


def test_turns_that_differ_are_told() -> None:
    (change,) = changes(TEXT, apply(TEXT, [Split(1, 11, 3)]))
    assert (change.before, change.before_at, change.after_at) == ((TWO,), 1, 1)
    assert [turn.text for turn in change.after] == ["Thanks for", "having me again."]
    assert changes(TEXT, TEXT) == []


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_what_only_one_changed_is_taken_and_what_both_changed_alike_counts_once(data: st.DataObject) -> None:
    base, changed = data.draw(drawing.texts()), data.draw(drawing.texts())
    for mine, theirs in ((base, changed), (changed, base), (changed, changed)):
        merged = merge(base, mine, theirs)
        assert merged.conflicts == ()
        assert merged.turns == changed


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_mine_and_theirs_may_change_places(data: st.DataObject) -> None:
    base, mine, theirs = three(data)
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    unlined = [tuple(replace(turn, line=None) for turn in merged.turns) for merged in (one, other)]
    assert unlined[0] == unlined[1]
    shown = [(c.base, c.mine, c.theirs) for c in one.conflicts]
    assert shown == [(c.base, c.theirs, c.mine) for c in other.conflicts]


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_every_word_comes_from_somebody_and_no_new_word_is_lost(data: st.DataObject) -> None:
    base = data.draw(drawing.texts())
    try:
        mine, theirs = (apply(base, marked(drawn(data, base), name)) for name in ("mine", "theirs"))
    except BadEdit:
        return
    merged = merge(base, mine, theirs)
    if merged.conflicts:
        return
    said, ours = words(merged.turns), words(mine) + words(theirs)
    assert set(said) <= set(ours)
    new = {word: count for word, count in ours.items() if word.startswith("new-")}
    assert {word: said[word] for word in new} == new


def marked(edits: Sequence[Edit], name: str) -> list[Edit]:
    """The edits, each with a word of its own where it puts one in."""
    return [
        replace(edit, text=f" new-{name}-{number} ") if isinstance(edit, Words) and edit.text else edit
        for number, edit in enumerate(edits)
    ]


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_edits_of_different_turns_go_together(data: st.DataObject) -> None:
    """The merge of edits that keep away from each other is what all of them make together."""
    base = data.draw(drawing.texts(most=7).filter(lambda turns: len(turns) > 2))
    border = data.draw(st.integers(1, len(base) - 2))
    mine = [edit for edit in drawn(data, base) if below(edit, border)]
    theirs = [edit for edit in drawn(data, base) if above(edit, border)]
    try:
        sides, wanted = [apply(base, mine), apply(base, theirs)], apply(base, [*mine, *theirs])
    except BadEdit:
        return
    merged = merge(base, *sides)
    # Words that repeat leave it open which of them a change is about; then both are shown.
    if not merged.conflicts:
        assert [turn.text for turn in merged.turns] == [turn.text for turn in wanted]
        assert [turn.speaker for turn in merged.turns] == [turn.speaker for turn in wanted]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_in_doubt_there_is_always_a_text(data: st.DataObject) -> None:
    base, mine, theirs = three(data)
    for hold in (True, False):
        assert settle(base, mine, theirs, mine_hold=hold).conflicts == ()


def three(data: st.DataObject) -> tuple[tuple[EditedTurn, ...], ...]:
    """A text and two that were made of it."""
    base = data.draw(drawing.texts())
    sides = []
    for _ in range(2):
        try:
            sides.append(apply(base, drawn(data, base)))
        except BadEdit:
            sides.append(data.draw(drawing.texts()))
    return base, *sides


def drawn(data: st.DataObject, base: Sequence[EditedTurn]) -> list[Edit]:
    return data.draw(st.lists(drawing.edits(base), max_size=3))


def below(edit: Edit, border: int) -> bool:
    """Whether an edit is about turns before the one at the border."""
    if isinstance(edit, Label):
        return False
    last = edit.through if isinstance(edit, Section) else edit.turn + isinstance(edit, Merge)
    return last < border


def above(edit: Edit, border: int) -> bool:
    return not isinstance(edit, Label) and edit.turn > border


def words(turns: Sequence[EditedTurn]) -> Counter[str]:
    return Counter(word for turn in turns for word in turn.text.split())
