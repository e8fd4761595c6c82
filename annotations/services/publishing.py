"""Publish at a time that was set: by the same service, through the same gate, as the person who set it."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from annotations import workflow
from annotations.models import Claim, Outcome, QuoteVersion, Schedule
from annotations.permissions import check_can_review, has_written
from annotations.services import gate, review, schedules
from annotations.workflow import Action, Refusal, State
from transcripts.permissions import roles_of

logger = logging.getLogger(__name__)
AT_ONCE = 100
SCHEDULE, UNSCHEDULE, REFUSE = "schedule", "unschedule", "refuse"
PAST = "That time has passed. Choose a later one, or publish it now."
ANOTHER = "Another time was set: {at}."
NONE = "No time is set for it. Look at it again."
BROKEN = (
    "It could not be published for a reason that is not yours. Tell your administrator, then try it again."
)


def never() -> bool:
    """Go on."""
    return False


@transaction.atomic
def schedule(item: QuoteVersion | Claim, *, at: datetime, by: Any) -> Schedule:
    """Set the time at which something approved is to be published; a time set before no longer holds.

    Raises Refusal where this person could not publish it now: what is known today need not wait.
    """
    review.lock(item)
    own = has_written(by, item)
    workflow.check(Action.PUBLISH, state=State(item.state), roles=roles_of(by), own=own, note="")
    if at <= timezone.now():
        raise Refusal("time", PAST)
    gate.check(item)
    schedules.end(item, Outcome.CANCELLED, by=by, why=ANOTHER.format(at=told(at)))
    link = {"version": item} if isinstance(item, QuoteVersion) else {"claim": item}
    made = Schedule.objects.create(at=at, by=by, **link)
    review.event(item, SCHEDULE, item.state, by=by, note=f"For {told(at)}.")
    return made


@transaction.atomic
def cancel(item: QuoteVersion | Claim, *, by: Any, why: str = "") -> None:
    """Publish it at no time after all; it stays approved."""
    check_can_review(by)
    review.lock(item)
    if not schedules.end(item, Outcome.CANCELLED, by=by, why=why.strip()):
        raise Refusal("time", NONE)
    review.event(item, UNSCHEDULE, item.state, by=by, note=why)


def publish_due(stop: Callable[[], bool] = never) -> int:
    """Publish whatever is due, or keep why it was refused; how many schedules came to their end."""
    keys = list(Schedule.objects.due().values_list("pk", flat=True)[:AT_ONCE])
    done = 0
    for key in keys:
        if stop():
            break
        done += settle(Schedule.objects.select_related("version", "claim", "by").get(pk=key))
    return done


def settle(due: Schedule) -> bool:
    """Publish one, as the person who set the time; whether it came to its end here.

    A fault of ours is kept as a refusal too, so that it holds up no other; a database that does not answer is
    asked again.
    """
    try:
        return publish(due)
    except (Refusal, PermissionDenied) as refusal:
        return refuse(due, str(refusal))
    except OperationalError:
        raise
    except Exception:
        logger.exception("A scheduled publication failed: schedule %s", due.pk)
        return refuse(due, BROKEN)


@transaction.atomic
def publish(due: Schedule) -> bool:
    """Publish it unless another worker, or a person, was quicker. The move ends the schedule."""
    item = item_of(due)
    review.lock(item)
    if not still_waits(due):
        return False
    review.move(item, action=Action.PUBLISH, by=due.by)
    logger.info("Published as scheduled for %s: %s", due.at, item)
    return True


@transaction.atomic
def refuse(due: Schedule, why: str) -> bool:
    """Keep why it was not published, with the schedule and in the history."""
    item = item_of(due)
    review.lock(item)
    if not still_waits(due):
        return False
    schedules.end(item, Outcome.REFUSED, by=due.by, why=why)
    review.event(item, REFUSE, item.state, by=due.by, note=why)
    logger.warning("Refused at the time it was scheduled for: %s: %s", item, why)
    return True


def item_of(due: Schedule) -> QuoteVersion | Claim:
    """What is to be published."""
    item = due.version or due.claim
    assert item is not None, "The database keeps a schedule of one thing."
    return item


def still_waits(due: Schedule) -> bool:
    """Whether nobody settled it meanwhile."""
    return Schedule.objects.waiting().filter(pk=due.pk).exists()


def told(at: datetime) -> str:
    """A time for people."""
    return date_format(timezone.localtime(at), "j F Y, H:i e")
