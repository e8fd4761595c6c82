"""Amazon Transcribe's JSON: items (words and signs) and, apart from them, who speaks from when to when."""

from bisect import bisect_right
from typing import Any

from transcripts import cues, jsondata
from transcripts.cues import Cue
from transcripts.documents import ParsedDocument
from transcripts.sourcetext import SourceText

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
    speakers = _Speakers(results)
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


class _Speakers:
    """Who speaks when, by diarised segments or by channels."""

    def __init__(self, results: Any) -> None:
        spans = [
            (
                start,
                jsondata.seconds(segment.get("end_time")) or start,
                jsondata.label_of(segment.get("speaker_label")),
            )
            for segment in jsondata.objects(results, "speaker_labels", "segments")
            if (start := jsondata.seconds(segment.get("start_time"))) is not None
        ]
        self.spans = sorted(spans)
        self.starts = [start for start, _, _ in self.spans]

    def at(self, ms: int | None) -> str:
        """The label of the segment a moment lies in, "" where nobody is said to speak."""
        place = bisect_right(self.starts, ms) - 1 if ms is not None else -1
        if place < 0:
            return ""
        _, end, label = self.spans[place]
        return label if ms is not None and ms <= end else ""
