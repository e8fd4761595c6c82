"""Keep up to where a reviewer has looked."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.models import ReviewMark
from annotations.permissions import check_can_review


@transaction.atomic
def put(*, event: int, by: Any) -> ReviewMark:
    """Say that this person has seen what happened up to the event of that number. It never goes back: of two
    windows, the one that was opened later counts."""
    check_can_review(by)
    now = timezone.now()
    mark, _ = ReviewMark.objects.select_for_update().get_or_create(
        user=by, defaults={"event": event, "at": now}
    )
    if event > mark.event:
        mark.event = event
    mark.at = now
    mark.save(update_fields=["event", "at"])
    return mark
