"""Say who printed labels are."""

from collections.abc import Mapping
from typing import Any

from transcripts.editing import Label
from transcripts.models import Guest, Revision
from transcripts.services import corrections
from transcripts.services.corrections import Corrected


def bind(revision: Revision, *, speakers: Mapping[str, Guest | None], by: Any) -> Corrected:
    """Credit all turns of each label in a text to a person, or to nobody, as one correction of that text.

    Raises as `corrections.correct` does.
    """
    edits = [Label(label, guest.pk if guest else None) for label, guest in speakers.items()]
    told = [f"{label or 'No label'} is {name_of(guest)}" for label, guest in speakers.items()]
    reason = f"{'; '.join(told)}."
    return corrections.correct(revision.episode, base=revision, edits=edits, reason=reason, by=by)


def name_of(guest: Guest | None) -> str:
    """Who a label is, in words."""
    return guest.name if guest else "nobody yet"
