"""Source documents: kept while anything needs them, and the one way in which one is ever deleted."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from transcripts.models import Episode, Job, JobState, Revision, SourceDocument
from transcripts.models.source import sha256_of


@transaction.atomic
def receive(content: bytes, *, name: str, by: Any, origin_url: str = "") -> SourceDocument:
    """Keep the bytes as they came; the same bytes are kept once and found again."""
    document, _ = SourceDocument.objects.defer("content").get_or_create(
        sha256=sha256_of(content),
        defaults={
            "content": content,
            "size": len(content),
            "name": name[:255],
            "origin_url": origin_url,
            "received_by": by,
        },
    )
    return document


def imported(raw: bytes) -> SourceDocument | None:
    """The document with these very bytes, where something was made of it already."""
    made = Q(episodes__isnull=False) | Q(revisions__isnull=False)
    known = SourceDocument.objects.filter(made, sha256=sha256_of(raw))
    return known.defer("content").first()


def content_of(document: SourceDocument) -> bytes:
    """The bytes, which lists and queues leave out."""
    return bytes(SourceDocument.objects.values_list("content", flat=True).get(pk=document.pk))


def known_episodes(documents: Iterable[SourceDocument]) -> dict[int, list[Episode]]:
    """The episodes that have something from these documents, in their order, by document."""
    pks = {document.pk for document in documents}
    # Two questions, as each has an index and both in one have none.
    pairs = {
        *Episode.objects.filter(document__in=pks).order_by().values_list("document_id", "pk"),
        *Revision.objects.filter(document__in=pks).order_by().values_list("document_id", "episode_id"),
    }
    wanted = {episode for _, episode in pairs}
    episodes = Episode.objects.filter(pk__in=wanted).select_related("podcast") if wanted else ()
    found = defaultdict(list)
    for episode in sorted(episodes, key=lambda episode: (episode.position, episode.pk)):
        for document in pks:
            if (document, episode.pk) in pairs:
                found[document].append(episode)
    return found


def episodes_of(document: SourceDocument) -> list[Episode]:
    """The episodes that have something from a document, in its order."""
    return known_episodes([document]).get(document.pk, [])


@transaction.atomic
def keep(raw: bytes, *, name: str, by: Any, origin_url: str = "") -> SourceDocument:
    """Keep the bytes, and see to it that nobody discards them before this transaction stands."""
    while True:
        document = receive(raw, name=name, by=by, origin_url=origin_url)
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
