"""The one door of the parser: bytes in, a ParsedDocument out, whatever the bytes are.

The format is told by content: each format module says how sure it is, and the surest one reads. Nothing here
raises for a bad document; a document without episodes says why in its problems.
"""

from dataclasses import replace

from transcripts import decoding, formats
from transcripts.documents import ParsedDocument, Problem, Severity
from transcripts.sourcetext import SourceText

MAX_BYTES = 25 * 1024 * 1024
MIN_CONFIDENCE = 0.3

TOO_LARGE = (
    "This file is {size} MB; osbiz reads documents of up to {limit} MB. A transcript is far smaller: "
    "choose the text of one "
    "episode, or split the document."
)
EMPTY = "This document is empty. Choose the file again; if it stays empty, fetch it anew from where it came."
NO_SPEECH = (
    "No speech was found in this document: no line begins with a speaker's name, initials or a time and "
    "label. Choose the "
    "transcript itself, with its speakers marked."
)


def parse(raw: bytes, name: str = "") -> ParsedDocument:
    """Read a document; `name` is its file name, a source of facts for formats, never a way to choose one."""
    if len(raw) > MAX_BYTES:
        size, limit = len(raw) // (1024 * 1024), MAX_BYTES // (1024 * 1024)
        return _unread("too-large", TOO_LARGE.format(size=size, limit=limit))
    if not raw.strip():
        return _unread("empty-document", EMPTY)
    decoded = decoding.decode(raw)
    if decoded.text is None:
        return ParsedDocument(None, 0.0, None, (), decoded.problems)
    if not decoded.text.strip():
        return _unread("empty-document", EMPTY)
    parsed = _parse_text(SourceText(decoded.text, name))
    return replace(parsed, encoding=decoded.encoding, problems=(*decoded.problems, *parsed.problems))


def _parse_text(source: SourceText) -> ParsedDocument:
    confidence, best = max(
        ((module.sniff(source), module) for module in formats.ALL), key=lambda pair: pair[0]
    )
    if confidence < MIN_CONFIDENCE:
        return _unread("no-speech", NO_SPEECH)
    parsed: ParsedDocument = best.parse(source)
    return parsed if parsed.episodes else _unread("no-speech", NO_SPEECH)


def _unread(code: str, message: str) -> ParsedDocument:
    return ParsedDocument(None, 0.0, None, (), (Problem(Severity.ERROR, code, message),))
