"""Every document of tests/documents is read exactly as the JSON beside it says.

One folder per format, `NAME.ext` beside `NAME.ext.read.json`, which was checked by eye against the document.
After a wanted change, rewrite it with
`python manage.py parse_transcript FILE | python -m json.tool --no-ensure-ascii > FILE.read.json`
and look at the difference.
"""

import json
from pathlib import Path

import pytest

from transcripts import files, formats, parsing
from transcripts.tests.reading import DOCUMENTS, READ, documents


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(DOCUMENTS)))
def test_document_is_read_as_its_json_says(path: Path) -> None:
    wanted = json.loads(path.with_name(path.name + READ).read_text(encoding="utf-8"))
    assert parsing.parse(path.read_bytes(), path.name).as_json() == wanted


def test_every_format_and_every_kind_of_file_has_a_document() -> None:
    read = [json.loads(path.with_name(path.name + READ).read_text(encoding="utf-8")) for path in documents()]
    assert {module.NAME for module in formats.ALL} <= {document["format"] for document in read}
    assert {module.CONTAINER for module in files.ALL} <= {document.get("container") for document in read}


def test_page_breaks_join_paragraphs_and_real_paragraphs_keep_their_starts() -> None:
    raw = (DOCUMENTS / "timed_labels" / "marked.txt").read_bytes()
    intro, *_ = parsing.parse(raw).episodes[0].turns
    assert "about growers who never pay" in intro.text
    assert [intro.text[start:].split()[0] for start in intro.paragraph_starts] == ["Most", "Nadia"]
