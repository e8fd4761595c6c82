"""The publication log: an entry for everything that becomes, changes or ceases to be public, written in the
transaction that does it. Feeds, webhooks and the feed of changes read it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from annotations.models import Publication, PublicationKind
from transcripts.models.identity import PublicId


@transaction.atomic
def write(
    thing: PublicId,
    kind: PublicationKind,
    *,
    by: Any,
    reason: str = "",
    version: int = 1,
    into: UUID | None = None,
) -> Publication:
    """Write what happened to the public view of one thing; `into` is what it was merged into."""
    return Publication.objects.create(
        kind=kind,
        object_type=thing._meta.model_name or "",
        object_id=thing.public_id,
        version=version,
        reason=reason.strip(),
        merged_into=into,
        by=by,
    )


def write_many(things: Mapping[PublicId, int], kind: PublicationKind, *, by: Any, reason: str) -> None:
    """Write the same of many things of one kind, each with the number of its version, in few statements."""
    Publication.objects.bulk_create(
        (
            Publication(
                kind=kind,
                object_type=thing._meta.model_name or "",
                object_id=thing.public_id,
                version=version,
                reason=reason.strip(),
                by=by,
            )
            for thing, version in things.items()
        ),
        batch_size=500,
    )
