"""Word files (.docx): paragraphs, line breaks, tabs and tables, as Word shows them with all changes accepted.

Headers, footers, notes and comments are no part of the talk and stay out. Read from the XML itself: the usual
library passes over inserted text, content controls and text boxes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import ZipFile

from transcripts.files import officexml, zipped
from transcripts.files.prose import Paragraph, written
from transcripts.files.taken import Taken, Unreadable

CONTAINER = "Word"
MAIN = re.compile(r"word/document\d*\.xml")
HEADING = re.compile(
    r"head(?:ing|line)|(?:sub)?title|chapter|überschrift|titel|titre|t[íi]tol|t[íi]tulo|titolo|kop\b|rubrik|"
    r"nagłówek|nadpis|заголовок|encabezado",
    re.IGNORECASE,
)
DASHES = frozenset("-–—")
OFF = frozenset(("0", "false", "off", "none"))


def recognises(raw: bytes) -> bool:
    """Whether this is a Word file by its members."""
    archive = zipped.opened(raw)
    return archive is not None and main_part(archive) is not None


def main_part(archive: ZipFile) -> str | None:
    """The member that holds the text."""
    return next((name for name in archive.namelist() if MAIN.fullmatch(name)), None)


def take(raw: bytes) -> Taken:
    """The text of a Word file."""
    archive = zipped.opened(raw)
    main = main_part(archive) if archive else None
    if archive is None or main is None:
        raise Unreadable("broken-file", "This Word file is damaged; open it in Word and save it again.")
    styles, lists = _Styles(), _Lists()
    for name, part in (("word/styles.xml", styles), ("word/numbering.xml", lists)):
        if name in archive.namelist():
            officexml.walk(zipped.read(archive, name, officexml.MAX_PART), part)
    body = _Document(styles, lists)
    officexml.walk(zipped.read(archive, main, officexml.MAX_PART), body)
    return Taken(written(body.blocks), CONTAINER)


def is_on(attributes: dict[str, str]) -> bool:
    """Whether a property that is on by being there is not switched off."""
    return attributes.get("val", "1") not in OFF


@dataclass(slots=True)
class _Style:
    name: str = ""
    parent: str = ""
    bold: bool | None = None
    heading: bool = False


class _Styles(officexml.Part):
    """The styles by id: what each says of boldness and rank, itself or through the one it is based on."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, _Style] = {}
        self.current: _Style | None = None
        self.default = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take what matters of a style."""
        if name == "style":
            self.current = self.known.setdefault(attributes.get("styleId", ""), _Style())
            if attributes.get("default") == "1" and attributes.get("type") == "paragraph":
                self.default = attributes.get("styleId", "")
        elif self.current is None:
            return
        elif name == "name":
            self.current.name = attributes.get("val", "")
            self.current.heading |= HEADING.search(self.current.name) is not None
        elif name == "basedOn":
            self.current.parent = attributes.get("val", "")
        elif name == "b":
            self.current.bold = is_on(attributes)
        elif name == "outlineLvl":
            self.current.heading |= attributes.get("val", "9") < "9"

    def closed(self, name: str) -> None:
        """Leave a style."""
        if name == "style":
            self.current = None

    def bold(self, style: str) -> bool | None:
        """Whether a style is bold, None where neither it nor those below it say."""
        return next((known.bold for known in self._chain(style) if known.bold is not None), None)

    def heading(self, style: str) -> bool:
        """Whether a style is one for headings; what is derived from one is not always one itself."""
        return style in self.known and self.known[style].heading

    def _chain(self, style: str) -> Iterator[_Style]:
        seen: set[str] = set()
        while style in self.known and style not in seen:
            seen.add(style)
            yield self.known[style]
            style = self.known[style].parent


class _Lists(officexml.Part):
    """Which numberings print a dash before each paragraph."""

    def __init__(self) -> None:
        super().__init__()
        self.abstract = ""
        self.number = ""
        self.level = ""
        self.dashed: set[str] = set()
        self.kinds: dict[str, str] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take the sign of each numbering's first level."""
        value = attributes.get("val", "")
        if name == "abstractNum":
            self.abstract, self.number = attributes.get("abstractNumId", ""), ""
        elif name == "num":
            self.number = attributes.get("numId", "")
        elif name == "lvl":
            self.level = attributes.get("ilvl", "")
        elif name == "lvlText" and self.level == "0" and not self.number and value in DASHES:
            self.dashed.add(self.abstract)
        elif name == "abstractNumId" and self.number:
            self.kinds[self.number] = value

    def is_dash(self, number: str) -> bool:
        """Whether paragraphs of this numbering begin with a dash."""
        return self.kinds.get(number) in self.dashed


class _Document(officexml.Body):
    """The text of the main part."""

    skipped = frozenset(
        ("del", "moveFrom", "Fallback", "instrText", "delText", "pPrChange", "rPrChange", "sectPr", "tblPr")
    )

    def __init__(self, styles: _Styles, lists: _Lists) -> None:
        super().__init__()
        self.styles = styles
        self.lists = lists
        self.runs: list[_Run] = []
        self.in_text = 0
        self.paragraph_bold: list[bool | None] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take text, signs and what is said about them."""
        if name == "t":
            self.in_text += 1
        elif name == "r":
            self.runs.append(_Run())
        elif name in SIGNS:
            if self.runs:
                self.say(SIGNS[name], self._is_bold())
        elif name == "p":
            self.open.append(Paragraph(style=self.styles.default))
            self.paragraph_bold.append(self.styles.bold(self.styles.default))
        elif self.open:
            self._property(name, attributes)
        if name in TABLES:
            TABLES[name](self)

    def _property(self, name: str, attributes: dict[str, str]) -> None:
        paragraph = self.open[-1]
        value = attributes.get("val", "")
        if name == "pStyle":
            paragraph.style = value
            paragraph.heading |= self.styles.heading(value)
            self.paragraph_bold[-1] = self.styles.bold(value)
        elif name == "outlineLvl":
            paragraph.heading |= value < "9"
        elif name == "numId":
            paragraph.dash = self.lists.is_dash(value)
        elif self.runs:
            if name == "b":
                self.runs[-1].bold = is_on(attributes)
            elif name == "rStyle" and self.runs[-1].bold is None:
                self.runs[-1].bold = self.styles.bold(value)
            elif name in ("vanish", "webHidden"):
                self.runs[-1].hidden = is_on(attributes)

    def closed(self, name: str) -> None:
        """Leave text, run, paragraph, cell, row or table."""
        if name == "t":
            self.in_text -= 1
        elif name == "r" and self.runs:
            self.runs.pop()
        elif name == "p":
            self.close_paragraph()
            if self.paragraph_bold:
                self.paragraph_bold.pop()
        elif name == "tr":
            self.close_row()
        elif name == "tbl":
            self.close_table()

    def said(self, text: str) -> None:
        """Take the text of a run."""
        if self.in_text and not (self.runs and self.runs[-1].hidden):
            self.say(text, self._is_bold())

    def _is_bold(self) -> bool:
        run = self.runs[-1].bold if self.runs else None
        return bool(run if run is not None else self.paragraph_bold[-1] if self.paragraph_bold else False)


@dataclass(slots=True)
class _Run:
    bold: bool | None = None
    hidden: bool = False


SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
TABLES = {
    "tbl": officexml.Body.open_table,
    "tr": officexml.Body.open_row,
    "tc": officexml.Body.open_cell,
}
