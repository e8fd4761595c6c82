"""Hypothesis: the rows of its API, as exports have them. https://h.readthedocs.io

Places count UTF-16 units of the text of a web page, which is not ours: so the words decide, with what stands
around them, and the places are not looked at. Pure.
"""

from typing import Any

from annotations.research.jsonfiles import rows, texts
from annotations.research.passages import Code, Document, Passage, ResearchFile

PROGRAM = "Hypothesis"
UNDER = ("rows", "annotations")
NO_WORDS = "{count} annotations are of whole pages, or answer others, and were left out."


def recognises(content: bytes) -> bool:
    """Whether these are rows of its API."""
    found = rows(content, *UNDER)
    return bool(found) and all("uri" in row and isinstance(row.get("target"), list) for row in found)


def read(content: bytes, name: str) -> ResearchFile:
    """The annotations that have words."""
    documents: dict[str, Document] = {}
    passages: list[Passage] = []
    found = rows(content, *UNDER)
    for row in found:
        for target in row["target"]:
            if quoted := quotation(target):
                key = str(row["uri"])
                documents.setdefault(key, Document(title_of(row) or key))
                passages.append(passage(row, quoted))
    without = len(found) - len(passages)
    left_out = [NO_WORDS.format(count=without)] if without > 0 else []
    return ResearchFile(PROGRAM, documents, passages, left_out=left_out)


def quotation(target: Any) -> dict[str, Any] | None:
    """The words that a target quotes."""
    selectors = target.get("selector") if isinstance(target, dict) else None
    return next(
        (
            one
            for one in selectors or ()
            if isinstance(one, dict) and one.get("type") == "TextQuoteSelector" and texts([one.get("exact")])
        ),
        None,
    )


def passage(row: dict[str, Any], quoted: dict[str, Any]) -> Passage:
    """An annotation's passage."""
    who = row.get("user_info") or {}
    account = str(row.get("user") or "").removeprefix("acct:").partition("@")[0]
    return Passage(
        str(row["uri"]),
        quoted["exact"],
        before=str(quoted.get("prefix") or ""),
        after=str(quoted.get("suffix") or ""),
        codes=tuple(Code(tag.strip()) for tag in texts(row.get("tags"))),
        note=str(row.get("text") or ""),
        author=str((who.get("display_name") if isinstance(who, dict) else "") or account),
    )


def title_of(row: dict[str, Any]) -> str:
    """What the page is called."""
    document = row.get("document")
    titles = document.get("title") if isinstance(document, dict) else None
    found = texts([titles] if isinstance(titles, str) else titles if isinstance(titles, list) else [])
    return found[0] if found else ""
