"""Every figure and time of the written sentences is found: value, range, unit, currency, qualifier."""

import pytest

from annotations.figures.recognition import recognise
from annotations.tests.figures import sentences

# What no rule reads so far: a company’s name that looks like three million, a novel that looks like a year,
# nothing that is money, tens of percent, a change in three steps, a whole named after its part.
KNOWN = {
    "He works at 3M and she worked at 37signals.",
    "I read 1984 as a teenager.",
    "We had zero revenue for the first three years.",
    "Our gross margin is in the high seventies.",
    "We went from 5 to 50 to 500 servers.",
    "Almost 70 of the hundred largest banks use it.",
}


@pytest.mark.parametrize("name", sentences.SETS)
def test_finds_what_each_sentence_says_and_nothing_else(name: str) -> None:
    wrong = {}
    for sentence in sentences.written(name):
        found = recognise(sentence.words, sentences.SAID_ON)
        answer = (
            [sentences.short(f) for f in found.figures],
            [sentences.short_time(m) for m in found.moments],
        )
        if answer != (sentence.figures, sentence.times):
            wrong[sentence.words] = answer
    assert set(wrong) <= KNOWN, {words: answer for words, answer in wrong.items() if words not in KNOWN}


def test_there_are_more_than_three_hundred_of_them() -> None:
    assert sum(1 for name in sentences.SETS for _ in sentences.written(name)) > 300
