"""SBV, YouTube's own subtitles: `0:00:01.500,0:00:04.160` above the words; SubViewer's are the same."""

import re

from transcripts.documents import ParsedDocument
from transcripts.formats.webvtt import read_captions
from transcripts.reading.sourcetext import SourceText

NAME = "sbv"
LOOKED_AT = 200
TIMING = re.compile(r"(\d{1,2}:\d{2}:\d{2}\.\d{1,3}),(\d{1,2}:\d{2}:\d{2}\.\d{1,3})")


def sniff(source: SourceText) -> float:
    """How sure it is that every few lines are two times with a comma between."""
    lines = source.sample[:LOOKED_AT]
    timed = sum(TIMING.fullmatch(line) is not None for line in lines)
    return 0.96 if timed and timed * 8 >= len(lines) else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose captions these are, read as if an arrow stood for each comma."""
    lines = [
        TIMING.sub(r"\1 --> \2", line) if TIMING.fullmatch(line.strip()) else line.replace("[br]", " ")
        for line in source.lines
    ]
    arrowed = SourceText("\n".join(lines), source.name)
    return read_captions(NAME, sniff(source), arrowed, is_webvtt=False)
