"""Minutes whose speakers stand alone on bold lines that end in a colon, whatever their words are.

Parliaments and councils print offices rather than names ("**The chair (Ada Byron):**"); a name in brackets
behind an office says who holds it. Word and PDF files come in this form where they have a style for speakers.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from transcripts.documents import ParsedDocument, ParsedEpisode
from transcripts.reading import labelled, prefaces, turns
from transcripts.reading.episodes import assemble
from transcripts.reading.markup import plain
from transcripts.reading.names import CAPITALISED
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.turns import Labelled, Line

NAME = "bold-labels"

LABEL = re.compile(r"\*\*(?P<label>[^*\n:]{2,120}):\*\*|\*\*(?P<outside>[^*\n:]{2,120})\*\*:")
ASIDE = re.compile(r"(?P<office>[^()]{2,100}?)\s*\((?P<aside>[^()]{2,80})\)")
PERSON = re.compile(rf"{CAPITALISED}(?:\s(?:[^\W\d_]{{1,3}}|{CAPITALISED})){{0,5}}\s{CAPITALISED}")
FEWEST = 3


def sniff(source: SourceText) -> float:
    """How sure it is that bold lines with a colon begin the turns, where these are not plainly names."""
    if source.is_marked_up:
        return 0.0
    labels = [match[0] for line in source.sample if (match := LABEL.fullmatch(line))]
    if len(labels) < FEWEST or len(set(labels)) == len(labels) < 2 * FEWEST:
        return 0.0
    return 0.94 if source.habit.counts.total() < 0.8 * len(labels) else 0.5


def parse(source: SourceText) -> ParsedDocument:
    """One episode; headings in the middle of a turn are no part of what is said."""
    talk = turns.read(_without_headings(source.body), _split)
    top = labelled.top_heading([line for line in source.body if line[0] < _first(talk.turns)])
    preface = [part for line in talk.preface for part in line.split(" / ")]
    made = assemble(talk, prefaces.facts_of(preface, source.front, top=top))
    episode = with_holders(made.episode, _holders(source.body))
    return ParsedDocument(NAME, sniff(source), None, (episode,), made.problems)


def _first(printed: Sequence[turns.PrintedTurn]) -> int:
    return printed[0].line if printed else 0


def _split(line: str) -> tuple[str, list[Labelled]]:
    match = LABEL.fullmatch(line)
    return ("", [Labelled(office_and_holder(match)[0], None, "")]) if match else (line, [])


def office_and_holder(match: re.Match[str]) -> tuple[str, str | None]:
    """The label without the name in brackets behind it, and that name."""
    label = plain(match["label"] or match["outside"])
    aside = ASIDE.fullmatch(label)
    if aside is None:
        return label, None
    return aside["office"], aside["aside"] if PERSON.fullmatch(aside["aside"]) else None


def _without_headings(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines without those headings that have no label right below them."""
    for place, (number, line) in enumerate(lines):
        following = lines[place + 1][1] if place + 1 < len(lines) else ""
        if not (line.startswith("# ") and place > 1) or LABEL.fullmatch(following):
            yield number, line


def _holders(lines: Iterable[Line]) -> dict[str, str]:
    """Who holds each office, where the document names just one person for it."""
    named: dict[str, set[str]] = defaultdict(set)
    for _, line in lines:
        if match := LABEL.fullmatch(line):
            office, holder = office_and_holder(match)
            if holder:
                named[office].add(holder)
    return {office: next(iter(people)) for office, people in named.items() if len(people) == 1}


def with_holders(episode: ParsedEpisode, holders: dict[str, str]) -> ParsedEpisode:
    """The episode with each office bound to its holder where the document names one, else to nobody."""

    def person(label: str, name: str | None) -> str | None:
        return holders.get(label) or (name if PERSON.fullmatch(label) else None)

    return replace(
        episode,
        speakers=tuple(replace(who, name=person(who.label, who.name)) for who in episode.speakers),
        turns=tuple(replace(turn, speaker=person(turn.label, turn.speaker)) for turn in episode.turns),
    )
