"""Reading figures and dates out of words: how fast, and where the gold annotations are at hand, how well.

    python benchmarks/recognise_figures.py

Prints seconds for sentences that are all figures and for texts that make a careless reader slow, and the two
measures of annotations/tests/figures/test_gold.py with every claim that is wrong.
"""

import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotations.figures.recognition import recognise
from annotations.tests.figures import sentences, test_gold

SIZE = 100_000  # characters; the time grows with them, which the second, tenfold text shows
TALK = " ".join(sentence.words for name in sentences.SETS for sentence in sentences.written(name))
HARD = (
    "1 ",
    "a hundred ",
    "one, ",
    "maybe ",
    "2018-",
    "$",
    "between 1 and ",
    "from 3 to ",
    "half a ",
    "words ",
)


def measure(piece: str, size: int) -> None:
    """Print the seconds that so many characters of repeated text take."""
    start = time.perf_counter()
    found = recognise((piece * (size // len(piece) + 1))[:size], date(2021, 6, 15))
    seconds = time.perf_counter() - start
    print(f"{seconds:6.2f} s  {size:9,} characters  {len(found.figures):6,} figures  {piece[:20]!r}")


def main() -> None:
    """Print both."""
    for piece in (f"{TALK} ", *HARD):
        measure(piece, SIZE)
    measure(f"{TALK} ", 10 * SIZE)
    if test_gold.GOLD.is_dir():
        test_gold.test_proposes_the_editors_value()


if __name__ == "__main__":
    main()
