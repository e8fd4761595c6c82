"""Speech with times and without names: "[0:12] and so we", or a time on a line of its own above the words.

What stands at the times may be half a sentence, so turns are made of whole sentences, at most about a minute
long.
"""

from itertools import pairwise

from transcripts.documents import ParsedDocument
from transcripts.reading import cues, labelled, openings, prefaces, timecodes
from transcripts.reading.captionspeakers import ARROWS
from transcripts.reading.cues import Cue
from transcripts.reading.markup import plain, undecorated
from transcripts.reading.openings import Form
from transcripts.reading.sourcetext import SourceText

NAME = "time-lines"


def sniff(source: SourceText) -> float:
    """How sure it is that times alone begin the lines of speech."""
    return min(0.7, labelled.confidence(source, (Form.TIME,)))


def parse(source: SourceText) -> ParsedDocument:
    """One episode, of turns that nobody is named for."""
    preface: list[str] = []
    pieces: list[Cue] = []
    time: int | None = None
    heading: str | None = None
    for number, line in source.body:
        opening = openings.read(line)
        if opening is not None and opening.time and (ms := timecodes.read(opening.time)) is not None:
            time, line = ms, opening.spoken or opening.text
            started = True
        else:
            started = bool(pieces) or time is not None
        text = plain(undecorated(line))
        if not text:
            continue
        if not started:
            preface.append(text)
        elif line.startswith("#"):
            heading = text
        else:
            # Two angle brackets say that somebody else begins.
            for place, words in enumerate(ARROWS.split(text)):
                if words := words.strip():
                    pieces.append(Cue(words, time, line=number, fresh=place > 0, heading=heading))
                    time = heading = None
    for cue, following in pairwise(pieces):
        cue.end_ms = following.start_ms
    facts = prefaces.facts_of(preface, source.front, top=labelled.top_heading(source.body))
    return cues.document(NAME, sniff(source), pieces, facts)
