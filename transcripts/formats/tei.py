"""TEI: utterances of debates and interviews (ParlaMint, spoken corpora) and the speeches of plays.

Who speaks is told by a reference into the list of persons, or printed before the speech. Notes, noises and
stage directions are nobody's words. A corpus file holds several texts, each an episode.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from xml.etree.ElementTree import Element

from transcripts.documents import ParsedDocument
from transcripts.reading import timedxml
from transcripts.reading.cues import Cue
from transcripts.reading.dates import read_line
from transcripts.reading.episodes import Facts
from transcripts.reading.safexml import local
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.timedxml import attribute, every, first, language, moment, walk, words

NAME = "tei"
ROOTS = ("TEI", "TEI.2", "teiCorpus")
UNSPOKEN = (
    *("note", "desc", "vocal", "kinesic", "incident", "event", "gap", "pause", "writing", "shift", "stage"),
    *(
        "speaker",
        "fw",
        "pb",
        "lb",
        "cb",
        "del",
        "orig",
        "sic",
        "abbr",
        "linkGrp",
        "spanGrp",
        "head",
        "figure",
    ),
)
PARAGRAPHS = ("seg", "p", "ab", "l", "s")
CLOSING = tuple(".,;:!?…)]}»”’")
OPENING = tuple("([{«“‘¿¡")
UNITS = {"s": 1000.0, "ms": 1.0, "min": 60_000.0, "h": 3_600_000.0}


def sniff(source: SourceText) -> float:
    """How sure it is that this is TEI with speech in it."""
    root = source.xml if "<T" in source.start or "<tei" in source.start or ":TEI" in source.start else None
    if root is None or local(root.tag) not in ROOTS:
        return 0.0
    return 0.99 if first(root, "u", "sp") is not None else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The texts of the document, each an episode."""
    root = source.xml
    if root is None:
        return ParsedDocument(NAME, 0.0)
    texts = [text for text in every(root, "TEI", "TEI.2") if first(text, "u", "sp") is not None]
    read = [_read(text, root, source) for text in texts or [root]]
    episodes = tuple(episode for document in read for episode in document.episodes)
    problems = tuple(dict.fromkeys(problem for document in read for problem in document.problems))
    return ParsedDocument(NAME, round(sniff(source), 2), None, episodes, problems)


def _read(text: Element, root: Element, source: SourceText) -> ParsedDocument:
    reader = _Reader(_timeline(text), source.xml_reading.lines)
    spoken = list(reader.spoken(text))
    return timedxml.with_names(timedxml.read(NAME, 0.99, source, spoken, _facts(text)), _persons(root))


@dataclass(slots=True)
class _Reader:
    """Walks over a text once, knowing when its points of time are."""

    moments: Mapping[str, int]
    lines: Mapping[Element, int]
    heading: str | None = None
    around: list[Element] = field(default_factory=list)

    def spoken(self, text: Element) -> Iterator[Cue]:
        for element, starts in walk(text, ("teiHeader", "front", "back")):
            name = local(element.tag)
            if not starts:
                if name == "annotationBlock":
                    self.around.pop()
                continue
            if name == "annotationBlock":
                self.around.append(element)
            elif name == "head":
                self.heading = words(element) or self.heading
            elif name == "u":
                yield from self._speech(element, self._who(element))
            elif name == "sp":
                printed = next((words(child) for child in element if local(child.tag) == "speaker"), "")
                yield from self._speech(element, printed.rstrip(" .:,") or self._who(element))

    def _who(self, element: Element) -> str:
        who = next((found for e in (element, *reversed(self.around)) if (found := attribute(e, "who"))), "")
        return " & ".join(reference.rpartition("#")[2] for reference in who.split())

    def _speech(self, speech: Element, label: str) -> Iterator[Cue]:
        around = (speech, *reversed(self.around))
        start = next((ms for e in around if (ms := self._moment(attribute(e, "start"))) is not None), None)
        end = next((ms for e in around if (ms := self._moment(attribute(e, "end"))) is not None), None)
        pieces = list(self._pieces(speech, start))
        for place, (text, begin, line) in enumerate(pieces):
            until = end if place == len(pieces) - 1 else None
            yield Cue(text, begin, until, label, line, fresh=place == 0, heading=self.heading)
            self.heading = None

    def _pieces(self, speech: Element, start: int | None) -> Iterator[tuple[str, int | None, int]]:
        """The paragraphs of a speech, cut at its points of time."""
        text, line = _Text(speech.text or ""), self.lines.get(speech, 1)
        for element, starts in walk(speech, UNSPOKEN):
            name = local(element.tag)
            is_point = starts and name == "anchor"
            if (name in PARAGRAPHS or is_point) and (found := text.taken()):
                yield found, start, line
                start = None
            if is_point:
                moment_here = self._moment(attribute(element, "synch"))
                start = moment_here if moment_here is not None else start
            if starts:
                line = self.lines.get(element, line) if name in PARAGRAPHS else line
                text.open(element, name)
            else:
                text.close(element, name)
        if found := text.taken():
            yield found, start, line

    def _moment(self, reference: str) -> int | None:
        if reference.startswith("#"):
            return self.moments.get(reference[1:])
        return self.moments.get(reference, moment(reference)) if reference else None


