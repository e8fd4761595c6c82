"""TTML and DFXP: timed text with speakers as agents, as Apple Podcasts and captioning services write it.

Apple nests words in sentences in paragraphs, one paragraph a speaker, without spaces between words. Captions
without agents are read like any subtitles: names before colons and dashes tell who speaks.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from transcripts.documents import ParsedDocument
from transcripts.reading import timedxml
from transcripts.reading.captions import Caption
from transcripts.reading.captionspeakers import cues_of
from transcripts.reading.cues import Cue
from transcripts.reading.episodes import Facts
from transcripts.reading.rolling import unrolled
from transcripts.reading.safexml import local
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.timedxml import attribute, every, language, moment, named, words

NAME = "ttml"
CONTAINERS = ("body", "div")
UNSPOKEN = ("metadata", "set", "agent", "title", "desc")


def sniff(source: SourceText) -> float:
    """How sure it is that this is timed text."""
    root = source.xml if "<tt" in source.start or ":tt" in source.start else None
    if root is None or local(root.tag) != "tt":
        return 0.0
    return 0.98 if next(every(root, "p"), None) is not None else 0.3


def parse(source: SourceText) -> ParsedDocument:
    """The one episode whose text is timed."""
    root = source.xml
    if root is None:
        return ParsedDocument(NAME, 0.0)
    document = _Document(root, source.xml_reading.lines)
    spoken = document.by_agents() or cues_of(unrolled(document.captions()))
    head = timedxml.first(root, "head")
    facts = Facts(
        title=named(head, "title") or None if head is not None else None,
        language=language(attribute(root, "lang")),
    )
    return timedxml.read(NAME, sniff(source), source, spoken, facts)


class _Document:
    """Timed text with what its head and root say of times and agents."""

    def __init__(self, root: Element, lines: dict[Element, int]) -> None:
        self.root = root
        self.lines = lines
        self.frame_rate = _number(attribute(root, "frameRate")) or timedxml.FRAME_RATE
        self.tick_rate = _number(attribute(root, "tickRate")) or 1.0
        self.offsets: dict[Element, int] = {}
        self.offsets = self._offsets()
        self.agents = {
            attribute(agent, "id"): named(agent, "name", "actor") or words(agent)
            for agent in every(root, "agent")
        }

    def _offsets(self) -> dict[Element, int]:
        """How much later paragraphs and spans are than they say: times may count from what is around them.

        Most writers give the time of the whole recording all the same; then no paragraph begins before what
        it is in, and nothing is added.
        """
        around = [0]
        found: dict[Element, int] = {}
        for element, starts in timedxml.walk(self.root, UNSPOKEN):
            is_container = isinstance(element.tag, str) and local(element.tag) in CONTAINERS
            if is_container and starts:
                around.append(around[-1] + (self._moment(element, "begin") or 0))
            elif is_container:
                around.pop()
            elif starts and around[-1]:
                found[element] = around[-1]
        begins = ((self._moment(element, "begin"), offset) for element, offset in found.items())
        return found if any(begin is not None and begin < offset for begin, offset in begins) else {}

    def by_agents(self) -> list[Cue]:
        """The sentences of each paragraph with its agent; none where neither is marked."""
        paragraphs = list(self._paragraphs())
        by_units = any(attribute(span, "unit") for span in every(self.root, "span"))
        if not by_units and not any(who for _, who in paragraphs):
            return []
        return [cue for p, who in paragraphs for cue in self._sentences(p, self.agents.get(who) or who)]

    def captions(self) -> list[Caption]:
        """The paragraphs as captions, one line for each that is shown."""
        found = []
        for p, _ in self._paragraphs():
            begin, end = self._span(p)
            shown = [text for line in _shown_lines(p) if (text := " ".join(line.split()))]
            if shown:
                found.append(Caption(begin, end, self.lines.get(p, 1), shown))
        return found

    def _paragraphs(self) -> Iterator[tuple[Element, str]]:
        """The paragraphs with the agent that they, an element around them or one in them names."""
        around: list[str] = [attribute(self.root, "agent")]
        for element, starts in timedxml.walk(self.root, UNSPOKEN):
            if not starts:
                if isinstance(element.tag, str) and local(element.tag) not in UNSPOKEN:
                    around.pop()
                continue
            around.append(attribute(element, "agent") or around[-1])
            if local(element.tag) == "p":
                inner = (attribute(span, "agent") for span in every(element, "span"))
                yield element, around[-1] or next((who for who in inner if who), "")

    def _sentences(self, paragraph: Element, label: str) -> Iterator[Cue]:
        sentences = [s for s in every(paragraph, "span") if attribute(s, "unit") == "sentence"]
        for element in sentences or [paragraph]:
            begin, end = self._span(element)
            by_word = any(attribute(span, "unit") == "word" for span in every(element, "span"))
            apart = ("span", "br") if by_word else ("br",)
            if text := words(element, UNSPOKEN, apart):
                yield Cue(text, begin, end, label, self.lines.get(element, 1))

    def _span(self, element: Element) -> tuple[int | None, int | None]:
        """When an element begins and ends: as it says, else as the timed elements in it do."""
        begin, end = self._moment(element, "begin"), self._moment(element, "end")
        length = self._moment(element, "dur")
        if begin is None:
            begins = [ms for inner in element.iter() if (ms := self._moment(inner, "begin")) is not None]
            ends = [ms for inner in element.iter() if (ms := self._moment(inner, "end")) is not None]
            begin, end = min(begins, default=None), end if end is not None else max(ends, default=None)
        if end is None and begin is not None and length is not None:
            end = begin + length
        return begin, end

    def _moment(self, element: Element, name: str) -> int | None:
        printed = element.get(name)
        ms = moment(printed, self.frame_rate, self.tick_rate) if printed else None
        return ms if ms is None or name == "dur" else ms + self.offsets.get(element, 0)


def _shown_lines(paragraph: Element) -> list[str]:
    parts = [paragraph.text or ""]
    for element, starts in timedxml.walk(paragraph, UNSPOKEN):
        if starts and local(element.tag) == "br":
            parts.append("\0")
        parts.append((element.text if starts else element.tail) or "")
    return "".join(parts).split("\0")


def _number(printed: str) -> float | None:
    return float(printed) if printed.isdecimal() and 0 < int(printed) < 10**9 else None
