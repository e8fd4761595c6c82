"""STM, the reference transcripts of speech recognition: recording, channel, speaker, seconds, words.

`show 1 spk_2 12.31 17.90 <o,f0,male> and then we changed it`, as NIST's scoring toolkit defines it.
"""

import re

from transcripts.documents import ParsedDocument
from transcripts.reading import cues
from transcripts.reading.cues import Cue
from transcripts.reading.episodes import Facts
from transcripts.reading.sourcetext import SourceText

NAME = "stm"
SEGMENT = re.compile(
    r"(?P<show>\S{1,200})\s+(?P<channel>[\w-]{1,8})\s+(?P<who>\S{1,80})\s+(?P<start>\d{1,6}(?:\.\d{1,6})?)\s+"
    r"(?P<end>\d{1,6}(?:\.\d{1,6})?)\s+(?:<[^<>]{0,80}>\s+)?(?P<words>\S.*)"
)
# Stretches that are not to be scored are not spoken words either.
NOT_SPEECH = frozenset(("ignore_time_segment_in_scoring", "inter_segment_gap"))
# One of the first lines is a segment where nearly all are.
LOOKED_AT = 10


def sniff(source: SourceText) -> float:
    """How sure it is that the lines are segments, each ending after it starts."""
    lines = [line for line in source.sample if not line.startswith(";;")]
    if not any(map(SEGMENT.fullmatch, lines[:LOOKED_AT])):
        return 0.0
    found = [match for line in lines if (match := SEGMENT.fullmatch(line))]
    good = sum(float(match["start"]) < float(match["end"]) for match in found)
    return 0.95 if good >= 2 and good >= 0.9 * len(lines) else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose segments these are."""
    found: list[Cue] = []
    for number, line in source.filled():
        match = SEGMENT.fullmatch(line)
        if match is None or line.startswith(";;") or match["words"].lower() in NOT_SPEECH:
            continue
        start, end = round(float(match["start"]) * 1000), round(float(match["end"]) * 1000)
        found.append(Cue(match["words"], start, end, match["who"], number))
    return cues.document(NAME, sniff(source), found, Facts())
