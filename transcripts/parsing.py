"""The one door of the parser: bytes in, a ParsedDocument out, whatever the bytes are.

The format is told by content: each format module says how sure it is, and the surest one reads. Nothing here
raises for a bad document; a document without episodes says why in its problems.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import ModuleType

from transcripts import decoding, files, formats
from transcripts.documents import ParsedDocument, Problem, Severity, TranscriptStatus
from transcripts.reading import filenames, pagefacts, pages, spellings
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.turns import MOST_TURNS, TooManyTurns

MAX_BYTES = 25 * 1024 * 1024
# Of data and markup: forty hours of talk with a time for each word. Of lines: eighty hours of talk. Real ones
# of that size are read in 200 MB of memory; those made to take more end at the limit of the reading process.
MAX_CHARACTERS = 10 * 1000 * 1000
MAX_PLAIN_CHARACTERS = 5 * 1000 * 1000
MIN_CONFIDENCE = 0.3

TOO_LARGE = (
    "This file is {size} MB; osbiz reads documents of up to {limit} MB. A transcript is far smaller: "
    "choose the text of one "
    "episode, or split the document."
)
TOO_MUCH_TEXT = (
    "This document holds {size:.1f} million characters; osbiz reads up to {limit:.0f} million of this kind, "
    "more than forty hours of talk. Choose the text of one episode, or split the document."
)
EMPTY = "This document is empty. Choose the file again; if it stays empty, fetch it anew from where it came."
NO_SPEECH = (
    "No speech was found in this document: it holds too little, or code, figures, links or a table, and "
    "nothing that people say. Choose the transcript itself; it may have names or times before the speech, "
    "or be sentences alone."
)
TOO_MANY_TURNS = (
    "This document has {count:,} turns, paragraphs or lines at least; osbiz reads talks of up to {limit:,} "
    "turns, more than any has. Choose the transcript of one episode, split the document, or choose another "
    "format for it."
)
UNKNOWN_FORMAT = "There is no format “{name}”. Choose one of: {names}."


def parse(raw: bytes, name: str = "", as_format: str | None = None) -> ParsedDocument:
    """Read a document; `name` is its file name, a source of facts for formats, never a way to choose one.

    `as_format` is the NAME of a format that a person chose in place of the surest one.
    """
    if len(raw) > MAX_BYTES:
        megabytes = TOO_LARGE.format(size=len(raw) // (1024 * 1024), limit=MAX_BYTES // (1024 * 1024))
        return _unread("too-large", megabytes)
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
    is_data = text[:1000].lstrip().startswith(("{", "[", "<"))
    limit = MAX_CHARACTERS if is_data else MAX_PLAIN_CHARACTERS
    if len(text) > limit:
        millions = TOO_MUCH_TEXT.format(size=len(text) / 1e6, limit=limit / 1e6)
        return _unread("too-large", millions)
    source = SourceText(text, name)
    if not source.exported:
        source = SourceText(spellings.as_markdown(text), name)
    parsed = _parse_text(source, as_format)
    container = parsed.container or container
    return replace(parsed, encoding=encoding, container=container, problems=(*problems, *parsed.problems))


def _parse_text(source: SourceText, as_format: str | None) -> ParsedDocument:
    shown: tuple[tuple[str, float], ...] = ()
    try:
        ranked = candidates(source)
        shown = tuple((found.module.NAME, round(found.confidence, 2)) for found in ranked)
        if as_format is not None:
            ranked = _as_chosen(as_format, source, ranked)
            if not ranked:
                names = ", ".join(module.NAME for module in formats.ALL)
                return _unread("unknown-format", UNKNOWN_FORMAT.format(name=as_format, names=names))
        parsed = ranked[0].read() if ranked else None
    except TooManyTurns as found:
        message = TOO_MANY_TURNS.format(count=found.count, limit=MOST_TURNS)
        return replace(_unread("too-many-turns", message), candidates=shown)
    if parsed is None or not parsed.episodes:
        refused = source.xml_reading.refusal
        parsed = (
            ParsedDocument(None, 0.0, None, (), (refused,)) if refused else _unread("no-speech", NO_SPEECH)
        )
    return replace(filenames.completed(parsed, source.name), candidates=shown)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A format that could read a document: the document itself, or the text of the page that it is."""

    confidence: float
    module: ModuleType
    source: SourceText
    page: SourceText | None = None

    def read(self) -> ParsedDocument:
        """What the format finds; the text of a page gets the facts of its markup."""
        parsed: ParsedDocument = _marked_cut(self.module.parse(self.source), self.source)
        return pagefacts.completed(parsed, self.page) if self.page else parsed


def _marked_cut(parsed: ParsedDocument, source: SourceText) -> ParsedDocument:
    """What was read of JSON that breaks off says so."""
    if not parsed.episodes or not source.start.startswith(("{", "[")) or not source.json_reading.problems:
        return parsed
    *whole, last = parsed.episodes
    status = TranscriptStatus.TRUNCATED if last.turns else last.status
    problems = (*source.json_reading.problems, *parsed.problems)
    return replace(parsed, episodes=(*whole, replace(last, status=status)), problems=problems)


def candidates(source: SourceText) -> list[Candidate]:
    """The formats that could read a document, surest first; equally sure ones in the order of the list."""
    found = [candidate for candidate in _rated(source) if candidate.confidence >= MIN_CONFIDENCE]
    best: dict[str, Candidate] = {}
    for candidate in sorted(found, key=lambda candidate: -candidate.confidence):
        best.setdefault(candidate.module.NAME, candidate)
    return list(best.values())


def _rated(source: SourceText) -> list[Candidate]:
    rated = [Candidate(module.sniff(source), module, source) for module in formats.ALL]
    text = pages.text_of(source.page) if source.page else ""
    if text.strip():
        inner = SourceText(text, source.name)
        rated += [Candidate(module.sniff(inner), module, inner, source) for module in formats.ALL]
    return rated


def _as_chosen(name: str, source: SourceText, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The format of this name: where it is surest, else on the document itself; none for an unknown name."""
    fitting = [candidate for candidate in ranked if name == candidate.module.NAME]
    return fitting or [Candidate(0.0, module, source) for module in formats.ALL if name == module.NAME]


def _unread(code: str, message: str) -> ParsedDocument:
    return ParsedDocument(None, 0.0, None, (), (Problem(Severity.ERROR, code, message),))
