"""Companies are those that somebody is connected with, and no words around them."""

import pytest

from transcripts.reading.companies import companies_in


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        ("Ada is the founder and CEO of Tin Works.", ("Tin Works",)),
        ("Ada is the head of AI at Tin Works and lives here.", ("Tin Works",)),
        ("She was a lead engineer at the storage team at home.", ()),
        ("He was the founder of Tin Works that became Tar Works.", ("Tin Works",)),
        ("She worked at Tin & Tar for a year.", ("Tin & Tar",)),
        ("He co-founded Bank of Tin in the spring.", ("Bank of Tin",)),
        ("It was acquired by Brimble, Inc. last year.", ("Brimble, Inc.",)),
        ("We spoke about Brimble and Larderly.", ()),
        ("Ada is the founder of Bob Cole.", ()),
        ("", ()),
    ],
)
def test_companies_of_somebody(text: str, companies: tuple[str, ...]) -> None:
    assert companies_in([text], ["Bob Cole"]) == companies
