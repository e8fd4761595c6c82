"""Speechmatics' JSON (version 2): words and signs with speakers S1, S2, ...; times in seconds."""

from typing import Any

from transcripts.documents import ParsedDocument
from transcripts.reading import cues, jsondata
from transcripts.reading.cues import Cue
from transcripts.reading.sourcetext import SourceText

NAME = "speechmatics"
KINDS = ("word", "punctuation", "entity", "speaker_change", "audio_event")


def sniff(source: SourceText) -> float:
    """How sure it is that Speechmatics gave this answer."""
    results = jsondata.objects(source.data, "results")[:50]
    fitting = sum(item.get("type") in KINDS and "start_time" in item for item in results)
    return 0.97 if fitting and fitting * 2 > len(results) else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose words these are."""
    pieces: list[Cue] = []
    changed = False
    for item in jsondata.objects(source.data, "results"):
        best = jsondata.field(item, "alternatives", 0)
        text = jsondata.field(best, "content")
        changed = changed or item.get("type") == "speaker_change"
        if item.get("type") == "audio_event" or not isinstance(text, str):
            continue
        label = jsondata.label_of(jsondata.field(best, "speaker"))
        start, end = jsondata.seconds(item.get("start_time")), jsondata.seconds(item.get("end_time"))
        if item.get("type") == "punctuation" and pieces:
            label = pieces[-1].label
        pieces.append(Cue(text, start, end, label, fresh=changed))
        changed = False
    return cues.document(NAME, sniff(source), jsondata.said(pieces), jsondata.facts_of(_about(source.data)))


def _about(data: Any) -> dict[str, Any]:
    return {
        "language": jsondata.field(data, "metadata", "transcription_config", "language"),
        "duration": jsondata.field(data, "job", "duration"),
    }
