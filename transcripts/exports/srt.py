"""SRT. The number of a caption is its turn's; "Name: " begins each turn; marks stand behind the times.

SRT has no place for facts or titles. Most programs pass over what stands behind the times, as players once
put coordinates there, but not all: so only captions with something to say have marks, and the last one has
what the file is recognised by.
"""

import re

from transcripts.documents import SectionKind
from transcripts.exports import captions, clocks
from transcripts.exports.captions import Caption
from transcripts.exports.facts import MARK
from transcripts.exports.transcript import Section, Transcript

SECTION = "section:"
BLOCK = re.compile(rf"(\d{{1,9}})\n({clocks.CLOCK}) --> ({clocks.CLOCK})((?: [a-z]+:\S+)*)\n(.+)", re.DOTALL)
# What players would take for markup or for times, and signs that are written as we write those.
ACTIVE = re.compile(r"<(?=[A-Za-z/!])|(?<=--)>|\{(?=\\)|&(?=(?:amp|lt|gt|#123|#58);)")
WRITTEN = {"<": "&lt;", ">": "&gt;", "{": "&#123;", "&": "&amp;", ":": "&#58;"}
ENTITY = re.compile("|".join(WRITTEN.values()))
SIGNS = {entity: sign for sign, entity in WRITTEN.items()}


def write(transcript: Transcript) -> str:
    """The file, line ends as line feeds."""
    sections = {section.first: section for section in transcript.sections}
    found = captions.of(transcript.turns)
    blocks = []
    for place, caption in enumerate(found):
        marks = list(caption.marks)
        section = sections.get(caption.turn - 1) if caption.is_first else None
        if section:
            marks.append(f"{SECTION}{section.kind}")
        if place == len(found) - 1:
            marks.append(MARK)
        times = f"{clocks.full(caption.start_ms, ',')} --> {clocks.full(caption.end_ms, ',')}"
        blocks.append(f"{caption.turn}\n{' '.join([times, *marks])}\n{_words(caption)}")
    return "\n\n".join(blocks) + "\n"


def _words(caption: Caption) -> str:
    lines = [_escaped(line) for line in caption.lines]
    if not caption.is_first:
        return "\n".join(lines)
    if caption.speaker:
        lines[0] = f"{_escaped(caption.speaker).replace(':', WRITTEN[':'])}: {lines[0]}"
    else:  # nobody's words may look as if somebody said them
        lines[0] = lines[0].replace(": ", f"{WRITTEN[':']} ")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return ACTIVE.sub(lambda found: WRITTEN[found[0]], text)


def _unescaped(text: str) -> str:
    return ENTITY.sub(lambda found: SIGNS[found[0]], text)


def read(text: str) -> Transcript | None:
    """The transcript of a file that `write` made, sections without titles; None for any other."""
    found: list[Caption] = []
    sections: list[Section] = []
    count = 0
    blocks = [BLOCK.fullmatch(block) for block in re.split(r"\n{2,}", text.strip("\n"))]
    if blocks[-1] is None or MARK not in blocks[-1][4].split():
        return None
    for block in blocks:
        if block is None:
            return None
        marks = block[4].split()
        is_first = not found or found[-1].turn != int(block[1])
        for mark in marks:
            if mark.startswith(SECTION) and mark.removeprefix(SECTION) in list(SectionKind):
                sections.append(Section(SectionKind(mark.removeprefix(SECTION)), "", count))
        count += is_first
        found.append(_caption(block, marks, is_first))
    return Transcript(sections=tuple(sections), turns=tuple(captions.turns_of(found)))


def _caption(block: re.Match[str], marks: list[str], is_first: bool) -> Caption:
    first = block[5].split("\n", 1)[0]
    speaker, colon, _ = first.partition(": ") if is_first else ("", "", "")
    payload = block[5] if not colon else block[5][len(speaker) + len(colon) :]
    return Caption(
        int(block[1]),
        clocks.read(block[2]) or 0,
        clocks.read(block[3]) or 0,
        _unescaped(speaker) if colon else "",
        tuple(_unescaped(line) for line in payload.split("\n")),
        tuple(marks),
    )
