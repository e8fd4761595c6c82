"""Decide on what was seen: a move or change of something that changed meanwhile is refused."""

from typing import Any

from django.db import transaction

from annotations.desk import cards
from annotations.models import Quote, QuoteVersion
from annotations.services import quotes, review
from annotations.workflow import Action, Refusal

STALE = "Somebody has changed this quote since you opened it. Look at it again, then decide."


@transaction.atomic
def move(quote: Quote, *, action: Action, version: str, note: str, by: Any) -> QuoteVersion:
    """Move the version that was seen. Raises Refusal as `review.move` does, or if it is stale."""
    newest = as_seen(quote, version)
    review.move(newest, action=action, by=by, note=note)
    return newest


@transaction.atomic
def change(quote: Quote, *, version: str, by: Any, **values: Any) -> QuoteVersion:
    """Change the version that was seen. Raises Refusal as `quotes.change` does, or if it is stale."""
    as_seen(quote, version)
    return quotes.change(quote, by=by, **values)


def as_seen(quote: Quote, version: str) -> QuoteVersion:
    """The newest version, held, if it is the one that was seen."""
    Quote.objects.select_for_update().get(pk=quote.pk)
    newest = quotes.newest(quote)
    if cards.seen(newest) != version:
        raise Refusal("stale", STALE)
    return newest
