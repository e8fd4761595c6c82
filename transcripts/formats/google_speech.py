"""Google Speech-to-Text's JSON, versions 1 and 2: results with their best alternative's words."""

from collections.abc import Iterator
from typing import Any

from transcripts.documents import ParsedDocument
from transcripts.reading import captionfacts, cues, jsondata
from transcripts.reading.cues import Cue
from transcripts.reading.episodes import Facts
from transcripts.reading.sourcetext import SourceText

NAME = "google-speech"
STARTS = ("startTime", "startOffset", "start_time", "start_offset")
ENDS = ("endTime", "endOffset", "end_time", "end_offset")


def sniff(source: SourceText) -> float:
    """How sure it is that Google gave this answer."""
    results = _results(source.data)
    if not any("transcript" in best for best in map(_best, results[:20])):
        return 0.0
    type_name = jsondata.field(source.data, "@type")
    words = [word for result in results[:20] for word in jsondata.objects(_best(result), "words")[:3]]
    if (isinstance(type_name, str) and "speech" in type_name) or any(
        _first(word, ENDS) is not None for word in words
    ):
        return 0.97
    return 0.9 if any("resultEndTime" in result or "languageCode" in result for result in results) else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode; with speakers told apart, the last result repeats all words with their speakers."""
    results = _results(source.data)
    tagged = [
        result
        for result in results
        if any(_speaker(word) for word in jsondata.objects(_best(result), "words"))
    ]
    if tagged and len(tagged) < len(results) and tagged[-1] is results[-1]:
        results = tagged[-1:]
    pieces = [piece for result in results for piece in _pieces(result)]
    language = captionfacts.language_of(jsondata.field(results, 0, "languageCode"))
    return cues.document(NAME, sniff(source), jsondata.said(pieces), Facts(language=language))


def _results(data: Any) -> list[dict[str, Any]]:
    return jsondata.objects(data, "results") or jsondata.objects(data, "response", "results")


def _best(result: dict[str, Any]) -> dict[str, Any]:
    best = jsondata.field(result, "alternatives", 0)
    return best if isinstance(best, dict) else {}


def _pieces(result: dict[str, Any]) -> Iterator[Cue]:
    words = jsondata.objects(_best(result), "words")
    for word in words:
        text = word.get("word")
        start = jsondata.seconds(_first(word, STARTS) or 0)
        if isinstance(text, str):
            yield Cue(text, start, jsondata.seconds(_first(word, ENDS)), _speaker(word))
    text = jsondata.words_of(_best(result).get("transcript"))
    if not words and text:
        yield Cue(text, None, jsondata.seconds(result.get("resultEndTime") or result.get("resultEndOffset")))


def _speaker(word: dict[str, Any]) -> str:
    tag = word.get("speakerLabel") or word.get("speakerTag") or word.get("speaker_tag")
    return jsondata.label_of(tag)


def _first(word: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((word[name] for name in names if name in word), None)
