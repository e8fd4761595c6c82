"""Store a text of an episode as a numbered revision with its turns."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

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
) -> Revision | None:
    """Store turns from a document as a new revision; None where the episode has this very text already.

    The first of a kind is current. A later one waits until an editor adopts it, and touches nothing.
    """
    text = "\n".join(turn.text for turn in turns)
    digest = hashlib.sha256(text.encode()).hexdigest()
    earlier = episode.revisions.filter(kind=kind)
    if earlier.filter(sha256=digest).exists():
        return None
    last = earlier.aggregate(last=Max("number"))["last"] or 0
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


def speech(parsed: ParsedEpisode, people: Mapping[str, Guest]) -> list[Turn]:
    """The parsed turns as rows, with their offsets in the whole text and the people they are bound to."""
    sections = list(enumerate(parsed.sections))
    turns, offset = [], 0
    # A label without words is nothing to read or to quote.
    for position, turn in enumerate(turn for turn in parsed.turns if turn.text):
        number, section = section_of(turn.index, sections)
        turns.append(
            Turn(
                position=position,
                label=turn.label[:LABEL_LENGTH],
                speaker=people.get(turn.speaker or ""),
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


def section_of(index: int, sections: Sequence[tuple[int, ParsedSection]]) -> tuple[int, ParsedSection | None]:
    """The section that holds the turn of that index, with its number."""
    for number, section in sections:
        if section.first_turn <= index <= section.last_turn:
            return number, section
    return 0, None


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
