"""Markdown: facts as front matter, sections as headings, a turn a paragraph (or several) after a bold name.

Signs that Markdown would take for its own have a backslash before them.
"""

import json
import re

from transcripts.documents import SectionKind
from transcripts.exports import clocks, spans
from transcripts.exports import facts as written
from transcripts.exports.transcript import Section, Transcript, Turn

NOBODY = "—"
FENCE = "---"
SPONSOR = "Sponsor read: "
HEADING = re.compile(rf"## (.*) <!-- ({'|'.join(SectionKind)})(, untitled)? -->")
OPENING = re.compile(rf"\*\*((?:\\.|[^*\\])+)\*\*(?: \(({spans.SPAN})\))?: (.+)", re.DOTALL)
ACTIVE = re.compile(r"[\\`*_{}\[\]<>|~$]|&(?=#?\w{1,32};)")
# What begins headings, lists, rules and definitions, and, behind a time in brackets, the address of a link.
LEADING = tuple("#+=:(-")
NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
TOKEN = re.compile(rf"{ESCAPED.pattern}|\[({clocks.CLOCK})\]")


def write(transcript: Transcript) -> str:
    """The file, line ends as line feeds."""
    front = [f"{key.lower()}: {value}" for key, value in _front(transcript)]
    blocks = ["\n".join([FENCE, *front, FENCE])]
    if transcript.facts.title:
        blocks.append(f"# {_escaped(transcript.facts.title)}")
    sections = {section.first: section for section in transcript.sections}
    following = [*transcript.turns[1:], None]
    for place, (turn, after) in enumerate(zip(transcript.turns, following, strict=True)):
        if section := sections.get(place):
            blocks.append(_heading(section))
        span = spans.printed(turn, after)
        opening = f"**{_name(turn.speaker)}**{f' ({span})' if span else ''}: "
        first, *rest = spans.paragraphs(turn, _escaped)
        blocks += [opening + first, *rest]
    return "\n\n".join(blocks) + "\n"


def _front(transcript: Transcript) -> list[tuple[str, str]]:
    """Every value as a YAML string; people of one kind are one list."""
    known: dict[str, list[str]] = {}
    for key, value in written.lines(transcript.facts):
        known.setdefault(key, []).append(value)
    return [
        (f"{key}s", json.dumps(values, ensure_ascii=False))
        if key in written.ROLES
        else (key, json.dumps(values[0], ensure_ascii=False))
        for key, values in known.items()
    ]


def _heading(section: Section) -> str:
    title = _escaped(section.title) if section.title else str(section.kind).capitalize()
    if section.title and section.kind == SectionKind.SPONSOR:
        title = SPONSOR + title
    return f"## {title} <!-- {section.kind}{'' if section.title else ', untitled'} -->"


def _name(speaker: str) -> str:
    if not speaker:
        return NOBODY
    return "&mdash;" if speaker == NOBODY else _escaped(speaker)


def _escaped(text: str) -> str:
    text = ACTIVE.sub(lambda found: f"\\{found[0]}", text)
    if text.startswith(LEADING):
        return f"\\{text}"
    return NUMBERED.sub(r"\1\\\2", text, count=1) if NUMBERED.match(text) else text


def _unescaped(text: str) -> str:
    return ESCAPED.sub(r"\1", text)


def read(text: str) -> Transcript | None:
    """The transcript of a file that `write` made; None for any other."""
    front, *blocks = re.split(r"\n{2,}", text.strip("\n"))
    facts = written.read(_pairs(front)) if front.startswith(FENCE) else None
    if facts is None:
        return None
    sections: list[Section] = []
    openings: list[tuple[str, str]] = []
    paragraphs: list[list[str]] = []
    for block in blocks:
        block = " ".join(block.split())  # an editor may have wrapped its lines
        if opening := OPENING.fullmatch(block):
            openings.append((opening[1], opening[2] or ""))
            paragraphs.append([opening[3]])
        elif heading := HEADING.fullmatch(block):
            kind = SectionKind(heading[2])
            title = "" if heading[3] else _unescaped(heading[1])
            title = title.removeprefix(SPONSOR) if kind == SectionKind.SPONSOR else title
            sections.append(Section(kind, title, len(openings)))
        elif openings:
            paragraphs[-1].append(block)
    return Transcript(facts, tuple(sections), tuple(_turns(openings, paragraphs)))


def _pairs(front: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in front.split("\n")[1:-1]:
        key, _, printed = line.partition(": ")
        try:
            value = json.loads(printed)
        except ValueError:
            continue
        key = key.capitalize()
        values = value if isinstance(value, list) else [value]
        found += [(key.removesuffix("s") if isinstance(value, list) else key, str(item)) for item in values]
    return found


def _turns(openings: list[tuple[str, str]], paragraphs: list[list[str]]) -> list[Turn]:
    turns: list[Turn] = []
    following: int | None = None
    for (name, span), rows in zip(reversed(openings), reversed(paragraphs), strict=True):
        start, end = spans.read(span, following)
        text, starts, cues = spans.words_of(rows, TOKEN, _meaning)
        turns.append(Turn(_speaker(name), text, start, end, starts, cues))
        following = start
    return turns[::-1]


def _speaker(name: str) -> str:
    if name == NOBODY:
        return ""
    return NOBODY if name == "&mdash;" else _unescaped(name)


def _meaning(found: re.Match[str]) -> str | int:
    return clocks.read(found[2]) or 0 if found[2] else found[1]
