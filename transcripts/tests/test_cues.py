"""Cues become turns and sentences: whose words, where they are cut, and which moment is where in them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts.reading.cues import Cue, ends_sentence, talk_of
from transcripts.reading.paragraphs import joined

MINUTE = 60_000


def timed(*texts: str, ms: int = 4000, label: str = "") -> list[Cue]:
    """Cues one after the other without a pause."""
    return [Cue(text, i * ms, (i + 1) * ms, label, i + 1) for i, text in enumerate(texts)]


def test_cues_of_one_speaker_are_one_turn_that_knows_when_each_began() -> None:
    cues = [
        Cue("We sold", 1000, 2000, "Ada"),
        Cue("the boat.", 2000, 2900, "Ada"),
        Cue("Why?", 3000, 3400, "Bo"),
    ]
    first, second = talk_of(cues).turns
    assert (first.label, joined(first.paragraphs)[0]) == ("Ada", "We sold the boat.")
    assert (first.start_ms, first.end_ms, first.cues) == (1000, 2900, [(8, 2000)])
    assert (second.label, second.start_ms, second.end_ms, second.cues) == ("Bo", 3000, 3400, [])


def test_unnamed_speech_is_cut_into_paragraphs_at_the_first_sentence_end_after_a_minute() -> None:
    texts = ["A short one."] * 14 + ["a sentence that", "goes on", "and ends here.", "The next begins."]
    turns = talk_of(timed(*texts)).turns
    assert [turn.start_ms for turn in turns] == [0, 17 * 4000]
    assert turns[0].paragraphs[0].endswith("and ends here.")


def test_a_sentence_that_ends_only_inside_cues_is_cut_there_late_and_both_parts_keep_the_cues_times() -> None:
    turns = talk_of(timed(*["goes on. And then it"] * 40)).turns
    assert turns[0].paragraphs[0].endswith("goes on.") and turns[1].paragraphs[0].startswith("And then it")
    assert turns[0].end_ms == 92_000 and turns[1].start_ms == 88_000


def test_a_long_pause_ends_a_paragraph_but_not_in_a_sentence() -> None:
    cues = [Cue("We waited.", 0, 2000), Cue("Then he said", 30_000, 32_000), Cue("nothing.", 60_000, 61_000)]
    assert [turn.paragraphs[0] for turn in talk_of(cues).turns] == ["We waited.", "Then he said nothing."]


def test_text_without_punctuation_is_cut_at_its_longest_pause() -> None:
    cues = timed(*["words and words"] * 100)
    for cue in cues[30:]:
        cue.start_ms, cue.end_ms = (cue.start_ms or 0) + 900, (cue.end_ms or 0) + 900
    turns = talk_of(cues).turns
    assert turns[1].start_ms == 30 * 4000 + 900
    assert all((turn.end_ms or 0) - (turn.start_ms or 0) <= 155_000 for turn in turns)


def test_abbreviations_and_initials_end_no_sentence() -> None:
    assert not any(map(ends_sentence, ("We met Dr.", "by J.", "e.g.", "and then,")))
    assert all(map(ends_sentence, ("He left.", "“Why?”", "So it is (mostly).", "そうです。", "It was I.")))


def test_single_words_keep_the_times_of_sentences_and_a_few_between() -> None:
    words = ["One", "two.", "Three", *["and"] * 20, "four."]
    (turn,) = talk_of(timed(*words, ms=500)).turns
    assert turn.cues[0] == (9, 1000) and len(turn.cues) < 6
    assert [ms for _, ms in turn.cues[1:]] == [5000, 9000]


def test_times_that_jump_far_back_begin_a_new_turn() -> None:
    cues = [*timed("First part.", "It ends."), *timed("Second part.", "It ends too.")]
    for cue in cues[:2]:
        cue.start_ms, cue.end_ms = (cue.start_ms or 0) + MINUTE, (cue.end_ms or 0) + MINUTE
    assert [turn.start_ms for turn in talk_of(cues).turns] == [MINUTE, 0]


TEXTS = st.sampled_from(
    ["so", "and then it went.", "Why? Because", "it is", "over. So. He", "said J.", "…", "12", "x" * 40]
)
CUES = st.lists(
    st.builds(
        Cue,
        TEXTS,
        st.none() | st.integers(0, 4_000_000),
        st.none() | st.integers(0, 4_000_000),
        st.sampled_from(["", "", "Ada", "Bo"]),
        st.integers(1, 9),
        st.booleans(),
    ),
    max_size=300,
)


@given(CUES, st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_word_is_lost_or_moved_and_marks_stand_where_words_begin(cues: list[Cue], in_order: bool) -> None:
    if in_order:
        times = sorted(cue.start_ms for cue in cues if cue.start_ms is not None)
        for cue in cues:
            cue.start_ms = times.pop(0) if cue.start_ms is not None else None
    turns = talk_of(cues).turns
    texts = [joined(turn.paragraphs)[0] for turn in turns]
    assert " ".join(texts).split() == " ".join(cue.text for cue in cues).split()
    starts = [turn.start_ms for turn in turns if turn.start_ms is not None]
    assert not in_order or starts == sorted(starts)
    for turn, text in zip(turns, texts, strict=True):
        offsets, moments = [offset for offset, _ in turn.cues], [ms for _, ms in turn.cues]
        assert offsets == sorted(set(offsets)) and moments == sorted(set(moments))
        assert all(text[offset - 1] == " " and text[offset] != " " for offset in offsets)
