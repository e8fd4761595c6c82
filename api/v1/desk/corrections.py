"""Corrections from the desk: edits of a text, find and replace, and the revisions there are."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.desk import cards
from annotations.desk.transcript import texts_of
from annotations.models import QuoteVersion
from annotations.services.anchors import counted
from api.v1.desk.edits import Correction, Sought, Undoing
from api.v1.desk.views import DeskView
from transcripts.editing import EditedTurn
from transcripts.models import Episode, Guest, Revision, RevisionKind
from transcripts.selectors import finding
from transcripts.services import corrections, mishearings
from transcripts.services.corrections import Corrected


class Conflicting(exceptions.APIException):
    """Two people changed the same turns; the answer shows both, and what is current."""

    status_code = 409
    default_code = "conflict"

    def __init__(self, conflict: corrections.Conflict) -> None:
        super().__init__(str(conflict))
        people = people_of(
            turn for one in conflict.conflicts for turns in (one.base, one.mine, one.theirs) for turn in turns
        )
        self.more = {
            "rule": "conflict",
            "current": str(conflict.current.public_id),
            "conflicts": [
                {
                    "base": shown(one.base, one.base_at, people),
                    "mine": shown(one.mine, one.mine_at, people),
                    "theirs": shown(one.theirs, one.theirs_at, people),
                }
                for one in conflict.conflicts
            ],
        }


class CorrectionsView(DeskView):
    """The corrections of an episode's texts, to add to."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Correct a text; merged with what others saved meanwhile, or refused with both shown."""
        episode = get_object_or_404(Episode.objects.select_related("podcast"), public_id=public_id)
        sent = Correction(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            done = store(episode, by=request.user, **sent.validated_data)
        except corrections.Conflict as conflict:
            raise Conflicting(conflict) from conflict
        return Response(told(episode, done, request.user), status=201 if done.changed else 200)


class UndoView(DeskView):
    """A correction of an episode's text, to take back."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Undo one correction, and keep what was saved since; answers as a correction does."""
        episode = get_object_or_404(Episode.objects.select_related("podcast"), public_id=public_id)
        sent = Undoing(data=request.data)
        sent.is_valid(raise_exception=True)
        revision = get_object_or_404(episode.revisions, pk=sent.validated_data["revision"].pk)
        try:
            done = corrections.undo(revision, by=request.user)
        except corrections.Conflict as conflict:
            raise Conflicting(conflict) from conflict
        return Response(told(episode, done, request.user), status=201 if done.changed else 200)


class FindView(DeskView):
    """Words in an episode's text."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Where `q` stands, and which known mis-hearings of the podcast stand in this text."""
        episode = get_object_or_404(Episode, public_id=public_id)
        sought = Sought(data=request.query_params.dict())
        sought.is_valid(raise_exception=True)
        values = dict(sought.validated_data)
        revision = text_in_question(episode, values.pop("revision"))
        hits = finding.find(revision, values.pop("q"), **values)
        return Response(
            {
                "revision": str(revision.public_id),
                "hits": [asdict(hit) for hit in hits],
                "mishearings": [
                    {
                        "heard": row.heard,
                        "meant": row.meant,
                        "match_case": row.match_case,
                        "hits": [asdict(hit) for hit in places],
                    }
                    for row, places in finding.known(revision)
                ],
            }
        )


class RevisionsView(DeskView):
    """The revisions of an episode's texts."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """All of them, the newest first."""
        episode = get_object_or_404(Episode, public_id=public_id)
        revisions = episode.revisions.select_related("created_by").order_by("-created_at", "-id")
        return Response({"revisions": [line(revision) for revision in revisions]})


@transaction.atomic
def store(episode: Episode, *, by: Any, remember: Sequence[dict[str, Any]], **values: Any) -> Corrected:
    """Store a correction, and the mis-hearings that are to be remembered with it."""
    done = corrections.correct(episode, by=by, **values)
    for one in remember:
        mishearings.remember(episode.podcast, by=by, **one)
    return done


def text_in_question(episode: Episode, revision: Revision | None) -> Revision:
    """The text that was asked for, else the current transcript, else the current notes."""
    texts = episode.revisions.all()
    if revision is not None:
        found = texts.filter(pk=revision.pk).first()
    else:
        found = texts.filter(is_current=True).order_by("-kind").first()
    if found is None:
        raise Http404("This episode has no such text.")
    return found


def told(episode: Episode, done: Corrected, by: Any) -> dict[str, Any]:
    """The text after a correction, what others had changed, and what became of the quotes."""
    people = people_of(turn for change in done.theirs for turn in (*change.before, *change.after))
    versions = QuoteVersion.objects.live().filter(quote__episode=episode, kind=done.revision.kind)
    return {
        "revision": {"id": str(done.revision.public_id), "number": done.revision.number},
        "changed": done.changed,
        "merged_with": done.merged_with.number if done.merged_with else None,
        "theirs": [
            {
                "base": shown(change.before, change.before_at, people),
                "theirs": shown(change.after, change.after_at, people),
            }
            for change in done.theirs
        ],
        "running_back": list(done.running_back),
        "texts": texts_of(episode),
        "quotes": [cards.card(version) for version in cards.versions_of(episode, by)],
        "moved": counted(versions.values_list("anchor_status", flat=True)),
    }


def line(revision: Revision) -> dict[str, Any]:
    """One revision in the list."""
    return {
        "id": str(revision.public_id),
        "number": revision.number,
        "kind": RevisionKind(revision.kind).value,
        "origin": revision.origin,
        "by": revision.created_by.username if revision.created_by else None,
        "at": revision.created_at.isoformat(),
        "reason": revision.reason,
        "is_current": revision.is_current,
        "is_proposed": revision.is_proposed,
    }


def people_of(turns: Iterable[EditedTurn]) -> dict[int, Guest]:
    """Those who speak these turns."""
    return Guest.objects.in_bulk({turn.speaker for turn in turns if turn.speaker is not None})


def credit(turn: EditedTurn, people: dict[int, Guest]) -> dict[str, str | None]:
    """Who speaks a turn: name and id."""
    person = people.get(turn.speaker) if turn.speaker is not None else None
    return {"speaker": person.name if person else None, "guest": str(person.public_id) if person else None}


def shown(turns: Sequence[EditedTurn], first: int, people: dict[int, Guest]) -> list[dict[str, Any]]:
    """Turns that are no longer or not yet stored, as the desk shows them."""
    return [
        {
            "position": position,
            "label": turn.label,
            **credit(turn, people),
            "section": turn.section,
            "section_title": turn.section_title,
            "start_ms": turn.start_ms,
            "end_ms": turn.end_ms,
            "text": turn.text,
        }
        for position, turn in enumerate(turns, first)
    ]
