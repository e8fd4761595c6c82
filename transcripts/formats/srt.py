"""SRT subtitles, well formed or not: without numbers, without blank lines, with WebVTT's times."""

from transcripts.documents import ParsedDocument
from transcripts.formats import webvtt
from transcripts.reading import captions
from transcripts.reading.sourcetext import SourceText

NAME = "srt"
LOOKED_AT = 200


def sniff(source: SourceText) -> float:
    """How sure it is that these are SRT captions: every few lines are times and nothing else."""
    if source.start.startswith(("WEBVTT", "{", "<")):
        return 0.0
    lines = source.sample[:LOOKED_AT]
    timings = [found for line in lines if ">" in line if (found := captions.timing(line))]
    if not timings or len(timings) * 8 < len(lines):
        return 0.0
    return 0.92 if sum(not found.text for found in timings) * 2 > len(timings) else 0.4


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose captions these are."""
    return webvtt.read_captions(NAME, sniff(source), source, is_webvtt=False)
