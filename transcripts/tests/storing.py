"""Store documents without jobs and workers."""

from typing import Any

from transcripts import parsing
from transcripts.documents import ParsedDocument
from transcripts.models import Podcast, SourceDocument
from transcripts.services import importing


def import_document(document: SourceDocument, podcast: Podcast | None = None) -> dict[str, Any]:
    """Read a kept document in this process and store its episodes. Raises DocumentRefused."""
    parsed = parsing.parse(bytes(document.content), document.name)
    if not parsed.episodes:
        raise importing.DocumentRefused(parsed)
    return store(document, parsed, podcast=podcast).as_json()


def store(document: SourceDocument, parsed: ParsedDocument, **decided: Any) -> importing.ImportResult:
    """Store what was read of one document."""
    (result,) = importing.store([importing.ReadDocument(document, parsed, **decided)], by=None)
    return result
