"""From a printed talk and the facts around it to a parsed episode: times, people, sections, status."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, takewhile

from transcripts import companies, metadata, reads, sections, speakers, timecodes
from transcripts.documents import (
    FeedEntry,
    ParsedEpisode,
    ParsedSpeaker,
    ParsedTurn,
    Problem,
    SectionKind,
    Severity,
    SpeakerRole,
    TranscriptStatus,
)
from transcripts.languages import language_of
from transcripts.names import unique
from transcripts.paragraphs import joined
from transcripts.speakers import Speaker
from transcripts.speech import Speech
from transcripts.turns import Break, PrintedTurn, Talk

EXCERPT_WIDTH = 100
HOST_TURNS_READ = 3
FINISHED = re.compile(r"(?:[.?!\"”’')\]—–-]|\w\.\w{2,6}(?:/\S*)?)$")
ODD_TIME = {
    timecodes.Oddity.MALFORMED: "This time code cannot be read; the turn stays in its place without a time.",
    timecodes.Oddity.REPAIRED: "This time code is misprinted; {time} is the only time that fits.",
    timecodes.Oddity.BACKWARD: "This time code goes back behind those around it; the turn has no time.",
}
ODD_LABEL = {
    "repeated-label": "The same speaker is labelled twice in a row; one of the turns may be somebody else's.",
    "unlabelled-passage": "This passage stands under a marker without a speaker; it is a turn of nobody.",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the document says of an episode outside its talk.

    `hosts` are known hosts of the podcast, `guests` people whom the document lists as this episode's guests.
    """

    title: str | None = None
    number: int | None = None
    podcast: str | None = None
    published_on: date | None = None
    duration_seconds: int | None = None
    notes: tuple[str, ...] = ()
    hosts: frozenset[str] = frozenset()
    guests: tuple[str, ...] = ()
    language: str | None = None
    summary: str | None = None
    feed: FeedEntry | None = None


@dataclass(frozen=True, slots=True)
class Assembled:
    """An episode and the problems found in it."""

    episode: ParsedEpisode
    problems: tuple[Problem, ...]


def assemble(talk: Talk, facts: Facts) -> Assembled:
    """Make an episode of what was read; nothing is added that the document does not say."""
    texts = [joined(turn.paragraphs) for turn in talk.turns]
    timings = timecodes.timings([turn.time or turn.start_ms for turn in talk.turns])
    said = _speeches(talk.turns, texts, [timing.ms for timing in timings])
    people = speakers.resolve(said, facts.title or "", facts.notes, facts.hosts, facts.guests)
    parts = reads.cut(said, lambda label: not label or people[label].role is not SpeakerRole.GUEST)
    found = sections.plan(parts, _moved(talk.breaks, parts), people)
    podcast = facts.podcast or podcast_of(facts, said)
    starts = [part.start_ms for part in parts]
    turns = tuple(
        ParsedTurn(
            index=i,
            label=part.label,
            speaker=people[part.label].name if part.label else None,
            section=found.kinds[i],
            start_ms=part.start_ms,
            end_ms=_end(part, starts, i),
            text=part.text,
            line=part.line,
            paragraph_starts=part.paragraph_starts,
            cues=part.cues,
        )
        for i, part in enumerate(parts)
    )
    status = _status(talk, turns)
    episode = _with_people(_episode(facts, podcast, status, turns), facts, people, turns)
    episode = replace(episode, turns=turns, sections=sections.build(found, parts, starts, podcast))
    problems = (
        *_odd_times(talk.turns, timings, texts),
        *_odd_labels(turns, found.borders),
        *_odd_ends(status, talk.turns, turns),
    )
    return Assembled(episode, problems)


