"""REFI-QDA projects (.qdpx), written: `project.qde` by the standard 1.0 with its sources, and beside them the
transcripts in full and what the standard has no place for, which other programs pass over. The same project
is written as the same bytes. Pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from annotations.research import statements
from annotations.research.passages import Statement
from annotations.research.qdpx import GRAPH, INTERNAL, KIND, NAMESPACES, ORIGIN, PROJECT, TRANSCRIPTS
from annotations.vocabularies import Entry, refi
from annotations.vocabularies.entries import writable

MEDIA_TYPE = "application/vnd.refi-qda.project+zip"
# Makes ids of what has none of its own, of the ids it belongs to.
SPACE = UUID("0c1d5b1e-6f0a-5d0b-9a53-0e3a7c1b8f11")
MOMENT = (1980, 1, 1, 0, 0, 0)
NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Selection:
    """A quote in a source: from where to where, its topics' ids, who drafted it and what they noted."""

    id: UUID
    start: int
    end: int
    exact: str
    codes: Sequence[UUID]
    author: str
    made_at: datetime
    note: str = ""
    emendations: Sequence[tuple[int, int, str]] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A text with the quotes in it; `transcript` is empty where the whole of it is not given away."""

    id: UUID
    name: str
    text: str
    about: str
    selections: Sequence[Selection]
    transcript: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A company or a person: those that quotes are about, and (`kind` speaker) who says them."""

    id: UUID
    kind: str
    name: str
    selections: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Project:
    """All that goes into a file."""

    name: str
    codebook: Sequence[Entry]
    cases: Sequence[Case]
    sources: Sequence[Source]
    claims: Sequence[Statement] = ()

    @property
    def selections(self) -> list[Selection]:
        """All its quotes."""
        return [one for source in self.sources for one in source.selections]


