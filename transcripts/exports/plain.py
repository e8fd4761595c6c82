"""Plain text: facts, then the turns, each a line with the name and the times over indented words.

Everything said is indented, so that nothing said can be taken for a name; only backslashes, and times in
brackets that are words themselves, have a backslash before them.
"""

import re

from transcripts.documents import SectionKind
from transcripts.exports import clocks, spans
from transcripts.exports import facts as written
from transcripts.exports.transcript import Section, Transcript, Turn

INDENT = "    "
NOBODY = "—"
HEADING = re.compile(rf"\[({'|'.join(SectionKind)})\](?: (.+))?")
OPENING = re.compile(rf"(.+?)(?: \(({spans.SPAN})\))?:")
ENDS_IN_SPAN = re.compile(rf".* \({spans.SPAN}\)")
ACTIVE = re.compile(rf"\\|\[(?={clocks.CLOCK}\])")
TOKEN = re.compile(rf"\\([\\\[])|\[({clocks.CLOCK})\]")


def write(transcript: Transcript) -> str:
    """The file, line ends as line feeds."""
    blocks = ["\n".join([f"{key}: {value}" for key, value in written.lines(transcript.facts)])]
    sections = {section.first: section for section in transcript.sections}
    following = [*transcript.turns[1:], None]
    for place, (turn, after) in enumerate(zip(transcript.turns, following, strict=True)):
        if section := sections.get(place):
            blocks.append(f"[{section.kind}]{f' {section.title}' if section.title else ''}")
        span = spans.printed(turn, after)
        if not span and ENDS_IN_SPAN.fullmatch(turn.speaker):
            span = spans.UNKNOWN
        rows = [_name(turn.speaker) + (f" ({span}):" if span else ":")]
        rows += [INDENT + paragraph for paragraph in spans.paragraphs(turn, _escaped)]
        blocks.append("\n".join(rows))
    return "\n\n".join(blocks) + "\n"


def _name(speaker: str) -> str:
    if not speaker:
        return NOBODY
    return f"\\{speaker}" if speaker == NOBODY or speaker.startswith(("\\", "[")) else speaker


def _escaped(text: str) -> str:
    return ACTIVE.sub(lambda found: f"\\{found[0]}", text)


def read(text: str) -> Transcript | None:
    """The transcript of a file that `write` made; None for any other."""
    head, *blocks = re.split(r"\n{2,}", text.strip("\n"))
    facts = written.read(
        (key, value) for key, _, value in (line.partition(": ") for line in head.split("\n"))
    )
    if facts is None:
        return None
    sections: list[Section] = []
    found: list[tuple[re.Match[str], list[str]]] = []
    for block in blocks:
        first, *rows = block.split("\n")
        if heading := HEADING.fullmatch(first):
            sections.append(Section(SectionKind(heading[1]), heading[2] or "", len(found)))
        elif rows and (opening := OPENING.fullmatch(first)):
            found.append((opening, [row.strip(" ") for row in rows]))
        else:
            return None
    return Transcript(facts, tuple(sections), tuple(_turns(found)))


def _turns(found: list[tuple[re.Match[str], list[str]]]) -> list[Turn]:
    turns: list[Turn] = []
    following: int | None = None
    for opening, rows in reversed(found):
        start, end = spans.read(opening[2] or "", following)
        text, starts, cues = spans.words_of(rows, TOKEN, _meaning)
        turns.append(Turn(_speaker(opening[1]), text, start, end, starts, cues))
        following = start
    return turns[::-1]


def _speaker(name: str) -> str:
    return "" if name == NOBODY else name.removeprefix("\\")


def _meaning(found: re.Match[str]) -> str | int:
    return clocks.read(found[2]) or 0 if found[2] else found[1]
