"""Store a text of an episode as a numbered revision with its turns."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from transcripts.documents import ParsedEpisode, ParsedSection, SectionKind
from transcripts.models import (
    Episode,
    Guest,
    Revision,
    RevisionKind,
    RevisionOrigin,
    SourceDocument,
    Turn,
)

LABEL_LENGTH = 200


@transaction.atomic
def add_import(
    episode: Episode,
    *,
    kind: RevisionKind,
    turns: Sequence[Turn],
    document: SourceDocument,
    by: Any,
    is_first: bool = False,
) -> Revision | None:
    """Store turns from a document as a new revision; None where the episode has this very text already.

    The first of a kind is current. A later one waits until an editor adopts it, and touches nothing.
    `is_first` says that the episode is new, so that nothing needs to be looked for.
    """
    text = "\n".join(turn.text for turn in turns)
    digest = hashlib.sha256(text.encode()).hexdigest()
    earlier = [] if is_first else list(episode.revisions.filter(kind=kind).values_list("number", "sha256"))
    if any(sha256 == digest for _, sha256 in earlier):
        return None
    last = max((number for number, _ in earlier), default=0)
    revision = Revision.objects.create(
        episode=episode,
        kind=kind,
        number=last + 1,
        is_current=last == 0,
        origin=RevisionOrigin.IMPORT,
        document=document,
        sha256=digest,
        length=len(text),
        created_by=by,
    )
    for turn in turns:
        turn.revision = revision
    Turn.objects.bulk_create(turns, batch_size=500)
    return revision


def speech(parsed: ParsedEpisode, speakers: Mapping[str, Guest | None]) -> list[Turn]:
    """The parsed turns as rows, with their offsets in the whole text and the people behind their labels."""
    sections = by_turn(parsed.sections)
    turns, offset = [], 0
    # A label without words is nothing to read or to quote.
    for position, turn in enumerate(turn for turn in parsed.turns if turn.text):
        number, section = sections.get(turn.index, (0, None))
        turns.append(
            Turn(
                position=position,
                label=turn.label[:LABEL_LENGTH],
                speaker=speakers.get(turn.label),
                section=str(turn.section),
                section_title=(section.title or "")[:LABEL_LENGTH] if section else "",
                section_index=number,
                start_ms=turn.start_ms,
                end_ms=turn.end_ms,
                offset=offset,
                text=turn.text,
                paragraph_starts=list(turn.paragraph_starts),
                cues=[list(cue) for cue in turn.cues],
                line=turn.line,
            )
        )
        offset += len(turn.text) + 1
    return turns


def by_turn(sections: Sequence[ParsedSection]) -> dict[int, tuple[int, ParsedSection | None]]:
    """For the index of every turn the section that holds it, with its number."""
    return {
        index: (number, section)
        for number, section in enumerate(sections)
        for index in range(section.first_turn, section.last_turn + 1)
    }


def notes(paragraphs: Sequence[str]) -> list[Turn]:
    """Show notes as rows, a paragraph each: written words, nobody's speech."""
    turns, offset = [], 0
    for position, text in enumerate(paragraphs):
        turns.append(
            Turn(
                position=position,
                section=str(SectionKind.HIGHLIGHTS),
                offset=offset,
                text=text,
                paragraph_starts=[0],
            )
        )
        offset += len(text) + 1
    return turns
