"""CHAT, the transcripts of TalkBank and CHILDES: `*ADA:\twords .`, with headers in @ and notes in %.

Times stand at the end between two control characters, which decoding shows as bullets: `•1200_3400•`.
"""

import re

from transcripts.documents import ParsedDocument
from transcripts.reading import cues, dates
from transcripts.reading.cues import Cue
from transcripts.reading.episodes import Facts
from transcripts.reading.markup import plain
from transcripts.reading.sourcetext import SourceText

NAME = "chat"
SPEAKER = re.compile(r"\*(?P<who>[A-Z0-9][A-Za-z0-9_-]{0,9}):\s+(?P<words>.*)")
TIMES = re.compile(r"[•·]?\s?\b(\d{1,9})_(\d{1,9})\b\s?[•·]?\s*$")
HEADER = re.compile(r"@(?P<key>[A-Z][A-Za-z ]{1,30}):\s+(?P<value>.*)")
# Marks of the transcriber: retracing, pauses, codes and what is said beside the words.
MARKS = re.compile(r"\[[^\[\]]{0,200}\]|\(\.{1,3}\)|&[=+\-~][^\s]{1,60}|[‡„⌈⌉⌊⌋↑↓↗↘<>]|\+[/.\"^,<!?]{1,4}")
SPACE_BEFORE_STOP = re.compile(r"\s+([.?!,])")


def sniff(source: SourceText) -> float:
    """How sure it is that the file begins as CHAT does and has main lines."""
    begins = any(line.startswith(("@Begin", "@UTF8")) for line in source.sample[:5])
    return 0.97 if begins and any(SPEAKER.match(line) for line in source.sample) else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode of the file; participants by the names that its headers give their codes."""
    headers: dict[str, str] = {}
    found: list[Cue] = []
    for number, line in _joined(source):
        if match := HEADER.match(line):
            headers.setdefault(match["key"], match["value"].strip())
        elif match := SPEAKER.match(line):
            _add(found, match["who"], match["words"], number)
    dated = dates.read_line(headers.get("Date", "").replace("-", " ").title())
    facts = Facts(
        title=headers.get("Title") or headers.get("Situation"),
        published_on=dated.published_on if dated else None,
    )
    return cues.document(NAME, sniff(source), found, facts)


def _joined(source: SourceText) -> list[tuple[int, str]]:
    """The lines; one that begins with a tab goes on with the line before it."""
    joined: list[tuple[int, str]] = []
    for number, line in enumerate(source.lines, 1):
        if line.startswith(("\t", "  ")) and joined:
            first, before = joined[-1]
            joined[-1] = (first, f"{before} {line.strip()}")
        elif line.strip():
            joined.append((number, line.strip()))
    return joined


def _add(found: list[Cue], who: str, words: str, number: int) -> None:
    timed = TIMES.search(words)
    start, end = (int(timed[1]), int(timed[2])) if timed else (None, None)
    said = plain(SPACE_BEFORE_STOP.sub(r"\1", MARKS.sub(" ", words[: timed.start()] if timed else words)))
    if any(letter.isalnum() for letter in said):
        found.append(Cue(said, start, end, who, number))
