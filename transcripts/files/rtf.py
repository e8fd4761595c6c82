r"""RTF files: their text with bold words and table cells, in whatever code page each font has.

A small reader of its own: the usual library drops bold type, which is how most RTF transcripts print labels.
Groups are counted, not nested calls, so that a million braces cost no more than their number.
"""

import re
from dataclasses import dataclass, replace

from transcripts.files.prose import Block, Paragraph, Row, written
from transcripts.files.taken import Taken, Unreadable

CONTAINER = "RTF"
MAX_GROUPS = 10_000
MAX_PARAGRAPHS = 200_000
TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
# Groups whose text is no part of the document.
UNSEEN = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr "
    b"footerf "
    b"footnote annotation fldinst listtable listoverridetable rsidtbl generator xmlnstbl themedata datastore "
    b"colorschememapping latentstyles pgdsctbl template bkmkstart bkmkend atnid atnauthor revtbl listtext "
    b"pntext nonshppict filetbl mmathPr wgrffmtfilter pnseclvl xe tc".split()
)
SIGNS = {
    b"tab": "\t",
    b"line": "\n",
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"emspace": " ",
    b"enspace": " ",
    b"qmspace": " ",
    b"lbr": "\n",
}
PARAGRAPH_ENDS = frozenset((b"par", b"sect", b"page"))
CODE_PAGES = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
REMEDY = "This RTF file is damaged; open it in a word processor and save it again."


def recognises(raw: bytes) -> bool:
    """Whether this is RTF, in bytes or (as some programs save it) in UTF-16."""
    return _as_bytes(raw[:200]).startswith(b"{\\rtf")


def take(raw: bytes) -> Taken:
    """The text of an RTF file by paragraphs."""
    reader = _Reader()
    reader.read(_as_bytes(raw))
    return Taken(written(reader.blocks), CONTAINER)


def _as_bytes(raw: bytes) -> bytes:
    """RTF as its bytes, without a mark before them; UTF-16 brought back to them."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            return raw[2:].decode(encoding, "replace").encode("latin-1", "replace")
    if raw.startswith(b"{\x00"):
        return raw.decode("utf-16-le", "replace").encode("latin-1", "replace")
    return raw.removeprefix(b"\xef\xbb\xbf").lstrip()


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group: it ends with it."""

    bold: bool = False
    hidden: bool = False
    unseen: bool = False
    encoding: str = "cp1252"
    skip: int = 1


