"""A quote stands on exactly its words after its text changed, or says that it does not."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.anchoring import SENTENCES, Anchor, Placement, Reason, Standing, Turn, move
from annotations.tests.documents import SAMPLES, SEEDS, drafts
from annotations.tests.judging import ACCEPTED, Tally, trials

BEFORE = (
    "It began in a shed near the harbour, with two borrowed machines and one kettle. "
    "Nobody believed it would last a winter."
)
SAID = "We ship every Friday, rain or shine, because our customers plan their weeks around it."
AFTER = "The second year was harder than the first and we nearly closed. Then came that order from Leeds."
LATER = "Later we hired people who knew far more than we did, which changed how anything got written down."
ASIDE = "Somebody rang at the door just now, so let me ask you about prices before we lose the thread again."


def turns(*texts: str, speakers: str = "", sponsors: tuple[int, ...] = ()) -> list[Turn]:
    """Turns with these texts; the speakers are letters, h throughout unless said."""
    found, offset = [], 0
    for index, text in enumerate(texts):
        found.append(Turn(offset, text, (speakers or "h" * len(texts))[index], index in sponsors))
        offset += len(text) + 1
    return found


def joined(*parts: str) -> str:
    return " ".join(parts)


def text_of(given: list[Turn]) -> str:
    return "\n".join(turn.text for turn in given)


def quote(old: list[Turn], words: str, nth: int = 0, speaker: str | None = "h") -> Anchor:
    start = -1
    for _ in range(nth + 1):
        start = text_of(old).index(words, start + 1)
    return Anchor(start, start + len(words), words, speaker)


def moved(old: list[Turn], new: list[Turn], words: str, nth: int = 0, speaker: str | None = "h") -> Placement:
    (placement,) = move([quote(old, words, nth, speaker)], old, new)
    return placement


def verdict(placement: Placement) -> tuple[Standing, Reason]:
    return placement.standing, placement.reason


EXACT = (Standing.EXACT, Reason.UNCHANGED)
SHIFTED = (Standing.MOVED, Reason.SHIFTED)
OLD = turns(joined(BEFORE, SAID, AFTER), LATER, ASIDE)


def test_nothing_moves_in_an_unchanged_text() -> None:
    assert verdict(moved(OLD, OLD, SAID)) == EXACT


def test_words_after_a_correction_are_shifted_by_its_length() -> None:
    new = turns(joined(BEFORE.replace("shed", "small wooden shed"), SAID, AFTER), LATER, ASIDE)
    placement = moved(OLD, new, SAID)
    assert verdict(placement) == SHIFTED
    assert placement.start == quote(new, SAID).start
    assert placement.score == 1.0
    assert placement.candidates == ()


def test_words_before_a_correction_stay() -> None:
    new = turns(joined(BEFORE, SAID, AFTER.replace("Leeds", "Leith")), LATER, ASIDE)
    assert verdict(moved(OLD, new, SAID)) == EXACT


def test_changed_words_are_proposed_where_they_stand() -> None:
    mended = SAID.replace("Friday", "Thursday")
    new = turns(joined(BEFORE, mended, AFTER), LATER, ASIDE)
    placement = moved(OLD, new, SAID)
    assert verdict(placement) == (Standing.CONFIRM, Reason.WORDS)
    assert placement.candidates[0].exact == mended
    assert 0.9 < placement.score < 1


@pytest.mark.parametrize("old_word, new_word", [("Friday,", "Friday"), ("We", "we"), ("shine", "shine\r")])
def test_a_changed_sign_or_letter_is_a_change(old_word: str, new_word: str) -> None:
    new = turns(joined(BEFORE, SAID.replace(old_word, new_word), AFTER), LATER, ASIDE)
    assert verdict(moved(OLD, new, SAID)) == (Standing.CONFIRM, Reason.WORDS)


def test_words_that_are_gone_are_lost() -> None:
    placement = moved(OLD, turns(joined(BEFORE, AFTER), LATER, ASIDE), SAID)
    assert verdict(placement) == (Standing.LOST, Reason.GONE)
    assert (placement.start, placement.turn, placement.candidates) == (None, None, ())


def test_sentences_that_move_together_are_followed() -> None:
    new = turns(ASIDE, LATER, joined(BEFORE, SAID, AFTER))
    placement = moved(OLD, new, SAID)
    assert verdict(placement) == SHIFTED
    assert placement.turn == 2


def test_a_sentence_that_stands_alone_elsewhere_may_have_been_said_there() -> None:
    new = turns(joined(BEFORE, AFTER), LATER, joined(SAID, ASIDE))
    assert verdict(moved(OLD, new, SAID)) == (Standing.CONFIRM, Reason.ALONE)


def test_a_sentence_that_comes_again_near_words_that_are_often_said_is_not_taken_for_the_one_deleted() -> (
    None
):
    short, often = "Where do you stand today?", "In figures, if you can."
    asked = f"What changed for you, day to day? {often}"
    old = turns(joined(BEFORE, SAID), f"{short} {often}", AFTER, asked, LATER, ASIDE)
    new = turns(joined(BEFORE, SAID), often, AFTER, f"{short} {asked}", LATER, ASIDE)
    placement = moved(old, new, short)
    assert placement.standing is Standing.CONFIRM
    assert placement.turn == 3


def test_a_part_of_a_sentence_that_went_with_another_and_changed_is_proposed_only() -> None:
    """Both sentences may as well be gone, and two that are much like them be said elsewhere."""
    part = SAID[: SAID.index(" ", len(SAID) // 2)]
    likes = joined(BEFORE, SAID.replace(SAID.split()[-1], "likewise."))
    new = turns(AFTER, joined(LATER, likes), ASIDE)
    assert moved(OLD, new, part).standing is Standing.CONFIRM
    assert verdict(moved(OLD, turns(AFTER, joined(LATER, BEFORE, SAID), ASIDE), part)) == SHIFTED


def test_part_of_a_sentence_is_not_proved_by_the_rest_of_that_sentence() -> None:
    new = turns(joined(BEFORE, AFTER), LATER, joined(SAID, ASIDE))
    assert verdict(moved(OLD, new, "rain or shine")) == (Standing.CONFIRM, Reason.ALONE)


TWICE = turns(joined(BEFORE, SAID, AFTER), joined(LATER, SAID, ASIDE))


@pytest.mark.parametrize("nth", [0, 1])
def test_of_equal_sentences_each_keeps_its_place(nth: int) -> None:
    new = turns(joined(BEFORE, "Really.", SAID, AFTER), joined(LATER, SAID, ASIDE))
    assert moved(TWICE, new, SAID, nth).start == quote(new, SAID, nth).start
    assert verdict(moved(TWICE, new, SAID, nth)) == SHIFTED


def test_of_equal_sentences_the_deleted_one_does_not_take_the_others_place() -> None:
    first_gone = turns(joined(BEFORE, AFTER), joined(LATER, SAID, ASIDE))
    second_gone = turns(joined(BEFORE, SAID, AFTER), joined(LATER, ASIDE))
    assert moved(TWICE, first_gone, SAID, 0).standing is Standing.CONFIRM
    assert verdict(moved(TWICE, first_gone, SAID, 1)) == SHIFTED
    assert verdict(moved(TWICE, second_gone, SAID, 0)) == EXACT
    assert moved(TWICE, second_gone, SAID, 1).standing is Standing.CONFIRM


@pytest.mark.parametrize("nth", [0, 1])
@pytest.mark.parametrize("words", [SAID, "rain or shine", "Friday"])
def test_of_two_equal_sentences_in_a_row_nobody_can_say_which_was_deleted(nth: int, words: str) -> None:
    old = turns(joined(BEFORE, SAID, SAID, AFTER))
    new = turns(joined(BEFORE, SAID, AFTER))
    assert moved(old, new, words, nth).standing is Standing.CONFIRM


def test_nor_what_stood_between_them() -> None:
    old = turns(joined(BEFORE, SAID, LATER, SAID, AFTER))
    new = turns(joined(BEFORE, SAID, AFTER))
    assert {moved(old, new, SAID, nth).standing for nth in (0, 1)} == {Standing.CONFIRM}


def test_a_passage_repeated_with_its_surroundings_is_told_by_what_lies_beyond_them() -> None:
    passage = joined(BEFORE, SAID, AFTER)
    both = turns(passage, LATER, passage, ASIDE)
    second_only = turns(LATER, passage, ASIDE)
    assert moved(both, second_only, SAID, 0).standing is Standing.CONFIRM
    assert verdict(moved(both, second_only, SAID, 1)) == SHIFTED


def test_of_sentences_that_begin_alike_a_whole_one_is_taken_away() -> None:
    gone = "And Leeds was the first town that ever paid us anything for the work."
    kept = "And that was how the second product came about, more or less."
    placement = moved(turns(joined(BEFORE, gone, kept, AFTER)), turns(joined(BEFORE, kept, AFTER)), kept)
    assert verdict(placement) == SHIFTED


def test_a_quote_that_ends_in_borrowed_first_words_is_left_to_a_person() -> None:
    gone = "And so the whole office moved into the old cannery by the bridge."
    kept = "And so nobody asks me about the price of rope any longer."
    said = joined(SAID, "And so")
    new = turns(joined(BEFORE, SAID, kept, AFTER), LATER)
    assert (
        moved(turns(joined(BEFORE, SAID, gone, kept, AFTER), LATER), new, said).standing is Standing.CONFIRM
    )


LIKE = SAID.replace("Friday", "Monday")


def test_a_look_alike_is_proposed_but_not_taken_for_a_deleted_sentence() -> None:
    old = turns(joined(BEFORE, SAID, AFTER), joined(LATER, LIKE, ASIDE))
    new = turns(joined(BEFORE, AFTER), joined(LATER, LIKE, ASIDE))
    placement = moved(old, new, SAID)
    assert verdict(placement) == (Standing.CONFIRM, Reason.LOOKALIKE)
    assert placement.candidates[0].exact == LIKE


def test_what_a_look_alike_shares_is_not_taken_for_a_part_of_a_deleted_sentence() -> None:
    old = turns(joined(BEFORE, SAID, AFTER), joined(LATER, LIKE, ASIDE))
    new = turns(joined(BEFORE, AFTER), joined(LATER, LIKE, ASIDE))
    assert moved(old, new, "rain or shine, because our customers").standing is Standing.CONFIRM


def test_the_right_sentence_is_proposed_before_its_look_alike() -> None:
    edited = SAID.replace("plan", "arrange")
    old = turns(joined(BEFORE, SAID, AFTER), joined(LATER, LIKE, ASIDE))
    new = turns(joined(BEFORE, edited, AFTER), joined(LATER, LIKE, ASIDE))
    placement = moved(old, new, SAID)
    assert [one.exact for one in placement.candidates] == [edited, LIKE]


def test_a_changed_speaker_is_for_a_person_to_judge() -> None:
    new = turns(*[turn.text for turn in OLD], speakers="ghh")
    assert verdict(moved(OLD, new, SAID)) == (Standing.CONFIRM, Reason.SPEAKER)


def test_a_speaker_found_for_a_quote_of_nobody_is_no_change() -> None:
    assert verdict(moved(OLD, OLD, SAID, speaker=None)) == EXACT


def test_words_that_became_a_sponsor_read_are_for_a_person_to_judge() -> None:
    new = turns(*[turn.text for turn in OLD], sponsors=(0,))
    assert verdict(moved(OLD, new, SAID)) == (Standing.CONFIRM, Reason.SPONSOR)
    assert verdict(moved(new, new, SAID)) == EXACT


def test_a_turn_divided_within_a_quote_offers_its_parts() -> None:
    new = turns(joined(BEFORE, SAID[:21]), joined(SAID[22:], AFTER), LATER, ASIDE)
    placement = moved(OLD, new, SAID)
    assert verdict(placement) == (Standing.CONFIRM, Reason.SPLIT)
    assert [one.exact for one in placement.candidates[:2]] == [SAID[22:], SAID[:21]]
    assert [one.turn for one in placement.candidates[:2]] == [1, 0]


def test_a_turn_divided_beside_a_quote_leaves_it() -> None:
    assert verdict(moved(OLD, turns(BEFORE, joined(SAID, AFTER), LATER, ASIDE), SAID)) == EXACT


def test_an_anchor_that_does_not_fit_its_text_is_never_accepted() -> None:
    start = quote(OLD, SAID).start
    for wrong in (
        Anchor(start + 1, start + 1 + len(SAID), SAID, "h"),
        Anchor(start, start + 5, SAID, "h"),
        Anchor(-3, 4, SAID, "h"),
        Anchor(10_000, 10_005, SAID, "h"),
    ):
        (placement,) = move([wrong], OLD, OLD)
        assert verdict(placement) == (Standing.CONFIRM, Reason.UNVERIFIED)
        assert placement.start == start
    (placement,) = move([Anchor(0, 5, "never said", "h")], OLD, OLD)
    assert verdict(placement) == (Standing.LOST, Reason.UNVERIFIED)


def test_a_quote_across_two_turns_does_not_fit() -> None:
    whole = text_of(OLD)
    start = whole.index("Leeds")
    (placement,) = move([Anchor(start, start + 20, whole[start : start + 20], "h")], OLD, OLD)
    assert placement.reason is Reason.UNVERIFIED


def test_places_are_code_points_before_and_after_astral_signs() -> None:
    new = turns(joined("🎁👩‍🚀", BEFORE, SAID, "𝒳", AFTER), LATER, ASIDE)
    assert moved(OLD, new, SAID).start == quote(OLD, SAID).start + 5
    assert verdict(moved(new, OLD, SAID)) == SHIFTED


def test_accents_composed_otherwise_are_other_letters() -> None:
    said = SAID.replace("customers", "clientèle")
    old = turns(joined(BEFORE, unicodedata.normalize("NFC", said), AFTER))
    new = turns(joined(BEFORE, unicodedata.normalize("NFD", said), AFTER))
    placement = moved(old, new, unicodedata.normalize("NFC", said))
    assert verdict(placement) == (Standing.CONFIRM, Reason.WORDS)
    assert placement.candidates[0].exact == unicodedata.normalize("NFD", said)


def test_a_byte_order_mark_only_shifts() -> None:
    new = turns("\ufeff" + OLD[0].text, LATER, ASIDE)
    assert moved(OLD, new, BEFORE).start == 1
    assert verdict(moved(OLD, new, BEFORE)) == SHIFTED


def test_a_text_without_spaces_is_compared_by_its_signs() -> None:
    before, said, after = (
        "我们在港口旁边的一个小棚子里开始。没有人相信它能撑过冬天。",
        "我们每个星期五都发货。",
        "第二年比第一年更难。然后利兹来了订单。",
    )
    old, new = turns(before + said + after), turns(before.replace("小棚子", "大房子里面") + said + after)
    assert verdict(moved(old, new, said)) == SHIFTED


def test_a_quote_may_begin_within_a_word_and_hold_no_word() -> None:
    new = turns(joined("Well now.", BEFORE, SAID, AFTER), LATER, ASIDE)
    assert verdict(moved(OLD, new, "arbour, with two")) == SHIFTED
    assert moved(OLD, new, ", ").standing is Standing.CONFIRM


@pytest.mark.parametrize("glued", ["shines", "shine2"])
def test_words_grown_at_the_quotes_end_are_changed_words(glued: str) -> None:
    new = turns(joined(BEFORE, SAID.replace("shine", glued), AFTER), LATER, ASIDE)
    assert moved(OLD, new, "rain or shine").standing is Standing.CONFIRM


def test_words_said_more_often_than_can_be_told_apart_are_left_to_a_person() -> None:
    old = turns("no " * 2000 + "yes")
    new = turns("well " + "no " * 1999 + "yes")
    assert moved(old, new, "no", 700).standing is Standing.CONFIRM


def test_empty_texts_lose_quotes_without_failing() -> None:
    assert moved(OLD, [], SAID).standing is Standing.LOST
    assert moved(OLD, turns(""), SAID).standing is Standing.LOST
    assert move([], OLD, OLD) == []


def test_every_reason_has_a_sentence_and_fits_its_column() -> None:
    assert set(SENTENCES) == set(Reason)
    assert max(map(len, Reason)) <= 20


# Every way a short text can be changed at one place, with few words and many repeats: an accepted place must
# be the one that every shortest reading of the change gives.

WORDS = st.lists(st.sampled_from(["red", "green", "blue", "grey", "so", "we", "no"]), min_size=4, max_size=14)


def shortest_readings(old: list[str], new: list[str]) -> list[dict[int, int]]:
    """Every way to keep the most words, as old word to new word."""
    best: dict[tuple[int, int], int] = {}
    for i in range(len(old), -1, -1):
        for k in range(len(new), -1, -1):
            if i == len(old) or k == len(new):
                best[i, k] = 0
            else:
                kept = 1 + best[i + 1, k + 1] if old[i] == new[k] else 0
                best[i, k] = max(best[i + 1, k], best[i, k + 1], kept)
    found: set[tuple[tuple[int, int], ...]] = set()

    def follow(i: int, k: int, kept: tuple[tuple[int, int], ...]) -> None:
        if best[i, k] == 0:
            found.add(kept)
            return
        for n in range(i, len(old)):
            for m in range(k, len(new)):
                if old[n] == new[m] and 1 + best[n + 1, m + 1] == best[i, k] and len(found) < 3000:
                    follow(n + 1, m + 1, (*kept, (n, m)))

    follow(0, 0, ())
    return [dict(pairs) for pairs in found]


@settings(max_examples=300, deadline=None)
@given(
    WORDS,
    st.integers(0, 13),
    st.integers(0, 4),
    st.lists(st.sampled_from(["red", "blue", "so", "we"]), max_size=4),
)
def test_no_shortest_reading_of_a_change_contradicts_an_accepted_place(
    words: list[str], at: int, gone: int, come: list[str]
) -> None:
    changed = [*words[:at], *come, *words[at + gone :]] or ["red"]
    if changed == words:
        return
    old, new = turns(joined(*words)), turns(joined(*changed))
    spans = [
        (first, end)
        for first in range(len(words))
        for end in range(first + 1, min(first + 5, len(words) + 1))
    ]
    anchors = []
    for first, end in spans:
        start = len(joined(*words[:first], ""))
        exact = joined(*words[first:end])
        anchors.append(Anchor(start, start + len(exact), exact, "h"))
    accepted = [
        (span, placement)
        for span, placement in zip(spans, move(anchors, old, new), strict=True)
        if placement.standing in ACCEPTED
    ]
    readings = shortest_readings(words, changed) if accepted else []
    for (first, end), placement in accepted:
        assert placement.start is not None
        k = len(text_of(new)[: placement.start].split())
        for reading in readings:
            assert [reading.get(n) for n in range(first, end)] == list(range(k, k + end - first))


LINES = st.text(st.sampled_from("ab é🎁.,\u0301’n"), min_size=1, max_size=30)


@settings(deadline=None)
@given(st.lists(LINES, min_size=1, max_size=4), st.lists(LINES, min_size=1, max_size=4), st.data())
def test_what_is_accepted_stands_verbatim_in_one_turn(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    old, new = turns(*before), turns(*after)
    turn = data.draw(st.sampled_from(old))
    start = data.draw(st.integers(turn.offset, turn.end - 1))
    end = data.draw(st.integers(start + 1, turn.end))
    exact = text_of(old)[start:end]
    (placement,) = move([Anchor(start, end, exact, "h")], old, new)
    (same,) = move([Anchor(start, end, exact, "h")], old, old)
    assert verdict(same) == EXACT
    for candidate in placement.candidates:
        home = new[candidate.turn]
        assert home.offset <= candidate.start < candidate.end <= home.end
        assert text_of(new)[candidate.start : candidate.end] == candidate.exact
    if placement.standing in ACCEPTED:
        assert placement.start is not None and placement.end is not None and placement.turn is not None
        home = new[placement.turn]
        assert home.offset <= placement.start and placement.end <= home.end
        assert text_of(new)[placement.start : placement.end] == exact


@settings(deadline=None)
@given(
    st.permutations(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    ),
    st.integers(1, 30),
)
def test_what_is_put_in_before_shifts_by_its_length(words: list[str], count: int) -> None:
    old = turns(joined(*words))
    lead = "x" * count + ". "
    new = turns(lead + joined(*words))
    exact = joined(*words[4:7])
    placement = moved(old, new, exact)
    assert verdict(placement) == SHIFTED
    assert placement.start == quote(old, exact).start + len(lead)


def fared(total: Tally) -> None:
    assert total.wrong == []
    assert total.found_again >= 0.999 * total.untouched, total.missed
    assert total.placed >= 0.97 * total.edited, total.misplaced


def test_quotes_of_the_samples_survive_every_change() -> None:
    total = Tally()
    chosen = sorted(drafts(SAMPLES).items())[:2]
    for _, _, tally in trials(dict(chosen), each=36, seed=4):
        total.add(tally)
    assert total.moved > 2000
    fared(total)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not at hand")
def test_quotes_of_a_seed_survive_every_change() -> None:
    total = Tally()
    name, draft = min(drafts(SEEDS).items(), key=lambda item: len(item[1].speeches))
    for _, _, tally in trials({name: draft}, each=20, seed=5):
        total.add(tally)
    fared(total)
