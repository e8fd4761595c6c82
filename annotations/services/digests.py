"""One mail a person a day with what concerns them and is new since the last; nothing where nothing is.

What goes into a mail is marked as mailed, and the mark stored, before the mail is handed over: should the
machine stop in between, that mail is lost and never sent twice. Where the server says that it did not take
it, the marks are taken back, and it is in the mail of the next day.
"""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import OperationalError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from annotations.models import Notice, NoticeSettings
from annotations.selectors import awaited, colleagues, notices
from annotations.selectors.awaited import Waiting
from annotations.selectors.notices import Line
from annotations.services.notices import sweep

logger = logging.getLogger(__name__)

# What is older, or came in a mail before, stays in the list of notices alone.
NEWS = timedelta(days=14)
# So many lines are read; the list of notices has the others.
MOST = 40
# What happens in this moment is left to the next mail: its transaction may not have come to its end.
SETTLING = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Digest:
    """What one mail tells a person; `more` is how many notices it only counts."""

    person: Any
    lines: list[Line]
    more: int
    waiting: list[Waiting]


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that is marked as sent, and what to take back should it not go out."""

    digest: Digest
    marked: list[int]
    told_until: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """How many mails went out, and how many did not."""

    mails: int
    failed: int


def never() -> bool:
    """Go on."""
    return False


def send_due(stop: Callable[[], bool] = never) -> int:
    """Send the mails of the day that were not sent yet; how many went out. Old notices go."""
    sent = send(stop)
    sweep()
    return sent.mails


def send(stop: Callable[[], bool] = never) -> Sent:
    """Send everybody the mail of the day who did not have it; one address that fails holds up no other."""
    mails = failed = 0
    today = timezone.localdate()
    looked_at = NoticeSettings.objects.filter(looked_on__gte=today).values("person")
    for person in colleagues.all_of_them().exclude(email="").exclude(pk__in=looked_at):
        if stop():
            break
        try:
            mails += send_to(person)
        except OperationalError:
            raise
        except Exception:
            logger.exception("The daily mail to %s did not go out.", person)
            failed += 1
    return Sent(mails, failed)


def send_to(person: Any) -> bool:
    """Send one person what is new; whether there was something. Raises what the mail server raises."""
    taken = take(person)
    if taken is None:
        return False
    try:
        letter(taken.digest).send()
    except (OSError, smtplib.SMTPException):
        give_back(person, taken)
        raise
    return True


@transaction.atomic
def take(person: Any) -> Taken | None:
    """Mark what is new as told today; None where nothing is, or another worker was quicker."""
    NoticeSettings.objects.get_or_create(person=person)
    wanted = NoticeSettings.objects.select_for_update().get(person=person)
    now, today, former = timezone.now() - SETTLING, timezone.localdate(), wanted.told_until
    if wanted.looked_on is not None and wanted.looked_on >= today:
        return None
    rows = fresh(person, wanted, now) if wanted.by_mail else []
    found = digest_of(person, wanted, rows, former or now - timedelta(days=1)) if wanted.by_mail else None
    wanted.looked_on, wanted.told_until = today, now
    wanted.save(update_fields=["looked_on", "told_until"])
    if found is None:
        return None
    marked = [row.pk for row in rows]
    Notice.objects.filter(pk__in=marked).update(mailed_at=timezone.now())
    return Taken(found, marked, former)


@transaction.atomic
def give_back(person: Any, taken: Taken) -> None:
    """Nothing of this was told after all; it is tried again tomorrow."""
    Notice.objects.filter(pk__in=taken.marked).update(mailed_at=None)
    NoticeSettings.objects.filter(person=person).update(told_until=taken.told_until)


def digest_of(person: Any, wanted: NoticeSettings, rows: list[Notice], since: datetime) -> Digest | None:
    """What to tell a person, as far as they may see it now; None where nothing of it is new."""
    found = notices.seen(rows, person)
    waiting = [one for one in awaited.of(person, since) if one.kind not in wanted.muted]
    if not found and not any(one.is_new for one in waiting):
        return None
    return Digest(person, notices.lines(found[:MOST]), len(found[MOST:]), waiting)


def fresh(person: Any, wanted: NoticeSettings, until: datetime) -> list[Notice]:
    """The notices that were neither read nor mailed, of the kinds somebody wants by mail, the newest first
    and a bounded number of them."""
    unread = notices.of(person, unread=True).filter(mailed_at=None, at__lte=until, at__gt=until - NEWS)
    return list(unread.exclude(kind__in=wanted.muted)[: 10 * MOST])


def letter(digest: Digest) -> EmailMultiAlternatives:
    """The mail, as text and as simple HTML."""
    preferences = address(reverse("admin:annotations_notice_settings"))
    told = {
        "digest": digest,
        "name": colleagues.name_of(digest.person),
        "site": settings.SITE_URL,
        "all": address(reverse("admin:annotations_notice_changelist")),
        "settings": preferences,
    }
    mail = EmailMultiAlternatives(
        subject(digest),
        render_to_string("annotations/digest.txt", told),
        settings.SERVER_EMAIL,
        [digest.person.email],
        headers={"Auto-Submitted": "auto-generated", "List-Unsubscribe": f"<{preferences}>"},
    )
    mail.attach_alternative(render_to_string("annotations/digest.html", told), "text/html")
    return mail


def subject(digest: Digest) -> str:
    """What the mail is about: the one thing it tells, or how many."""
    news = len(digest.lines) + digest.more
    if news == 1:
        return f"osbiz: {digest.lines[0].told}"
    return f"osbiz: {news} notices" if news else f"osbiz: {digest.waiting[0].text}"


def address(path: str) -> str:
    """A page's address in a mail."""
    return f"{settings.SITE_URL}{path}"
