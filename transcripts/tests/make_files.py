"""Writes the binary documents of tests/documents anew: python transcripts/tests/make_files.py

Their talk is invented, their quirks are those of real files: tracked changes, tables, headers, page breaks.
The bytes come out the same each time, so that a new run changes nothing.
"""

import struct
import sys
from collections.abc import Callable, Iterable
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


# OpenDocument

NAMESPACES = " ".join(
    f"xmlns:{prefix}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'"
    for prefix, name in (("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"))
)
FO = "xmlns:fo='urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0'"


def open_document(body: str) -> bytes:
    """An OpenDocument text; B is a bold style of its own."""
    styles = (
        "<style:style style:name='B' style:family='text'><style:text-properties fo:font-weight='bold'/>"
        "</style:style>"
    )
    return zipped(
        [
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            (
                "content.xml",
                f"<office:document-content {NAMESPACES} {FO}><office:automatic-styles>{styles}"
                f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
                "</office:document-content>",
            ),
        ]
    )


def interview_odt() -> bytes:
    """Times and bold names on lines of their own, repeated spaces, a deleted paragraph, a comment."""
    comment = "<office:annotation><text:p>check!</text:p></office:annotation>"
    turns = (
        ("0:00", "Ylva Dahlstrand", "Welcome to Night Ferry.<text:s text:c='2'/>With me is Bram Oosterveld."),
        ("0:07", "Bram Oosterveld", "Good evening, Ylva. I brought<text:line-break/>the old logbook."),
        ("0:15", "Ylva Dahlstrand", "Who kept it?"),
        ("0:17", "Bram Oosterveld", f"My grandmother{comment}, for forty years."),
        ("0:26", "Ylva Dahlstrand", "Forty years on one ship?"),
        ("0:29", "Bram Oosterveld", "On three, but she never changed the book."),
    )
    paragraphs = "".join(
        f"<text:p>{time}<text:tab/><text:span text:style-name='B'>{name}</text:span></text:p>"
        f"<text:p>{words}</text:p>"
        for time, name, words in turns
    )
    return open_document(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Cut this.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        f"<text:h text:outline-level='1'>The Logbook</text:h>{paragraphs}"
    )


# RTF


def interview_rtf() -> bytes:
    """Bold labels, a code page, Unicode signs, a header, hidden and deleted text."""
    turns = (
        (r"Zuzana H\'e1jkov\'e1", r"Dobr\'fd den and welcome. We talk about bees \u8212? and about winter."),
        ("Ole Strand", r"Thank you. Bees sleep, people {\deleted do not}worry."),
        (r"Zuzana H\'e1jkov\'e1", r"How many hives do you keep? {\v hidden note}"),
        ("Ole Strand", r"Twelve.\line The thirteenth moved out by itself."),
        (r"Zuzana H\'e1jkov\'e1", r"\ldblquote By itself\rdblquote ?"),
        ("Ole Strand", "It was a swarm. They leave when the house is full."),
    )
    body = "\n".join(rf"\pard\f0 {{\b {name}: }}{words}\par" for name, words in turns)
    return (
        r"{\rtf1\ansi\ansicpg1250\deff0{\fonttbl{\f0\froman\fcharset238 Times New Roman;}}"
        r"{\colortbl;\red0\green0\blue0;}{\*\generator Own Hand;}{\header\pard Draft of Monday\par}"
        + "\n"
        + body
        + "\n}"
    ).encode("ascii")


# Mail


def interview_eml() -> bytes:
    """A forwarded talk in quoted-printable with lines that a mail program broke, a signature, a file."""
    return b"""\
Return-Path: <signe@example.org>
From: Signe Aabye <signe@example.org>
To: desk@example.org
Subject: =?utf-8?q?Fwd=3A_Episode_41=3A_The_Caf=C3=A9_at_the_Lock?=
Date: Tue, 14 Feb 2023 09:12:44 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="part-one"

This is a message in several parts.
--part-one
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

See below.

---------- Forwarded message ---------
From: Recording Desk <desk@example.net>
Date: Mon, 13 Feb 2023
Subject: The Caf=C3=A9 at the Lock

Signe Aabye: Welcome to Slow Water, the podcast about canals. Today I am
at the lock with Hugo Brinckmann, who has kept it for thirty years, and
who also runs the caf=C3=A9.

Hugo Brinckmann: Thirty-one years in May. The caf=C3=A9 came later, when the
barges stopped and the bicycles began. One must do something between two
boats.

Signe Aabye: How many boats come through on a day like this one?

Hugo Brinckmann: Four, perhaps five. My father had ninety, and no time
for coffee at all.

Signe Aabye: Thank you for the coffee, Hugo.

--=20
Signe Aabye, Slow Water

--part-one
Content-Type: text/vtt; name="lock.vtt"
Content-Disposition: attachment; filename="lock.vtt"

WEBVTT
--part-one--
"""


