"""REFI-QDA projects (.qdpx), written: `project.qde` by the standard 1.0 with its sources, and beside them the
transcripts in full and what the standard has no place for, which other programs pass over. The same project
is written as the same bytes. All of it is written as it is gone through, so that a large one need not be held
whole (projects.py). Pure."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import IO, Protocol
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.sax.saxutils import quoteattr
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


class Written(Protocol):
    """What is written: each of these is gone through as often as it takes, and one of them held at a time."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def codebook(self) -> Sequence[Entry]:
        """Its topics, parents first."""

    @property
    def cases(self) -> Iterable[Case]:
        """The companies and people."""

    @property
    def sources(self) -> Iterable[Source]:
        """The sources; their texts are not looked at."""

    @property
    def claims(self) -> Iterable[Statement]:
        """The claims."""

    @property
    def texts(self) -> Iterable[tuple[str, bytes]]:
        """The sources' texts and the transcripts beside them, each with its name in the file."""


@dataclass(frozen=True, slots=True)
class Project:
    """All that goes into a file."""

    name: str
    codebook: Sequence[Entry]
    cases: Sequence[Case]
    sources: Sequence[Source]
    claims: Sequence[Statement] = ()

    @property
    def texts(self) -> Iterator[tuple[str, bytes]]:
        """The texts of its sources and the transcripts beside them, each with its name in the file."""
        for source in self.sources:
            yield f"sources/{source.id}.txt", source.text.encode()
            if source.transcript:
                yield f"{TRANSCRIPTS}{source.id}.json", source.transcript.encode()


def write(project: Written) -> bytes:
    """The file, in memory."""
    out = BytesIO()
    pack(project, out)
    return out.getvalue()


def pack(project: Written, file: IO[bytes]) -> None:
    """Write the file."""
    with ZipFile(file, "w") as archive:
        stream(archive, PROJECT, xml(project))
        for name, content in project.texts:
            put(archive, name, content)
        stream(archive, GRAPH, beside(project))


def put(archive: ZipFile, name: str, content: bytes) -> None:
    """Add a member; its date says nothing."""
    archive.writestr(member(name), content)


def stream(archive: ZipFile, name: str, pieces: Iterable[str]) -> None:
    """Add a member of whatever size, piece by piece."""
    with archive.open(member(name), "w", force_zip64=True) as out:
        for piece in pieces:
            out.write(piece.encode())


def member(name: str) -> ZipInfo:
    """How a member is kept."""
    info = ZipInfo(name, MOMENT)
    info.compress_type = ZIP_DEFLATED
    return info


def selections(project: Written) -> Iterator[Selection]:
    """All its quotes."""
    return (one for source in project.sources for one in source.selections)


def beside(project: Written) -> Iterator[str]:
    """What the standard has no place for, as JSON: claims with all that they mean, and emendations by their
    quotes."""
    claims = (dumped(statements.told(claim)) for claim in project.claims)
    emended = ((one.id, one.emendations) for one in selections(project) if one.emendations)
    edits = (f"{dumped(str(quote))}: {dumped(edits)}" for quote, edits in emended)
    yield '{\n"claims": ['
    yield from listed(claims)
    yield '],\n"emendations": {'
    yield from listed(edits)
    yield "}\n}\n"


def dumped(value: object) -> str:
    """A value as JSON."""
    return json.dumps(value, ensure_ascii=False)


def listed(values: Iterable[str]) -> Iterator[str]:
    """Values of JSON, a line each, with commas between."""
    for number, value in enumerate(values):
        yield f"{',' if number else ''}\n{value}"


def xml(project: Written) -> Iterator[str]:
    """`project.qde`, group by group in the order of the schema."""
    origin = made("user", ORIGIN)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield (
        f"<Project xmlns={quoteattr(NAMESPACES[0])} name={quoteattr(writable(project.name))} "
        f"origin={quoteattr(ORIGIN)} creatingUserGUID={quoteattr(origin)}>\n"
    )
    authors = sorted({one.author for one in selections(project)} | {ORIGIN})
    yield from group("Users", map(user, authors))
    if project.codebook:
        book = Element("CodeBook")
        refi.add_codes(book, project.codebook)
        yield shown(book, 1)
    kind = Element("Variable", {"guid": made("variable", KIND), "name": KIND, "typeOfVariable": "Text"})
    cases = (piece for one in project.cases for piece in case(one))
    yield from group("Variables", [shown(kind)])
    yield from group("Cases", cases)
    yield from group("Sources", (shown(source(one)) for one in project.sources))
    yield from group("Notes", notes(project))
    yield from group("Links", links(project))
    yield "</Project>\n"


