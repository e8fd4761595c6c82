"""Akoma Ntoso: debates of parliaments and hearings, each speech with who gives it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from xml.etree.ElementTree import Element

from transcripts.documents import ParsedDocument
from transcripts.reading import timedxml
from transcripts.reading.cues import Cue
from transcripts.reading.dates import read_line
from transcripts.reading.episodes import Facts
from transcripts.reading.safexml import local
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.timedxml import attribute, every, first, language, named, walk, words

NAME = "akoma-ntoso"
SPEECHES = ("speech", "question", "answer")
PARAGRAPHS = ("p", "li", "block", "item", "tblock")
HEADED = ("debateSection", "administrationOfOath", "communication", "petitions", "questions", "adjournment")
UNSPOKEN = (
    "from",
    "num",
    "heading",
    "remark",
    "authorialNote",
    "scene",
    "narrative",
    "summary",
    "recordedTime",
)


def sniff(source: SourceText) -> float:
    """How sure it is that this is a debate in Akoma Ntoso."""
    root = source.xml if "akomaNtoso" in source.start else None
    if root is None or local(root.tag) != "akomaNtoso":
        return 0.0
    return 0.99 if first(root, *SPEECHES) is not None else 0.3


def parse(source: SourceText) -> ParsedDocument:
    """The one debate of the document, with its sections' headings."""
    root = source.xml
    if root is None:
        return ParsedDocument(NAME, 0.0)
    stated = list(_spoken(root, source.xml_reading.lines))
    languages = [attribute(element, "language") for element in every(root, "FRBRlanguage")]
    facts = Facts(
        title=_title(root),
        published_on=_day(root),
        language=language(languages[0] if languages else attribute(root, "lang")),
    )
    read = timedxml.read(NAME, sniff(source), source, [cue for cue, _ in stated], facts)
    return timedxml.with_names(read, _names(root, stated))


def _names(root: Element, stated: Sequence[tuple[Cue, str]]) -> dict[str, str]:
    """The persons that labels stand for; a label that several use ("The Chair") stands for none."""
    persons = {attribute(p, "eId", "id"): attribute(p, "showAs") for p in every(root, "TLCPerson")}
    meant: dict[str, set[str]] = defaultdict(set)
    for cue, who in stated:
        meant[cue.label].add(who)
    return {
        label: persons[who]
        for label, whos in meant.items()
        for who in whos
        if len(whos) == 1 and persons.get(who)
    }


def _spoken(root: Element, lines: dict[Element, int]) -> Iterator[tuple[Cue, str]]:
    """The paragraphs of the speeches, each with the reference to who gives it."""
    heading: str | None = None
    for element, starts in walk(root):
        name = local(element.tag)
        if starts and name in HEADED:
            titles = (words(child) for child in element if local(child.tag) == "heading")
            heading = next((title for title in titles if title), heading)
        elif starts and name in SPEECHES:
            who = attribute(element, "by").lstrip("#") or attribute(element, "as").lstrip("#")
            printed = next((words(child) for child in element if local(child.tag) == "from"), "")
            label = printed.rstrip(" :,.") or who
            for place, text in enumerate(_paragraphs(element)):
                line = lines.get(element, 1)
                yield Cue(text, None, None, label, line, fresh=place == 0, heading=heading), who
                heading = None


def _paragraphs(speech: Element) -> Iterator[str]:
    """The paragraphs of a speech; one without any is a paragraph itself."""
    paragraphs = [
        element
        for element, starts in walk(speech, UNSPOKEN)
        if starts
        and local(element.tag) in PARAGRAPHS
        and not any(local(inner.tag) in PARAGRAPHS for inner, begins in walk(element, UNSPOKEN) if begins)
    ]
    for element in paragraphs or [speech]:
        if text := words(element, UNSPOKEN, ("br", "eol")):
            yield text


def _title(root: Element) -> str | None:
    aliases = (attribute(alias, "value") for alias in every(root, "FRBRalias", "FRBRtitle"))
    return named(root, "docTitle", "shortTitle") or next((alias for alias in aliases if alias), None)


def _day(root: Element) -> date | None:
    """The day of the debate itself, not of its publication as a file."""
    work = first(root, "FRBRWork")
    for element in [*every(work if work is not None else root, "FRBRdate"), *every(root, "docDate")]:
        if found := read_line(attribute(element, "date")[:10]):
            return found.published_on
    return None
