"""A podcast aggregator's page: an episode with what there is of its transcript, then the others.

Every title is printed twice (as a link and as a heading), notes are run together, and date and duration stand
in one line, often without a space ("31 Jul 202444min"). Buttons and charts around them are in any language;
they are left out because they are none of these.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.documents import ParsedDocument, ParsedEpisode, Problem
from transcripts.reading import dates, labelled, metadata, turns
from transcripts.reading.episodes import Facts, assemble
from transcripts.reading.markup import plain
from transcripts.reading.prefaces import NOTES_HEADINGS
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.turns import Line, Talk

NAME = "feed-page"
COUNTED_HEADING = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,2} ?\(\d{1,5}\)")
FIRST_PERSON = re.compile(
    r"\bI (?:talk|spoke|speak|chat|sat|sit|interview|have|had|recorded)\w*\b|\bmy conversation\b"
)
NOTE_WORDS = 8


def sniff(source: SourceText) -> float:
    """How sure it is that this is a page of doubled titles and dated notes."""
    if source.is_marked_up:
        return 0.0
    doubled = len(doubled_titles(list(enumerate(source.sample, 1))))
    if not doubled:
        return 0.0
    dated = sum(1 for line in source.sample if dates.read_line(line))
    if doubled + dated < 3:
        return 0.0
    return min(0.98, 0.7 + 0.05 * (doubled + dated))


def parse(source: SourceText) -> ParsedDocument:
    """The page's episodes in its order."""
    lines = list(source.filled())
    entries = [_entry(lines, start, end) for start, end in _spans(lines)]
    talks = [turns.read(entry.lines, labelled.splitter(entry.lines, source.habit)) for entry in entries]
    episodes: list[ParsedEpisode] = []
    problems: list[Problem] = []
    hosts: frozenset[str] = frozenset()
    podcast = metadata.podcast_in([line for talk in talks for line in talk.preface])
    for entry, talk in zip(entries, talks, strict=True):
        made = assemble(talk, _facts(entry, talk, hosts, podcast))
        hosts = hosts or labelled.host_names([made.episode])
        episodes.append(made.episode)
        problems += made.problems
    return ParsedDocument(NAME, round(sniff(source), 2), None, tuple(episodes), tuple(problems))


@dataclass(frozen=True, slots=True)
class Entry:
    """One episode of the page: its title, its lines without title and date, and the date where one is
    printed.
    """

    title: str
    lines: tuple[Line, ...]
    dated: dates.Dated | None


def doubled_titles(lines: Sequence[Line]) -> list[int]:
    """The places of lines that are repeated at once, as titles are."""
    return [
        i
        for i in range(len(lines) - 1)
        if lines[i][1] == lines[i + 1][1]
        and metadata.is_title(lines[i][1])
        and (i == 0 or lines[i - 1][1] != lines[i][1])
    ]


def _spans(lines: Sequence[Line]) -> list[tuple[int, int]]:
    places = doubled_titles(lines)
    return list(zip(places, [*places[1:], len(lines)], strict=False))


def _entry(lines: Sequence[Line], start: int, end: int) -> Entry:
    """Everything from a title to where the episode ends: its date below its notes, or a list's heading."""
    kept: list[Line] = []
    dated: dates.Dated | None = None
    for number, line in lines[start + 2 : end]:
        if COUNTED_HEADING.fullmatch(line):
            break
        if found := dates.read_line(line):
            dated = dated or found
            if kept:
                break
            continue
        if end == len(lines) and kept and _is_chrome(line) and dated:
            break
        kept.append((number, line))
    return Entry(plain(lines[start][1]), tuple(kept), dated)


def _is_chrome(line: str) -> bool:
    """Below the last notes of a page, whatever is no sentence."""
    return line.count(" ") < NOTE_WORDS and line[-1] not in ".?!…:"


def _facts(entry: Entry, talk: Talk, hosts: frozenset[str], podcast: str | None) -> Facts:
    notes = tuple(
        line.lstrip("•*- ") for line in talk.preface if line.casefold().rstrip(":") not in NOTES_HEADINGS
    )
    own = metadata.podcast_in([*notes, *(p for turn in talk.turns[:3] for p in turn.paragraphs)])
    is_first_person = any(FIRST_PERSON.search(note) for note in notes)
    return Facts(
        title=entry.title,
        number=metadata.number_in(entry.title),
        podcast=own or podcast,
        published_on=entry.dated.published_on if entry.dated else None,
        duration_seconds=entry.dated.duration_seconds if entry.dated else None,
        notes=notes,
        hosts=hosts if is_first_person and len(hosts) == 1 else frozenset(),
    )
