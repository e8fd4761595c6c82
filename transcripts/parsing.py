"""The one door of the parser: bytes in, a ParsedDocument out, whatever the bytes are.

The format is told by content: each format module says how sure it is, and the surest one reads. Nothing here
raises for a bad document; a document without episodes says why in its problems.
"""

from dataclasses import replace
from types import ModuleType

from transcripts import decoding, files, formats
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
UNKNOWN_FORMAT = "There is no format “{name}”. Choose one of: {names}."


def parse(raw: bytes, name: str = "", as_format: str | None = None) -> ParsedDocument:
    """Read a document; `name` is its file name, a source of facts for formats, never a way to choose one.

    `as_format` is the NAME of a format that a person chose in place of the surest one.
    """
    if len(raw) > MAX_BYTES:
        size, limit = len(raw) // (1024 * 1024), MAX_BYTES // (1024 * 1024)
        return _unread("too-large", TOO_LARGE.format(size=size, limit=limit))
    if not raw.strip():
        return _unread("empty-document", EMPTY)
    taken = files.text_of(raw)
    if taken is not None:
        text, encoding, container, problems = taken.text, None, taken.container, taken.problems
    else:
        decoded = decoding.decode(raw)
        text, encoding, container, problems = decoded.text, decoded.encoding, None, decoded.problems
    if text is None:
        return ParsedDocument(None, 0.0, None, (), problems, container)
    if not text.strip():
        return _unread("empty-document", EMPTY)
    parsed = _parse_text(SourceText(text, name), as_format)
    return replace(parsed, encoding=encoding, container=container, problems=(*problems, *parsed.problems))


def _parse_text(source: SourceText, as_format: str | None) -> ParsedDocument:
    ranked = candidates(source)
    shown = tuple((module.NAME, round(confidence, 2)) for confidence, module in ranked)
    if as_format is not None:
        chosen = next((module for module in formats.ALL if module.NAME == as_format), None)
        if chosen is None:
            names = ", ".join(module.NAME for module in formats.ALL)
            return _unread("unknown-format", UNKNOWN_FORMAT.format(name=as_format, names=names))
    else:
        chosen = ranked[0][1] if ranked else None
    parsed = chosen.parse(source) if chosen else None
    return replace(parsed if parsed and parsed.episodes else _unread("no-speech", NO_SPEECH), candidates=shown)


def candidates(source: SourceText) -> list[tuple[float, ModuleType]]:
    """The formats that could read a document, surest first; equally sure ones in the order of the list."""
    rated = [(module.sniff(source), module) for module in formats.ALL]
    return sorted((pair for pair in rated if pair[0] >= MIN_CONFIDENCE), key=lambda pair: -pair[0])


def _unread(code: str, message: str) -> ParsedDocument:
    return ParsedDocument(None, 0.0, None, (), (Problem(Severity.ERROR, code, message),))
