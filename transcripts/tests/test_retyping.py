"""A turn typed anew in a plain box becomes exactly what was typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts import editing
from transcripts.editing import BadEdit, EditedTurn, Split, Words
from transcripts.retyping import edits_of

TEXT = "We changed the licence in March. Revenue doubled within a year."


def result(text: str, typed: str) -> list[str]:
    turns = [EditedTurn("Before."), EditedTurn(text), EditedTurn("After.")]
    return [turn.text for turn in editing.apply(turns, edits_of(1, text, typed))][1:-1]


def test_the_same_words_are_no_edit() -> None:
    assert edits_of(1, TEXT, f"  {TEXT}\r\n\r\n") == []


@pytest.mark.parametrize(
    "typed",
    [
        ["We changed the Licence in March. Revenue doubled."],
        ["We changed the licence in March.", "Revenue doubled within a year."],
        ["We changed the licence in May, I think.", "Our revenue tripled within a year."],
        ["We changed", "the licence", "in March. Revenue doubled within a year. Quite so."],
        ["Revenue doubled", "within a year."],
        [],
    ],
    ids=["words", "divided", "divided and changed", "in three", "a beginning cut off", "nothing"],
)
def test_it_becomes_what_was_typed(typed: list[str]) -> None:
    assert result(TEXT, "\r\n".join(typed)) == typed


def test_words_that_stay_are_not_touched() -> None:
    assert edits_of(4, TEXT, TEXT.replace("March. ", "May.\n")) == [Words(4, 26, 32, "May."), Split(4, 33)]


def test_signs_that_nobody_sees_are_no_edit_and_no_line() -> None:
    assert edits_of(1, TEXT, f"\ufeff{TEXT}\n\u200b") == []
    assert result(TEXT, "\u200b\r\n\ufeff") == []


def test_a_part_of_new_words_only_is_refused() -> None:
    with pytest.raises(BadEdit, match="Divide it first"):
        edits_of(1, TEXT, f"Quite other things were said here.\n{TEXT}")


TYPED = st.lists(st.sampled_from(["we", "the", "Envoy", "licence", "😀", "e\u0301"]), min_size=1, max_size=6)


@given(TYPED, st.lists(TYPED, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_it_becomes_that_or_is_refused(words: list[str], lines: list[list[str]]) -> None:
    typed = [" ".join(line) for line in lines]
    try:
        made = result(" ".join(words), "\n".join(typed))
    except BadEdit:
        return
    assert made == typed
