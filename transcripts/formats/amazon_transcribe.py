"""Amazon Transcribe's JSON: items (words and signs) and, apart from them, who speaks from when to when."""

from typing import Any

from transcripts.documents import ParsedDocument
from transcripts.reading import cues, jsondata
from transcripts.reading.cues import Cue
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.speakertimes import Span, SpeakerTimes

NAME = "amazon-transcribe"


def sniff(source: SourceText) -> float:
    """How sure it is that Amazon Transcribe gave this answer."""
    items = jsondata.objects(source.data, "results", "items")[:50]
    return (
        0.97 if any(item.get("type") == "pronunciation" and "alternatives" in item for item in items) else 0.0
    )


def parse(source: SourceText) -> ParsedDocument:
    """The one episode; a word is said by whom it names, else by who speaks at its time."""
    results = jsondata.field(source.data, "results")
    speakers = _speaker_times(results)
    pieces: list[Cue] = []
    for item in jsondata.objects(results, "items"):
        text = jsondata.field(item, "alternatives", 0, "content")
        if not isinstance(text, str):
            continue
        start, end = jsondata.seconds(item.get("start_time")), jsondata.seconds(item.get("end_time"))
        if item.get("type") == "punctuation" and pieces:
            pieces.append(Cue(text, pieces[-1].start_ms, None, pieces[-1].label))
        else:
            label = jsondata.label_of(item.get("speaker_label")) or speakers.at(start)
            pieces.append(Cue(text, start, end, label))
    facts = jsondata.facts_of({"language": jsondata.field(results, "language_code")})
    return cues.document(NAME, sniff(source), jsondata.said(pieces), facts)


def _speaker_times(results: Any) -> SpeakerTimes:
    """Who speaks when, by diarised segments or by the words of channels."""
    parts = [
        (segment, segment.get("speaker_label"))
        for segment in jsondata.objects(results, "speaker_labels", "segments")
    ]
    parts = parts or [
        (item, channel.get("channel_label"))
        for channel in jsondata.objects(results, "channel_labels", "channels")
        for item in jsondata.objects(channel, "items")
    ]
    return SpeakerTimes(
        Span(start, jsondata.seconds(part.get("end_time")) or start, jsondata.label_of(label))
        for part, label in parts
        if (start := jsondata.seconds(part.get("start_time"))) is not None
    )
