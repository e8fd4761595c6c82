"""Word files of before 2007 (.doc), read from their own structure, so that no converter is needed.

The text of such a file lies in pieces, in one byte or two a character; a table of pieces tells their order.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from struct import error as StructError
from struct import unpack_from
from typing import Any

from transcripts.files.prose import Block, Paragraph, Row, written
from transcripts.files.taken import MAX_TEXT, Taken, Unreadable

CONTAINER = "Word 97–2003"
SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD_97 = 0x00C1
MAGIC = (0xA5EC, 0xA5DC)
MAX_PIECES = 200_000
OTHERS = (
    ("EncryptedPackage", "This office file is protected by a password. Save it without one and try again."),
    ("Workbook", "This is an Excel file. Save the sheet that holds the transcript as CSV and add that."),
    ("Book", "This is an Excel file. Save the sheet that holds the transcript as CSV and add that."),
    ("PowerPoint Document", "This is a PowerPoint file, which holds no transcript. Save its notes as text."),
    ("__properties_version1.0", "This is an Outlook message. Save it as .eml or as text and add that."),
)
UNKNOWN = "This is an old office file of a kind that holds no text. Open it and save it as .docx or as text."
REMEDY = "This old Word file cannot be read. Open it in Word or LibreOffice, save it as .docx, and add that."
LOCKED = "This Word file is protected by a password. Save it without one and try again."
# What Word puts into the text: 7 ends a cell, 11 a line, 12 a page or section, 13 a paragraph; 19 to 21 are
# around a field's code and its result.
CELL, LINE, PAGE, PARAGRAPH = "\x07", "\x0b", "\x0c", "\r"
FIELD_CODE, FIELD_RESULT, FIELD_END = "\x13", "\x14", "\x15"
MARKS = re.compile(f"([{CELL}{PAGE}{PARAGRAPH}])")
SIGNS = str.maketrans({"\x1e": "-", "\xa0": " ", LINE: "\n", **dict.fromkeys("\x01\x02\x05\x08\x1f", "")})


def recognises(raw: bytes) -> bool:
    """Whether this is an office file of before 2007."""
    return raw.startswith(SIGNATURE)


def take(raw: bytes) -> Taken:
    """The text of an old Word file; Unreadable for other office files of its time."""
    import olefile  # seldom needed

    try:
        with olefile.OleFileIO(BytesIO(raw)) as container:
            text = _text(container)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # the library raises whatever a broken file leads it to
        raise Unreadable("broken-file", REMEDY) from error
    return Taken(written(list(blocks(without_field_codes(text)))), CONTAINER)


def _text(container: Any) -> str:
    if not container.exists("WordDocument"):
        message = next((message for name, message in OTHERS if container.exists(name)), UNKNOWN)
        raise Unreadable("not-a-transcript", message)
    document = container.openstream("WordDocument").read()
    try:
        magic, version = unpack_from("<HH", document)
        flags = unpack_from("<H", document, 10)[0]
        if magic not in MAGIC:
            raise Unreadable("broken-file", REMEDY)
        if flags & 0x0100:
            raise Unreadable("encrypted-file", LOCKED)
        if version < WORD_97:
            first, last = unpack_from("<LL", document, 24)
            letters = unpack_from("<l", document, 0x34)[0]
            return document[first : min(last, first + max(letters, 0))].decode("cp1252", "replace")
        table = container.openstream("1Table" if flags & 0x0200 else "0Table").read()
        return _of_pieces(document, table)
    except (StructError, IndexError) as error:
        raise Unreadable("broken-file", REMEDY) from error


def _of_pieces(document: bytes, table: bytes) -> str:
    """The main text, without the notes, headers and comments that follow it."""
    letters = unpack_from("<l", document, 0x4C)[0]
    place, length = unpack_from("<LL", document, 0x01A2)
    pieces = _piece_table(table[place : place + length])
    count = min((len(pieces) - 4) // 12, MAX_PIECES)
    starts = unpack_from(f"<{count + 1}L", pieces)
    text: list[str] = []
    size = 0
    for i in range(count):
        where = unpack_from("<L", pieces, (count + 1) * 4 + i * 8 + 2)[0]
        width = max(0, min(starts[i + 1], letters) - starts[i])
        if where & 0x40000000:
            begin = (where & 0x3FFFFFFF) // 2
            text.append(document[begin : begin + width].decode("cp1252", "replace"))
        else:
            text.append(document[where : where + 2 * width].decode("utf-16-le", "replace"))
        size += len(text[-1])
        if size > MAX_TEXT:
            raise Unreadable(
                "too-large", "This file holds far more text than a transcript; split the document."
            )
    return "".join(text)


def _piece_table(data: bytes) -> bytes:
    """The table of pieces, which stands behind the formats that pieces share."""
    place = 0
    while place < len(data) and data[place] == 1:
        place += 3 + unpack_from("<H", data, place + 1)[0]
    if place >= len(data) or data[place] != 2:
        raise Unreadable("broken-file", REMEDY)
    length = unpack_from("<L", data, place + 1)[0]
    return data[place + 5 : place + 5 + length]


def without_field_codes(text: str) -> str:
    """The text with the results of its fields (links, dates) and without what computes them."""
    if FIELD_CODE not in text:
        return text
    shown: list[str] = []
    fields: list[bool] = []  # of each open field whether we are in its code
    codes = start = 0
    for place, sign in enumerate(text):
        if sign not in (FIELD_CODE, FIELD_RESULT, FIELD_END):
            continue
        if not codes:
            shown.append(text[start:place])
        start = place + 1
        if sign == FIELD_CODE:
            fields.append(True)
            codes += 1
        elif fields:
            codes -= fields.pop()
            if sign == FIELD_RESULT:
                fields.append(False)
    shown.append(text[start:])
    return "".join(shown)


def blocks(text: str) -> Iterator[Block]:
    """Paragraphs and table rows. A cell's mark ends a paragraph, too; two marks in a row end the row."""
    row = Row(table=1)
    cell: list[Paragraph] = []
    pieces = MARKS.split(text)
    for words, mark in zip(pieces[::2], [*pieces[1::2], PARAGRAPH], strict=True):
        made = Paragraph([(words.translate(SIGNS), False)])
        if mark != CELL and row.cells:
            cell.append(made)
        elif mark != CELL:
            yield made
        elif made.text or cell or not row.cells:
            row.cells.append([*cell, made])
            cell = []
        else:
            yield row
            row = Row(table=1)
    yield row
    yield from cell
