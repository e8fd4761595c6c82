"""Who is at an episode's desk, and who holds it. A lease warns; it never keeps anybody from writing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.models import Lease, Presence
from annotations.services.comments import check_can_comment
from transcripts.models import Episode

# The desk tells every 15 seconds that it is open.
GONE_AFTER = timedelta(seconds=45)
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Here:
    """The others at a desk in the order in which they came, and the lease, where somebody has it."""

    others: list[Presence]
    lease: Lease | None


@transaction.atomic
def beat(episode: Episode, *, place: int | None, working: bool, by: Any) -> Here:
    """Say that somebody is here, at the turn of position `place`, and whether they worked since they last
    said so. Whoever works first has the lease; further work extends it, and merely being here does not."""
    check_can_comment(by)
    now = timezone.now()
    values = {"seen_at": now, "place": place}
    mine, _ = Presence.objects.get_or_create(episode=episode, user=by, defaults={"since": now, **values})
    if now - mine.seen_at > GONE_AFTER:
        values["since"] = now
    Presence.objects.filter(pk=mine.pk).update(**values)
    others = at_desk(episode, now).exclude(user=by).select_related("user")
    lease = work(episode, now, by=by) if working else standing(episode, now)
    return Here(list(others), lease)


@transaction.atomic
def leave(episode: Episode, *, by: Any) -> None:
    """Say that somebody has left; what they held is free."""
    Presence.objects.filter(episode=episode, user=by).delete()
    Lease.objects.filter(episode=episode, holder=by).delete()


def work(episode: Episode, now: datetime, *, by: Any) -> Lease:
    """Extend one's own lease, take one that nobody has, or learn who has it."""
    fresh = {"holder": by, "since": now, "until": now + LEASE}
    lease, made = Lease.objects.select_for_update().get_or_create(episode=episode, defaults=fresh)
    if made:
        return lease
    if lease.holder_id == by.pk and lease.until > now:
        lease.until = now + LEASE
    elif not is_standing(lease, now):
        lease.holder, lease.since, lease.until = by, now, now + LEASE
    else:
        return lease
    lease.save()
    return lease


def standing(episode: Episode, now: datetime) -> Lease | None:
    """The lease, where it has not run out and its holder is here."""
    lease = Lease.objects.filter(episode=episode).select_related("holder").first()
    return lease if lease and is_standing(lease, now) else None


def is_standing(lease: Lease, now: datetime) -> bool:
    """Whether a lease still says that somebody works here."""
    return lease.until > now and at_desk(lease.episode, now).filter(user=lease.holder_id).exists()


def at_desk(episode: Episode, now: datetime) -> Any:
    """Those who have been heard of lately."""
    return Presence.objects.filter(episode=episode, seen_at__gt=now - GONE_AFTER)


def sweep(stop: Callable[[], bool] | None = None) -> int:
    """Take away what says nothing any more; how many rows that were."""
    now = timezone.now()
    gone, _ = Presence.objects.filter(seen_at__lte=now - GONE_AFTER).delete()
    over, _ = Lease.objects.filter(until__lte=now).delete()
    return gone + over
