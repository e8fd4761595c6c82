"""Bytes to text: which encoding a document is in, and whether it is text at all.

Plain UTF-8 passes silently; everything else is decoded where that is safe and reported as a problem.
"""

import codecs
import re
from dataclasses import dataclass

from transcripts.documents import Problem, Severity

SAMPLE_BYTES = 64 * 1024
# So many zero bytes stray into texts that were cut or copied from elsewhere.
FEW_ZEROS = 4

# Beginnings of files that are certainly not text, and what to call them; transcripts.files knows more kinds.
SIGNATURES = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a sound, picture or film file (RIFF)"),
    (b"ID3", "a sound file (MP3)"),
    (b"OggS", "a sound file (Ogg)"),
    (b"fLaC", "a sound file (FLAC)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
)
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What markup says of its own encoding, where it is one of those that can be mistaken for each other.
DECLARED = re.compile(
    rb"(?:encoding|charset)\s{0,3}=\s{0,3}[\"']?"
    rb"((?:iso-?8859|windows-|cp|koi8|shift_?jis|sjis|euc|gb|big5|mac|latin|us-ascii)[\w\-]{0,20})",
    re.IGNORECASE,
)
DECLARED_WITHIN = 2048
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
CONTROLS = bytes({*range(0x09), *range(0x0E, 0x20), 0x7F})
# CHAT prints its times between these; its readers show them as bullets.
CHAT_BULLET = "\x15"
CONTROL_BYTES = CONTROLS.replace(CHAT_BULLET.encode(), b"")
REPLACEMENT = "�"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document's text with line ends as \\n, or None where it is no text; `problems` say what was done."""

    text: str | None
    encoding: str | None = None
    problems: tuple[Problem, ...] = ()


def decode(raw: bytes) -> Decoded:
    """Decode a document; never raises. Without text, `problems` holds one error that says what it is."""
    for signature, what in SIGNATURES:
        if raw.startswith(signature):
            return _not_text(what)
    for mark, encoding in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _decoded_as(raw[len(mark) :], encoding, f"{encoding} with a byte-order mark")
    if wide := _utf_16_without_mark(raw[:SAMPLE_BYTES]):
        return _decoded_as(raw, wide, f"{wide} without a byte-order mark")
    if _is_binary(raw[:SAMPLE_BYTES]):
        return _not_text("not text")
    try:
        return _readable(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _decode_damaged(raw, error)


def _decode_damaged(raw: bytes, error: UnicodeDecodeError) -> Decoded:
    """Text that is nearly UTF-8 stays UTF-8 with its broken characters marked; other text is cp1252 or
    Latin-1.
    """
    if error.reason == "unexpected end of data":
        message = "The document ends in the middle of a character, which was left out; it may be cut off."
        return _readable(raw[: error.start].decode("utf-8"), "utf-8", _note("cut-character", message))
    text = raw.decode("utf-8", "replace")
    broken = text.count(REPLACEMENT)
    if broken * 10 < len(raw) - len(text):
        message = f"{broken} characters are not valid UTF-8 and were replaced by “{REPLACEMENT}”."
        return _readable(text, "utf-8", _note("broken-characters", message, Severity.WARNING))
    if (declared := _declared(raw)) is not None:
        return _decoded_as(raw, declared, declared)
    try:
        raw.decode("cp1252")
    except UnicodeDecodeError:
        return _decoded_as(raw, "latin-1", "Latin-1")
    return _decoded_as(raw, "cp1252", "Windows-1252 (Latin-1)")


def _declared(raw: bytes) -> str | None:
    """The encoding that a page or an XML document names itself, where it can be decoded as that."""
    start = raw[:DECLARED_WITHIN]
    match = DECLARED.search(start) if start.lstrip().startswith(b"<") else None
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    # Browsers read these two as Windows-1252 too.
    encoding = "cp1252" if name in ("iso-8859-1", "latin1", "us-ascii") else name
    try:
        raw.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return None
    return encoding


def _decoded_as(raw: bytes, encoding: str, spoken: str) -> Decoded:
    text = raw.decode(encoding, "replace")
    if (
        len(CONTROL.findall(text[:SAMPLE_BYTES])) + text[:SAMPLE_BYTES].count(REPLACEMENT)
        > len(text[:SAMPLE_BYTES]) / 50
    ):
        return _not_text("not text")
    message = f"The document is not plain UTF-8; it was decoded as {spoken}."
    return _readable(text, encoding, _note(f"decoded-as {encoding}", message))


def _readable(text: str, encoding: str, *notes: Problem) -> Decoded:
    """The text fit to store, with a note where control characters had to be left out."""
    if CHAT_BULLET in text:
        text = text.replace(CHAT_BULLET, "•")
    dropped = _controls(text)
    if dropped:
        message = (
            f"{dropped} control characters cannot be stored and were left out; check the words around them."
        )
        notes = (*notes, _note("control-characters", message, Severity.WARNING))
    return Decoded(tidy(text), encoding, notes)


def _controls(text: str) -> int:
    """How many control characters a text has; counted in its bytes, ten times as fast as by a pattern."""
    encoded = text.encode("utf-8", "surrogatepass")
    return len(encoded) - len(encoded.translate(None, CONTROLS))


def _utf_16_without_mark(sample: bytes) -> str | None:
    """UTF-16 shows itself by zero bytes on every other place, as most letters are below U+0100."""
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    if even > 0.4 and odd < 0.05:
        return "utf-16-be"
    return None


def _is_binary(sample: bytes) -> bool:
    controls = len(sample) - len(sample.translate(None, CONTROL_BYTES))
    return controls > len(sample) / 50 or sample.count(0) > max(FEW_ZEROS, len(sample) / 1000)


def tidy(text: str) -> str:
    """One kind of line end, no characters that a database cannot hold, no-break spaces as spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\ufeff", "").replace("\u200b", "")
    return CONTROL.sub("", text) if _controls(text) else text


def _not_text(what: str) -> Decoded:
    message = (
        f"This file is {what}, from which no transcript can be read. Choose the transcript as a text file."
    )
    return Decoded(None, None, (Problem(Severity.ERROR, "not-text", message),))


def _note(code: str, message: str, severity: Severity = Severity.INFO) -> Problem:
    return Problem(severity, code, message)
