"""A vocabulary as a REFI-QDA codebook (.qdc), which programs for qualitative analysis exchange. Pure.

A code has a name and one description. What else a topic has stands in that description, each part behind its
name at the beginning of a line, so that people read it there and we read it back. https://www.qdasoftware.org
"""

import re
from collections.abc import Iterable, Iterator
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from annotations.vocabularies.entries import STATUSES, Entry, Fault, Read, entry_of, slug_of, writable

NAMESPACE = "urn:QDA-XML:codebook:1.0"
# Files in the wild write it both ways.
NAMESPACES = (NAMESPACE, "urn:QDA-XML:codebook:1:0")
PARTS = {
    "belongs": "Belongs",
    "does_not_belong": "Does not belong",
    "synonyms": "Synonyms",
    "status": "Status",
    "slug": "Address",
}
NAMES = {name: part for part, name in PARTS.items()}
BEGINNING = re.compile(rf"(\\*)({'|'.join(NAMES)}): ?(.*)", re.S)
BETWEEN = " | "

NOT_XML = "This is no XML that can be read: {why}. Export the codebook anew."
NO_CODES = "There are no codes in this codebook."
NO_NAME = "A code has no name. Give it one."


def is_codebook(text: str) -> bool:
    """Whether a text looks like a codebook."""
    return text.lstrip().startswith("<") and any(name in text[:2000] for name in NAMESPACES)


def as_codebook(entries: Iterable[Entry]) -> str:
    """The topics as nested codes."""
    book = Element("CodeBook", {"xmlns": NAMESPACE, "origin": "osbiz"})
    add_codes(book, entries)
    indent(book)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(book, encoding="unicode")}\n'


def add_codes(book: Element, entries: Iterable[Entry]) -> None:
    """Put the topics into a codebook, or into that of a project, as nested codes."""
    codes = SubElement(book, "Codes")
    above = {"": codes}
    for entry in entries:
        attributes = {"guid": guid(entry), "name": writable(entry.label), "isCodable": "true"}
        code = SubElement(above.get(entry.parent, codes), "Code", attributes)
        SubElement(code, "Description").text = description(entry)
        above[entry.slug] = code


def guid(entry: Entry) -> str:
    """The code's id: the topic's own, or one made of its address."""
    return entry.id or str(uuid5(NAMESPACE_URL, f"osbiz:topic:{entry.slug}"))


def description(entry: Entry) -> str:
    """All that a topic has but its label and place."""
    values = {part: getattr(entry, part) for part in PARTS} | {"synonyms": BETWEEN.join(entry.synonyms)}
    parts = [guarded(entry.definition)]
    parts += [f"{name}: {guarded(values[part])}" for part, name in PARTS.items() if values[part]]
    return writable("\n".join(parts))


def guarded(text: str) -> str:
    """Words of which no line is taken for the beginning of a part."""
    return "\n".join(f"\\{line}" if BEGINNING.match(line) else line for line in text.split("\n"))


def unguarded(line: str) -> str:
    """A line as it was."""
    begins = BEGINNING.match(line)
    return line[1:] if begins and begins[1] else line


def read(text: str) -> Read:
    """The topics of a codebook, in its order; a line is the number of a code."""
    try:
        root = fromstring(text.encode(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        return Read((), (Fault(0, NOT_XML.format(why=error)),))
    entries: list[Entry] = []
    faults: list[Fault] = []
    for line, (code, parent) in enumerate(codes_of(root), start=1):
        if not code.get("name", "").strip():
            faults.append(Fault(line, NO_NAME))
            continue
        entries.append(entry(code, parent, line))
    return Read(entries, faults or (() if entries else (Fault(0, NO_CODES),)))


def codes_of(root: Element) -> Iterator[tuple[Element, str]]:
    """Each code with the slug of the one it stands under, which comes first."""
    top = next((found for found in root if local(found) == "Codes"), None)
    waiting = [(code, "") for code in reversed(top if top is not None else [])]
    while waiting:
        code, parent = waiting.pop()
        if local(code) == "Code":
            yield code, parent
            slug = entry(code, parent, 0).slug
            waiting += [(child, slug) for child in reversed(code)]


def entry(code: Element, parent: str, line: int) -> Entry:
    """A topic of a code; where the code is not explained, its name has to do."""
    label = code.get("name", "")
    told = next((found.text or "" for found in code if local(found) == "Description"), "")
    parts = parts_of(told)
    row = {**parts, "label": label, "parent": parent, "definition": parts["definition"].strip() or label}
    row["slug"] = parts.get("slug", "").strip() or slug_of(label)
    row["status"] = parts.get("status", "").strip() if parts.get("status", "").strip() in STATUSES else ""
    return entry_of(row, parts.get("synonyms", "").split(BETWEEN.strip()), line)


def parts_of(told: str) -> dict[str, str]:
    """The parts of a description by what they are; what comes before all is the definition."""
    found: dict[str, list[str]] = {"definition": []}
    at = "definition"
    for line in told.replace("\r\n", "\n").split("\n"):
        begins = BEGINNING.match(line)
        if begins and not begins[1] and NAMES[begins[2]] not in found:
            at = NAMES[begins[2]]
            found[at] = [unguarded(begins[3])]
        else:
            found[at].append(unguarded(line))
    return {part: "\n".join(lines) for part, lines in found.items()}


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
