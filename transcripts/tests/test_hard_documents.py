"""Documents that make a careless parser slow are read, or refused with a reason.

What they cost is measured by `benchmarks/parse_hard.py`.
"""

import pytest

from transcripts import parsing
from transcripts.tests import hard_documents
from transcripts.tests.promises import check

SIZE = 80_000


@pytest.mark.parametrize("kind", hard_documents.PARTS)
def test_a_hard_document_is_read_or_refused(kind: str) -> None:
    check(parsing.parse(hard_documents.hard(kind, SIZE)))
