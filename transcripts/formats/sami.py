"""SAMI, Microsoft's subtitles: `<SYNC Start=1200><P Class=ENCC>words`, which stand until the next SYNC."""

import re
from itertools import pairwise

from transcripts.documents import ParsedDocument
from transcripts.reading import cues
from transcripts.reading.captions import Caption
from transcripts.reading.captionspeakers import cues_of
from transcripts.reading.episodes import Facts
from transcripts.reading.markup import plain
from transcripts.reading.sourcetext import SourceText

NAME = "sami"
SYNC = re.compile(r"<sync\s[^<>]{0,60}?start\s?=\s?[\"']?(\d{1,10})[\"']?[^<>]{0,60}>", re.IGNORECASE)
BREAK = re.compile(r"<(?:br|/?p)\b[^<>]{0,200}>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]{0,200}>")
ENDED = re.compile(r"</body>.*", re.IGNORECASE | re.DOTALL)


def sniff(source: SourceText) -> float:
    """How sure it is that this is SAMI: its root says so, and something is timed."""
    return (
        0.98 if source.start[:200].lower().lstrip().startswith("<sami") and SYNC.search(source.text) else 0.0
    )


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose captions these are."""
    starts = list(SYNC.finditer(source.text))
    ends = [*(match.start() for match in starts[1:]), len(source.text)]
    shown: list[Caption] = []
    line, seen = 1, 0
    for match, end in zip(starts, ends, strict=False):
        line, seen = line + source.text.count("\n", seen, match.start()), match.start()
        parts = [TAG.sub("", part) for part in BREAK.split(ENDED.sub("", source.text[match.end() : end]))]
        words = [part.replace("\n", " ").strip() for part in parts]
        shown.append(Caption(int(match[1]), None, line, [part for part in words if plain(part)]))
    for caption, following in pairwise(shown):
        caption.end_ms = following.start_ms
    said = [caption for caption in shown if caption.lines]
    return cues.document(NAME, sniff(source), cues_of(said), Facts())
