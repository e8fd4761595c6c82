"""OpenDocument texts (.odt): paragraphs, headings, tabs, repeated spaces and tables; deleted text, notes and
comments stay out.
"""

from transcripts.files import officexml, zipped
from transcripts.files.prose import Paragraph, written
from transcripts.files.taken import Taken, Unreadable

CONTAINER = "OpenDocument text"
KINDS = (b"application/vnd.oasis.opendocument.text", b"application/vnd.sun.xml.writer")
MAX_SPACES = 100
HEAVY = frozenset(("bold", "600", "700", "800", "900"))


def recognises(raw: bytes) -> bool:
    """Whether this is an OpenDocument text, by the kind that such a zip states."""
    archive = zipped.opened(raw)
    if archive is None or "mimetype" not in archive.namelist() or "content.xml" not in archive.namelist():
        return False
    try:
        return zipped.read(archive, "mimetype", 1000).strip().startswith(KINDS)
    except Unreadable:
        return False


def take(raw: bytes) -> Taken:
    """The text of an OpenDocument text."""
    archive = zipped.opened(raw)
    if archive is None:
        raise Unreadable("broken-file", "This file is damaged; open it in LibreOffice and save it again.")
    styles = _Styles()
    if "styles.xml" in archive.namelist():
        officexml.walk(zipped.read(archive, "styles.xml", officexml.MAX_PART), styles)
    body = _Content(styles)
    officexml.walk(zipped.read(archive, "content.xml", officexml.MAX_PART), body)
    return Taken(written(body.blocks), CONTAINER)


class _Styles(officexml.Part):
    """Which styles are bold; one that does not say is like its parent."""

    def __init__(self) -> None:
        super().__init__()
        self.bold: dict[str, bool] = {}
        self.parents: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.current = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take what matters of a style."""
        if name == "style":
            self.current = attributes.get("name", "")
            self.parents[self.current] = attributes.get("parent-style-name", "")
        elif name == "text-properties" and self.current and "font-weight" in attributes:
            self.bold[self.current] = attributes["font-weight"] in HEAVY

    def closed(self, name: str) -> None:
        """Leave a style."""
        if name == "style":
            self.current = ""

    def is_bold(self, style: str) -> bool | None:
        """Whether a style is bold, None where neither it nor its parents say."""
        seen: set[str] = set()
        while style and style not in seen:
            if style in self.bold:
                return self.bold[style]
            seen.add(style)
            style = self.parents.get(style, "")
        return None

    def origin(self, style: str) -> str:
        """The named style behind an automatic one (P1, P2), which is what a writer chose."""
        return self.parents.get(style) or style


class _Content(officexml.Body):
    """The text; `styles` also gets the automatic ones, which stand before it in the same part."""

    skipped = frozenset(("tracked-changes", "annotation", "note", "sequence-decls", "forms", "master-styles"))

    def __init__(self, styles: _Styles) -> None:
        super().__init__()
        self.styles = styles
        self.bold: list[bool] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take a beginning paragraph, heading, span, cell, or a sign that stands for white space."""
        style = attributes.get("style-name", "")
        if name in ("p", "h"):
            self.open.append(Paragraph(heading=name == "h", style=self.styles.origin(style)))
            self.bold.append(bool(self.styles.is_bold(style)))
        elif name == "span" and self.bold:
            said = self.styles.is_bold(style)
            self.bold.append(self.bold[-1] if said is None else said)
        elif name == "s":
            count = attributes.get("c", "1")
            self.said(" " * min(int(count) if count.isdecimal() else 1, MAX_SPACES))
        elif name == "tab":
            self.said("\t")
        elif name == "line-break":
            self.said("\n")
        elif name == "table":
            self.open_table()
        elif name == "table-row":
            self.open_row()
        elif name == "table-cell":
            self.open_cell()
        else:
            self.styles.opened(name, attributes)

    def closed(self, name: str) -> None:
        """Leave what was opened."""
        if name in ("p", "h"):
            self.close_paragraph()
        if name in ("p", "h", "span") and self.bold:
            self.bold.pop()
        elif name == "table-row":
            self.close_row()
        elif name == "table":
            self.close_table()
        else:
            self.styles.closed(name)

    def said(self, text: str) -> None:
        """Take text; line ends in the XML are no more than spaces."""
        if self.open:
            self.say(
                text if text in ("\n", "\t") else text.replace("\n", " "),
                self.bold[-1] if self.bold else False,
            )