class _Text:
    """Words as they are joined: tokens stand apart, unless they say that they join a neighbour."""

    def __init__(self, text: str) -> None:
        self.parts = [text]
        self.joins = False

    def open(self, element: Element, name: str) -> None:
        own = element.text or ""
        if name in ("w", "pc"):
            join = attribute(element, "join")
            closes = name == "pc" and own.strip().startswith(CLOSING)
            if self.joins or closes or join in ("left", "both"):
                self.parts[:] = ["".join(self.parts).rstrip()]
            else:
                self.parts.append(" ")
            self.joins = join in ("right", "both") or (name == "pc" and own.strip().endswith(OPENING))
        self.parts.append(own)

    def close(self, element: Element, name: str) -> None:
        self.parts.append(element.tail or "")

    def taken(self) -> str:
        """What was gathered, on one line; the next is gathered anew."""
        text = " ".join("".join(self.parts).split())
        self.parts, self.joins = [], False
        return text


def _persons(root: Element) -> dict[str, str]:
    """The names of the persons that references stand for."""
    found = {}
    for person in every(root, "person", "personGrp", "org", "role"):
        name = next((e for e in person.iter() if local(e.tag) in ("persName", "name", "orgName")), None)
        parts = {local(child.tag): words(child) for child in (name if name is not None else ())}
        if "surname" in parts and "forename" in parts:
            spelled = f"{parts['forename']} {parts['surname']}"
        else:
            spelled = (
                words(name) if name is not None else words(person) if local(person.tag) == "role" else ""
            )
        if spelled and (key := attribute(person, "id")):
            found[key] = spelled
    return found


def _timeline(text: Element) -> dict[str, int]:
    """The points of time in ms: as intervals since another point, or as clock times."""
    found: dict[str, int] = {}
    for when in every(text, "when"):
        unit = UNITS.get(attribute(when, "unit") or "s", 1000.0)
        key, interval = attribute(when, "id"), attribute(when, "interval")
        since = attribute(when, "since").lstrip("#")
        if interval and (ms := moment(interval)) is not None:
            found[key] = round(ms * unit / 1000) + found.get(since, 0)
        elif (ms := moment(attribute(when, "absolute").rpartition("T")[2])) is not None:
            found[key] = ms
        elif not found:
            found[key] = 0
    return found


def _facts(text: Element) -> Facts:
    header, body = first(text, "teiHeader"), first(text, "text")
    spoken_language = language(
        attribute(text, "lang") or (attribute(body, "lang") if body is not None else "")
    )
    if header is None:
        return Facts(language=spoken_language)
    statement = first(header, "titleStmt")
    titles = list(every(statement, "title")) if statement is not None else []
    titles.sort(
        key=lambda t: (
            attribute(t, "type") not in ("main", ""),
            language(attribute(t, "lang")) != spoken_language,
        )
    )
    used = [attribute(element, "ident") for element in every(header, "language")]
    return Facts(
        title=next((found for title in titles if (found := words(title))), None),
        published_on=_day(header),
        language=spoken_language or (language(used[0]) if len(used) == 1 else None),
    )


def _day(header: Element) -> date | None:
    """The day on which people spoke: of the setting, of the recording, else of the printed source."""
    for name in ("setting", "recording", "broadcast", "creation", "sourceDesc"):
        for place in every(header, name):
            for element in every(place, "date"):
                if found := read_line(attribute(element, "when", "from", "notBefore")[:10]) or read_line(
                    words(element)
                ):
                    return found.published_on
    return None
