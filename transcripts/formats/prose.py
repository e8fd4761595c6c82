"""Speech without any names or times: one turn a paragraph, each nobody's.

Also pages that hold no speech at all but tell of an episode: an episode with notes and without a transcript.
What is neither, such as source code, tables, logs, and lists of links or figures, is left to be refused.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transcripts.documents import ParsedDocument
from transcripts.reading import cues, dates, labelled, markers, prefaces
from transcripts.reading.cues import INNER_SENTENCE_END, Cue
from transcripts.reading.episodes import assemble
from transcripts.reading.markup import is_hashed, plain, undecorated
from transcripts.reading.metadata import EPISODE_HEADING
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.turns import Break, Line, PrintedTurn, Talk, timed_text
from transcripts.reading.words import words_in

NAME = "prose"
SPEECH, NOTES, OFFERED = 0.35, 0.32, 0.3
FEWEST_WORDS = 25
SPOKEN_WORDS = 8
PARAGRAPH_WORDS = 20
ENDLESS_WORDS = 260
PIECE_WORDS = 20
LOOKED_AT = 100
SHORT_PAGE_WORDS = 450
LISTED_EPISODES, LISTED_WORDS = 3, 80

FENCE = re.compile(r"(?:```|~~~)")
COMPONENT = re.compile(
    r"import\s.{1,200}\sfrom\s[\"'].{1,200}|export\s(?:const|default)\b.*|</?[A-Z][\w.]{0,60}(?:\s[^\n]{0,500})?/?>|"
    r"\{%.{0,500}%\}|\{\{[<%].{0,500}[>%]\}\}|</?(?:div|iframe|audio|source|br|hr|p|center|script)\b[^<>]{0,500}>"
)
TABLE_ROW = re.compile(r"\|.*\|")
LINK = re.compile(r"https?://|\]\(|www\.")
LINK_LINE = re.compile(r"[^.?!\n]{0,120}(?:https?://|\]\(|www\.)\S*[)>.\s]*|\S{1,60}@\S{1,60}")
PROGRAM = re.compile(r"[{};=<>\\|#$%^~`]|\(\)|::|->")
DIGIT, NO_LETTER = re.compile(r"\d"), re.compile(r"[^\w\s]|_")
SMALL_WORD = re.compile(r"(?<!\S)[\"“‘'(]?[^\W\d_A-Z]")
TELLS = re.compile(
    r"\b(?:in (?:this|today['’]s) (?:episode|show|interview|edition)|(?:this|the) episode|show ?notes|"
    r"the conversation covers|highlights of the show|joins (?:us|me|host)|"
    r"dans cet épisode|in dieser (?:folge|episode)|en este episodio)\b",
    re.IGNORECASE,
)
ENDNOTES = re.compile(
    r"(?:show ?notes|links?(?: mentioned)?|references|resources|further reading|mentioned(?: in .{0,40})?|"
    r"footnotes|comments?)\s*:?",
    re.IGNORECASE,
)
ITEM = re.compile(r"(?:[*+•-]|\d{1,2}[.)])\s+")
BULLET = re.compile(r"[*+•-]\s+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that stand together, or a heading."""

    line: int
    text: str
    heading: bool = False
    alone: bool = True


def sniff(source: SourceText) -> float:
    """A guess, never surer than where anything names speakers or times."""
    if source.is_marked_up:
        return 0.0
    if source.habit.counts.total() > 2:
        return OFFERED
    lines = [line for _, line in _lines(source)][:LOOKED_AT]
    told = [line[:1000] for line in lines if not LINK_LINE.fullmatch(line[:2000]) and not is_hashed(line)]
    if not is_prose(told):
        return 0.0
    return NOTES if _is_page(source, lines) else SPEECH


def is_prose(lines: Sequence[str]) -> bool:
    """Whether lines are words in sentences: not code, figures, tables, names or short entries of a list."""
    text = "\n".join(lines)
    words = words_in(text.replace("\n", " "))
    if words < max(FEWEST_WORDS, 4.5 * len(lines)):
        return False
    digits, others = len(DIGIT.findall(text)), len(NO_LETTER.findall(text))
    return (
        digits + others < 0.12 * len(text)
        and 20 * digits < len(text)
        and 80 * len(PROGRAM.findall(text)) < len(text)
        and len(SMALL_WORD.findall(text)) > (0.5 if text.isascii() else 0.05) * words
    )


def parse(source: SourceText) -> ParsedDocument:
    """One episode: of turns that nobody is named for, or of notes alone."""
    lines = list(_lines(source))
    top = labelled.top_heading(source.body)
    talk = Talk()
    if _is_page(source, [line for _, line in lines][:LOOKED_AT]):
        talk.preface = [text for _, line in lines if (text := plain(undecorated(line)))]
    else:
        _read(talk, list(_paragraphs(lines)))
    made = assemble(talk, prefaces.facts_of(talk.preface, source.front, top=top))
    return ParsedDocument(NAME, sniff(source), None, (made.episode,), made.problems)


def _lines(source: SourceText) -> Iterator[Line]:
    """The lines that are written for readers: no code, no components of a page, no tables."""
    fenced = False
    for number, line in source.body:
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced and not _is_furniture(line):
            yield number, line


def _is_furniture(line: str) -> bool:
    if line[0] == "|":
        return TABLE_ROW.fullmatch(line) is not None
    return line[0] in "<{ie" and COMPONENT.fullmatch(line[:1000]) is not None


