"""Where to show what was said of words that are gone."""

from annotations.neighbours import Neighbour, nearest


def text(*turns: str) -> list[Neighbour]:
    offset, found = 0, []
    for words in turns:
        found.append(Neighbour(offset, words))
        offset += len(words) + 1
    return found


OLD = text("Welcome to the show.", "We sold it in March for nine million.", "Thank you.", "Thank you.")


def test_the_same_turn_is_found_wherever_it_went() -> None:
    new = text("An advertisement.", "Another one.", *(turn.text for turn in OLD))
    assert nearest(OLD, 25, new) == 3
    assert nearest(OLD, OLD[3].offset, text("Thank you.", "No.", "No.", "Thank you.")) == 3


def test_a_turn_that_was_changed_is_the_likest_near_by() -> None:
    new = text("Welcome back.", "Hello.", "They sold it that March for nineteen million.", "Thanks.")
    assert nearest(OLD, 25, new) == 2


def test_where_nothing_is_alike_it_is_the_turn_at_the_same_position() -> None:
    assert nearest(OLD, 25, text("Q", "Z", "X")) == 1
    assert nearest(OLD, OLD[3].offset, text("Q")) == 0


def test_in_its_own_text_a_turn_is_itself() -> None:
    assert nearest(OLD, 24, OLD) == 1
