"""Phrases are found as their pattern alone would find them, only sooner."""

import re

import pytest

from transcripts.reading.phrases import holders, phrases

GREETING = phrases("tin|tar", r"\b(?:it's|we have) (?:tin|tar)\b", flags=re.IGNORECASE)
FILLER = "Nothing happened at all. " * 60


@pytest.mark.parametrize(
    "text",
    [
        "It's tin.",
        f"{FILLER}We have tar. {FILLER}",
        f"tin {FILLER}We have tin. {FILLER}It’s tar.",
        f"{'İ' * 700} It's tin. {'İ' * 700}",
        f"{FILLER}Tin and tar.",
        FILLER,
        "",
    ],
)
def test_phrases_find_what_their_pattern_finds(text: str) -> None:
    found, wanted = GREETING.search(text), GREETING.pattern.search(text)
    assert (found and found.span()) == (wanted and wanted.span())
    assert [m.span() for m in GREETING.finditer(text)] == [m.span() for m in GREETING.pattern.finditer(text)]


def test_holders_are_the_texts_with_a_piece() -> None:
    assert holders(["none", "TIN", "", "a tart", "x.y"], GREETING, also=re.compile(r"\.[a-z]")) == {1, 3, 4}


def test_apostrophes_match_straight_and_curly() -> None:
    assert GREETING.search("it’s tin") and GREETING.search("it's tin")
    assert phrases("tin", r"[\w'’]+ tin").search("o’clock tin")