def _is_page(source: SourceText, lines: Sequence[str]) -> bool:
    """Whether this tells of an episode and is not what was said in it: a page of components, links, and
    notes.
    """
    shown = [line for _, line in source.body[:LOOKED_AT]]
    if _lists_episodes(shown):
        return True
    if any(
        markers.TRANSCRIPT_HEADING.fullmatch(plain(undecorated(line))) for line in shown if len(line) < 80
    ):
        return False
    words = words_in(" ".join(lines))
    if words > 4 * SHORT_PAGE_WORDS:
        return False
    components = sum(line[0] in "<{ie" and COMPONENT.fullmatch(line[:1000]) is not None for line in shown)
    links = sum(LINK.search(line[:2000]) is not None for line in shown)
    tells = any(TELLS.search(line[:2000]) for line in shown)
    return (
        components > 1
        or (links > 2 and 60 * links > words)
        or (tells and links > 0 and words < SHORT_PAGE_WORDS)
    )


def _lists_episodes(shown: Sequence[str]) -> bool:
    """Whether headings of episodes follow each other with little more than a note under each."""
    headings = sum(
        is_hashed(line) and EPISODE_HEADING.fullmatch(plain(undecorated(line))) is not None for line in shown
    )
    words = words_in(" ".join(line for line in shown if not is_hashed(line)))
    return headings >= LISTED_EPISODES and words < LISTED_WORDS * headings


def _paragraphs(lines: Sequence[Line]) -> Iterator[Paragraph]:
    """The paragraphs of a text: its lines where these are long, else the blocks between its empty lines, else
    the lines as pieces of an endless text (`alone` is not set).
    """
    blocks: list[list[Line]] = []
    last = -1
    for number, line in lines:
        if (
            is_hashed(line)
            or ITEM.match(line)
            or number != last + 1
            or not blocks
            or is_hashed(blocks[-1][0][1])
        ):
            blocks.append([])
        blocks[-1].append((number, line))
        last = number
    told = [b for b in blocks if not is_hashed(b[0][1]) and not LINK_LINE.fullmatch(b[0][1][:400])]
    words = sum(words_in(line) for block in told for _, line in block)
    are_lines = words >= PARAGRAPH_WORDS * sum(map(len, told))
    whole = sum(block[-1][1].rstrip('*_"”’)').endswith((".", "?", "!", "…")) for block in told)
    fewest = PARAGRAPH_WORDS / 2 if 5 * whole >= 4 * len(told) else PARAGRAPH_WORDS
    are_blocks = words >= fewest * len(told)
    for block in blocks:
        if is_hashed(block[0][1]):
            yield Paragraph(block[0][0], plain(undecorated(block[0][1])), heading=True)
        elif are_blocks and not are_lines and len(blocks) > 1:
            yield Paragraph(block[0][0], " ".join(_without_bullet(line) for _, line in block))
        else:
            for number, line in block:
                yield Paragraph(number, _without_bullet(line), alone=are_lines)


def _without_bullet(line: str) -> str:
    bullet = BULLET.match(line)
    return line[bullet.end() :] if bullet else line


def _read(talk: Talk, paragraphs: Sequence[Paragraph]) -> None:
    """Put the paragraphs into a talk: what is above the first words of speech is its preface."""
    begun = False
    pieces: list[Cue] = []
    for place, paragraph in enumerate(paragraphs):
        text, times = timed_text(paragraph.text)
        if not text or LINK_LINE.fullmatch(text[:400]) or markers.is_sound(text):
            continue
        if paragraph.heading:
            _flush(talk, pieces)
            if begun and ENDNOTES.fullmatch(text):
                return
            if place:
                talk.breaks.append(Break(len(talk.turns), paragraph.line, title=text))
            else:
                talk.preface.append(text)
        elif not begun and not is_said(text):
            talk.preface.append(text)
        else:
            begun = True
            if paragraph.alone and words_in(text) <= ENDLESS_WORDS:
                _flush(talk, pieces)
                starts_at = times[0][1] if times and times[0][0] == 0 else None
                turn = PrintedTurn("", paragraph.line, None, [text], paragraph.line, start_ms=starts_at)
                turn.cues = [(offset, ms) for offset, ms in times if offset]
                talk.turns.append(turn)
            else:
                pieces += [Cue(piece, line=paragraph.line) for piece in _pieces(text)]
                if paragraph.alone:
                    _flush(talk, pieces)
    _flush(talk, pieces)


def _flush(talk: Talk, pieces: list[Cue]) -> None:
    """Turns of a readable length from the pieces of an endless text."""
    if pieces:
        talk.turns += cues.talk_of(pieces).turns
        pieces.clear()


def is_said(text: str) -> bool:
    """Whether a line can be speech and not one of the lines above it, such as a title or a date."""
    words = words_in(text)
    ends = text.endswith((".", "?", "!", "…", "。", "？", '."', ".”"))
    return (
        (words >= SPOKEN_WORDS or (ends and words > 2))
        and not dates.read_line(text)
        and not LINK.search(text[:40])
    )


def _pieces(text: str) -> Iterator[str]:
    """The sentences of a text; what runs on without an end, in pieces of some words."""
    start = 0
    for end in (*(match.end() for match in INNER_SENTENCE_END.finditer(text)), len(text)):
        words = text[start:end].split()
        for first in range(0, len(words), PIECE_WORDS):
            yield " ".join(words[first : first + PIECE_WORDS])
        start = end
