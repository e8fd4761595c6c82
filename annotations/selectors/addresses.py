"""Where old addresses lead: what was merged, and what had another slug once.

A merged row keeps its slug. Of all others history knows each slug there ever was; the latest to have had it
is the one that is meant.
"""

from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from annotations.selectors import identities
from transcripts.models import Company, Episode, Guest, Podcast

Addressed = TypeVar("Addressed", Guest, Company, Episode, Podcast)
MERGED = (Guest, Company)


def led_to(public: QuerySet[Addressed], slug: str) -> Addressed | None:
    """What an old slug leads to, where readers may know of it."""
    rows: Any = public
    if public.model in MERGED and (into := identities.led_to(rows, slug=slug)):
        return into
    history = public.model.history.filter(slug=slug)
    pk = history.order_by("-history_date", "-history_id").values_list("id", flat=True).first()
    if pk is None:
        return None
    named = Q(pk=pk) | Q(merged=pk) if public.model in MERGED else Q(pk=pk)
    return rows.filter(named).first()
