"""The public log of corrections: what was wrong and what was changed, in an editor's words."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from annotations.models import Correction, ErrorReport, Publication, PublicationKind, SubjectType
from annotations.permissions import check_can_answer_readers
from annotations.services import publiclog
from annotations.workflow import Refusal
from transcripts.services import records

NOT_PUBLIC = "Readers know of no such thing, so there is nothing to correct before them."
NOT_YET = "A correction is told once it is made: choose today or an earlier day."
GONE = "This entry was withdrawn."
SAY_WHY = "Say why: readers who come to this entry are told."


@transaction.atomic
def publish(
    *,
    object_type: str,
    object_id: UUID | None = None,
    address: str = "",
    wrong: str,
    changed: str,
    corrected_on: date | None = None,
    change: Publication | None = None,
    report: ErrorReport | None = None,
    reason: str = "",
    by: Any,
) -> Correction:
    """Write an entry into the log, for everybody to read from now on.

    Raises ValidationError, by field, where it says nothing, or is about something that is not public.
    """
    check_can_answer_readers(by)
    entry = Correction(
        object_type=object_type,
        object_id=object_id,
        address=address if object_type == SubjectType.PAGE else "",
        wrong=wrong.strip(),
        changed=changed.strip(),
        corrected_on=corrected_on or timezone.localdate(),
        change=change,
        report=report,
        published_by=by,
    )
    check_day(entry)
    records.save(entry, by=by, reason=reason)
    if not Correction.objects.published().filter(pk=entry.pk).exists():
        raise ValidationError({"object_id": [NOT_PUBLIC]})
    publiclog.write(entry, PublicationKind.PUBLISHED, by=by)
    return entry


@transaction.atomic
def reword(
    entry: Correction, *, wrong: str, changed: str, corrected_on: date, reason: str = "", by: Any
) -> bool:
    """Say it in other words; whether anything changed."""
    stored = held(entry, by=by)
    stored.wrong, stored.changed, stored.corrected_on = wrong.strip(), changed.strip(), corrected_on
    check_day(stored)
    if not records.save(stored, by=by, reason=reason):
        return False
    publiclog.write(stored, PublicationKind.UPDATED, by=by)
    return True


@transaction.atomic
def withdraw(entry: Correction, *, reason: str, by: Any) -> None:
    """Take an entry out of the log; its address tells the reason and the day."""
    stored = held(entry, by=by)
    if not reason.strip():
        raise Refusal("note", SAY_WHY)
    stored.withdrawn_at, stored.withdrawn_reason = timezone.now(), reason.strip()
    records.save(stored, by=by, reason=reason.strip())
    publiclog.write(stored, PublicationKind.WITHDRAWN, reason=reason, by=by)


def held(entry: Correction, *, by: Any) -> Correction:
    """The entry as stored, held until the change stands; raises Refusal where it was withdrawn."""
    check_can_answer_readers(by)
    stored = Correction.objects.select_for_update().get(pk=entry.pk)
    if stored.withdrawn_at:
        raise Refusal("state", GONE)
    return stored


def check_day(entry: Correction) -> None:
    """Raise ValidationError where a correction is said to be made in days to come."""
    if entry.corrected_on > timezone.localdate():
        raise ValidationError({"corrected_on": [NOT_YET]})
