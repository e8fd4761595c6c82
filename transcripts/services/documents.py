"""Source documents: kept while anything needs them, and the one way in which one is ever deleted."""

import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from transcripts.models import Episode, Job, JobState, SourceDocument
from transcripts.services import importing


def imported(raw: bytes) -> SourceDocument | None:
    """The document with these very bytes, where something was made of it already."""
    made = Q(episodes__isnull=False) | Q(revisions__isnull=False)
    known = SourceDocument.objects.filter(made, sha256=hashlib.sha256(raw).hexdigest())
    return known.defer("content").first()


def content_of(document: SourceDocument) -> bytes:
    """The bytes, which lists and queues leave out."""
    return bytes(SourceDocument.objects.values_list("content", flat=True).get(pk=document.pk))


def episodes_of(document: SourceDocument) -> QuerySet[Episode]:
    """The episodes that have something from a document, in its order."""
    mine = Q(document=document) | Q(revisions__document=document)
    return Episode.objects.filter(mine).select_related("podcast").distinct().order_by("position", "id")


@transaction.atomic
def keep(raw: bytes, *, name: str, by: Any, origin_url: str = "") -> SourceDocument:
    """Keep the bytes, and see to it that nobody discards them before this transaction stands."""
    while True:
        document = importing.receive(raw, name=name, by=by, origin_url=origin_url)
        if list(SourceDocument.objects.select_for_update(no_key=True).filter(pk=document.pk).values("pk")):
            return document


@transaction.atomic
def discard(document_id: int) -> bool:
    """Delete a document that nothing needs any more; whether it was deleted.

    An episode, a revision or a job that is not discarded needs it. Discarded jobs keep its name alone.
    """
    document = SourceDocument.objects.select_for_update().defer("content").filter(pk=document_id).first()
    if document is None or is_needed(document):
        return False
    Job.objects.filter(document=document, state=JobState.DISCARDED).update(document=None)
    document.delete()
    return True


def is_needed(document: SourceDocument) -> bool:
    """Whether something was made of a document, or may yet be."""
    live = document.jobs.filter(~Q(state=JobState.DISCARDED))
    return live.exists() or document.episodes.exists() or document.revisions.exists()
