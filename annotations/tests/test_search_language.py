"""What people type, and the passages that answer, without a database."""

import pytest

from annotations.excerpts import passage
from annotations.querylanguage import parse, strictly


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("open core", ["open", "core"], []),
        ("“open core” pricing", ['"open core"', "pricing"], []),
        ('"never closed', ['"never closed"'], []),
        ("fork -licence", ["fork"], ["licence"]),
        ('fork -"open core"', ["fork"], ['"open core"']),
        ("open-source self-hosted", ["open source", "self hosted"], []),
        ("why did the licence change", ["licence", "change"], []),
        ("the", [], []),
        ('"to be or not to be"', [], []),
        ("fork -the", ["fork"], []),
        ("Núñez’s café", ["nunez s", "cafe"], []),
        ("fork fork FORK", ["fork"], []),
        ('"" - ** NEAR(', ["near"], []),
        ("", [], []),
    ],
)
def test_whatever_is_typed_means_something(typed: str, wanted: list[str], unwanted: list[str]) -> None:
    question = parse(typed)
    assert [str(one) for one in question.wanted] == wanted
    assert [str(one) for one in question.unwanted] == unwanted


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("fork “open core", "the quotation mark at character 6 is not closed"),
        ("the we", "every text has “the we”"),
        ("-fork", "no word that is wanted"),
        ("?!", "no word that is wanted"),
        ("x" * 201, "behind character 200"),
        (" ".join(f"w{n}" for n in range(13)), "“w12” is one too many"),
        ("fork " + " ".join(f"-w{n}" for n in range(13)), "“w12” is one too many"),
    ],
)
def test_a_program_is_told_what_would_be_passed_over(typed: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        strictly(typed)


def test_what_can_be_looked_for_is_the_same_question() -> None:
    for typed in ("open core", "“open core” pricing -fork", "why did the licence change", '"a b" "c d"'):
        assert strictly(typed) == parse(typed)


def marked(text: str, *terms: str) -> list[str]:
    return [part.text for part in passage(text, [term.split() for term in terms]) if part.marked]


def test_words_are_marked_in_all_their_forms() -> None:
    assert marked("We changed it. Changing hurts; a Changeling too.", "change") == ["changed", "Changing"]
    assert marked("Open the core. The open-core model.", "open core") == ["open-core"]
    assert marked("A café, <b>bold</b>.", "cafe", "bold") == ["café", "bold"]


def test_the_passage_is_where_most_of_the_question_stands() -> None:
    text = "The licence. " + "Nothing here. " * 60 + "The licence was changed." + " Nothing here." * 60
    shown = "".join(part.text for part in passage(text, [["licence"], ["changed"]]))
    assert "licence was changed" in shown
    assert shown.startswith("… ") and shown.endswith(" …") and len(shown) < 340
    assert "".join(part.text for part in passage("Short.", [["none"]])) == "Short."
