"""Say who a printed label is."""

from typing import Any

from django.db import transaction

from transcripts.editing import Label
from transcripts.models import Appearance, Guest, Revision
from transcripts.services import corrections


@transaction.atomic
def bind(revision: Revision, *, label: str, guest: Guest | None, by: Any, role: str | None = None) -> int:
    """Credit all turns of a label in the current text to a person, or to nobody, as a correction of
    `revision`; returns how many turns changed.

    With `role`, the person is also noted as appearing in the episode. Raises as `corrections.correct` does.
    """
    who = guest.name if guest else "nobody yet"
    changed = revision.turns.filter(label=label).exclude(speaker=guest).count()
    edit = Label(label, guest.pk if guest else None)
    reason = f"{label or 'No label'} is {who}."
    corrections.correct(revision.episode, base=revision, edits=[edit], reason=reason, by=by)
    if guest and role:
        Appearance.objects.get_or_create(episode=revision.episode, guest=guest, defaults={"role": role})
    return changed
