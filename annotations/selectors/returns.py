"""Why something came back to its author."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from annotations.models import Claim, QuoteVersion, ReviewEvent
from annotations.workflow import Action, State


def last(item: QuoteVersion | Claim) -> ReviewEvent | None:
    """The return that an author has still to answer, with its note."""
    if item.state != State.CHANGES_REQUESTED:
        return None
    returns: QuerySet[ReviewEvent] = item.events.filter(action=Action.RETURN)
    return returns.select_related("by").order_by("-id").first()


def with_note(rows: Any, link: str) -> Any:
    """Rows with the note of their last return as `came_back_with`; `link` is what an event calls them."""
    returns = ReviewEvent.objects.filter(**{link: OuterRef("pk")}, action=Action.RETURN).order_by("-id")
    return rows.annotate(came_back_with=Subquery(returns.values("note")[:1]))
