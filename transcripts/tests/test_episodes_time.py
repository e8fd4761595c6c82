"""Understanding a talk takes time in proportion to its length, whatever it says."""

import time

import pytest

from transcripts.reading.episodes import Facts, assemble
from transcripts.reading.turns import Talk
from transcripts.tests.talks import talk

LENGTH = 250_000


def said(text: str, label: str = "Ada Byron") -> Talk:
    return talk((label, (text * (LENGTH // len(text) + 1))[:LENGTH].strip()))


@pytest.mark.parametrize(
    "hostile",
    [
        said("sponsor ", ""),
        said("This episode is brought to you by ", ""),
        said("This episode is brought to you by Brimble. Go to brimble.example/tin for a free trial. ", ""),
        said("I'm Ada Byron. "),
        said("Aa Bb "),
        said("head of "),
        said(".a"),
        said("thank you so much. "),
        talk(*[("Ada Byron" if n % 2 else "Bob Cole", "Tin it is.") for n in range(20_000)]),
        talk(*[(f"Ada{n} Byron{n % 3000}", "So it went on and on.") for n in range(8_000)]),
    ],
    ids=lambda talk: talk.turns[0].paragraphs[0][:24],
)
def test_a_quarter_of_a_megabyte_does_not_hang(hostile: Talk) -> None:
    started = time.process_time()
    assemble(hostile, Facts(guests=("Bob Cole",)))
    assert time.process_time() - started < 10
