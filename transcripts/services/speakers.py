"""Say who a printed label is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from transcripts.models import Appearance, Guest, Revision
from transcripts.services import records

PUBLISHED = "A published quote stands on a turn labelled {label}. Withdraw it first, then change who that is."


@transaction.atomic
def bind(revision: Revision, *, label: str, guest: Guest | None, by: Any, role: str | None = None) -> int:
    """Credit all turns of a label in a revision to a person, or to nobody; returns how many turns changed.

    With `role`, the person is also noted as appearing in the episode. Raises ValidationError where a
    published quote already credits somebody else with one of these turns.
    """
    turns = (
        revision.turns.filter(label=label).exclude(speaker=guest)
        if guest
        else revision.turns.filter(label=label, speaker__isnull=False)
    )
    try:
        with transaction.atomic():
            changed = turns.update(speaker=guest)
    except DatabaseError as error:
        raise ValidationError(PUBLISHED.format(label=label)) from error
    if guest and role:
        Appearance.objects.get_or_create(episode=revision.episode, guest=guest, defaults={"role": role})
    if changed:
        who = guest.name if guest else "nobody yet"
        records.note(revision.episode, by=by, reason=f"{label} in {revision} is {who}")
    return changed
