"""Store a text of an episode as a numbered revision with its turns."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from transcripts import signals, wordindex
from transcripts.documents import ParsedEpisode, ParsedSection, SectionKind
from transcripts.editing import EditedTurn, with_sections
from transcripts.models import (
    Episode,
    Guest,
    Revision,
    RevisionKind,
    RevisionOrigin,
    SourceDocument,
    Turn,
)
from transcripts.models.source import sha256_of
from transcripts.models.transcript import text_of
from transcripts.services import bulk

LABEL_LENGTH = 200
# What a document says of a turn beside its words.
TOLD = ("label", "start_ms", "end_ms", "section", "section_title")


class TurnRow(NamedTuple):
    """A turn as its table's columns hold it, but for its revision: a document has hundreds of them."""

    position: int
    text: str
    offset: int
    label: str = ""
    speaker_id: int | None = None
    section: str = str(SectionKind.HIGHLIGHTS)
    section_title: str = ""
    section_index: int = 0
    start_ms: int | None = None
    end_ms: int | None = None
    paragraph_starts: str = "[0]"
    cues: str = "[]"
    line: int | None = None


class NewText(NamedTuple):
    """A text from a document on its way into the database.

    `is_first` says that the episode is new, so that nothing needs to be looked for.
    """

    episode: Episode
    kind: str
    turns: Sequence[TurnRow]
    document: SourceDocument
    is_first: bool = False


def add_import(
    episode: Episode, *, kind: RevisionKind, turns: Sequence[TurnRow], document: SourceDocument, by: Any
) -> Revision | None:
    """Store turns from a document as a new revision; None where the episode has this very text already."""
    return add_imports([NewText(episode, kind, turns, document)], by=by)[0]


@transaction.atomic(savepoint=False)
def add_imports(texts: Sequence[NewText], *, by: Any) -> list[Revision | None]:
    """Store texts, no two of one episode and kind, as new revisions; None for one that is there already.

    The first of a kind is current. A later one waits until an editor adopts it, and touches nothing.
    """
    made = [_revision(text, by) for text in texts]
    new = [(revision, text.turns) for revision, text in zip(made, texts, strict=True) if revision]
    Revision.objects.bulk_create([revision for revision, _ in new])
    write(new)
    return made


def _revision(new: NewText, by: Any) -> Revision | None:
    """The revision of a text, not stored yet; None where the episode has this very text already."""
    last = 0
    if not new.is_first:
        held(new.episode, new.kind)
        if has_text(new.episode, new.kind, new.turns, new.document):
            return None
        last = new.episode.revisions.filter(kind=new.kind).aggregate(last=Max("number"))["last"] or 0
    text = text_of(turn.text for turn in new.turns)
    return Revision(
        episode=new.episode,
        kind=new.kind,
        number=last + 1,
        is_current=last == 0,
        adopted_at=timezone.now() if last == 0 else None,
        adopted_by=by if last == 0 else None,
        origin=RevisionOrigin.IMPORT,
        document=new.document,
        sha256=digest_of(text),
        length=len(text),
        created_by=by,
    )


def has_text(episode: Episode, kind: str, turns: Sequence[TurnRow], document: SourceDocument) -> bool:
    """Whether the episode has this text already: current, earlier or waiting to be adopted.

    Another document with the same words is another text where labels, times or sections differ from what
    documents said before: somebody mended who said what.
    """
    digest = digest_of(text_of(turn.text for turn in turns))
    same = list(episode.revisions.filter(kind=kind, sha256=digest))
    imports = [revision for revision in same if revision.origin == RevisionOrigin.IMPORT]
    if not imports or any(revision.document_id == document.pk for revision in imports):
        return bool(same)
    told = [tuple(getattr(turn, column) for column in TOLD) for turn in turns]
    return any(told == list(revision.turns.order_by("position").values_list(*TOLD)) for revision in imports)


@transaction.atomic(savepoint=False)
def add(
    episode: Episode,
    *,
    kind: str,
    turns: Sequence[EditedTurn],
    origin: RevisionOrigin,
    base: Revision,
    reason: str,
    by: Any,
) -> Revision:
    """Store turns that were worked on as the episode's next revision, which is not current yet.

    The episode must be held, so that no number is given twice.
    """
    text = text_of(turn.text for turn in turns)
    last = episode.revisions.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    revision = Revision.objects.create(
        episode=episode,
        kind=kind,
        number=last + 1,
        origin=origin,
        base=base,
        document=base.document,
        sha256=digest_of(text),
        length=len(text),
        reason=reason,
        created_by=by,
    )
    write([(revision, rows_of(turns))])
    return revision


