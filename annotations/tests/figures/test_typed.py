"""What is shown of a value or a time is read back as the same, so that it can be edited as words."""

import pytest

from annotations.figures import typed
from annotations.figures.recognition import recognise
from annotations.tests.figures import sentences


def test_every_value_and_time_is_read_back_from_how_it_is_told() -> None:
    lost = {}
    for name in sentences.SETS:
        for sentence in sentences.written(name):
            found = recognise(sentence.words, sentences.SAID_ON)
            for value in (
                figure.amount for figure in found.figures if figure.amount.unit or figure.amount.currency
            ):
                if again(str(value)) != value:
                    lost[str(value)] = again(str(value))
            for moment in found.moments:
                assert typed.period(str(moment.period)) == moment.period
    assert not lost


def again(text: str) -> object:
    try:
        return typed.amount(text)
    except ValueError as error:
        return error


@pytest.mark.parametrize("text", ["a lot", "10 people and 20 companies", "in 2018"])
def test_what_says_no_value_or_several_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="Write one value"):
        typed.amount(text)
    assert typed.amount(" ") is None


@pytest.mark.parametrize("text", ["soon", "10 people", "2018, or in 2020"])
def test_what_says_no_time_or_several_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="Write one time"):
        typed.period(text)
    assert typed.period("") is None
