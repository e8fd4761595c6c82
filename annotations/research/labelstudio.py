"""Label Studio: tasks with their annotations (JSON). https://labelstud.io/guide/export

Spans of a text have `start` and `end`; those of a page's markup have `globalOffsets`, or only the words. Its
pages count UTF-16 units; the words in the file say which it was. Pure.
"""

from typing import Any

from annotations.research.counting import clean, likeliest
from annotations.research.jsonfiles import rows, texts
from annotations.research.passages import Code, Document, Passage, ResearchFile

PROGRAM = "Label Studio"
LABELS = ("labels", "hypertextlabels", "paragraphlabels", "taxonomy")
NAMES = ("title", "name", "episode", "document")
SKIPPED = "{count} annotations were skipped or cancelled there, and were left out."


def recognises(content: bytes) -> bool:
    """Whether these are tasks with annotations."""
    found = rows(content)
    return bool(found) and all(
        isinstance(row.get("data"), dict) and isinstance(row.get("annotations", row.get("completions")), list)
        for row in found
    )


def read(content: bytes, name: str) -> ResearchFile:
    """The labelled spans of every task; what several people marked alike is there once for each."""
    documents: dict[str, Document] = {}
    passages: list[Passage] = []
    skipped = 0
    for number, task in enumerate(rows(content), start=1):
        key = str(number)
        raw, title = text_of(task["data"]), texts([task["data"].get(one) for one in NAMES])
        documents[key] = Document(title[0] if title else str(task.get("file_upload") or name), clean(raw))
        for one in task.get("annotations", task.get("completions")) or ():
            if not isinstance(one, dict) or one.get("was_cancelled"):
                skipped += 1
                continue
            passages += marked(key, raw, one)
    left_out = [SKIPPED.format(count=skipped)] if skipped else []
    return ResearchFile(PROGRAM, documents, passages, left_out=left_out)


def text_of(data: dict[str, Any]) -> str:
    """The text of a task: the longest value that is one; a dialogue, its lines."""
    found = texts(value for value in data.values() if isinstance(value, str))
    dialogue = next((value for value in data.values() if isinstance(value, list)), [])
    lines = [texts([one.get("text")]) for one in dialogue if isinstance(one, dict)]
    return "\n".join(line[0] for line in lines if line) or max(found, key=len, default="")


def marked(document: str, raw: str, annotation: dict[str, Any]) -> list[Passage]:
    """The passages that one person marked in a task."""
    results = [one for one in annotation.get("result") or () if isinstance(one, dict)]
    regions = [one for one in results if isinstance(one.get("value"), dict) and labels(one["value"])]
    notes = {one.get("id"): note for one in results if (note := note_of(one))}
    spans = [(one, *span(one["value"])) for one in regions]
    told = [
        (start, end, str(one["value"].get("text") or ""))
        for one, start, end in spans
        if start is not None and end is not None
    ]
    places, text = likeliest(raw, told), clean(raw)
    found: dict[tuple[int | None, int | None, str], Passage] = {}
    for one, start, end in spans:
        words = str(one["value"].get("text") or "").replace("\\n", "\n")
        first, last = (places(start), places(end)) if start is not None and end is not None else (None, None)
        if first is not None and words and text[first:last].split() != words.split():
            first = last = None  # it counts in markup that the file does not show
        exact = text[first:last] if first is not None else words
        known = found.get((first, last, exact))
        codes = (*(known.codes if known else ()), *(Code(label) for label in labels(one["value"])))
        found[first, last, exact] = Passage(
            document,
            exact,
            first,
            last,
            codes=tuple(dict.fromkeys(codes)),
            note=notes.get(one.get("id"), ""),
            author=author_of(annotation.get("completed_by")),
        )
    return list(found.values())


def span(value: dict[str, Any]) -> tuple[int | None, int | None]:
    """From where to where, in the whole text; of a page's markup its global offsets."""
    offsets = value.get("globalOffsets")
    found = offsets if isinstance(offsets, dict) else value
    start, end = found.get("start"), found.get("end")
    return (start, end) if isinstance(start, int) and isinstance(end, int) else (None, None)


def labels(value: dict[str, Any]) -> list[str]:
    """The labels of a span."""
    found: list[str] = []
    for name in LABELS:
        for one in value.get(name) or ():
            found += texts([one[-1]] if isinstance(one, list) and one else [one])
    return found


def note_of(result: dict[str, Any]) -> str:
    """What was written beside a span."""
    value = result.get("value")
    return "\n".join(texts(value.get("text"))) if result.get("type") == "textarea" and value else ""


def author_of(who: Any) -> str:
    """Who made an annotation, as far as the file says."""
    if isinstance(who, dict):
        found = texts([who.get("email"), who.get("username")])
        return found[0] if found else ""
    return str(who) if isinstance(who, str) else ""
