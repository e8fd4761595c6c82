"""TextGrid, the annotations of Praat: a tier per speaker, each with intervals of time and their words.

Long form (`xmin = 0.5`) and short form (values alone) hold the same values in the same order.
"""

import re
from collections.abc import Iterator

from transcripts.documents import ParsedDocument
from transcripts.reading import cues
from transcripts.reading.cues import Cue
from transcripts.reading.episodes import Facts
from transcripts.reading.markup import plain
from transcripts.reading.sourcetext import SourceText

NAME = "textgrid"
# A quoted text ("" stands for a quotation mark), or a number that is no index in square brackets.
VALUE = re.compile(r'"((?:[^"]|"")*)"|(?<![\w\[])(-?\d{1,9}(?:\.\d{1,20})?)(?![\w\]])')
INTERVALS = "IntervalTier"
POINTS = "TextTier"
Value = str | float


def sniff(source: SourceText) -> float:
    """How sure it is that this is a TextGrid: its first lines say so."""
    return 0.98 if '"ooTextFile' in source.start and '"TextGrid"' in source.start else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose tiers these are, their intervals in the order of time."""
    found = sorted(_cues(_values(source.text)), key=lambda cue: (cue.start_ms or 0, cue.end_ms or 0))
    return cues.document(NAME, sniff(source), found, Facts())


def _values(text: str) -> list[Value]:
    return [
        match[1].replace('""', '"') if match[1] is not None else float(match[2])
        for match in VALUE.finditer(text)
    ]


def _cues(values: list[Value]) -> Iterator[Cue]:
    """The intervals that hold words. A tier is its class, name, two times and count, then its intervals."""
    places = [i for i, value in enumerate(values) if value in (INTERVALS, POINTS)]
    for place, end in zip(places, [*places[1:], len(values)], strict=False):
        if values[place] == POINTS or len(values) < place + 5:
            continue
        label = plain(str(values[place + 1]))
        rest = values[place + 5 : end]
        for start, until, words in zip(rest[0::3], rest[1::3], rest[2::3], strict=False):
            if isinstance(start, float) and isinstance(until, float) and isinstance(words, str):
                said = plain(words)
                if said and until >= start >= 0:
                    yield Cue(said, round(start * 1000), round(until * 1000), label)
