"""From a printed talk and the facts around it to a parsed episode: times, people, sections, status."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from transcripts.documents import (
    FeedEntry,
    ParsedEpisode,
    ParsedSpeaker,
    ParsedTurn,
    Problem,
    SectionKind,
    SpeakerRole,
    TranscriptStatus,
)
from transcripts.reading import companies, metadata, oddities, reads, restarts, sections, speakers, timecodes
from transcripts.reading.languages import language_of
from transcripts.reading.names import unique
from transcripts.reading.paragraphs import joined
from transcripts.reading.speakers import Speaker
from transcripts.reading.speech import Speech
from transcripts.reading.turns import MOST_TURNS, Break, PrintedTurn, Talk, TooManyTurns

HOST_TURNS_READ = 3
FINISHED = re.compile(r"(?:[.?!\"”’')\]—–\-。！？؟»」♪*]|\w\.\w{2,6}(?:/\S*)?)$")
STOPS = re.compile(r"[.?!…。！？؟]")
PUNCTUATION_WIDTH, PUNCTUATION_TURNS, WORDS_A_STOP = 1500, 20, 60
QUESTION_WORDS = 5
# Where a show says which episode this is and what day.
OPENING_TURNS, OPENING_CHARACTERS = 5, 1500


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
    """Make an episode of what was read; nothing is added that the document does not say.

    Raises TooManyTurns.
    """
    if not talk.turns and not talk.breaks:
        return _without_talk(talk, facts)
    if len(talk.turns) > MOST_TURNS:
        raise TooManyTurns(len(talk.turns))
    texts = [joined(turn.paragraphs) for turn in talk.turns]
    timings, restart = _believed(talk.turns)
    said = _speeches(talk.turns, texts, [timing.ms for timing in timings])
    people = speakers.resolve(said, facts.title or "", facts.notes, facts.hosts, facts.guests)
    parts = reads.cut(said, lambda label: not label or people[label].role is not SpeakerRole.GUEST)
    found = sections.plan(parts, _moved(talk.breaks, parts), people)
    podcast = facts.podcast or podcast_of(facts, said)
    spoken, said_on = _spoken(facts, said)
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
    continued = {i for i, part in enumerate(parts) if talk.turns[part.turn].continued}
    is_early = oddities.ends_early(turns, facts.duration_seconds)
    status = _status(talk, turns, people, is_early)
    episode = _with_people(_episode(spoken, podcast, status, turns), facts, people, turns)
    episode = replace(episode, turns=turns, sections=sections.build(found, parts, starts, podcast))
    problems = (
        *oddities.odd_times(talk.turns, timings, texts, restart),
        *oddities.odd_labels(turns, found.borders | continued, people),
        *oddities.made_up(turns),
        *oddities.odd_ends(status, talk.turns, turns, is_early),
        *oddities.contradictions(episode, facts.guests, said_on),
    )
    return Assembled(episode, problems)


def _without_talk(talk: Talk, facts: Facts) -> Assembled:
    """An episode of which only facts are known; feeds and catalogues list thousands."""
    podcast = facts.podcast or podcast_of(facts, ())
    status = _status(talk, (), {}, False)
    episode = _with_people(_episode(facts, podcast, status, ()), facts, {}, ())
    problems = (
        *oddities.odd_ends(status, (), (), False),
        *oddities.contradictions(episode, facts.guests),
    )
    return Assembled(episode, problems)


def _believed(printed: Sequence[PrintedTurn]) -> tuple[list[timecodes.Timing], int | None]:
    """What to believe of the printed times, and the turn at which the clock starts again, if it does."""
    codes = [turn.time or turn.start_ms for turn in printed]
    timings = timecodes.timings(codes)
    backward = sum(timing.oddity is timecodes.Oddity.BACKWARD for timing in timings)
    restart = None
    if backward >= restarts.LEAST_AFTER:
        restart = restarts.restart_of([timecodes.read(c) if isinstance(c, str) else c for c in codes])
    if restart is None:
        return timings, None
    unknown = [timecodes.Timing(None)] * (len(codes) - restart)
    return [*timecodes.timings(codes[:restart]), *unknown], restart


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
    """The times inside a turn that can be believed: none before its start, each later than the one before.

    A turn whose own time was printed and is not believed has none.
    """
    believed: list[tuple[int, int]] = []
    if start is None and (turn.time is not None or turn.start_ms is not None):
        return ()
    for offset, ms in turn.cues:
        last_offset, last_ms = believed[-1] if believed else (-1, start or 0)
        if last_offset < offset < len(text) and ms >= last_ms:
            believed.append((offset, ms))
    return tuple(believed)


def podcast_of(facts: Facts, turns: Sequence[Speech]) -> str | None:
    """The name the show gives itself in its notes, its first words and its last."""
    edges = [*turns[:5], *turns[5:][-4:]]
    return metadata.podcast_in([*facts.notes, *(turn.text[:4000] for turn in edges)])


def _spoken(facts: Facts, said: Sequence[Speech]) -> tuple[Facts, date | None]:
    """The facts with the number that the first words give where nothing else does, and the day they give."""
    opening = [speech.text[:OPENING_CHARACTERS] for speech in said[:OPENING_TURNS]]
    day = metadata.spoken_date(opening)
    number = metadata.spoken_number(opening) if facts.number is None else facts.number
    if facts.published_on is not None:
        return replace(facts, number=number), None
    return replace(facts, number=number, published_on=day), day


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


def _status(
    talk: Talk, turns: Sequence[ParsedTurn], people: Mapping[str, Speaker], is_early: bool
) -> TranscriptStatus:
    if not turns:
        return TranscriptStatus.PENDING if talk.pending else TranscriptStatus.NONE
    if is_early or (not talk.ended and (_breaks_off(turns) or _waits_for_an_answer(turns[-1], people))):
        return TranscriptStatus.TRUNCATED
    return TranscriptStatus.COMPLETE


def _breaks_off(turns: Sequence[ParsedTurn]) -> bool:
    """Whether the last words break off, in a talk whose sentences end in full stops elsewhere."""
    text = turns[-1].text
    if not text:
        return True
    if text.endswith(("...", "…")):
        return text.count(" ") > 2
    return text.count(" ") > 2 and FINISHED.search(text) is None and _is_punctuated(turns)


def _is_punctuated(turns: Sequence[ParsedTurn]) -> bool:
    """Whether the talk has enough full stops for a missing one to mean something."""
    texts = [turn.text[-PUNCTUATION_WIDTH:] for turn in turns[-PUNCTUATION_TURNS:]]
    words = sum(text.count(" ") + 1 for text in texts)
    return sum(len(STOPS.findall(text)) for text in texts) * WORDS_A_STOP >= words - WORDS_A_STOP


def _waits_for_an_answer(last: ParsedTurn, people: Mapping[str, Speaker]) -> bool:
    """Whether somebody who is no host asks a real question and nobody answers."""
    if not last.text.endswith("?") or len(people) < 2 or not last.label:
        return False
    question = STOPS.split(last.text[:-1])[-1]
    return people[last.label].role is not SpeakerRole.HOST and question.strip().count(" ") >= QUESTION_WORDS
