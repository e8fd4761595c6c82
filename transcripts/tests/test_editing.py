"""Edits of turns: what becomes of words, places, speakers, times and sections, and what is refused."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts import exports
from transcripts.documents import LATEST_MS
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
    running_back,
    squeezed,
    summary,
)
from transcripts.exports.transcript import Transcript, turn_of
from transcripts.tests import drawing

ONE = EditedTurn(
    "We build in joy. It works today.",
    label="Host",
    speaker=1,
    opens_section=True,
    start_ms=1000,
    end_ms=9000,
    paragraph_starts=(0, 17),
    cues=((9, 3000), (17, 5000), (20, 6000)),
    line=4,
)
TWO = EditedTurn("Thanks for having me.", label="Guest", speaker=2, start_ms=9000, end_ms=12_000)
THREE = EditedTurn("Bye now.", label="Host", speaker=1, start_ms=12_000)
TEXT = (ONE, TWO, THREE)


def texts(turns: Sequence[EditedTurn]) -> list[str]:
    return [turn.text for turn in turns]


def one(*edits: Edit) -> EditedTurn:
    return apply(TEXT, edits)[0]


def test_places_move_with_the_words_they_stand_at() -> None:
    turn = one(Words(0, 9, 15, "Envoy"))
    assert turn.text == "We build Envoy. It works today."
    assert (turn.paragraph_starts, turn.cues) == ((0, 16), ((9, 3000), (16, 5000), (19, 6000)))


def test_the_latest_time_that_can_be_given_comes_back_from_exports() -> None:
    turn = one(Time(0, LATEST_MS - 2, LATEST_MS - 1))
    talk = Transcript(turns=(turn_of(turn.label, turn.text, turn.start_ms, turn.end_ms),))
    assert [exports.read(format.write(talk)) for format in exports.ALL] == [talk] * len(exports.ALL)


@pytest.mark.parametrize("unseen", ["\ufeff", "\u200b", " \u200b\ufeff "], ids=["mark", "space", "both"])
def test_signs_that_nobody_sees_are_not_kept(unseen: str) -> None:
    (turn, *_) = done = apply(
        TEXT,
        [Words(0, 0, 2, f"{unseen}They{unseen}"), Speaker(0, 1, f"Host{unseen}"), Words(1, 0, 21, unseen)],
    )
    assert (turn.text, turn.label) == ("They build in joy. It works today.", "Host")
    assert len(done) == 2
    talk = Transcript(turns=tuple(turn_of(part.label, part.text) for part in done))
    assert [exports.read(format.write(talk)) for format in exports.ALL] == [talk] * len(exports.ALL)


def test_words_put_in_at_a_place_are_said_from_then_on() -> None:
    turn = one(Words(0, 17, 17, "Now "))
    assert turn.text == "We build in joy. Now It works today."
    assert (turn.paragraph_starts, turn.cues) == ((0, 17), ((9, 3000), (17, 5000), (24, 6000)))


def test_a_place_whose_word_goes_moves_on_to_the_next_one() -> None:
    turn = one(Words(0, 17, 20, ""))
    assert turn.text == "We build in joy. works today."
    assert (turn.paragraph_starts, turn.cues) == ((0, 17), ((9, 3000), (17, 6000)))


def test_a_place_with_nothing_behind_it_goes() -> None:
    turn = one(Words(0, 16, 32, ""))
    assert (turn.text, turn.paragraph_starts, turn.cues) == ("We build in joy.", (0,), ((9, 3000),))


def test_a_turn_typed_anew_keeps_the_places_of_its_words() -> None:
    turn = one(Words(0, 0, len(ONE.text), "We built  Envoy.\nIt works today"))
    assert turn.text == "We built Envoy. It works today"
    assert (turn.paragraph_starts, turn.cues) == ((0, 16), ((9, 3000), (16, 5000), (19, 6000)))


def test_places_are_code_points() -> None:
    text = (EditedTurn("👩‍🚀 flies. Cafe\u0301 Knog."),)
    start = text[0].text.index("Knog")
    assert apply(text, [Words(0, start, start + 4, "Kong")])[0].text == "👩‍🚀 flies. Cafe\u0301 Kong."


def test_an_emptied_turn_goes_and_its_section_opens_with_the_next() -> None:
    text = (ONE, replace(TWO, opens_section=True), THREE)
    done = apply(text, [Words(1, 0, len(TWO.text), " ")])
    assert texts(done) == [ONE.text, THREE.text]
    assert done[1].opens_section
    with pytest.raises(BadEdit, match="no words at all"):
        apply((TWO,), [Words(0, 0, len(TWO.text), "")])


def test_a_split_divides_places_and_knows_a_start_only_where_a_time_stands() -> None:
    first, second, *_ = apply(TEXT, [Split(0, 17, 2)])
    assert (first.text, first.paragraph_starts, first.cues) == ("We build in joy.", (0,), ((9, 3000),))
    assert (second.text, second.paragraph_starts, second.cues) == ("It works today.", (0,), ((3, 6000),))
    assert [(turn.start_ms, turn.end_ms) for turn in (first, second)] == [(1000, 5000), (5000, 9000)]
    assert [(turn.speaker, turn.label) for turn in (first, second)] == [(1, "Host"), (2, "Host")]
    unknown = apply(TEXT, [Split(0, 12)])
    assert [(turn.start_ms, turn.end_ms) for turn in unknown[:2]] == [(1000, None), (None, 9000)]


def test_a_split_goes_with_words_and_several_splits() -> None:
    edits = [Split(0, 16, 2), Words(0, 9, 15, "Envoy"), Split(0, 26, None, "Tom"), Words(0, 17, 17, "Yes. ")]
    first, second, third, *_ = apply(TEXT, edits)
    assert texts([first, second, third]) == ["We build Envoy.", "Yes. It works", "today."]
    assert [turn.speaker for turn in (first, second, third)] == [1, 2, None]
    assert [turn.label for turn in (first, second, third)] == ["Host", "Host", "Tom"]


def test_a_merge_keeps_the_second_start_as_a_time_inside() -> None:
    merged = apply(TEXT, [Merge(0), Merge(1)])
    assert texts(merged) == [f"{ONE.text} {TWO.text} {THREE.text}"]
    turn = merged[0]
    assert (turn.label, turn.speaker, turn.start_ms, turn.end_ms) == ("Host", 1, 1000, None)
    assert turn.cues == (*ONE.cues, (33, 9000), (55, 12_000))
    assert turn.paragraph_starts == (0, 17, 33, 55)


def test_a_merge_in_the_middle_of_a_sentence_makes_no_paragraph() -> None:
    turn = apply((EditedTurn("So we"), EditedTurn("went home.")), [Merge(0)])[0]
    assert (turn.text, turn.paragraph_starts) == ("So we went home.", (0,))


def test_a_split_and_a_merge_are_where_they_began() -> None:
    halves = apply(TEXT, [Split(0, 17)])
    assert apply(halves, [Merge(0)]) == apply(TEXT, [])


def test_a_merge_with_an_earlier_time_leaves_that_time_out() -> None:
    turn = apply((ONE, replace(TWO, start_ms=500, end_ms=700)), [Merge(0)])[0]
    assert (turn.cues, turn.end_ms) == (ONE.cues, None)


def test_speakers_by_turn_and_by_label() -> None:
    done = apply(TEXT, [Label("Host", 3), Speaker(2, None, "  Both\nof us ")])
    assert [(turn.speaker, turn.label) for turn in done] == [(3, "Host"), (2, "Guest"), (None, "Both of us")]


def test_a_time_takes_away_what_cannot_hold_beside_it() -> None:
    turn = one(Time(0, 5500))
    assert (turn.start_ms, turn.end_ms, turn.cues) == (5500, 9000, ((20, 6000),))
    turn = one(Time(0, 20_000))
    assert (turn.start_ms, turn.end_ms, turn.cues) == (20_000, None, ())
    turn = one(Time(0, None, None))
    assert (turn.start_ms, turn.end_ms, turn.cues) == (None, None, ONE.cues)


def test_turns_that_run_back_are_told() -> None:
    assert running_back(TEXT) == []
    assert running_back(apply(TEXT, [Time(1, 500)])) == [1]


def sections(turns: Sequence[EditedTurn]) -> list[tuple[str, str, bool]]:
    return [(turn.section, turn.section_title, turn.opens_section) for turn in turns]


def test_a_section_ends_the_one_it_is_cut_from_and_joins_its_like() -> None:
    text = tuple(replace(TWO, text=word) for word in ("a", "b", "c", "d"))
    cut = apply(text, [Section(1, 2, "sponsor", " Acme ")])
    talk, sponsor = "interview", "sponsor"
    assert sections(cut) == [
        (talk, "", True),
        (sponsor, "Acme", True),
        (sponsor, "Acme", False),
        (talk, "", True),
    ]
    assert sections(apply(cut, [Section(1, 2, talk)])) == [(talk, "", n == 0) for n in range(4)]
    assert sections(apply(cut, [Section(3, 3, sponsor, "Acme")]))[3] == (sponsor, "Acme", False)


@pytest.mark.parametrize(
    ("edits", "index", "message"),
    [
        ([Words(3, 0, 0, "x")], 0, "no turn 3"),
        ([Words(0, 30, 33, "x")], 0, "no words from 30 to 33"),
        ([Words(0, 5, 4, "x")], 0, "no words"),
        ([Words(0, 0, 5, "x"), Words(0, 4, 6, "y")], 1, "same thing in turn 0"),
        ([Words(0, 4, 4, "x"), Words(0, 4, 4, "y")], 1, "same thing"),
        ([Words(0, 0, 2, "a\x00b")], 0, r"U\+0000"),
        ([Words(0, 0, 2, "\ud83d")], 0, r"U\+D83D"),
        ([Speaker(1, 1), Speaker(1, 2)], 1, "same thing in turn 1"),
        ([Label("Host", 1), Label("Host", 2)], 1, "who “Host” is"),
        ([Label("Nobody", 1)], 0, "labelled “Nobody”"),
        ([Split(0, 0)], 0, "between two of its words"),
        ([Split(0, 32)], 0, "between two of its words"),
        ([Split(0, -3)], 0, "between two of its words"),
        ([Split(0, 2), Split(0, 3)], 1, "same thing"),
        ([Words(0, 0, 5, "x"), Split(0, 3)], 1, "same thing"),
        ([Split(0, 3), Words(0, 0, 5, "x")], 1, "same thing"),
        ([Merge(2)], 0, "no turn after"),
        ([Merge(0), Merge(0)], 1, "same thing"),
        ([Time(0, -1)], 0, "between 0 and 100 hours"),
        ([Time(0, LATEST_MS)], 0, "between 0 and 100 hours"),
        ([Time(0, 1, LATEST_MS)], 0, "between 0 and 100 hours"),
        ([Time(0, 5, 4)], 0, "end before it starts"),
        ([Section(0, 3, "intro")], 0, "no turn 3"),
        ([Section(1, 0, "intro")], 0, "to a later one"),
        ([Section(0, 1, "intro"), Section(1, 2, "outro")], 1, "same thing in turn 1"),
        ([Speaker(0, 1, "x" * 201)], 0, "at most 200"),
        ([Words(0, 0, 32, ""), Words(1, 0, 21, ""), Words(2, 0, 8, "")], None, "no words at all"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_fit_is_refused_with_its_place(
    edits: list[Edit], index: int | None, message: str
) -> None:
    with pytest.raises(BadEdit, match=message) as refused:
        apply(TEXT, edits)
    assert refused.value.index == index


def test_edits_say_in_a_sentence_what_they_do() -> None:
    edits = [Words(0, 0, 1, "x"), Words(0, 3, 4, "y"), Words(1, 0, 1, "x"), Merge(1), Label("Host", 1)]
    assert summary(edits) == "words changed in 2 turns; a speaker for 1 label; 1 merge."


def is_sound(turns: Sequence[EditedTurn]) -> bool:
    """What every text keeps."""
    for before, turn in zip([None, *turns], turns, strict=False):
        starts, places = turn.paragraph_starts, [place for place, _ in turn.cues]
        times = [turn.start_ms or 0, *(ms for _, ms in turn.cues)]
        changed = before is None or (before.section, before.section_title) != (
            turn.section,
            turn.section_title,
        )
        assert turn.text and turn.text == " ".join(turn.text.split())
        assert starts[0] == 0 and list(starts) == sorted(set(starts)) and starts[-1] < len(turn.text)
        assert places == sorted(set(places)) and all(place < len(turn.text) for place in places)
        assert times == sorted(times)
        assert turn.start_ms is None or turn.end_ms is None or turn.start_ms <= turn.end_ms
        assert turn.opens_section or not changed
    return bool(turns)


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_whatever_edits_are_made_the_text_is_sound(data: st.DataObject) -> None:
    text = data.draw(drawing.texts())
    assert is_sound(text)
    edits = data.draw(st.lists(drawing.edits(text), max_size=5))
    try:
        done = apply(text, edits)
    except BadEdit:
        return
    assert is_sound(done)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_words_are_exactly_what_replacing_them_makes(data: st.DataObject) -> None:
    (turn,) = data.draw(drawing.texts(most=1))
    edit = data.draw(drawing.edits((turn,)).filter(lambda edit: isinstance(edit, Words)))
    wanted = squeezed(turn.text[: edit.start] + edit.text + turn.text[edit.end :])[0]
    if wanted:
        assert apply((turn,), [edit])[0].text == wanted


@given(drawing.texts())
def test_no_edits_change_nothing(text: tuple[EditedTurn, ...]) -> None:
    assert apply(text, []) == text


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_edits_in_any_order_make_the_same(data: st.DataObject) -> None:
    text = data.draw(drawing.texts())
    edits = data.draw(st.lists(drawing.edits(text), max_size=4))
    try:
        done = apply(text, edits)
    except BadEdit:
        return
    assert apply(text, data.draw(st.permutations(edits))) == done


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_turns_that_no_edit_names_stay_as_they_are(data: st.DataObject) -> None:
    text = data.draw(drawing.texts())
    edit = data.draw(
        drawing.edits(text).filter(lambda edit: isinstance(edit, Words | Speaker | Time | Split))
    )
    try:
        done = apply(text, [edit])
    except BadEdit:
        return
    assert done[: edit.turn] == text[: edit.turn]
    after = len(text) - edit.turn - 1
    for one, other in zip(done[len(done) - after :], text[edit.turn + 1 :], strict=True):
        assert replace(one, opens_section=other.opens_section) == other
