"""XML that lists timed segments: speech engines, diarisation, Podlove, YouTube's captions, in own words.

The elements that repeat are the segments. When they begin and end, who speaks and what is said stand in their
attributes or children, or in an element around them; what is left is their own text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import islice
from xml.etree.ElementTree import Element

from transcripts.documents import ParsedDocument
from transcripts.reading import captionfacts, pages, timedxml
from transcripts.reading.captions import Caption
from transcripts.reading.captionspeakers import cues_of
from transcripts.reading.cues import Cue
from transcripts.reading.markup import plain
from transcripts.reading.names import word_set
from transcripts.reading.rolling import unrolled
from transcripts.reading.safexml import local
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.timedxml import moment, words

NAME = "segments-xml"
STARTS = word_set(
    "start begin starttime begintime from in stime t time timestamp startsec startms beginms starttimems"
)
ENDS = word_set("end endtime stop to out etime endsec endms finish endtimems")
LENGTHS = word_set("dur duration d length")
VOICES = word_set(
    "speaker speakername speakerlabel speakerid spkid spk who voice label talker agent participant person "
    "name"
)
# A name is who speaks only where nothing else is.
VOICE_ORDER = (*sorted(VOICES - {"name", "label"}), "label", "name")
LONGEST_TALK_S = 12 * 3600
TEXTS = word_set("text body content transcript words utterance value line caption sentence")
MS_NAMES = word_set("t d startms endms beginms starttimems endtimems")
LOOKED_AT = 20
APART = ("p", "para", "br", "lb", "div", "line")  # elements whose words stand apart
# Roots that have readers of their own.
KNOWN = word_set(
    "tt TEI TEI.2 teiCorpus Trans akomaNtoso ANNOTATION_DOCUMENT basic-transcription rss feed RDF html svg"
)


def sniff(source: SourceText) -> float:
    """How sure it is that this is a list of timed segments."""
    root = source.xml
    if root is None or local(root.tag) in KNOWN or local(root.tag) in pages.BLOCKS:
        return 0.0
    segments = [segment for segment, _ in islice(_segments(root), LOOKED_AT)]
    if not any(segment.text for segment in segments):
        return 0.0
    return 0.9 if len(segments) > 2 else 0.6


def parse(source: SourceText) -> ParsedDocument:
    """The one episode that the segments are."""
    root = source.xml
    if root is None:
        return ParsedDocument(NAME, 0.0)
    spoken = _cues(root, source.xml_reading.lines)
    if not any(cue.label for cue in spoken):
        captions = [Caption(cue.start_ms, cue.end_ms, cue.line, [cue.text]) for cue in spoken if cue.text]
        spoken = cues_of(unrolled(captions))
    fields = {local(child.tag): words(child) for child in root if not len(child)}
    facts = captionfacts.facts_in({**{local(key): value for key, value in root.items()}, **fields})
    return timedxml.read(NAME, sniff(source), source, spoken, facts)


@dataclass(frozen=True, slots=True)
class _Segment:
    """An element with a time, in its own words; `text` is empty where a voice was heard and no words."""

    start: str
    end: str
    length: str
    label: str
    text: str
    in_ms: bool


def _segments(root: Element) -> Iterator[tuple[_Segment, Element]]:
    """The innermost elements with a time and words, and the voice that they or those around them name."""
    around = [_voice(_fields(root))]
    open_segments: list[tuple[Element, _Segment | None, list[bool]]] = [(root, None, [False])]
    for element, starts in timedxml.walk(root):
        if starts:
            # YouTube's words in a caption have times from its start on: the caption is the segment.
            is_part = local(element.tag) == "s" and open_segments[-1][1] is not None
            fields = {} if is_part else _fields(element)
            around.append(_voice(fields) or around[-1])
            open_segments.append((element, _segment(element, fields, around[-1]), [False]))
            continue
        around.pop()
        _, segment, holds = open_segments.pop()
        if segment is not None and not holds[0]:
            yield segment, element
        open_segments[-1][2][0] |= holds[0] or segment is not None


def _fields(element: Element) -> dict[str, str]:
    """Attributes and childless children by their names without case and signs; the first of a name counts."""
    found: dict[str, str] = {}
    for key, value in element.items():
        found.setdefault(_folded(key), value.strip())
    for child in islice(element, 40):
        if isinstance(child.tag, str) and not len(child):
            found.setdefault(_folded(child.tag), " ".join((child.text or "").split()))
    return found


@lru_cache(maxsize=500)
def _folded(name: str) -> str:
    return captionfacts.folded(local(name))


def _voice(fields: Mapping[str, str]) -> str:
    return next((fields[name] for name in VOICE_ORDER if fields.get(name)), "") if fields else ""


def _segment(element: Element, fields: Mapping[str, str], label: str) -> _Segment | None:
    start = next((name for name in fields if name in STARTS and _is_moment(fields[name])), None)
    if start is None:
        return None
    end = next((fields[name] for name in fields if name in ENDS), "")
    length = next((fields[name] for name in fields if name in LENGTHS), "")
    text = next((fields[name] for name in fields if name in TEXTS and fields[name]), "")
    if not text and not any(local(child.tag) in TEXTS for child in element):
        text = _own_words(element)
    if not text and not (end or length):
        return None
    return _Segment(fields[start], end, length, label, text, start in MS_NAMES)


def _is_moment(printed: str) -> bool:
    """Whether this is a time, be it of seconds or of ms."""
    return moment(printed) is not None or moment(f"{printed}ms") is not None


def _own_words(element: Element) -> str:
    """The words of an element without those of its fields."""
    known = STARTS | ENDS | LENGTHS | VOICES
    return words(
        element,
        [local(c.tag) for c in element if isinstance(c.tag, str) and _folded(c.tag) in known],
        APART,
    )


def _cues(root: Element, lines: dict[Element, int]) -> list[Cue]:
    """The segments as pieces of speech. One without words is kept where its voice is nobody's beside it."""
    found: list[Cue] = []
    segments = list(_segments(root))
    in_ms = _is_in_ms([segment for segment, _ in segments])
    for segment, element in segments:
        start, end = _ms(segment.start, in_ms), _ms(segment.end, in_ms)
        length = _ms(segment.length, in_ms)
        if end is None and start is not None and length is not None:
            end = start + length
        text = plain(unescape(segment.text))
        if found and not found[-1].text and found[-1].label == segment.label:
            found.pop()
        if text or (segment.label and (not found or found[-1].label != segment.label)):
            found.append(Cue(text, start, end, segment.label, lines.get(element, 1)))
    return found


def _is_in_ms(segments: Sequence[_Segment]) -> bool:
    """Whether times are whole milliseconds: by their names, or whole numbers beyond what any talk lasts."""
    if any(segment.in_ms for segment in segments):
        return all(segment.start.isdecimal() for segment in segments)
    starts = [segment.start for segment in segments]
    return all(start.isdecimal() for start in starts) and max(map(_whole, starts), default=0) > LONGEST_TALK_S


def _whole(printed: str) -> int:
    return int(printed[:12]) if printed.isdecimal() else 0


def _ms(printed: str, in_ms: bool) -> int | None:
    return moment(f"{printed}ms" if in_ms and printed.isdecimal() else printed)