def group(name: str, pieces: Iterable[str]) -> Iterator[str]:
    """What stands together under a name; nothing where there is none, as the schema wants it."""
    found = iter(pieces)
    first = next(found, None)
    if first is not None:
        yield f"  <{name}>\n{first}"
        yield from found
        yield f"  </{name}>\n"


def shown(element: Element, depth: int = 2) -> str:
    """An element as it stands in the file."""
    indent(element, level=depth)
    return f"{'  ' * depth}{tostring(element, encoding='unicode')}\n"


def made(*parts: object) -> str:
    """An id that is the same whenever the same is written."""
    return str(uuid5(SPACE, "/".join(map(str, parts))))


def user(name: str) -> str:
    """Somebody who drafted quotes."""
    return shown(Element("User", {"guid": made("user", name), "name": writable(name)}))


def case(found: Case) -> Iterator[str]:
    """A company or a person, with the quotes, however many."""
    value = Element("VariableValue")
    SubElement(value, "VariableRef", {"targetGUID": made("variable", KIND)})
    SubElement(value, "TextValue").text = found.kind
    yield f"    <Case guid={quoteattr(str(found.id))} name={quoteattr(writable(found.name))}>\n"
    yield shown(value, 3)
    for selection in found.selections:
        yield shown(Element("SelectionRef", {"targetGUID": str(selection)}), 3)
    yield "    </Case>\n"


def source(text: Source) -> Element:
    """A text, with its quotes in their order."""
    told = {
        "guid": str(text.id),
        "name": writable(text.name),
        "plainTextPath": f"{INTERNAL}{text.id}.txt",
    }
    found = Element("TextSource", told)
    if text.about:
        SubElement(found, "Description").text = writable(text.about)
    for selection in text.selections:
        add_selection(found, selection)
    return found


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


def notes(project: Written) -> Iterator[str]:
    """What was noted beside quotes, and the claims."""
    yield from (shown(note(one)) for one in selections(project) if one.note)
    yield from (shown(claim_note(claim)) for claim in project.claims)


def note(quote: Selection) -> Element:
    """What was noted beside a quote."""
    found = Element("Note", {"guid": made("note", quote.id), "name": writable(quote.exact[:NAME_LENGTH])})
    SubElement(found, "PlainTextContent").text = writable(quote.note)
    return found


def claim_note(claim: Statement) -> Element:
    """A claim as a note, under its topics."""
    found = Element("Note", {"guid": claim.id, "name": writable(claim.meaning["statement"][:NAME_LENGTH])})
    facts = [f"{name}: {value}" for name, value in claim.meaning.items() if name != "statement"]
    facts += [f"about: {name.text}" for name in (claim.company, claim.guest) if name]
    content = writable("\n".join([claim.meaning["statement"], *facts]))
    SubElement(found, "PlainTextContent").text = content
    for code in claim.codes:
        coding = SubElement(found, "Coding", {"guid": made("coding", claim.id, code.id)})
        SubElement(coding, "CodeRef", {"targetGUID": code.id})
    return found


def links(project: Written) -> Iterator[str]:
    """What quotes do to claims, and claims to each other."""
    known = {claim.id for claim in project.claims}
    for claim in project.claims:
        from_quotes = [(stance, quote, claim.id) for quote, stance in claim.evidence]
        to_others = [(kind, claim.id, other) for kind, other in claim.relations if other in known]
        for name, origin, target in [*from_quotes, *to_others]:
            told = {"guid": made("link", name, origin, target), "name": name, "direction": "OneWay"}
            yield shown(Element("Link", {**told, "originGUID": origin, "targetGUID": target}))


def moment(when: datetime) -> str:
    """A time as XML has it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
