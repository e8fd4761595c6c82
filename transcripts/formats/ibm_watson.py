"""IBM Watson's JSON: words as [word, from, to] in seconds, and apart from them who speaks from when on."""

from typing import Any

from transcripts.documents import ParsedDocument
from transcripts.reading import cues, jsondata
from transcripts.reading.cues import Cue
from transcripts.reading.episodes import Facts
from transcripts.reading.sourcetext import SourceText

NAME = "ibm-watson"


def sniff(source: SourceText) -> float:
    """How sure it is that Watson gave this answer."""
    best = [jsondata.field(result, "alternatives", 0) for result in _results(source.data)[:20]]
    listed = any(isinstance(jsondata.field(one, "timestamps", 0), list) for one in best)
    return 0.97 if listed else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode; a word is said by whom the labels name at its start."""
    labels = {
        jsondata.seconds(entry.get("from")): jsondata.label_of(entry.get("speaker"))
        for entry in jsondata.objects(source.data, "speaker_labels")
    }
    pieces: list[Cue] = []
    for result in _results(source.data):
        best = jsondata.field(result, "alternatives", 0)
        timestamps = jsondata.field(best, "timestamps")
        for entry in timestamps if isinstance(timestamps, list) else []:
            text, start = jsondata.field(entry, 0), jsondata.seconds(jsondata.field(entry, 1))
            if isinstance(text, str):
                end = jsondata.seconds(jsondata.field(entry, 2))
                pieces.append(Cue(text.replace("%HESITATION", ""), start, end, labels.get(start, "")))
    return cues.document(NAME, sniff(source), jsondata.said(pieces), Facts())


def _results(data: Any) -> list[dict[str, Any]]:
    """The results of one answer, or of several that came as a stream."""
    streamed = jsondata.objects({"all": data}, "all")
    parts = streamed or [data]
    return [result for part in parts for result in jsondata.objects(part, "results")]
