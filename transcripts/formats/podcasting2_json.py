"""Podcasting 2.0's JSON transcripts: segments with speaker, startTime, endTime (seconds) and body."""

from transcripts.documents import ParsedDocument
from transcripts.reading import cues, jsondata
from transcripts.reading.cues import Cue
from transcripts.reading.sourcetext import SourceText

NAME = "podcasting2-json"


def sniff(source: SourceText) -> float:
    """How sure it is that the segments are as the namespace describes them."""
    segments = jsondata.objects(source.data, "segments")[:20]
    fitting = sum("body" in segment and "startTime" in segment for segment in segments)
    return 0.98 if fitting and fitting * 2 >= len(segments) else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose segments these are; a segment without a speaker goes on for the one before."""
    pieces: list[Cue] = []
    label = ""
    for segment in jsondata.objects(source.data, "segments"):
        label = jsondata.label_of(segment["speaker"]) if "speaker" in segment else label
        text = segment.get("body")
        start, end = jsondata.seconds(segment.get("startTime")), jsondata.seconds(segment.get("endTime"))
        if isinstance(text, str):
            pieces.append(Cue(text, start, end, label))
    return cues.document(NAME, sniff(source), jsondata.said(pieces), jsondata.facts_of(source.data))
