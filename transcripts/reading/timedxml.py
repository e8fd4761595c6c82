"""What the XML formats share: names without namespaces, words without markup, times as XML writes them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from transcripts.documents import ParsedDocument
from transcripts.feedvalues import primary
from transcripts.reading.cues import Cue, document
from transcripts.reading.episodes import Facts
from transcripts.reading.safexml import local
from transcripts.reading.sourcetext import SourceText

CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,9})|:(\d{1,3})(?:\.\d{1,3})?)?")
AMOUNT = re.compile(r"(\d{1,12})(?:[.,](\d{1,12}))?\s?(h|m|s|ms|f|t)?")
ISO = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})(?:\.(\d{1,9}))?S)?")
MS_PER = {"h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
LATEST_MS = 100 * 3_600_000
FRAME_RATE = 30.0
LABEL_WIDTH = 200
# Codes of three letters, as libraries and parliaments write them, for languages that have one of two.
TWO_LETTERS = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt",
    "nld": "nl", "dut": "nl", "nor": "no", "nob": "no", "swe": "sv", "dan": "da", "glg": "gl", "cat": "ca",
    "pol": "pl", "ces": "cs", "cze": "cs", "fin": "fi", "ell": "el", "gre": "el", "gle": "ga", "cym": "cy",
}  # fmt: skip


def attribute(element: Element, *names: str) -> str:
    """The first of the attributes of these names that is not empty, whatever their namespaces."""
    for name in names:
        if found := element.get(name):
            return found.strip()
    for key, value in element.items():
        if key.startswith("{") and value and local(key) in names:
            return value.strip()
    return ""


def language(tag: str) -> str | None:
    """The code of a language from "en-GB", "eng" and the like."""
    code = primary(tag)
    return TWO_LETTERS.get(code, code) if code else None


def first(root: Element, *names: str) -> Element | None:
    """The first element of one of these names in the document."""
    return next(every(root, *names), None)


def every(root: Element, *names: str) -> Iterator[Element]:
    """The elements of these names in the order of the document."""
    return (element for element in root.iter() if local(element.tag) in names)


def named(root: Element, *names: str) -> str:
    """The words of the first element of one of these names that has any."""
    return next((text for element in every(root, *names) if (text := words(element))), "")


def moment(printed: str, frame_rate: float = FRAME_RATE, tick_rate: float = 1.0) -> int | None:
    """Milliseconds of "12.5", "12.5s", "750ms", "0:12", "00:00:12.500", frames or ticks; else None."""
    text = printed.strip()
    if match := CLOCK.fullmatch(text):
        hours, minutes, seconds, fraction, frames = match.groups()
        if int(seconds) > 59:
            return None
        ms = ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + _thousandths(fraction)
        ms += int(int(frames or 0) / frame_rate * 1000)
    elif match := ISO.fullmatch(text) if len(text) > 2 else None:
        hours, minutes, seconds, fraction = match.groups()
        ms = ((int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)) * 1000
        ms += _thousandths(fraction)
    elif match := AMOUNT.fullmatch(text):
        amount, unit = float(f"{match[1]}.{match[2] or 0}"), match[3] or "s"
        per = {"f": 1000 / frame_rate, "t": 1000 / tick_rate}.get(unit) or MS_PER[unit]
        ms = round(amount * per)
    else:
        return None
    return ms if ms < LATEST_MS else None


def _thousandths(fraction: str | None) -> int:
    return int((fraction or "0")[:3].ljust(3, "0"))


def walk(root: Element, unspoken: Collection[str] = ()) -> Iterator[tuple[Element, bool]]:
    """Every element below a root as (element, True) where it starts and (element, False) where it ends.

    Elements named in `unspoken` only end: what stands behind them is part of the text, what they hold is not.
    """
    open_elements = [(root, iter(root))]
    while open_elements:
        element, children = open_elements[-1]
        child = next(children, None)
        if child is None:
            open_elements.pop()
            if open_elements:
                yield element, False
        elif not isinstance(child.tag, str) or local(child.tag) in unspoken:
            yield child, False
        else:
            yield child, True
            open_elements.append((child, iter(child)))


def words(root: Element, unspoken: Collection[str] = (), apart: Collection[str] = ()) -> str:
    """The words in an element, on one line; those in the elements named in `apart` stand apart."""
    parts = [root.text or ""]
    for element, starts in walk(root, unspoken):
        if apart and local(element.tag) in apart:
            parts.append(" ")
        parts.append((element.text if starts else element.tail) or "")
    return " ".join("".join(parts).split())


def read(
    name: str, confidence: float, source: SourceText, spoken: Sequence[Cue], facts: Facts
) -> ParsedDocument:
    """The one episode of an XML document, with what was wrong with the XML."""
    for cue in spoken:
        cue.label = cue.label[:LABEL_WIDTH]
    return document(name, confidence, spoken, facts, source.xml_reading.problems)


def with_names(read: ParsedDocument, names: Mapping[str, str]) -> ParsedDocument:
    """What was read, with the persons that the document itself says its labels stand for."""
    episodes = tuple(
        replace(
            episode,
            speakers=tuple(replace(who, name=names.get(who.label, who.name)) for who in episode.speakers),
            turns=tuple(replace(turn, speaker=names.get(turn.label, turn.speaker)) for turn in episode.turns),
        )
        for episode in read.episodes
    )
    return replace(read, episodes=episodes)
