"""Whisper's JSON and its kin's: segments with words, whisper.cpp's offsets, WhisperX's speakers of words."""

from typing import Any

from transcripts.documents import ParsedDocument
from transcripts.reading import cues, jsondata
from transcripts.reading.pieces import timed_pieces
from transcripts.reading.sourcetext import SourceText

NAME = "whisper-json"
MARKS = frozenset(("seek", "tokens", "avg_logprob", "no_speech_prob", "compression_ratio", "temperature"))


def sniff(source: SourceText) -> float:
    """How sure it is that a Whisper wrote this."""
    data = source.data
    segments = _segments(data)[:20]
    if not segments:
        return 0.0
    if "transcription" in data:
        return 0.95 if any("offsets" in segment for segment in segments) else 0.0
    if any(len(MARKS & segment.keys()) >= 2 for segment in segments):
        return 0.96
    if "chunks" in data:
        return 0.93 if all("timestamp" in segment for segment in segments) else 0.0
    words = [word for segment in segments for word in jsondata.objects(segment, "words")[:5]]
    is_whisperx = "word_segments" in data or any("score" in word and "word" in word for word in words)
    is_answer = data.get("task") in ("transcribe", "translate")
    return 0.93 if is_whisperx or is_answer else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose segments these are."""
    segments = _segments(source.data)
    result = jsondata.field(source.data, "result")
    data = (
        {**(result if isinstance(result, dict) else {}), **source.data}
        if isinstance(source.data, dict)
        else {}
    )
    return cues.document(NAME, sniff(source), timed_pieces(segments), jsondata.facts_of(data))


def _segments(data: Any) -> list[dict[str, Any]]:
    names = ("segments", "transcription", "speakers", "chunks")
    lists = (jsondata.objects(data, name) for name in names)
    return next((found for found in lists if any("text" in item for item in found[:5])), [])
