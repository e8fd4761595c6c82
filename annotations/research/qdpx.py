"""REFI-QDA projects (.qdpx), read: a zip with `project.qde` and the sources. https://www.qdasoftware.org

Places count code points in the standard; programs have been seen to leave the byte-order mark out, to count
a line end of two signs once, and to count UTF-16, so each source says itself which it was. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from annotations.research import statements
from annotations.research.counting import clean, likeliest
from annotations.research.jsonfiles import loaded
from annotations.research.passages import Code, Document, Name, Passage, ResearchFile, Unreadable
from annotations.vocabularies import refi
from annotations.vocabularies.refi import local
from transcripts.files import taken, zipped

PROJECT = "project.qde"
NAMESPACES = ("urn:QDA-XML:project:1.0", "urn:QDA-XML:project:1:0")
ORIGIN = "osbiz"
# Where we put the whole transcript of a source beside it.
TRANSCRIPTS = "transcripts/"
# What the standard has no place for.
GRAPH = "graph.json"
INTERNAL = "internal://"
KIND = "Kind"
# What all that is read of a project unpacks to at most.
MOST_BYTES = 64 * 1024 * 1024

NOT_A_PROJECT = "This is no REFI-QDA project: there is no project.qde in it. Export the project anew."
NOT_XML = "project.qde is no XML that can be read: {why}. Export the project anew."
NO_TEXT = "“{name}”: its text is not in the file. Export the project with its sources."
NO_PASSAGES = "{kind}: {count} passages are not text and were left out."
NO_WORDS = "“{name}”: a passage ends where its text does not reach, and was left out."


def is_project(content: bytes) -> bool:
    """Whether these bytes are a zip with a project in it."""
    archive = zipped.opened(content)
    return archive is not None and any(name.lower() == PROJECT for name in archive.namelist())


def read(content: bytes, name: str) -> ResearchFile:
    """The project's marked passages. Raises Unreadable."""
    archive = zipped.opened(content)
    if archive is None:
        raise Unreadable(NOT_A_PROJECT)
    return Reader(archive).file()