class _Reader:
    """Walks over the file once."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.current = Paragraph()
        self.cell: list[Paragraph] = []
        self.row = Row(table=1)
        self.in_table = False
        self.state = _State()
        self.stack: list[_State] = []
        self.to_skip = 0
        self.pending = b""
        self.surrogate = 0
        self.fonts: dict[int, str] = {}
        self.in_fonts = 0
        self.font = 0
        self.default = "cp1252"

    def read(self, raw: bytes) -> None:
        """Take all of the file."""
        for token in TOKEN.finditer(raw):
            word, number, code, sign, brace, text = token.groups()
            if code is not None:
                self._byte(bytes((int(code, 16),)))
                continue
            if self.pending:
                self._flush()
            if text is not None:
                self._text(text)
            elif word is not None:
                self._word(word, int(number) if number is not None else None)
            elif brace is not None:
                self._brace(brace)
            elif sign is not None:
                self._sign(sign)
        self._flush()
        self._end_row()
        self.blocks += self.cell
        self.in_table = False
        self._end_paragraph()

    def _brace(self, brace: bytes) -> None:
        self.to_skip = 0
        if brace == b"{":
            if len(self.stack) == MAX_GROUPS:
                raise Unreadable("broken-file", REMEDY)
            self.stack.append(self.state)
        elif self.stack:
            self.state = self.stack.pop()
            if len(self.stack) < self.in_fonts:
                self.in_fonts = 0

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.state = replace(self.state, unseen=True)
        elif sign in (b"{", b"}", b"\\"):
            self._say(sign.decode())
        elif sign == b"~":
            self._say(" ")
        elif sign == b"_":
            self._say("-")
        elif sign in (b"\n", b"\r"):
            self._end_paragraph()

    def _word(self, word: bytes, number: int | None) -> None:
        if word in UNSEEN:
            self.state = replace(self.state, unseen=True)
            if word == b"fonttbl":
                self.in_fonts = len(self.stack)
        elif word in SIGNS:
            self._say(SIGNS[word])
        elif word in PARAGRAPH_ENDS:
            if not self.state.unseen:
                self._end_paragraph()
        elif word == b"cell":
            self._end_cell()
        elif word in (b"row", b"pard"):
            self.in_table = False
            if word == b"row":
                self._end_row()
        elif word == b"intbl":
            self.in_table = True
        elif word == b"u" and number is not None:
            self._unicode(number & 0xFFFF)
        elif word == b"uc":
            self.state = replace(self.state, skip=max(0, min(number or 0, 10)))
        elif word == b"b":
            self.state = replace(self.state, bold=number != 0)
        elif word in (b"v", b"deleted"):
            self.state = replace(self.state, hidden=number != 0)
        elif word == b"plain":
            self.state = replace(self.state, bold=False, hidden=False, encoding=self.default)
        elif word == b"ansicpg" and number:
            self.default = f"cp{number}" if number != 65001 else "utf-8"
            self.state = replace(self.state, encoding=self.default)
        elif word == b"mac":
            self.default = "mac_roman"
            self.state = replace(self.state, encoding=self.default)
        elif word == b"f" and number is not None:
            self.font = number
            if not self.in_fonts:
                self.state = replace(self.state, encoding=self.fonts.get(number, self.default))
        elif word == b"fcharset" and self.in_fonts and number in CODE_PAGES and number:
            self.fonts[self.font] = CODE_PAGES[number]

    def _unicode(self, code: int) -> None:
        self.to_skip = self.state.skip
        if 0xD800 <= code < 0xDC00:
            self.surrogate = code
        elif 0xDC00 <= code < 0xE000:
            if self.surrogate:
                self._say(chr(0x10000 + ((self.surrogate - 0xD800) << 10) + code - 0xDC00))
            self.surrogate = 0
        else:
            self._say(chr(code))

    def _byte(self, byte: bytes) -> None:
        if self.to_skip:
            self.to_skip -= 1
        elif not self.state.unseen:
            self.pending += byte

    def _flush(self) -> None:
        """Decode the bytes given as \\'hh, which may be halves of one character."""
        pending, self.pending = self.pending, b""
        if pending:
            self._say(_decoded(pending, self.state.encoding))

    def _text(self, text: bytes) -> None:
        if self.to_skip:
            skipped = min(self.to_skip, len(text))
            self.to_skip -= skipped
            text = text[skipped:]
        if text and not self.state.unseen:
            self._say(_decoded(text, self.state.encoding))

    def _say(self, text: str) -> None:
        if not self.state.unseen and not self.state.hidden:
            self.current.pieces.append((text, self.state.bold))

    def _end_paragraph(self) -> None:
        if self.current.pieces and self.in_table:
            self.cell.append(self.current)
        elif self.current.pieces:
            self.blocks.append(self.current)
        self.current = Paragraph()
        if len(self.blocks) > MAX_PARAGRAPHS:
            raise Unreadable("too-large", "This file holds far more than a transcript; split the document.")

    def _end_cell(self) -> None:
        if not self.state.unseen:
            self.row.cells.append([*self.cell, self.current])
            self.cell, self.current = [], Paragraph()

    def _end_row(self) -> None:
        if self.row.cells:
            self.blocks.append(self.row)
            self.row = Row(table=1)


def _decoded(text: bytes, encoding: str) -> str:
    try:
        return text.decode(encoding, "replace")
    except LookupError:
        return text.decode("cp1252", "replace")
