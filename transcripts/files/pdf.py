"""PDF files with a text layer: their pages' lines, joined to paragraphs.

A PDF can loop, refer to itself, or unpack to anything: pages, bytes and processor time are bounded, and what
the library says of a broken file is turned into one sentence.
"""

import logging
import re
import time
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from transcripts.documents import Problem, Severity
from transcripts.files import pages
from transcripts.files.pages import Line
from transcripts.files.prose import written
from transcripts.files.taken import Taken, Unreadable

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

CONTAINER = "PDF"
SIGNATURE = b"%PDF-"
MAX_PAGES = 2000
MAX_LETTERS = 4_000_000
# The library's own bounds, tightened to what pages of text need.
BOUNDS = {
    "maximum_declared_stream_length": 30_000_000,
    "array_based_stream_maximum_output_length": 8_000_000,
    "zlib_maximum_output_length": 8_000_000,
    "lzw_maximum_output_length": 8_000_000,
    "run_length_maximum_output_length": 8_000_000,
    "zlib_maximum_recovery_input_length": 500_000,
    "stream_decoding_work_maximum_length": 16_000_000,
    "stream_parsing_work_maximum_count": 500_000,
    "page_tree_maximum_entries": 20_000,
    "page_tree_maximum_page_entries": 100_000,
    "xform_maximum_invocations_per_extraction": 200,
    "stream_filters_maximum_length": 4,
}
SECONDS = 2.0
SECONDS_A_MEGABYTE = 2.0
LETTERS_A_SECOND = 100_000
MOST_SECONDS = 10.0
SPACES = re.compile(r"\s+")
BOLD = ("bold", "black", "heavy", "demi")
REMEDY_SCANNED = (
    "This PDF holds pictures of its pages and no text. Run text recognition (OCR) over it, for example with "
    "“Recognise text” in a PDF program, and add the result."
)
REMEDY_LOCKED = (
    "This PDF is protected by a password. Save it without one, or print it to a new PDF, and try again."
)
REMEDY_BROKEN = "This PDF is damaged. Open it in a PDF program, print it to a new PDF, and add that one."

# What the library logs about broken files is no news for whoever runs osbiz.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class _Enough(Exception):
    """Raised in the middle of a page when the time is over."""


def recognises(raw: bytes) -> bool:
    """Whether this is a PDF, even one with a few stray bytes before it."""
    return SIGNATURE in raw[:1024]


def take(raw: bytes) -> Taken:
    """The text of a PDF by paragraphs."""
    from pypdf import PdfReader, apply_configuration, get_configuration  # slow to import, and seldom needed

    watch = _Watch(len(raw))
    try:
        with apply_configuration(get_configuration().with_overwrites(**BOUNDS)):
            reader = PdfReader(BytesIO(raw))
            if reader.is_encrypted and not reader.decrypt(""):
                raise Unreadable("encrypted-file", REMEDY_LOCKED)
            lines, total = _lines(reader, watch)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # the library raises whatever a broken file leads it to
        raise Unreadable("broken-file", REMEDY_BROKEN) from error
    text = written(pages.paragraphs(lines))
    if not any(character.isalpha() for character in text):
        raise (
            Unreadable("no-text-layer", REMEDY_SCANNED)
            if not watch.over
            else Unreadable("broken-file", REMEDY_BROKEN)
        )
    return Taken(text, CONTAINER, _left_out(watch, total))


class _Watch:
    """How long reading may take: by the size of the file, and longer while it really gives text."""

    def __init__(self, size: int) -> None:
        self.began = time.process_time()
        self.seconds = max(SECONDS, SECONDS_A_MEGABYTE * size / 1_000_000)
        self.letters = 0
        self.pages = 0
        self.over = False

    def look(self, letters: int) -> None:
        """Count letters that were read; raise _Enough when the time is over."""
        self.letters += letters
        allowed = min(MOST_SECONDS + self.seconds, self.seconds + self.letters / LETTERS_A_SECOND)
        self.over = self.letters > MAX_LETTERS or time.process_time() - self.began > allowed
        if self.over:
            raise _Enough


def _lines(reader: "PdfReader", watch: _Watch) -> tuple[list[Line], int]:
    """The lines of all pages in reading order, and how many pages there are."""
    lines: list[Line] = []
    total = len(reader.pages)
    try:
        for number, page in enumerate(islice(reader.pages, MAX_PAGES)):
            watch.look(0)
            lines += _lines_of(page, number, watch)
            watch.pages = number + 1
    except _Enough:
        pass
    return lines, total


def _lines_of(page: "PageObject", number: int, watch: _Watch) -> Iterator[Line]:
    """The lines of one page; a page that cannot be read has none."""
    builder = _Builder(number, watch)
    try:
        page.extract_text(visitor_text=builder.add)
    except (_Enough, MemoryError):
        raise
    except Exception:  # one bad page does not spoil the others
        return iter(builder.lines)
    return iter(builder.lines)


class _Builder:
    """Puts the pieces of a page, which come in reading order, together to lines."""

    def __init__(self, page: int, watch: _Watch) -> None:
        self.page = page
        self.watch = watch
        self.lines: list[Line] = []
        self.right = 0.0
        self.ended = True

    def add(self, text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        """Take a piece of text with its place (two matrices), font and size."""
        self.watch.look(len(text))
        words = SPACES.sub(" ", text.translate(pages.LIGATURES))
        if words.strip():
            across, up = tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3]
            if abs(across) <= abs(up):  # words that run upwards are stamps in the margin
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                self._place(words, x, y, abs(size * up) or 10.0, _is_bold(font))
        elif words and self.lines and not self.ended:
            self.lines[-1].pieces.append((" ", False))
        self.ended |= "\n" in text

    def _place(self, words: str, x: float, y: float, size: float, bold: bool) -> None:
        line = self.lines[-1] if self.lines else None
        if line is None or (self.ended and abs(line.y - y) > 0.4 * size):
            self.lines.append(Line(self.page, x, y, size, [(words, bold)]))
        elif self.ended and x < line.x:
            line.pieces[:0] = [(words + "  ", bold)]
            line.x = x
        else:
            gap = "\t" if self.ended and x - self.right > 0.8 * size else " " if self.ended else ""
            if gap == "\t":
                line.pieces[-1] = (line.pieces[-1][0].rstrip(), line.pieces[-1][1])
            line.pieces.append((gap + words, bold))
            line.size = max(line.size, size) if len(words) > 2 else line.size
        self.right = x + len(words) * size / 2
        self.ended = False


def _is_bold(font: Any) -> bool:
    name = str(font.get("/BaseFont", "")).casefold() if font else ""
    return any(word in name for word in BOLD)


def _left_out(watch: _Watch, total: int) -> tuple[Problem, ...]:
    if watch.pages >= total:
        return ()
    message = (
        f"Only {watch.pages} of {total} pages were read; the others take too long. Save the PDF anew from a "
        "PDF program, or split it."
    )
    return (Problem(Severity.WARNING, "pages-left-out", message),)
