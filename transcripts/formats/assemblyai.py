"""AssemblyAI's JSON: utterances of speakers A, B, ... and words; times in milliseconds."""

from typing import Any

from transcripts.documents import ParsedDocument
from transcripts.reading import cues, jsondata
from transcripts.reading.cues import Cue
from transcripts.reading.pieces import timed_pieces
from transcripts.reading.sourcetext import SourceText

NAME = "assemblyai"
MARKS = frozenset(
    ("audio_url", "speech_model", "language_code", "audio_duration", "acoustic_model", "speech_models")
)


def sniff(source: SourceText) -> float:
    """How sure it is that AssemblyAI gave this answer."""
    data = source.data
    if not isinstance(data, dict) or not (
        jsondata.objects(data, "words") or jsondata.objects(data, "utterances")
    ):
        return 0.0
    return 0.96 if len(MARKS & data.keys()) >= 2 else 0.9 if "utterances" in data and "words" in data else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode: its utterances, which hold their words, else its words."""
    data: dict[str, Any] = source.data if isinstance(source.data, dict) else {}
    utterances = jsondata.objects(data, "utterances")
    pieces: list[Cue] = timed_pieces(utterances or jsondata.objects(data, "words"))
    return cues.document(NAME, sniff(source), pieces, jsondata.facts_of(data))
