"""What is left out of a quote or put into it shows in brackets; all else stays as it was spoken."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import emendations
from annotations.emendations import Emendation

MARCH = "We changed the licence, which we loved, in March."
WORDS = st.lists(
    st.sampled_from(["We", "changed", "café", "cafe\u0301", "👩‍🚀", "it.", "“no”", "1,000", "x"]), min_size=1
)


def edits(exact: str, *made: tuple[str, str] | tuple[str, str, str]) -> list[Emendation]:
    """(words, text) replaces or leaves out; (words, text, "before" or "after") puts in beside them."""
    found = []
    for words, text, *beside in made:
        start = exact.index(words)
        end = start + len(words)
        if beside:
            start = end = start if beside == ["before"] else end
        found.append(Emendation(start=start, end=end, text=text))
    return emendations.read(found)


@pytest.mark.parametrize(
    ("exact", "made", "shown"),
    [
        (MARCH, [(", which we loved,", "")], "We changed the licence [...] in March."),
        (MARCH, [("March", "sic", "after")], "We changed the licence, which we loved, in March [sic]."),
        ("It grew", [("It", "Envoy")], "[Envoy] grew"),
        ("grew", [("grew", "Envoy", "before")], "[Envoy] grew"),
        ("It grew and it paid.", [("It", "Envoy"), ("and it", "")], "[Envoy] grew [...] paid."),
        ("We did", [("W", "w")], "[w]e did"),
        ("licence", [("licence", "s", "after")], "licence [s]"),
        ("say “grew” to me", [("grew", "it", "before")], "say “[it] grew” to me"),
        ('say "grew" to me', [('"grew"', "sic", "after")], 'say "grew" [sic] to me'),
        ("long—and hard", [("and", "very", "before")], "long—[very] and hard"),
        ("👩‍🚀 said it", [("said", "Ines", "before")], "👩‍🚀 [Ines] said it"),
    ],
)
def test_readers_see_brackets_where_something_was_done(exact: str, made: list[Any], shown: str) -> None:
    found = edits(exact, *made)
    emendations.check(exact, found)
    assert emendations.shown(exact, found) == shown


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        ([(0, 99, "")], emendations.OUTSIDE),
        ([(5, 3, "")], emendations.OUTSIDE),
        ([(-1, 3, "")], emendations.OUTSIDE),
        ([(0, 10, ""), (5, 14, "")], emendations.OVERLAP),
        ([(3, 3, "a"), (3, 3, "b")], emendations.OVERLAP),
        ([(0, 2, ""), (3, 10, "")], emendations.TOUCHING),
        ([(0, 3, "")], emendations.BLANK_EDGE),
        ([(3, 3, "")], emendations.NOTHING),
        ([(0, 2, "x" * 81)], emendations.TOO_LONG.format(longest=80)),
        ([(0, 2, "[x]")], emendations.NO_BRACKETS),
        ([(0, 2, "x\ny")], emendations.ONE_LINE),
        ([(0, 49, "")], emendations.NO_WORDS),
        ([(0, 48, "All else")], emendations.NO_WORDS),
    ],
)
def test_what_cannot_be_done_to_the_words_is_said(made: list[tuple[int, int, str]], sentence: str) -> None:
    found = [Emendation(start=start, end=end, text=text) for start, end, text in made]
    with pytest.raises(ValueError, match=r".") as fault:
        emendations.check(MARCH, found)
    assert str(fault.value) == sentence


@pytest.mark.parametrize(("exact", "place"), [("cafe\u0301 owners", 4), ("👩‍🚀 flew", 1)])
def test_no_letter_is_cut_from_its_accent(exact: str, place: int) -> None:
    with pytest.raises(ValueError, match="cut a letter"):
        emendations.check(exact, [Emendation(start=place, end=place, text="x")])


@st.composite
def emended(draw: st.DrawFn) -> tuple[str, list[Emendation]]:
    """Words with emendations that can be made to them."""
    exact = " ".join(draw(WORDS))
    places = sorted(draw(st.lists(st.integers(0, len(exact)), max_size=8)))
    texts = st.sampled_from(["", "sic", "Envoy", "w"])
    found = [
        Emendation(start=start, end=end, text=draw(texts))
        for start, end in zip(places[::2], places[1::2], strict=False)
    ]
    kept: list[Emendation] = []
    for one in emendations.read(found):
        if not list(emendations.faults(exact, [*kept, one])):
            kept.append(one)
    return exact, kept


@given(emended())
def test_what_stands_outside_brackets_was_spoken(made: tuple[str, list[Emendation]]) -> None:
    exact, found = made
    shown = emendations.shown(exact, found)
    for one in found:
        bracket = f"[{one['text']}]" if one["text"] else "[...]"
        shown = shown.replace(bracket, "", 1)
    assert shown.split() == [piece for piece in emendations.left(exact, found).split() if piece] or (
        "".join(shown.split()) == "".join(emendations.left(exact, found).split())
    )


@given(emended(), st.data())
def test_trimming_keeps_what_it_can_and_says_the_rest(
    made: tuple[str, list[Emendation]], data: st.DataObject
) -> None:
    before, found = made
    start = data.draw(st.integers(0, len(before) - 1))
    after = before[start : data.draw(st.integers(start + 1, len(before)))]
    shift = start + len(after) - len(after.lstrip())
    after = after.strip()
    if not after:
        return
    kept, dropped = emendations.trimmed(found, before, after, shift)
    emendations.check(after, kept)
    assert len(kept) + len(dropped) == len(found)
    for one in kept:
        assert after[one["start"] : one["end"]] in before


@given(emended(), WORDS, WORDS)
def test_extended_at_both_ends_all_stands_where_it_stood(
    made: tuple[str, list[Emendation]], left: list[str], right: list[str]
) -> None:
    before, found = made
    head = " ".join(left) + " "
    kept, dropped = emendations.trimmed(found, before, f"{head}{before} {' '.join(right)}", -len(head))
    assert dropped == []
    assert [(one["start"] - len(head), one["text"]) for one in kept] == [
        (one["start"], one["text"]) for one in found
    ]


@given(emended(), WORDS)
def test_words_that_changed_keep_what_still_stands(
    made: tuple[str, list[Emendation]], other: list[str]
) -> None:
    before, found = made
    after = " ".join(other)
    kept, dropped = emendations.carried(found, before, after)
    emendations.check(after, kept)
    assert len(kept) + len(dropped) == len(found)
    assert emendations.carried(found, before, before) == (found, [])


def test_a_changed_word_beside_an_emendation_leaves_it_and_one_within_drops_it() -> None:
    before, after = "We changed the licence in March, twice.", "We changed our licence in April, twice."
    found = edits(before, ("the", "our old"), ("in March", ""), ("twice", "sic", "after"), ("We", "Envoy"))
    kept, dropped = emendations.carried(found, before, after)
    assert emendations.shown(after, kept) == "[Envoy] changed our licence in April, twice [sic]."
    assert emendations.told(dropped, before) == "[our old] for “the”, [...] for “in March”"
