"""Looks for likely duplicates that somebody asked for, done by a worker (docs/decisions/jobs.md)."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from kombu.exceptions import KombuError

from transcripts.models import DuplicateSearch
from transcripts.permissions import check_can_edit
from transcripts.services import duplicates

logger = logging.getLogger(__name__)
# A worker that has said nothing for so long is gone, and another takes up its search.
LEASE = timedelta(minutes=5)
BROKEN = "It could not be finished for a reason that is not yours. Tell your administrator."


def newest() -> DuplicateSearch | None:
    """The search that was asked for last."""
    return DuplicateSearch.objects.first()


@transaction.atomic
def ask(*, by: Any) -> DuplicateSearch:
    """Have a worker look at all names as soon as one is free; asked again meanwhile, it is the same one."""
    check_can_edit(by)
    waiting = unfinished().first()
    if waiting is not None:
        return waiting
    transaction.on_commit(wake)
    return DuplicateSearch.objects.create(asked_by=by)


def unfinished() -> QuerySet[DuplicateSearch]:
    """The searches that nobody has finished, the longest waiting first."""
    return DuplicateSearch.objects.filter(finished_at=None).order_by("id")


def wake() -> None:
    """Tell a worker, where there is a broker; without one it looks by itself."""
    if settings.CELERY_BROKER_URL:
        try:
            current_app.send_task("transcripts.run_searches", ignore_result=True)
        except (OSError, KombuError) as error:
            logger.warning("No answer from the broker (%s); beat has it done within a minute.", error)


def run(stop: Callable[[], bool] = duplicates.never) -> int:
    """Do the search that waits, if one does and no other worker is at it; how many were done."""
    now = timezone.now()
    free = Q(seen_at=None) | Q(seen_at__lte=now - LEASE)
    search = unfinished().filter(free).first()
    if search is None or not unfinished().filter(free, pk=search.pk).update(seen_at=now, done=0):
        return 0
    try:
        found = duplicates.find(stop, step=partial(step, search))
    except Exception:
        logger.exception("A search for likely duplicates failed: %s", search.pk)
        finish(search, error=BROKEN)
    else:
        finish(search, found=found)
    return 1


def step(search: DuplicateSearch) -> None:
    """Say that one more step is done."""
    search.done += 1
    unfinished().filter(pk=search.pk).update(done=search.done, seen_at=timezone.now())


def finish(search: DuplicateSearch, **outcome: Any) -> None:
    """Say what came of it."""
    unfinished().filter(pk=search.pk).update(finished_at=timezone.now(), **outcome)
