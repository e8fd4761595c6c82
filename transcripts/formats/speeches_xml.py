"""XML of speeches without times: parliaments, hearings, interviews, in elements of whatever names.

Elements that name a speaker stand before or around paragraphs: what is said after one is said by whom it
names, until the next. Headings, votes, page numbers and all else that is no paragraph is left out.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from xml.etree.ElementTree import Element

from transcripts.documents import ParsedDocument
from transcripts.formats.segments_xml import KNOWN
from transcripts.reading import captionfacts, timedxml
from transcripts.reading.cues import Cue
from transcripts.reading.markup import plain
from transcripts.reading.names import word_set
from transcripts.reading.safexml import local
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.timedxml import walk, words

NAME = "speeches-xml"
# Elements, and attributes of elements around speech, that name who speaks.
VOICES = word_set(
    """
    speaker speakername talker orateur orador oratore redner rednerin sprecher sprecherin member membername
    attribution who interlocutor locuteur intervenant talarenamn talare
    """
)
VOICE_ATTRIBUTES = word_set("speaker speakername membername who talker speakerid by")
# What in such an element, or which of its attributes, is the name.
NAMES = word_set("name lib label displayname fullname persname showas nom nombre")
FIRST_NAMES = word_set("vorname firstname forename givenname prenom nombre")
LAST_NAMES = word_set("nachname lastname surname familyname nom apellido")
PARAGRAPHS = word_set(
    "p para paragraph par pgroup text texte absatz talktext line utterance seg hspara body content abs"
)
UNSPOKEN = ("note", "stage", "kommentar", "comment", "heading", "head", "title", "footnote", "desc")
# Pages within words, as some put them.
BLOCK_TAG = re.compile(r"</?(?:p|br|div)\b[^<>]{0,200}>", re.IGNORECASE)
LOOKED_AT = 400
FEWEST = 3
LABEL_WIDTH = 80
MOST_IN_NAME = 40  # elements in one that names who speaks
DAYS = word_set("date datum day sittingdate debatedate sitzungdatum")


def sniff(source: SourceText) -> float:
    """How sure it is that paragraphs follow names of speakers."""
    root = source.xml
    if root is None or local(root.tag) in KNOWN:
        return 0.0
    said = list(islice(_spoken(root, {}), LOOKED_AT))
    labels = {cue.label for cue in said} - {""}
    named = sum(bool(cue.label) for cue in said)
    lengths = sum(cue.text.count(" ") + 1 for cue in said)
    is_talk = len(said) >= FEWEST and 2 * named > len(said) and lengths >= 3 * len(said)
    return 0.8 if is_talk and len(labels) > 1 else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one talk of the document."""
    root = source.xml
    if root is None:
        return ParsedDocument(NAME, 0.0)
    spoken = list(_spoken(root, source.xml_reading.lines))
    facts = captionfacts.facts_in(_stated(root))
    return timedxml.read(NAME, sniff(source), source, spoken, facts)


@lru_cache(maxsize=500)
def _folded(name: str) -> str:
    return captionfacts.folded(local(name))


def _stated(root: Element) -> dict[str, str]:
    """The title and the day that the document states before anybody speaks."""
    found: dict[str, str] = {}
    for element in islice(root.iter(), LOOKED_AT):
        if not isinstance(element.tag, str):
            continue
        for key, value in (*element.items(), (element.tag, words(element) if not len(element) else "")):
            name = _folded(key)
            if value and (name in DAYS or name == "title"):
                found.setdefault("date" if name in DAYS else name, value[:300])
    return found


def _spoken(root: Element, lines: dict[Element, int]) -> Iterator[Cue]:
    """The paragraphs, each with who was named last; the first of each speech opens a turn."""
    label, fresh = "", False
    outer = _around_speech(root)
    for element, starts in walk(root, UNSPOKEN):
        if not starts:
            continue
        if _is_voice(element) and element not in outer:
            label, fresh = _name_in(element) or label, True
            continue
        if around := _voice_around(element):
            label, fresh = around, True
        if element in outer or not _may_be_speech(element):
            continue
        inner = next((child for child in element.iter() if child is not element and _is_voice(child)), None)
        if inner is not None:
            label, fresh = _name_in(inner) or label, True
        text = words(element, _unspoken_in(element), ("br", "lb"))
        text = plain(BLOCK_TAG.sub(" ", text)) if "<" in text else text
        if (
            inner is not None
            and (text.endswith(":") or text.startswith(":"))
            and len(text) <= 2 * LABEL_WIDTH
        ):
            text = text.lstrip(": ") if text.startswith(":") else ""
        if text:
            yield Cue(text, line=lines.get(element, 1), label=label, fresh=fresh)
            fresh = False


def _around_speech(root: Element) -> set[Element]:
    """The elements in which others hold the speech."""
    found: set[Element] = set()
    path = [root]
    for element, starts in walk(root):
        if not starts:
            if isinstance(element.tag, str):
                path.pop()
            continue
        if _may_be_speech(element):
            for outer in reversed(path):
                if outer in found:
                    break
                found.add(outer)
        path.append(element)
    return found


def _may_be_speech(element: Element) -> bool:
    """Whether an element is a paragraph, or says itself who speaks in it."""
    name = _folded(element.tag)
    if _is_paragraph(name):
        return True
    return not _names_voice(name) and (bool(_voice_around(element)) or any(map(_is_voice, element)))


def _voice_around(element: Element) -> str:
    """The speaker that an attribute names."""
    found = next((value for key, value in element.items() if _folded(key) in VOICE_ATTRIBUTES), "")
    return found.strip().lstrip("#")[:LABEL_WIDTH]


def _names_voice(name: str) -> bool:
    return name in VOICES or "speak" in name


def _is_paragraph(name: str) -> bool:
    return name in PARAGRAPHS or name.startswith("para") or name.endswith("text")


def _is_voice(element: Element) -> bool:
    """Whether an element names who speaks, and is small enough to do nothing else."""
    if not isinstance(element.tag, str) or not _names_voice(_folded(element.tag)):
        return False
    return sum(1 for _ in islice(element.iter(), MOST_IN_NAME)) < MOST_IN_NAME


def _unspoken_in(element: Element) -> tuple[str, ...]:
    """The names of the elements in a paragraph that are no speech, as the document writes them."""
    tags = {local(child.tag) for child in element.iter() if child is not element and _is_voice(child)}
    return (*UNSPOKEN, *tags)


def _name_in(voice: Element) -> str:
    """The name that an element holds: in parts, in a child that is for display, or in its words."""
    parts: dict[str, str] = {}
    for child in voice.iter():
        if isinstance(child.tag, str) and child is not voice:
            name = _folded(child.tag)
            kind = "first" if name in FIRST_NAMES else "last" if name in LAST_NAMES else ""
            if kind:
                parts.setdefault(kind, words(child))
            elif name in NAMES and not len(child):
                parts.setdefault("shown" if "display" in child.attrib.values() else "name", words(child))
    if parts.get("last"):
        return f"{parts.get('first', '')} {parts['last']}".strip()[:LABEL_WIDTH]
    given = next((value for key, value in voice.items() if _folded(key) in NAMES and value.strip()), "")
    found = parts.get("shown") or parts.get("name") or given or words(voice)
    return found.strip().rstrip(" :.,")[:LABEL_WIDTH]
