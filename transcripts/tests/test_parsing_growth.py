"""Reading twice as much takes twice as long, however odd the document is."""

import time

import pytest

from transcripts import parsing
from transcripts.tests import hard_documents

SIZE = 80_000
TRIES = 4


def seconds(raw: bytes) -> float:
    """Processor time of reading a document."""
    began = time.process_time()
    parsing.parse(raw)
    return time.process_time() - began


@pytest.mark.parametrize("kind", hard_documents.PARTS)
def test_reading_time_grows_with_the_length(kind: str) -> None:
    once, twice = hard_documents.hard(kind, SIZE), hard_documents.hard(kind, 2 * SIZE)
    # Quadratic growth is four times, and stays so; a loaded machine measures wrongly once.
    assert any(seconds(twice) < 3 * seconds(once) for _ in range(TRIES))
