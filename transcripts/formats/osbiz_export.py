"""What osbiz wrote itself, read back as it was: WebVTT, SRT, Podcasting 2.0 JSON, Markdown, plain text."""

from collections import Counter

from transcripts.documents import (
    ParsedDocument,
    ParsedEpisode,
    ParsedSection,
    ParsedSpeaker,
    ParsedTurn,
    SectionKind,
    SpeakerRole,
)
from transcripts.exports.transcript import Person, Section, Transcript, Turn
from transcripts.reading.languages import language_of
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.turns import MOST_TURNS, TooManyTurns

NAME = "osbiz-export"
LANGUAGE_TURNS = 8


def sniff(source: SourceText) -> float:
    """Certain where the document says what made it and reads as that."""
    return 1.0 if source.exported else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode that was taken away; no turn is cut, joined or left out, and no time is doubted."""
    transcript = source.exported
    if transcript is None:
        return ParsedDocument(NAME, 0.0)
    if len(transcript.turns) > MOST_TURNS:
        raise TooManyTurns(len(transcript.turns))
    return ParsedDocument(NAME, 1.0, None, (_episode(transcript),))


def _episode(transcript: Transcript) -> ParsedEpisode:
    facts, turns = transcript.facts, transcript.turns
    people = {person.name: person for person in facts.people}
    sections = _from_the_first_turn(transcript.sections)
    return ParsedEpisode(
        podcast=facts.podcast or None,
        number=facts.number,
        title=facts.title or None,
        published_on=facts.published_on,
        duration_seconds=facts.duration_seconds,
        language=facts.language or language_of(" ".join([turn.text for turn in turns[:LANGUAGE_TURNS]])),
        hosts=_of_role(facts.people, SpeakerRole.HOST),
        guests=_of_role(facts.people, SpeakerRole.GUEST),
        status=facts.status,
        speakers=_speakers(turns, people),
        sections=tuple(_sections(sections, turns)),
        turns=tuple(_turns(sections, turns, people)),
    )


def _from_the_first_turn(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Sections that leave no turn out, also where somebody took the mark of the first one away."""
    if sections and sections[0].first == 0:
        return sections
    return (Section(SectionKind.INTERVIEW, "", 0), *sections)


def _of_role(people: tuple[Person, ...], role: SpeakerRole) -> tuple[str, ...]:
    return tuple(person.name for person in people if person.role is role)


def _speakers(turns: tuple[Turn, ...], people: dict[str, Person]) -> tuple[ParsedSpeaker, ...]:
    counts = Counter(turn.speaker for turn in turns if turn.speaker)
    return tuple(
        ParsedSpeaker(
            label,
            label if label in people else None,
            people[label].role if label in people else SpeakerRole.UNKNOWN,
            count,
        )
        for label, count in counts.items()
    )


def _sections(sections: tuple[Section, ...], turns: tuple[Turn, ...]) -> list[ParsedSection]:
    ends = [*(section.first for section in sections[1:]), len(turns)]
    return [
        ParsedSection(
            section.kind,
            section.title or None,
            turns[section.first].start_ms,
            turns[end - 1].end_ms,
            section.first,
            end - 1,
        )
        for section, end in zip(sections, ends, strict=True)
        if section.first < end
    ]


def _turns(
    sections: tuple[Section, ...], turns: tuple[Turn, ...], people: dict[str, Person]
) -> list[ParsedTurn]:
    kinds = {section.first: section.kind for section in sections}
    kind = SectionKind.INTERVIEW
    found = []
    for index, turn in enumerate(turns):
        kind = kinds.get(index, kind)
        found.append(
            ParsedTurn(
                index=index,
                label=turn.speaker,
                speaker=turn.speaker if turn.speaker in people else None,
                section=kind,
                start_ms=turn.start_ms,
                end_ms=turn.end_ms,
                text=turn.text,
                line=index + 1,
                paragraph_starts=turn.paragraphs,
                cues=turn.cues,
            )
        )
    return found
