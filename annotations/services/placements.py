"""Placements that wait for a person, and how they end."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from annotations.models import UNCERTAIN, Decision, Placement, QuoteVersion


def waiting(version: QuoteVersion) -> QuerySet[Placement]:
    """The one that waits for a decision about this version, if any."""
    return Placement.objects.filter(version=version, status__in=UNCERTAIN, decision="")


def proposal(version: QuoteVersion) -> Placement | None:
    """What was found of a version whose place is uncertain.

    Decided on already where what was made of it was discarded: then it is there to be decided on again.
    """
    found = Placement.objects.filter(version=version, status__in=UNCERTAIN).select_related("target")
    return found.order_by("-id").first()


def decide(version: QuoteVersion, decision: Decision, *, by: Any) -> None:
    """Say what a person made of it."""
    waiting(version).update(decision=decision, decided_by=by, decided_at=timezone.now())


def overtake(versions: Sequence[QuoteVersion]) -> None:
    """Another text settles what waited about these versions, or asks anew."""
    Placement.objects.filter(version__in=versions, status__in=UNCERTAIN, decision="").update(
        decision=Decision.OVERTAKEN, decided_at=timezone.now()
    )


def copy(former: QuoteVersion, version: QuoteVersion) -> None:
    """What was proposed for a version waits for the one made of it as well."""
    found = proposal(former)
    if found is not None:
        found.pk, found.version = None, version
        found.decision, found.decided_by, found.decided_at = "", None, None
        found.save(force_insert=True)
