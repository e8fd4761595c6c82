"""The schedules of what is approved, and how they end."""

from django.db.models import QuerySet
from django.utils import timezone

from annotations.models import Claim, Outcome, QuoteVersion, Schedule


def of(item: QuoteVersion | Claim) -> QuerySet[Schedule]:
    """All schedules of a version of a quote, or of a claim."""
    link = "version" if isinstance(item, QuoteVersion) else "claim"
    return Schedule.objects.filter(**{link: item})


def end(item: QuoteVersion | Claim, outcome: Outcome, *, by: object, why: str = "") -> int:
    """Say what came of the schedule that waits, if one does."""
    waiting = of(item).filter(outcome=Outcome.WAITING)
    return waiting.update(outcome=outcome, why=why, ended_at=timezone.now(), ended_by=by)
