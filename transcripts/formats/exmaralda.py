"""EXMARaLDA's basic transcriptions (.exb): events on speakers' tiers along one time line."""

from collections.abc import Iterator
from operator import itemgetter
from xml.etree.ElementTree import Element

from transcripts.documents import ParsedDocument
from transcripts.reading import timedxml
from transcripts.reading.cues import Cue
from transcripts.reading.episodes import Facts
from transcripts.reading.safexml import local
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.timedxml import attribute, every, first, moment, named, words

NAME = "exmaralda"


def sniff(source: SourceText) -> float:
    """How sure it is that this is a basic transcription."""
    root = source.xml if "<basic-transcription" in source.start else None
    if root is None or local(root.tag) != "basic-transcription":
        return 0.0
    return 0.99 if first(root, "event") is not None else 0.3


def parse(source: SourceText) -> ParsedDocument:
    """The one episode that was transcribed; tiers of translations and descriptions are no speech."""
    root = source.xml
    if root is None:
        return ParsedDocument(NAME, 0.0)
    spoken = [cue for _, cue in sorted(_spoken(root, source.xml_reading.lines), key=itemgetter(0))]
    facts = Facts(title=named(root, "transcription-name") or None)
    return timedxml.read(NAME, sniff(source), source, spoken, facts)


def _spoken(root: Element, lines: dict[Element, int]) -> Iterator[tuple[int, Cue]]:
    """The events with the place of their start on the time line, of which not every point has a time."""
    places = {attribute(tli, "id"): place for place, tli in enumerate(every(root, "tli"))}
    moments = {attribute(tli, "id"): moment(attribute(tli, "time")) for tli in every(root, "tli")}
    labels = {
        attribute(s, "id"): named(s, "abbreviation") or attribute(s, "id") for s in every(root, "speaker")
    }
    for tier in every(root, "tier"):
        if attribute(tier, "type") not in ("t", ""):
            continue
        label = labels.get(attribute(tier, "speaker")) or attribute(tier, "speaker", "display-name")
        for event in every(tier, "event"):
            if text := words(event):
                start, end = moments.get(attribute(event, "start")), moments.get(attribute(event, "end"))
                yield (
                    places.get(attribute(event, "start"), 0),
                    Cue(text, start, end, label, lines.get(event, 1)),
                )
