"""Every document of tests/documents is read exactly as the JSON beside it says.

The JSON was checked by eye against the document. After a wanted change, rewrite it with
`python manage.py parse_transcript NAME.txt | python -m json.tool --no-ensure-ascii > NAME.json`
and look at the difference.
"""

import json

import pytest

from transcripts import parsing
from transcripts.tests.reading import DOCUMENTS

NAMES = sorted(path.stem for path in DOCUMENTS.glob("*.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_document_is_read_as_its_json_says(name: str) -> None:
    wanted = json.loads((DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))
    document = parsing.parse((DOCUMENTS / f"{name}.txt").read_bytes())
    assert document.as_json() == wanted


def test_page_breaks_join_paragraphs_and_real_paragraphs_keep_their_starts() -> None:
    raw = (DOCUMENTS / "timed-labels-marked.txt").read_bytes()
    intro, *_ = parsing.parse(raw).episodes[0].turns
    assert "about growers who never pay" in intro.text
    assert [intro.text[start:].split()[0] for start in intro.paragraph_starts] == ["Most", "Nadia"]
