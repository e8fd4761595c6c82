"""An episode's texts as the desk shows and corrects them: turns in order, by revision."""

from typing import Any

from transcripts.models import Episode, Revision, Turn


def texts_of(episode: Episode) -> list[dict[str, Any]]:
    """The current texts, the transcript before the notes; two queries."""
    revisions = list(episode.revisions.filter(is_current=True).order_by("-kind"))
    turns = Turn.objects.filter(revision__in=revisions).select_related("speaker").order_by("position")
    told: dict[int, list[dict[str, Any]]] = {revision.pk: [] for revision in revisions}
    for turn in turns:
        told[turn.revision_id].append(as_told(turn))
    return [text(revision, told[revision.pk]) for revision in revisions]


def text(revision: Revision, turns: list[dict[str, Any]]) -> dict[str, Any]:
    """A revision with its turns."""
    return {
        "revision": str(revision.public_id),
        "number": revision.number,
        "kind": revision.kind,
        "turns": turns,
    }


def as_told(turn: Turn) -> dict[str, Any]:
    """A turn; places are code points, those of its paragraphs in its own text."""
    return {
        "position": turn.position,
        "label": turn.label,
        "speaker": turn.speaker.name if turn.speaker else None,
        "guest": str(turn.speaker.public_id) if turn.speaker else None,
        "section": turn.section,
        "section_title": turn.section_title,
        "section_index": turn.section_index,
        "start_ms": turn.start_ms,
        "end_ms": turn.end_ms,
        "offset": turn.offset,
        "text": turn.text,
        "paragraph_starts": turn.paragraph_starts or [0],
        "cues": turn.cues,
    }
