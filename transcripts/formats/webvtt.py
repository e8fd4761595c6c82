"""WebVTT subtitles, well formed or not: voices, speaker prefixes, comments, rolling captions, no header."""

import re

from transcripts.documents import ParsedDocument
from transcripts.reading import captionfacts, captions, cues
from transcripts.reading.captionspeakers import cues_of, without_tags
from transcripts.reading.rolling import unrolled
from transcripts.reading.sourcetext import SourceText

NAME = "webvtt"
LOOKED_AT = 200
# Times without hours, or of seconds alone, with a point before the fraction, are WebVTT's and not SRT's.
SHORT_TIME = re.compile(
    r"(?:\d{1,3}:)?\d{1,4}(?:[.,]\d{1,3})?\s*-->\s*(?:\d{1,3}:)?\d{1,4}(?:[.,]\d{1,3})?(?:\s|$)"
)


def sniff(source: SourceText) -> float:
    """How sure it is that these are WebVTT captions."""
    lines = source.sample[:LOOKED_AT]
    timed = sum(captions.timing(line) is not None for line in lines if ">" in line)
    if source.start.startswith("WEBVTT"):
        return 0.99 if timed else 0.3
    if not timed or timed * 8 < len(lines):
        return 0.0
    voiced = any(line.startswith("<v") for line in lines)
    short = sum(SHORT_TIME.match(line) is not None for line in lines)
    return 0.93 if voiced or short * 2 > timed else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose captions these are."""
    return read_captions(NAME, sniff(source), source, is_webvtt=True)


def read_captions(name: str, confidence: float, source: SourceText, is_webvtt: bool) -> ParsedDocument:
    """The one episode that a file of captions holds."""
    file = captions.read(source.lines, is_webvtt)
    for caption in file.captions:
        caption.lines = [text for line in caption.lines if (text := without_tags(line))]
    spoken = cues_of(unrolled(file.captions))
    return cues.document(name, confidence, spoken, captionfacts.facts_of(file.comments), file.problems)
