"""MicroDVD, subtitles counted in frames: `{120}{240}Words|and a second line`.

The first of them may say how many frames a second has: `{1}{1}25.000`.
"""

import re

from transcripts.documents import ParsedDocument
from transcripts.reading import cues
from transcripts.reading.captions import Caption
from transcripts.reading.captionspeakers import cues_of
from transcripts.reading.episodes import Facts
from transcripts.reading.rolling import unrolled
from transcripts.reading.sourcetext import SourceText

NAME = "microdvd"
LOOKED_AT = 200
FRAMES_PER_SECOND = 23.976
LINE = re.compile(r"\{(?P<start>\d{1,8})\}\{(?P<end>\d{0,8})\}(?P<text>.*)")
RATE = re.compile(r"\d{2,3}(?:[.,]\d{1,6})?")
STYLE = re.compile(r"\{[A-Za-z]:[^{}]{0,60}\}")


def sniff(source: SourceText) -> float:
    """How sure it is that the lines begin with two numbers of frames."""
    lines = source.sample[:LOOKED_AT]
    framed = sum(LINE.match(line) is not None for line in lines)
    return 0.96 if framed > 1 and 10 * framed >= 9 * len(lines) else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose subtitles these are."""
    rate = FRAMES_PER_SECOND
    found: list[Caption] = []
    for number, line in source.filled():
        match = LINE.match(line)
        if match is None:
            continue
        text = STYLE.sub("", match["text"])
        if not found and RATE.fullmatch(text.strip()):
            rate = float(text.strip().replace(",", "."))
            continue
        start, end = (round(1000 * int(frame or 0) / rate) for frame in (match["start"], match["end"]))
        lines = [part.strip().lstrip("/") for part in text.split("|")]
        found.append(Caption(start, end if end > start else None, number, [part for part in lines if part]))
    return cues.document(NAME, sniff(source), cues_of(unrolled(found)), Facts())