@dataclass
class Reader:
    """A project on its way to passages."""

    archive: ZipFile
    documents: dict[str, Document] = field(default_factory=dict)
    passages: list[Passage] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    left: int = field(default_factory=lambda: MOST_BYTES)

    def file(self) -> ResearchFile:
        """All that it holds."""
        self.members = {name.lower(): name for name in self.archive.namelist()}
        root = self.root()
        self.is_ours = root.get("origin", "").startswith(ORIGIN)
        self.users = {guid(user): user.get("name", "") for user in inside(root, "Users", "User")}
        self.codes = {guid(one): code_of(one) for one in every(root, "Code")}
        self.notes = {guid(note): self.text_of(note) for note in inside(root, "Notes", "Note")}
        self.about = self.cases(root)
        self.beside = loaded(self.member(GRAPH)) if self.is_ours and GRAPH in self.members else {}
        for source in inside(root, "Sources"):
            self.source(source)
        book = next((one for one in root if local(one) == "CodeBook"), None)
        found = refi.codes_of(book) if book is not None else ()
        entries = [refi.entry(code, parent, 0) for code, parent in found]
        program = root.get("origin") or "a REFI-QDA project"
        claims = [statements.read(row) for row in self.beside.get("claims", ())]
        return ResearchFile(program, self.documents, self.passages, entries, self.left_out, claims)

    def root(self) -> Element:
        """The project's XML."""
        if PROJECT not in self.members:
            raise Unreadable(NOT_A_PROJECT)
        try:
            root: Element = fromstring(self.member(PROJECT), forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
            raise Unreadable(NOT_XML.format(why=error)) from error
        if not str(root.tag).startswith(tuple(f"{{{name}}}" for name in NAMESPACES)):
            raise Unreadable(NOT_A_PROJECT)
        return root

    def member(self, name: str) -> bytes:
        """A member's bytes, however the case of its name is written; empty where there is none."""
        found = self.members.get(name.lower())
        if found is None:
            return b""
        try:
            content = zipped.read(self.archive, found, self.left)
        except taken.Unreadable as error:
            raise Unreadable(str(error)) from error
        self.left -= len(content)
        return content

    def text_of(self, element: Element) -> str:
        """The plain text of a source or note, as it stands there."""
        told = next((one.text or "" for one in element if local(one) == "PlainTextContent"), None)
        if told is not None:
            return told
        path = element.get("plainTextPath", "")
        raw = self.member(f"sources/{path.removeprefix(INTERNAL)}") if path.startswith(INTERNAL) else b""
        try:
            return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
        except UnicodeDecodeError:
            return raw.decode("cp1252", "replace")

    def source(self, source: Element) -> None:
        """The passages of one source, of whatever kind."""
        texts = (
            [source]
            if local(source) == "TextSource"
            else [one for one in source if local(one) in ("Representation", "Transcript")]
        )
        for text in texts:
            self.passages_of(source, text)
        others = [one for one in source if local(one).endswith("Selection")]
        others = [one for one in others if local(one) != "PlainTextSelection"]
        if others:
            self.left_out.append(
                NO_PASSAGES.format(kind=source.get("name", local(source)), count=len(others))
            )

    def passages_of(self, source: Element, element: Element) -> None:
        """The passages of one text."""
        key, name = guid(element), source.get("name", "") or element.get("name", "")
        raw = self.text_of(element)
        synced = {guid(one): one.get("position", "") for one in element if local(one) == "SyncPoint"}
        marked = [(one, *span_of(one, synced)) for one in element if local(one).endswith("Selection")]
        if not raw:
            if marked:
                self.left_out.append(NO_TEXT.format(name=name))
            return
        spans = [(start, end, one.get("name", "")) for one, start, end in marked]
        places = likeliest(raw, spans)
        text = clean(raw)
        self.documents[key] = Document(
            name=name,
            text=text,
            id=key if self.is_ours else "",
            transcript=self.member(f"{TRANSCRIPTS}{key}.json"),
        )
        for one, start, end in marked:
            first, last = places(start), places(end)
            if first >= last or not places.holds(end):
                self.left_out.append(NO_WORDS.format(name=name))
                continue
            self.passages.append(self.passage(key, one, text[first:last], first, last))

    def passage(self, document: str, element: Element, exact: str, start: int, end: int) -> Passage:
        """A passage with its codes, notes and author."""
        codings = [one for one in element if local(one) == "Coding"]
        refs = [target(ref) for one in codings for ref in one if local(ref) == "CodeRef"]
        notes = [self.notes.get(target(ref), "") for ref in every(element, "NoteRef")]
        told = next((one.text or "" for one in element if local(one) == "Description"), "")
        author = element.get("creatingUser") or next((one.get("creatingUser", "") for one in codings), "")
        return Passage(
            document,
            exact,
            start,
            end,
            codes=tuple(self.codes[ref] for ref in dict.fromkeys(refs) if ref in self.codes),
            about=tuple(self.about.get(guid(element), ())),
            note="\n\n".join(note.strip() for note in (told, *notes) if note.strip()),
            author=self.users.get(plain_guid(author), ""),
            emendations=tuple((int(a), int(b), str(c)) for a, b, c in self.emended(guid(element))),
            id=guid(element) if self.is_ours else "",
        )

    def emended(self, quote: str) -> Any:
        """What an editor left out of a quote or put in, where we said so."""
        return self.beside.get("emendations", {}).get(quote, ())

    def cases(self, root: Element) -> dict[str, list[Name]]:
        """Whom each passage is about, where the cases say of what kind they are."""
        kinds = {guid(one) for one in inside(root, "Variables", "Variable") if one.get("name") == KIND}
        found: dict[str, list[Name]] = {}
        for case in inside(root, "Cases", "Case"):
            kind = next(
                (
                    value.text or ""
                    for held in case
                    if local(held) == "VariableValue" and any(target(one) in kinds for one in held)
                    for value in held
                    if local(value) == "TextValue"
                ),
                "",
            )
            if kind in ("company", "person"):
                for ref in every(case, "SelectionRef"):
                    found.setdefault(target(ref), []).append(Name(kind, case.get("name", ""), guid(case)))
        return found


def code_of(element: Element) -> Code:
    """A code; our own says its address in its description."""
    return Code(element.get("name", "").strip(), guid(element), refi.entry(element, "", 0).slug)


def span_of(element: Element, synced: dict[str, str]) -> tuple[int, int]:
    """From where to where a passage reaches, counted as the program counts; 0 to 0 where it does not say."""
    start, end = element.get("startPosition"), element.get("endPosition")
    if start is None or end is None:
        start = synced.get(plain_guid(element.get("fromSyncPoint", "")), "")
        end = synced.get(plain_guid(element.get("toSyncPoint", "")), "")
    try:
        return int(start), int(end)
    except ValueError:
        return 0, 0


def guid(element: Element) -> str:
    """An element's id, in the one way of writing it."""
    return plain_guid(element.get("guid", ""))


def target(element: Element) -> str:
    """The id that an element refers to."""
    return plain_guid(element.get("targetGUID", ""))


def plain_guid(text: str) -> str:
    """An id in small letters, without the braces that some programs write."""
    return text.strip().strip("{}").lower()


def inside(root: Element, group: str, name: str = "") -> Iterator[Element]:
    """The elements of a group right below the root."""
    for one in root:
        if local(one) == group:
            yield from (child for child in one if not name or local(child) == name)


def every(root: Element, name: str) -> Iterator[Element]:
    """Every element of a name, however deep."""
    return (one for one in root.iter() if local(one) == name)
