"""doccano: a text a line, with spans of characters and their labels (JSONL). https://doccano.github.io

Places count code points of the text as it stands in the line. Newer files write spans as `label` or `labels`,
those with relations as `entities`. Pure.
"""

from typing import Any

from annotations.research.counting import Places, clean, code_points
from annotations.research.jsonfiles import rows, texts
from annotations.research.passages import Code, Document, Passage, ResearchFile

PROGRAM = "doccano"
SPANS = ("label", "labels", "entities")
NAMES = ("title", "name", "filename", "document", "upload_name", "Comments")


def recognises(content: bytes) -> bool:
    """Whether these are texts with labelled spans."""
    found = rows(content)
    return bool(found) and all(text_of(row) is not None and spans_key(row) for row in found)


def text_of(row: dict[str, Any]) -> str | None:
    """The text of a line."""
    return next((row[name] for name in ("text", "data") if isinstance(row.get(name), str)), None)


def spans_key(row: dict[str, Any]) -> str | None:
    """Where a line has its spans."""
    return next((name for name in SPANS if isinstance(row.get(name), list)), None)


def spans(row: dict[str, Any]) -> list[tuple[int, int, str]]:
    """From where to where, and the label."""
    found = []
    for one in row[spans_key(row) or ""]:
        if isinstance(one, dict):
            start, end = one.get("start_offset", one.get("start")), one.get("end_offset", one.get("end"))
            label = one.get("label")
        elif isinstance(one, list) and len(one) >= 3:
            start, end, label = one[:3]
        else:
            continue
        if isinstance(start, int) and isinstance(end, int):
            found.append((start, end, str(label or "")))
    return found


def read(content: bytes, name: str) -> ResearchFile:
    """The labelled spans; several labels of one span are one passage."""
    documents: dict[str, Document] = {}
    passages: list[Passage] = []
    for number, row in enumerate(rows(content), start=1):
        raw, key = text_of(row) or "", str(number)
        known = texts([row.get(one) for one in NAMES])
        documents[key] = Document(known[0] if known else name, clean(raw))
        marked = spans(row)
        places = Places(raw, code_points)
        together: dict[tuple[int, int], list[Code]] = {}
        for start, end, label in marked:
            together.setdefault((places(start), places(end)), []).extend([Code(label)] if label else [])
        for (first, last), codes in sorted(together.items()):
            words = documents[key].text[first:last]
            passages.append(Passage(key, words, first, last, codes=tuple(codes), author=author_of(row)))
    return ResearchFile(PROGRAM, documents, passages)


def author_of(row: dict[str, Any]) -> str:
    """Who marked a text, where the file says so."""
    found = texts([row.get("username"), row.get("user"), row.get("annotator")])
    return found[0] if found else ""
