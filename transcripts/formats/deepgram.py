"""Deepgram's JSON: words of channels, with speakers as numbers; times in seconds."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from transcripts.documents import ParsedDocument
from transcripts.reading import cues, jsondata
from transcripts.reading.cues import Cue
from transcripts.reading.sourcetext import SourceText

NAME = "deepgram"


def sniff(source: SourceText) -> float:
    """How sure it is that Deepgram gave this answer."""
    channels = jsondata.objects(source.data, "results", "channels")
    alternatives = [jsondata.field(channel, "alternatives", 0) for channel in channels]
    return 0.97 if any(jsondata.field(one, "transcript") is not None for one in alternatives) else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode: of several channels each is a speaker, unless the words name theirs."""
    channels = jsondata.objects(source.data, "results", "channels")
    spoken = [list(_words(channel)) for channel in channels]
    pieces = [piece for words in spoken for piece in words]
    if len(spoken) > 1:
        pieces = [
            replace(piece, label=piece.label or f"Channel {number}")
            for number, words in enumerate(spoken)
            for piece in words
        ]
        pieces.sort(key=lambda piece: piece.start_ms or 0)
    facts = jsondata.facts_of(source.data)
    language = jsondata.field(channels, 0, "detected_language")
    if isinstance(language, str) and not facts.language:
        facts = replace(facts, language=language[:2].lower())
    return cues.document(NAME, sniff(source), jsondata.said(pieces), facts)


def _words(channel: dict[str, Any]) -> Iterator[Cue]:
    best = jsondata.field(channel, "alternatives", 0)
    words = jsondata.objects(best, "words")
    for word in words:
        text = word.get("punctuated_word") or word.get("word")
        start, end = jsondata.seconds(word.get("start")), jsondata.seconds(word.get("end"))
        if isinstance(text, str):
            yield Cue(text, start, end, jsondata.label_of(word.get("speaker")))
    if words:
        return
    paragraphs = jsondata.objects(best, "paragraphs", "paragraphs")
    for paragraph in paragraphs:
        for sentence in jsondata.objects(paragraph, "sentences"):
            start, end = jsondata.seconds(sentence.get("start")), jsondata.seconds(sentence.get("end"))
            text = jsondata.words_of(sentence.get("text"))
            yield Cue(text, start, end, jsondata.label_of(paragraph.get("speaker")))
    whole = jsondata.words_of(jsondata.field(best, "transcript"))
    if not paragraphs and whole:
        yield Cue(whole)
