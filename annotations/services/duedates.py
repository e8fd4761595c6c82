"""By when something is to be decided."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format

from annotations.models import Claim, QuoteVersion
from annotations.permissions import can_annotate, can_review
from annotations.services import review
from annotations.workflow import OPEN, Refusal
from transcripts.services import records

DUE = "due"
WHO = "Only editors and reviewers can say by when something is due."
ENDED = "It is {state}, so nothing of it is due any more."


@transaction.atomic
def set_due(item: QuoteVersion | Claim, *, on: date | None, by: Any) -> None:
    """Say by which day it is to be done; None takes the day away. The same day again changes nothing.

    It makes nobody an author, and a version that follows on this one has no day of its own yet.
    """
    if not (can_annotate(by) or can_review(by)):
        raise PermissionDenied(WHO)
    review.lock(item)
    if item.state not in OPEN:
        raise Refusal("state", ENDED.format(state=item.get_state_display()))
    if item.due_on == on:
        return
    item.due_on = on
    if isinstance(item, Claim):
        records.save(item, by=by, reason=told(on))
    else:
        item.save(update_fields=["due_on"])
    review.event(item, DUE, item.state, by=by, note=told(on))


def told(on: date | None) -> str:
    """A day for people."""
    return f"On {date_format(on, 'j F Y')}." if on else "On no day."