def _speeches(
    printed: Sequence[PrintedTurn],
    texts: Sequence[tuple[str, tuple[int, ...]]],
    starts: Sequence[int | None],
) -> list[Speech]:
    return [
        Speech(
            label=turn.label,
            text=text,
            turn=place,
            line=turn.line,
            paragraph_starts=paragraph_starts,
            start_ms=start,
            end_ms=turn.end_ms,
            cues=_cues(turn, start, text) if turn.cues else (),
        )
        for place, (turn, (text, paragraph_starts), start) in enumerate(
            zip(printed, texts, starts, strict=True)
        )
    ]


def _moved(breaks: Sequence[Break], parts: Sequence[Speech]) -> list[Break]:
    """The breaks, counted in parts of turns in place of turns."""
    if not parts or len(parts) == parts[-1].turn + 1:
        return list(breaks)
    firsts = {part.turn: place for place, part in reversed(list(enumerate(parts)))}
    return [replace(item, before=firsts.get(item.before, len(parts))) for item in breaks]


def _end(part: Speech, starts: Sequence[int | None], place: int) -> int | None:
    """Where a part ends: as the document says, else where the next one starts."""
    start, end = part.start_ms, part.end_ms
    if end is not None and start is not None and end >= start:
        return end
    return starts[place + 1] if place + 1 < len(starts) else None


def _cues(turn: PrintedTurn, start: int | None, text: str) -> tuple[tuple[int, int], ...]:
    """The times inside a turn that can be believed: none before its start, each later than the one before."""
    believed: list[tuple[int, int]] = []
    for offset, ms in turn.cues:
        last_offset, last_ms = believed[-1] if believed else (-1, start or 0)
        if start is not None and last_offset < offset < len(text) and ms >= last_ms:
            believed.append((offset, ms))
    return tuple(believed)


def podcast_of(facts: Facts, turns: Sequence[Speech]) -> str | None:
    """The name the show gives itself in its notes, its first words and its last."""
    edges = [*turns[:5], *turns[5:][-4:]]
    return metadata.podcast_in([*facts.notes, *(turn.text[:4000] for turn in edges)])


def _episode(
    facts: Facts, podcast: str | None, status: TranscriptStatus, turns: Sequence[ParsedTurn]
) -> ParsedEpisode:
    spoken = [turn.text for turn in turns if turn.section is not SectionKind.SPONSOR]
    return ParsedEpisode(
        podcast=podcast,
        number=facts.number,
        title=facts.title,
        published_on=facts.published_on,
        duration_seconds=facts.duration_seconds,
        language=facts.language or language_of(" ".join([*spoken[:8], *facts.notes])),
        summary=facts.summary or metadata.summary_of([*_prose(facts.notes), *_intro(turns)]),
        notes=facts.notes,
        status=status,
        feed=facts.feed,
    )


def _prose(notes: Sequence[str]) -> list[str]:
    """The notes up to the first list in them ("We talk about:")."""
    return list(takewhile(lambda note: not note.endswith(":"), notes))


def _intro(turns: Sequence[ParsedTurn]) -> list[str]:
    return [turn.text for turn in turns if turn.section is SectionKind.INTRO]


def _with_people(
    episode: ParsedEpisode, facts: Facts, people: dict[str, Speaker], turns: Sequence[ParsedTurn]
) -> ParsedEpisode:
    counts = Counter(turn.label for turn in turns)
    printed = tuple(
        ParsedSpeaker(label, who.name, who.role, counts[label], who.proposed) for label, who in people.items()
    )
    hosts = unique(who.name for who in people.values() if who.name and who.role is SpeakerRole.HOST)
    guests = unique(who.name for who in people.values() if who.name and who.role is SpeakerRole.GUEST)
    guests = unique([*guests, *(name for name in facts.guests if name not in hosts)])
    if not guests:
        guests = tuple(
            name for name in speakers.guests_described(facts.title or "", facts.notes) if name not in hosts
        )
    if not turns and facts.hosts:
        hosts = tuple(sorted(facts.hosts))
    texts = [facts.title or "", *facts.notes, *_introductions(turns, people)]
    found = companies.companies_in(texts, [*hosts, *guests])
    return replace(
        episode, speakers=printed, hosts=hosts, guests=guests, companies=_without(found, episode.podcast)
    )