# PDF


def pdf(page_lines: Iterable[Iterable[tuple[float, float, str, int, str]]]) -> bytes:
    """A PDF of pages of lines: x, y, font (R or B), size, text in Windows-1252."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for lines in page_lines:
        shown = b"\n".join(
            f"BT /{font} {size} Tf {x} {y} Td (".encode() + _escaped(text) + b") Tj ET"
            for x, y, font, size, text in lines
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</R 3 0 R/B 4 0 R>>>>>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    written = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            len(written),
        )
    )


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


PRINTED = (
    ("B", "Maren Tveit:"),
    ("R", "Welcome to Cold Stores. Dagny Ruud built ice houses when nobody wanted them, and she re-"),
    ("R", "members every one. Dagny, where does the ice come from, and who still pays for it?"),
    ("", ""),
    ("B", "Dagny Ruud:"),
    ("R", "From the lake behind the school. We saw it in January, in blocks of forty kilos, and the horse"),
    ("R", "draws them home over the snow. A well-built house loses a third of them by August, no more."),
    ("R", "The fishermen pay."),
    ("", ""),
    ("B", "Maren Tveit:"),
    ("R", "They have freezers."),
    ("", ""),
    ("B", "Dagny Ruud:"),
    ("R", "They have, and the freezers stand on the quay, where the power fails whenever it storms. Ice"),
    ("R", "does not fail. It only gets smaller, and one can see it."),
    ("", ""),
    ("B", "Maren Tveit:"),
    ("R", "How did you learn to build a well-built house, as you call it?"),
    ("", ""),
    ("B", "Dagny Ruud:"),
    ("R", "By tearing one down. It took me a summer, board by board, and then I knew where the sawdust"),
    ("R", "goes."),
)


def interview_pdf() -> bytes:
    """Names in bold above the speech, headers and footers, words and sentences cut by lines and pages."""

    def page(number: int, lines: Iterable[tuple[str, str]]) -> list[tuple[float, float, str, int, str]]:
        placed = [(72.0, 700.0 - 15 * row, font, 11, text) for row, (font, text) in enumerate(lines) if font]
        return [
            (250.0, 800.0, "R", 9, "Cold Stores – Transcript"),
            *([(72.0, 740.0, "B", 18, "The Ice House")] if number == 1 else []),
            *placed,
            (280.0, 30.0, "R", 9, f"Page {number} of 3"),
        ]

    return pdf([page(1, PRINTED[:7]), page(2, PRINTED[7:14]), page(3, PRINTED[14:])])


def deposition_pdf() -> bytes:
    """Numbered lines with questions and answers, as courts print them."""
    talk = (
        "     Q.   Would you state your name for the",
        "record, please?",
        "     A.   Edda Kolbrun Finsdottir.",
        "     Q.   And where did you work in the year of",
        "the flood?",
        "     A.   At the upper dam. I read the gauges,",
        "every hour, and wrote them down.",
        "     Q.   Who told you to stop?",
        "     A.   Nobody told me. The pencil froze.",
        "     Q.   Did you see the water come over?",
        "     A.   I heard it first.",
        "     Q.   What did you do?",
        "     A.   I rang the bell and I ran, and I have",
        "not been back since.",
    )
    pages = [talk[:7], talk[7:]]
    return pdf(
        [
            (500.0, 800.0, "R", 10, f"{number}"),
            *(
                piece
                for row, text in enumerate(lines)
                for piece in (
                    (60.0, 700.0 - 24 * row, "R", 11, f"{row + 1}"),
                    (100.0, 700.0 - 24 * row, "R", 11, text),
                )
            ),
            (200.0, 40.0, "R", 10, "Holm & Vik Court Reporting"),
        ]
        for number, lines in enumerate(pages, 1)
    )


# Word of before 2007

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR = 512
END_OF_CHAIN, FAT_SECTOR, FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file with up to three streams of 6 MB in all, large enough to need no small blocks."""
    contents = [content.ljust(4096, b"\0") for content in streams.values()]
    contents = [content.ljust(-(-len(content) // SECTOR) * SECTOR, b"\0") for content in contents]
    total = sum(len(content) // SECTOR for content in contents) + 1
    tables = -(-total // (SECTOR // 4 - 1))
    fat = [FAT_SECTOR] * tables + [END_OF_CHAIN]
    starts = []
    for content in contents:
        count = len(content) // SECTOR
        starts.append(len(fat))
        fat += [*range(len(fat) + 1, len(fat) + count), END_OF_CHAIN]
    entries = [_entry("Root Entry", 5, 1 if streams else FREE, END_OF_CHAIN, 0)]
    for number, (name, start, content) in enumerate(zip(streams, starts, contents, strict=True), 1):
        right = number + 1 if number < len(streams) else FREE
        entries.append(_entry(name, 2, FREE, start, len(content), right))
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    header = struct.pack("<8s16sHHHHH6x", COMPOUND, bytes(16), 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9L", 0, tables, tables, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    header += struct.pack("<109L", *range(tables), *[FREE] * (109 - tables))
    table = b"".join(struct.pack("<L", sector) for sector in fat).ljust(SECTOR * tables, b"\xff")
    return header + table + directory + b"".join(contents)


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = FREE) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBLLL16sLQQLQ", wide, len(wide), kind, 1, FREE, right, child, bytes(16), 0, 0, 0, start, size
    )


def old_word(talk: str, encrypted: bool = False) -> bytes:
    """A Word 97 file whose text lies in two pieces, the first in one byte a character, the second in two."""
    half = talk.index("\r", len(talk) // 2) + 1
    first, second = talk[:half].encode("cp1252"), talk[half:].encode("utf-16-le")
    notes = "A footnote.\r".encode("utf-16-le")
    document = bytearray(0x400)
    struct.pack_into("<HH", document, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", document, 10, 0x0200 | (0x0100 if encrypted else 0))
    struct.pack_into("<l", document, 0x4C, len(talk))
    places = (len(document), len(document) + len(first))
    bounds = (0, half, len(talk) + len(notes) // 2)
    pieces = struct.pack("<LLL", *bounds)
    pieces += struct.pack("<HLH", 0, places[0] * 2 | 0x40000000, 0) + struct.pack("<HLH", 0, places[1], 0)
    table = b"\x02" + struct.pack("<L", len(pieces)) + pieces
    struct.pack_into("<LL", document, 0x01A2, 0, len(table))
    return compound({"WordDocument": bytes(document) + first + second + notes, "1Table": table})


def interview_doc() -> bytes:
    """An oral history: surnames in front of the speech, a link, a table."""
    return old_word(
        "Interview with Torvald Haugsrud\rRecorded by Selma Ekwall at Nord Lake\r"
        "Ekwall: You were born on the island?\r"
        "Haugsrud:\tI was, in the pilot’s house. It is on "
        '\x13 HYPERLINK "http://example.org" \x14the map\x15 still.\r'
        "Ekwall: What did your mother do?\r"
        "Haugsrud: She lit the lamp, and she kept\x0bthe book of ships.\r"
        "Ekwall: Have you got the book?\r"
        "Haugsrud: It is in the museum – they let me turn the pages.\r"
        "Ekwall: Thank you for the afternoon.\r"
    )


FILES: dict[str, Callable[[], bytes]] = {
    "docx/interview.docx": interview_docx,
    "docx/table.docx": table_docx,
    "docx/council.docx": council_docx,
    "odt/interview.odt": interview_odt,
    "rtf/interview.rtf": interview_rtf,
    "mail/interview.eml": interview_eml,
    "pdf/interview.pdf": interview_pdf,
    "pdf/deposition.pdf": deposition_pdf,
    "oldword/interview.doc": interview_doc,
    "zips/two.zip": lambda: zipped([("one.txt", "Ada Byron: Hello.\n"), ("two.txt", "Bob Stone: Hi.\n")]),
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
