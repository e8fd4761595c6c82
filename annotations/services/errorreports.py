"""Take in what readers report as wrong, and decide about it. Nothing of it is ever public."""

import logging
import smtplib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from annotations.models import ErrorReport, NoticeKind, Publication, ReportState
from annotations.permissions import can_answer_readers, check_can_answer_readers
from annotations.services import notices
from annotations.workflow import Refusal
from transcripts.services import records

logger = logging.getLogger(__name__)

# More than a newsroom can read in an hour is no help but a flood, from however many addresses it comes.
MOST_AN_HOUR = 200
# So long an answer that could not be sent is tried again; then the reader's address is forgotten.
TRY_FOR = timedelta(days=7)
# So long an address is kept for a report that nobody decides about.
KEEP_ADDRESS = timedelta(days=180)

FLOOD = "More reports have come in than we can read. Keep your text and send it in an hour."
SETTLED = "Somebody has decided about this report already. Look at it again."
SAY_WHY = "Say what you found: it is what the reader is told."
NOT_HERE = "Only those who answer readers can be given a report: editors and reviewers."
SUBJECT = "Your report of an error"
LETTER = """You reported an error in what we published{where}. Thank you for reading closely.

{answer}

Your address was kept to send you this answer, and is deleted now.
"""


@transaction.atomic
def receive(
    *,
    public_id: UUID,
    object_type: str,
    object_id: UUID | None,
    address: str,
    text: str,
    email: str = "",
) -> ErrorReport:
    """Keep what a reader says is wrong. Sent twice from one form it is kept once.

    Raises Refusal where more comes in than anybody can read, ValidationError where a field is too long.
    """
    known = ErrorReport.objects.filter(public_id=public_id).first()
    if known is not None:
        return known
    an_hour_ago = timezone.now() - timedelta(hours=1)
    if ErrorReport.objects.filter(received_at__gt=an_hour_ago).count() >= MOST_AN_HOUR:
        raise Refusal("flood", FLOOD)
    report = ErrorReport(
        public_id=public_id,
        object_type=object_type,
        object_id=object_id,
        address=address,
        text=text.strip(),
        email=email.strip(),
    )
    records.save(report, by=None, reason="Sent by a reader")
    notices.of_report(report, NoticeKind.REPORTED, by=None)
    return report


@transaction.atomic
def assign(report: ErrorReport, *, to: Any, by: Any) -> ErrorReport:
    """Give an open report to somebody who answers readers, or to nobody."""
    stored = held(report, by=by)
    if to is not None and not can_answer_readers(to):
        raise Refusal("assignee", NOT_HERE)
    stored.assigned_to = to
    if records.save(stored, by=by, reason="Given to somebody" if to is not None else "Given to nobody"):
        notices.of_report(stored, NoticeKind.ASSIGNED, by=by)
    return stored


@transaction.atomic
def settle(
    report: ErrorReport, *, state: ReportState, answer: str, by: Any, change: Publication | None = None
) -> ErrorReport:
    """Answer or refuse a report, and say which change was made. The reader is told where they left an
    address, once it is stored."""
    stored = held(report, by=by)
    if not answer.strip():
        raise Refusal("answer", SAY_WHY)
    stored.state, stored.answer, stored.change = state, answer.strip(), change
    stored.settled_at, stored.settled_by = timezone.now(), by
    records.save(stored, by=by, reason=f"Decided: {state}")
    notices.of_report(stored, NoticeKind.SETTLED, by=by)
    if stored.email:
        transaction.on_commit(partial(tell, stored))
    return stored


def held(report: ErrorReport, *, by: Any) -> ErrorReport:
    """The report as stored, held until the decision stands; raises Refusal where there is one already."""
    check_can_answer_readers(by)
    stored = ErrorReport.objects.select_for_update().get(pk=report.pk)
    if stored.state != ReportState.OPEN:
        raise Refusal("state", SETTLED)
    return stored


def tell(report: ErrorReport) -> bool:
    """Send a reader the answer and forget their address; whether the mail went out. It holds nothing that
    the reader wrote, so that nobody can have us send words of theirs to others."""
    where = f" at {settings.SITE_URL}" if settings.SITE_URL else ""
    letter = EmailMessage(
        SUBJECT, LETTER.format(where=where, answer=report.answer), settings.SERVER_EMAIL, [report.email]
    )
    try:
        letter.send()
    except (OSError, smtplib.SMTPException):
        logger.exception("The answer to report %s could not be sent; it is tried again.", report.public_id)
        return False
    ErrorReport.objects.filter(pk=report.pk).update(told_at=timezone.now(), email="")
    return True


def sweep(stop: Callable[[], bool] | None = None) -> int:
    """Send the answers that did not go out, and forget the addresses that are of no more use; how many were
    forgotten."""
    now, keeping = timezone.now(), ErrorReport.objects.exclude(email="")
    unsent = keeping.exclude(settled_at=None)
    forgotten = unsent.filter(settled_at__lte=now - TRY_FOR).update(email="")
    forgotten += keeping.filter(received_at__lte=now - KEEP_ADDRESS).update(email="")
    for report in unsent.filter(settled_at__lte=now - timedelta(minutes=5)).order_by("pk"):
        if stop is not None and stop():
            break
        forgotten += tell(report)
    return forgotten