def write(project: Project) -> bytes:
    """The file."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        put(archive, PROJECT, xml(project))
        for source in project.sources:
            put(archive, f"sources/{source.id}.txt", source.text.encode())
        for source in project.sources:
            if source.transcript:
                put(archive, f"{TRANSCRIPTS}{source.id}.json", source.transcript.encode())
        put(archive, GRAPH, json.dumps(beside(project), ensure_ascii=False, indent=1).encode())
    return out.getvalue()


def put(archive: ZipFile, name: str, content: bytes) -> None:
    """Add a member; its date says nothing."""
    info = ZipInfo(name, MOMENT)
    info.compress_type = ZIP_DEFLATED
    archive.writestr(info, content)


def beside(project: Project) -> dict[str, Any]:
    """What the standard has no place for: claims with all that they mean, and emendations by their quotes."""
    emended = {str(one.id): [list(edit) for edit in one.emendations] for one in project.selections}
    return {
        "claims": [statements.told(claim) for claim in project.claims],
        "emendations": {quote: edits for quote, edits in emended.items() if edits},
    }


def xml(project: Project) -> bytes:
    """`project.qde`."""
    root = Element("Project", {"xmlns": NAMESPACES[0], "name": writable(project.name), "origin": ORIGIN})
    authors = sorted({one.author for one in project.selections} | {ORIGIN})
    users = SubElement(root, "Users")
    for author in authors:
        SubElement(users, "User", {"guid": made("user", author), "name": writable(author)})
    root.set("creatingUserGUID", made("user", ORIGIN))
    if project.codebook:
        refi.add_codes(SubElement(root, "CodeBook"), project.codebook)
    if project.cases:
        variables = SubElement(root, "Variables")
        told = {"guid": made("variable", KIND), "name": KIND, "typeOfVariable": "Text"}
        SubElement(variables, "Variable", told)
        cases = SubElement(root, "Cases")
        for case in project.cases:
            add_case(cases, case)
    if project.sources:
        sources = SubElement(root, "Sources")
        for source in project.sources:
            add_source(sources, source)
    noted = [one for one in project.selections if one.note]
    if noted or project.claims:
        notes = SubElement(root, "Notes")
        add_notes(notes, noted)
        for claim in project.claims:
            add_claim(notes, claim)
    if project.claims:
        add_links(SubElement(root, "Links"), project.claims)
    indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="utf-8")


def made(*parts: object) -> str:
    """An id that is the same whenever the same is written."""
    return str(uuid5(SPACE, "/".join(map(str, parts))))


def add_case(cases: Element, case: Case) -> None:
    """A company or a person, with the quotes."""
    found = SubElement(cases, "Case", {"guid": str(case.id), "name": writable(case.name)})
    value = SubElement(found, "VariableValue")
    SubElement(value, "VariableRef", {"targetGUID": made("variable", KIND)})
    SubElement(value, "TextValue").text = case.kind
    for selection in case.selections:
        SubElement(found, "SelectionRef", {"targetGUID": str(selection)})


def add_source(sources: Element, source: Source) -> None:
    """A text, with its quotes in their order."""
    told = {
        "guid": str(source.id),
        "name": writable(source.name),
        "plainTextPath": f"{INTERNAL}{source.id}.txt",
    }
    found = SubElement(sources, "TextSource", told)
    if source.about:
        SubElement(found, "Description").text = writable(source.about)
    for selection in source.selections:
        add_selection(found, selection)


def add_selection(source: Element, quote: Selection) -> None:
    """A quote, its coding by each topic, and the note where there is one."""
    by = {"creatingUser": made("user", quote.author), "creationDateTime": moment(quote.made_at)}
    told = {
        "guid": str(quote.id),
        "name": writable(quote.exact[:NAME_LENGTH]),
        "startPosition": str(quote.start),
        "endPosition": str(quote.end),
        **by,
    }
    found = SubElement(source, "PlainTextSelection", told)
    for code in quote.codes:
        coding = SubElement(found, "Coding", {"guid": made("coding", quote.id, code), **by})
        SubElement(coding, "CodeRef", {"targetGUID": str(code)})
    if quote.note:
        SubElement(found, "NoteRef", {"targetGUID": made("note", quote.id)})


def add_notes(notes: Element, noted: Iterable[Selection]) -> None:
    """What was noted beside quotes."""
    for quote in noted:
        told = {"guid": made("note", quote.id), "name": writable(quote.exact[:NAME_LENGTH])}
        note = SubElement(notes, "Note", told)
        SubElement(note, "PlainTextContent").text = writable(quote.note)


def add_claim(notes: Element, claim: Statement) -> None:
    """A claim as a note, under its topics."""
    told = {"guid": claim.id, "name": writable(claim.meaning["statement"][:NAME_LENGTH])}
    note = SubElement(notes, "Note", told)
    facts = [f"{name}: {value}" for name, value in claim.meaning.items() if name != "statement"]
    facts += [f"about: {name.text}" for name in (claim.company, claim.guest) if name]
    SubElement(note, "PlainTextContent").text = writable("\n".join([claim.meaning["statement"], *facts]))
    for code in claim.codes:
        coding = SubElement(note, "Coding", {"guid": made("coding", claim.id, code.id)})
        SubElement(coding, "CodeRef", {"targetGUID": code.id})


def add_links(links: Element, claims: Sequence[Statement]) -> None:
    """What quotes do to claims, and claims to each other."""
    known = {claim.id for claim in claims}
    for claim in claims:
        from_quotes = [(stance, quote, claim.id) for quote, stance in claim.evidence]
        to_others = [(kind, claim.id, other) for kind, other in claim.relations if other in known]
        for name, origin, target in [*from_quotes, *to_others]:
            told = {"guid": made("link", name, origin, target), "name": name, "direction": "OneWay"}
            SubElement(links, "Link", {**told, "originGUID": origin, "targetGUID": target})


def moment(when: datetime) -> str:
    """A time as XML has it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
