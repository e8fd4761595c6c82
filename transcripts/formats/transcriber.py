"""Transcriber's .trs: turns of speakers with the times at which sentences begin, in topical sections."""

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from transcripts.documents import ParsedDocument
from transcripts.reading import timedxml
from transcripts.reading.cues import Cue
from transcripts.reading.dates import read_line
from transcripts.reading.episodes import Facts
from transcripts.reading.safexml import local
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.timedxml import attribute, every, first, language, moment, walk

NAME = "transcriber"
UNSPOKEN = ("Comment", "Event", "Background", "Vocal")


def sniff(source: SourceText) -> float:
    """How sure it is that Transcriber wrote this."""
    root = source.xml if "<Trans" in source.start else None
    if root is None or local(root.tag) != "Trans":
        return 0.0
    return 0.99 if first(root, "Turn") is not None else 0.3


def parse(source: SourceText) -> ParsedDocument:
    """The one episode that was transcribed."""
    root = source.xml
    if root is None:
        return ParsedDocument(NAME, 0.0)
    spoken = list(_spoken(root, source.xml_reading.lines))
    episode = first(root, "Episode")
    facts = Facts(
        podcast=attribute(episode, "program") or None if episode is not None else None,
        published_on=_day(attribute(episode, "air_date")) if episode is not None else None,
        language=language(attribute(root, "lang")),
    )
    return timedxml.read(NAME, sniff(source), source, spoken, facts)


def _spoken(root: Element, lines: dict[Element, int]) -> Iterator[Cue]:
    names = {attribute(s, "id"): attribute(s, "name") or attribute(s, "id") for s in every(root, "Speaker")}
    topics = {attribute(t, "id"): attribute(t, "desc") for t in every(root, "Topic")}
    for section in every(root, "Section"):
        heading = topics.get(attribute(section, "topic")) or None
        for turn in every(section, "Turn"):
            speakers = [names.get(who, who) for who in attribute(turn, "speaker").split()]
            for place, cue in enumerate(_pieces(turn, speakers, lines)):
                cue.fresh = cue.fresh or place == 0
                cue.heading, heading = heading, None
                yield cue


def _pieces(turn: Element, speakers: list[str], lines: dict[Element, int]) -> Iterator[Cue]:
    """What is said in a turn between its times; where several speak at once, each has pieces of their own."""
    words = [turn.text or ""]
    label = speakers[0] if speakers else ""
    start, line = moment(attribute(turn, "startTime")), lines.get(turn, 1)
    end = moment(attribute(turn, "endTime"))
    last_label = label
    for element, starts in walk(turn, UNSPOKEN):
        name = local(element.tag)
        if starts and name in ("Sync", "Who"):
            if text := " ".join("".join(words).split()):
                yield Cue(text, start, None, label, line, fresh=label != last_label)
                words, last_label = [], label
            line = lines.get(element, line)
            if name == "Sync":
                start = moment(attribute(element, "time"))
            else:
                label = dict(zip("123456789", speakers, strict=False)).get(attribute(element, "nb"), label)
        words.append((element.text if starts else element.tail) or "")
    if text := " ".join("".join(words).split()):
        yield Cue(text, start, end, label, line, fresh=label != last_label)


def _day(printed: str) -> date | None:
    """A day as Transcriber writes it: 160526, or in full."""
    if len(printed) == 6 and printed.isdecimal():
        century = "20" if int(printed[:2]) < 70 else "19"
        printed = f"{century}{printed[:2]}-{printed[2:4]}-{printed[4:]}"
    found = read_line(printed)
    return found.published_on if found else None
