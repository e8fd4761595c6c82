"""WebVTT with voices. The name of a cue is its turn's number and its marks; sections and facts are notes."""

import re
from html import escape, unescape

from transcripts.documents import SectionKind
from transcripts.exports import captions, clocks
from transcripts.exports import facts as written
from transcripts.exports.captions import Caption
from transcripts.exports.transcript import Section, Transcript

HEADER = "WEBVTT"
SECTION = re.compile(rf"NOTE Section: ({'|'.join(SectionKind)})(?: – (.+))?")
NAME = re.compile(r"(\d{1,9})((?: [a-z]+:\S+)*)")
TIMES = re.compile(rf"({clocks.CLOCK}) --> ({clocks.CLOCK})")
VOICE = re.compile(r"<v ([^<>\n]*)>(.*)", re.DOTALL)


def write(transcript: Transcript) -> str:
    """The file, line ends as line feeds."""
    facts = "\n".join(f"{key}: {_escaped(value)}" for key, value in written.lines(transcript.facts))
    blocks = [HEADER, f"NOTE\n{facts}"]
    sections = {section.first: section for section in transcript.sections}
    for caption in captions.of(transcript.turns):
        section = sections.get(caption.turn - 1) if caption.is_first else None
        if section:
            title = f" – {_escaped(section.title)}" if section.title else ""
            blocks.append(f"NOTE Section: {section.kind}{title}")
        blocks.append(_cue(caption))
    return "\n\n".join(blocks) + "\n"


def _cue(caption: Caption) -> str:
    name = " ".join([str(caption.turn), *caption.marks])
    times = f"{clocks.full(caption.start_ms)} --> {clocks.full(caption.end_ms)}"
    # A name that ends in dashes must not make an arrow with the sign that closes it.
    speaker = re.sub("-$", "&#45;", _escaped(caption.speaker))
    voice = f"<v {speaker}>" if caption.speaker else ""
    words = "\n".join([_escaped(line) for line in caption.lines])
    return f"{name}\n{times}\n{voice}{words}"


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def read(text: str) -> Transcript | None:
    """The transcript of a file that `write` made; None for any other."""
    header, *blocks = re.split(r"\n{2,}", text.strip("\n"))
    if not header.startswith(HEADER) or not blocks or not blocks[0].startswith("NOTE\n"):
        return None
    pairs = (line.partition(": ") for line in blocks[0].split("\n")[1:])
    facts = written.read((key, unescape(value)) for key, _, value in pairs)
    if facts is None:
        return None
    found: list[Caption] = []
    sections: list[Section] = []
    count = 0
    for block in blocks[1:]:
        if heading := SECTION.fullmatch(block):
            sections.append(Section(SectionKind(heading[1]), unescape(heading[2] or ""), count))
        elif caption := _caption(block):
            count += not found or found[-1].turn != caption.turn
            found.append(caption)
        elif not block.startswith(("NOTE", "STYLE")):
            return None
    return Transcript(facts, tuple(sections), tuple(captions.turns_of(found)))


def _caption(block: str) -> Caption | None:
    name, times, payload = (*block.split("\n", 2), "", "")[:3]
    named, timed = NAME.fullmatch(name), TIMES.fullmatch(times)
    if named is None or timed is None:
        return None
    voiced = VOICE.fullmatch(payload)
    speaker, words = (voiced[1], voiced[2]) if voiced else ("", payload)
    start, end = clocks.read(timed[1]), clocks.read(timed[2])
    lines = tuple(unescape(line) for line in words.split("\n"))
    return Caption(int(named[1]), start or 0, end or 0, unescape(speaker), lines, tuple(named[2].split()))
