"""Writes the binary documents of tests/documents anew: python transcripts/tests/make_files.py

Their talk is invented, their quirks are those of real files: tracked changes, tables, headers, page breaks.
The bytes come out the same each time, so that a new run changes nothing.
"""

import sys
from collections.abc import Iterable
from html import escape
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

DOCUMENTS = Path(__file__).parent / "documents"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(members: Iterable[tuple[str, str]]) -> bytes:
    """A zip with these text members, dated as zips without a clock are."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in members:
            stored = name == "mimetype"
            archive.writestr(ZipInfo(name), content, None if stored else ZIP_DEFLATED)
    return buffer.getvalue()


# Word


def run(text: str, properties: str = "") -> str:
    """A run; tabs and line breaks become their elements."""
    inner = escape(text, quote=False).replace("\t", "</w:t><w:tab/><w:t xml:space='preserve'>")
    inner = inner.replace("\n", "</w:t><w:br/><w:t xml:space='preserve'>")
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{inner}</w:t></w:r>"


def bold(text: str) -> str:
    """A bold run."""
    return run(text, "<w:b/>")


def paragraph(*runs: str, style: str = "", extra: str = "") -> str:
    """A paragraph; runs without markup are plain text."""
    named = f"<w:pStyle w:val='{style}'/>" if style else ""
    inner = "".join(piece if piece.startswith("<") else run(piece) for piece in runs)
    return f"<w:p><w:pPr>{named}{extra}</w:pPr>{inner}</w:p>"


def inserted(text: str) -> str:
    """A run that somebody inserted while changes were tracked."""
    return f"<w:ins w:id='1' w:author='Editor'>{run(text)}</w:ins>"


def deleted(text: str) -> str:
    """A run that somebody deleted while changes were tracked."""
    return f"<w:del w:id='2' w:author='Editor'><w:r><w:delText>{escape(text)}</w:delText></w:r></w:del>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of plain cells; paragraphs of a cell are separated by line ends."""

    def cell(text: str) -> str:
        return "<w:tc>" + "".join(paragraph(line) for line in text.split("\n")) + "</w:tc>"

    return "<w:tbl>" + "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows) + "</w:tbl>"


STYLES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Member"><w:name w:val="Member speaking"/><w:basedOn w:val="Normal"/>
<w:rPr><w:b/></w:rPr></w:style>
</w:styles>"""


def word(*blocks: str) -> bytes:
    """A Word file with a header and a footer that are no part of the talk."""
    body = "".join(blocks)
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return zipped(
        [
            (
                "[Content_Types].xml",
                "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
            ),
            (
                "_rels/.rels",
                f"<Relationships xmlns='{package}'><Relationship Id='r1' Type='{office}' "
                "Target='word/document.xml'/></Relationships>",
            ),
            ("word/document.xml", f"<w:document xmlns:w='{W}'><w:body>{body}</w:body></w:document>"),
            ("word/styles.xml", STYLES),
            ("word/header1.xml", f"<w:hdr xmlns:w='{W}'>{paragraph('Confidential draft')}</w:hdr>"),
            ("word/footer1.xml", f"<w:ftr xmlns:w='{W}'>{paragraph('Page 1 of 9')}</w:ftr>"),
        ]
    )


def interview_docx() -> bytes:
    """Bold labels, tracked changes, a tab after a label, a heading."""
    return word(
        paragraph("Episode 12: The Quiet Kiln", style="Heading1"),
        paragraph("Recorded in Lund, 4 March 2023"),
        paragraph(
            bold("Ines Halloran: "), "Welcome to the Clay Hour. ", inserted("Today we talk about kilns.")
        ),
        paragraph(
            bold("Tomas Brandvold:"),
            run("\tThank you. I have wanted to come ", ""),
            deleted("here "),
            "for years.",
        ),
        paragraph(
            bold("Ines Halloran:"), " You fire with wood, which nobody does any more. How did that begin?"
        ),
        paragraph(bold("Tomas "), bold("Brandvold:"), " By accident. The gas ran out in a winter storm."),
        paragraph("We had birch from the garden, and it burned for two days."),
        paragraph("The long fire", style="Heading1"),
        paragraph(bold("Ines Halloran:"), " Two days without sleep?"),
        paragraph(bold("Tomas Brandvold:"), " My sister took the nights. She still does."),
        paragraph(bold("Ines Halloran:"), " Thank you for coming, Tomas."),
    )


def table_docx() -> bytes:
    """A table of time, speaker and text, as captioning services write it."""
    return word(
        paragraph("Harbour Voices, interview with Grete Solheim", style="Heading1"),
        table(
            ("Time", "Speaker", "Text"),
            ("00:00:04", "Interviewer", "When did you first go to sea?"),
            (
                "00:00:09",
                "Grete Solheim",
                "I was eleven. My father needed a cook.\nI could not cook, but I could count.",
            ),
            ("00:00:31", "Interviewer", "And what did you count?"),
            ("00:00:35", "Grete Solheim", "Barrels, mostly. Herring in barrels, all the way to Riga."),
            ("00:01:02", "Interviewer", "Were there other girls on board?"),
            ("00:01:05", "Grete Solheim", "None at all. They called me the bookkeeper."),
        ),
    )


def council_docx() -> bytes:
    """Minutes of a council: who speaks stands alone in a style of its own, office first."""
    return word(
        paragraph("Town council of Vellmark, sitting no. 7", style="Heading1"),
        paragraph("The sitting opens at ten in the morning."),
        paragraph("The chair (Marit Oskarsdatter)", style="Member"),
        paragraph("Good morning, members. The first item is the ferry."),
        paragraph("The ferry to the islands", style="Heading1"),
        paragraph("I give the floor to the member for the islands."),
        paragraph("Ansgar Vole", style="Member"),
        paragraph("Thank you, Chair. The ferry is late four days in five."),
        paragraph("Nobody who depends on it can hold a post on the mainland."),
        paragraph("The chair", style="Member"),
        paragraph("Does anybody wish to answer?"),
        paragraph("Petra Lindqvane", style="Member"),
        paragraph("I do. The new engine comes in May, and the timetable with it."),
        paragraph("The chair", style="Member"),
        paragraph("Then we vote on it in June. The sitting is closed."),
    )


FILES = {
    "docx/interview.docx": interview_docx,
    "docx/table.docx": table_docx,
    "docx/council.docx": council_docx,
}


def main() -> None:
    """Write every document, or those whose names are given."""
    for name, make in FILES.items():
        if not sys.argv[1:] or name in sys.argv[1:]:
            path = DOCUMENTS / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(make())


if __name__ == "__main__":
    main()