def _introductions(turns: Sequence[ParsedTurn], people: dict[str, Speaker]) -> list[str]:
    """The introduction and the host's first questions: where guests are presented."""
    asked = [
        turn.text
        for turn in turns
        if turn.section is SectionKind.INTERVIEW
        and turn.label
        and people[turn.label].role is SpeakerRole.HOST
    ]
    return [*_intro(turns), *asked[:HOST_TURNS_READ]]


def _without(names: Sequence[str], podcast: str | None) -> tuple[str, ...]:
    return tuple(name for name in names if name.casefold() != (podcast or "").casefold())


def _status(talk: Talk, turns: Sequence[ParsedTurn]) -> TranscriptStatus:
    if not turns:
        return TranscriptStatus.PENDING if talk.pending else TranscriptStatus.NONE
    return (
        TranscriptStatus.TRUNCATED
        if not talk.ended and _is_cut(turns[-1].text)
        else TranscriptStatus.COMPLETE
    )


def _is_cut(text: str) -> bool:
    """Whether the last words break off; a short farewell without a full stop does not."""
    if text.endswith(("...", "…")):
        return text.count(" ") > 2
    return not text or (text.count(" ") > 2 and FINISHED.search(text) is None)


def _odd_times(
    printed: Sequence[PrintedTurn],
    timings: Sequence[timecodes.Timing],
    texts: Sequence[tuple[str, tuple[int, ...]]],
) -> list[Problem]:
    found = []
    for turn, timing, (text, _) in zip(printed, timings, texts, strict=True):
        if timing.oddity is not None:
            message = ODD_TIME[timing.oddity].format(time=spoken_time(timing.ms or 0))
            excerpt = f"[{turn.time or spoken_time(turn.start_ms or 0)}] {turn.label}: {text}"[:EXCERPT_WIDTH]
            found.append(Problem(Severity.WARNING, str(timing.oddity), message, turn.line, excerpt))
    return found


def spoken_time(ms: int) -> str:
    """A time as people read it: 0:40:07.2."""
    seconds, rest = divmod(ms, 1000)
    tenths = f".{rest:03d}".rstrip("0").rstrip(".")
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{tenths}"


def _odd_labels(turns: Sequence[ParsedTurn], borders: set[int]) -> list[Problem]:
    """One speaker labelled twice in a row within a conversation often hides a wrong label."""
    found = []
    repeats: list[ParsedTurn] = []
    for before, turn in pairwise(turns):
        if not turn.label:
            found.append(_warning("unlabelled-passage", turn))
        elif turn.label == before.label and turn.section is before.section and turn.index not in borders:
            repeats.append(turn)
    runs = {turn.index for turn in repeats}
    return found + [_warning("repeated-label", turn) for turn in repeats if turn.index - 1 not in runs]


def _warning(code: str, turn: ParsedTurn) -> Problem:
    return Problem(
        Severity.WARNING, code, ODD_LABEL[code], turn.line, f"{turn.label}: {turn.text}"[:EXCERPT_WIDTH]
    )


def _odd_ends(
    status: TranscriptStatus, printed: Sequence[PrintedTurn], turns: Sequence[ParsedTurn]
) -> list[Problem]:
    if status is TranscriptStatus.TRUNCATED:
        message = "The transcript breaks off before its end; look for the complete one at its source."
        excerpt = turns[-1].text[-EXCERPT_WIDTH:]
        return [Problem(Severity.WARNING, "truncated-transcript", message, printed[-1].last_line, excerpt)]
    if status is TranscriptStatus.PENDING:
        return [
            Problem(
                Severity.INFO, "pending-transcript", "The page promises a transcript that is not there yet."
            )
        ]
    return []
