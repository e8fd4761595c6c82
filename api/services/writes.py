"""Do what is asked under a key once, however often it is asked.

The answer is stored in the transaction of the work itself: there is never one without the other. What was
refused has done nothing, so its key is free again.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from api.models import Write

KEPT = timedelta(days=1)
# A write that has no answer after so long broke off: no request is let live longer.
LONGEST = timedelta(minutes=2)


class Running(Exception):
    """What is asked under this key is being done at this moment."""


class OtherWrite(Exception):
    """This key stands for something else that was asked."""


def begin(*, key: str, asked: str, by: Any) -> Write:
    """Take a key for what is asked. The write that is given back has an answer where that was done before.

    Raises Running, or OtherWrite.
    """
    now = timezone.now()
    Write.objects.filter(user=by, key=key, started_at__lte=now - KEPT).delete()
    try:
        with transaction.atomic():
            return Write.objects.create(user=by, key=key, asked=asked, started_at=now)
    except IntegrityError:
        return known(key=key, asked=asked, by=by)


def known(*, key: str, asked: str, by: Any) -> Write:
    """The write that has the key; one that broke off is begun anew."""
    write = Write.objects.filter(user=by, key=key).first()
    if write is None:  # refused, or forgotten, a moment ago
        raise Running
    if write.asked != asked:
        raise OtherWrite
    if write.status is None and not is_taken_over(write):
        raise Running
    return write


def is_taken_over(write: Write) -> bool:
    """Whether the write broke off and is now this request's; of several that ask, one gets it."""
    now = timezone.now()
    if write.started_at > now - LONGEST:
        return False
    same = Write.objects.filter(pk=write.pk, status=None, started_at=write.started_at)
    write.started_at = now
    return bool(same.update(started_at=now))


def carry_out(write: Write, work: Callable[[], tuple[Any, int, dict[str, str], str]]) -> Any:
    """Do the work and store its answer: what it gives back, with status, headers and body."""
    try:
        with transaction.atomic():
            done, status, headers, body = work()
            # Nobody else's: where it took so long that another has begun it anew, this one did nothing.
            mine = Write.objects.filter(pk=write.pk, status=None, started_at=write.started_at)
            if not mine.update(status=status, headers=headers, body=body):
                raise Running
            return done
    except Exception:
        Write.objects.filter(pk=write.pk, status=None, started_at=write.started_at).delete()
        raise


def sweep(stop: Callable[[], bool] | None = None) -> int:
    """Forget what nobody asks again; how many that were."""
    return Write.objects.filter(started_at__lte=timezone.now() - KEPT).delete()[0]
