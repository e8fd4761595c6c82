"""ELAN's .eaf: annotations on tiers, one tier a speaker, timed by slots."""

from collections.abc import Iterator
from operator import itemgetter
from xml.etree.ElementTree import Element

from transcripts.documents import ParsedDocument
from transcripts.reading import timedxml
from transcripts.reading.cues import Cue
from transcripts.reading.episodes import Facts
from transcripts.reading.safexml import local
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.timedxml import attribute, every, first, language, named

NAME = "elan"


def sniff(source: SourceText) -> float:
    """How sure it is that this is an annotation document of ELAN."""
    root = source.xml if "<ANNOTATION_DOCUMENT" in source.start else None
    if root is None or local(root.tag) != "ANNOTATION_DOCUMENT":
        return 0.0
    return 0.99 if first(root, "ANNOTATION_VALUE") is not None else 0.3


def parse(source: SourceText) -> ParsedDocument:
    """The one episode that was annotated, from each speaker's own tier."""
    root = source.xml
    if root is None:
        return ParsedDocument(NAME, 0.0)
    spoken = [cue for _, cue in sorted(_spoken(root, source.xml_reading.lines), key=itemgetter(0))]
    locales = [language(attribute(element, "LANGUAGE_CODE")) for element in every(root, "LOCALE")]
    facts = Facts(language=locales[0] if len(set(locales)) == 1 else None)
    return timedxml.read(NAME, sniff(source), source, spoken, facts)


def _spoken(root: Element, lines: dict[Element, int]) -> Iterator[tuple[int, Cue]]:
    """The annotations with the place of their start among the slots, of which not every one has a time."""
    slots = list(every(root, "TIME_SLOT"))
    places = {attribute(slot, "TIME_SLOT_ID"): place for place, slot in enumerate(slots)}
    moments = {attribute(slot, "TIME_SLOT_ID"): _ms(attribute(slot, "TIME_VALUE")) for slot in slots}
    aligned = {attribute(a, "ANNOTATION_ID"): a for a in every(root, "ALIGNABLE_ANNOTATION")}
    for tier in _speech_tiers(root):
        label = attribute(tier, "PARTICIPANT") or attribute(tier, "TIER_ID")
        for annotation in every(tier, "ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            span = aligned.get(attribute(annotation, "ANNOTATION_REF"), annotation)
            begin, end = attribute(span, "TIME_SLOT_REF1"), attribute(span, "TIME_SLOT_REF2")
            if text := named(annotation, "ANNOTATION_VALUE"):
                cue = Cue(text, moments.get(begin), moments.get(end), label, lines.get(annotation, 1))
                yield places.get(begin, 0), cue


def _speech_tiers(root: Element) -> list[Element]:
    """Each speaker's tier of speech: the independent one, or the fullest where that is empty.

    Tiers that hang on another hold its translation, glosses or notes.
    """
    best: dict[str, tuple[bool, int, Element]] = {}
    for tier in every(root, "TIER"):
        letters = sum(len(value.text or "") for value in every(tier, "ANNOTATION_VALUE"))
        speaker = (
            attribute(tier, "PARTICIPANT") or attribute(tier, "PARENT_REF") or attribute(tier, "TIER_ID")
        )
        rank = (not attribute(tier, "PARENT_REF"), letters)
        if letters and (speaker not in best or rank > best[speaker][:2]):
            best[speaker] = (*rank, tier)
    return [tier for *_, tier in best.values()]


def _ms(printed: str) -> int | None:
    return int(printed) if printed.isdecimal() and len(printed) < 12 else None
