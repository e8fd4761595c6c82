"""XML parts of office files, read as a stream: no tree, no entities, no DTD, bounded size and depth."""

from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from transcripts.files.prose import Block, Paragraph, Row
from transcripts.files.taken import Unreadable

MAX_PART = 32 * 1024 * 1024
MAX_DEPTH = 300
MAX_EVENTS = 500_000
MAX_TEXT = 16 * 1024 * 1024


class Part(ContentHandler):
    """Walks over one part; names come without prefix, `skipped` elements are passed over with all in them."""

    skipped: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.events = 0
        self.skip_from: int | None = None

    def startElement(self, name: str, attrs: Any) -> None:
        """Go one level down."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable("broken-file", "This file is nested deeper than any document; save it again.")
        self._count()
        local = name.rpartition(":")[2]
        if self.skip_from is None and local in self.skipped:
            self.skip_from = self.depth
        if self.skip_from is None:
            self.opened(local, {key.rpartition(":")[2]: value for key, value in attrs.items()})

    def endElement(self, name: str) -> None:
        """Go back one level up."""
        if self.skip_from is None:
            self.closed(name.rpartition(":")[2])
        elif self.skip_from == self.depth:
            self.skip_from = None
        self.depth -= 1

    def characters(self, content: str) -> None:
        """Hand on the text that is not skipped."""
        self._count()
        if self.skip_from is None:
            self.said(content)

    def _count(self) -> None:
        self.events += 1
        if self.events > MAX_EVENTS:
            raise Unreadable("too-large", "This file holds far more than a transcript; split the document.")

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take note that an element begins."""

    def closed(self, name: str) -> None:
        """Take note that an element ends."""

    def said(self, text: str) -> None:
        """Take note of text."""


class Body(Part):
    """A part that becomes paragraphs and rows; there may be paragraphs in paragraphs and tables in cells."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.open: list[Paragraph] = []
        self.row: Row | None = None
        self.tables = 0
        self.table_depth = 0
        self.size = 0

    def say(self, text: str, bold: bool) -> None:
        """Add text to the innermost open paragraph."""
        self.size += len(text)
        if self.size > MAX_TEXT:
            raise Unreadable(
                "too-large", "This file holds far more text than a transcript; split the document."
            )
        if self.open:
            self.open[-1].pieces.append((text, bold))

    def close_paragraph(self) -> None:
        """Put the innermost open paragraph where it belongs."""
        if not self.open:
            return
        paragraph = self.open.pop()
        if self.row is not None and self.row.cells:
            self.row.cells[-1].append(paragraph)
        elif self.row is None:
            self.blocks.append(paragraph)

    def open_table(self) -> None:
        """Begin a table; one inside another is part of its cell."""
        self.table_depth += 1
        if self.table_depth == 1:
            self.tables += 1

    def close_table(self) -> None:
        """End a table."""
        self.table_depth -= 1

    def open_row(self) -> None:
        """Begin a row of the outer table."""
        if self.table_depth == 1:
            self.row = Row(table=self.tables)

    def open_cell(self) -> None:
        """Begin a cell of the outer table."""
        if self.table_depth == 1 and self.row is not None:
            self.row.cells.append([])

    def close_row(self) -> None:
        """End a row of the outer table."""
        if self.table_depth == 1 and self.row is not None:
            self.blocks.append(self.row)
            self.row = None


def walk(xml: bytes, part: Part) -> None:
    """Let `part` read the XML; Unreadable where it is none, or more than a plain part of an office file."""
    try:
        parseString(xml, part, forbid_dtd=True)
    except (SAXException, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable(
            "broken-file", "This file is damaged; open it in the program that made it and save it again."
        ) from error