@transaction.atomic(savepoint=False)
def adopt(revision: Revision, *, by: Any) -> None:
    """Make a text the current one of its kind: the one way, so that whatever stands on it is always told.

    The episode must be held.
    """
    others = Revision.objects.filter(episode=revision.episode_id, kind=revision.kind, is_current=True)
    others.exclude(pk=revision.pk).update(is_current=False)
    revision.is_current = True
    accept(revision, by=by)
    signals.text_adopted.send(sender=Revision, revision=revision, by=by)


def accept(revision: Revision, *, by: Any) -> None:
    """Store that somebody decided for a text, now or earlier, and whether it is current."""
    if revision.adopted_at is None:
        revision.adopted_at, revision.adopted_by = timezone.now(), by
    revision.save(update_fields=["is_current", "adopted_at", "adopted_by"])


def held(episode: Episode, kind: str) -> Revision | None:
    """The current text of a kind, if there is one; nobody else changes the episode's texts until the end of
    the transaction."""
    Episode.objects.select_for_update(no_key=True).only("pk").get(pk=episode.pk)
    return episode.revisions.filter(kind=kind, is_current=True).first()


def write(texts: Sequence[tuple[Revision, Sequence[TurnRow]]]) -> None:
    """Store the turns of new revisions, and learn their words."""
    with wordindex.learnt_together(*(revision.pk for revision, _ in texts)):
        rows = ((revision.pk, *turn) for revision, turns in texts for turn in turns)
        bulk.write(Turn, ("revision_id", *TurnRow._fields), rows)


def turns_of(revision: Revision) -> tuple[EditedTurn, ...]:
    """The turns of a stored text, to work on."""
    turns, section = [], None
    for turn in Turn.objects.filter(revision=revision).order_by("position"):
        turns.append(
            EditedTurn(
                text=turn.text,
                label=turn.label,
                speaker=turn.speaker_id,
                section=turn.section,
                section_title=turn.section_title,
                opens_section=turn.section_index != section,
                start_ms=turn.start_ms,
                end_ms=turn.end_ms,
                paragraph_starts=tuple(turn.paragraph_starts or (0,)),
                cues=tuple((place, ms) for place, ms in turn.cues),
                line=turn.line,
            )
        )
        section = turn.section_index
    return with_sections(turns)


def rows_of(turns: Sequence[EditedTurn]) -> list[TurnRow]:
    """Turns that were worked on as rows, with their offsets in the whole text and their sections counted."""
    rows, offset, section = [], 0, -1
    for position, turn in enumerate(turns):
        section += turn.opens_section
        rows.append(
            TurnRow(
                position=position,
                text=turn.text,
                offset=offset,
                label=turn.label,
                speaker_id=turn.speaker,
                section=turn.section,
                section_title=turn.section_title,
                section_index=section,
                start_ms=turn.start_ms,
                end_ms=turn.end_ms,
                paragraph_starts=orjson.dumps(turn.paragraph_starts).decode(),
                cues=orjson.dumps(turn.cues).decode(),
                line=turn.line,
            )
        )
        offset += len(turn.text) + 1
    return rows


def digest_of(text: str) -> str:
    """What a text is recognised by."""
    return sha256_of(text.encode())


def speech(parsed: ParsedEpisode, speakers: Mapping[str, Guest | None]) -> list[TurnRow]:
    """The parsed turns as rows, with their offsets in the whole text and the people behind their labels."""
    sections = by_turn(parsed.sections)
    known = {label: guest.pk for label, guest in speakers.items() if guest}
    turns, offset = [], 0
    # A label without words is nothing to read or to quote.
    for position, turn in enumerate(turn for turn in parsed.turns if turn.text):
        number, section = sections.get(turn.index, (0, None))
        turns.append(
            TurnRow(
                position=position,
                text=turn.text,
                offset=offset,
                label=turn.label[:LABEL_LENGTH],
                speaker_id=known.get(turn.label),
                section=turn.section.value,
                section_title=(section.title or "")[:LABEL_LENGTH] if section else "",
                section_index=number,
                start_ms=turn.start_ms,
                end_ms=turn.end_ms,
                paragraph_starts=orjson.dumps(turn.paragraph_starts).decode(),
                cues=orjson.dumps(turn.cues).decode(),
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


def notes(paragraphs: Sequence[str]) -> list[TurnRow]:
    """Show notes as rows, a paragraph each: written words, nobody's speech."""
    turns, offset = [], 0
    for position, text in enumerate(paragraphs):
        turns.append(TurnRow(position, text, offset))
        offset += len(text) + 1
    return turns
