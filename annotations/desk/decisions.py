"""Decide on what was seen: a move or change of something that changed meanwhile is refused."""

from datetime import datetime
from typing import Any

from django.db import transaction

from annotations.desk import cards
from annotations.models import Quote, QuoteVersion
from annotations.services import anchors, publishing, quotes, review
from annotations.workflow import Action, Refusal
from transcripts.models import Revision

STALE = "Somebody has changed this quote since you opened it. Look at it again, then decide."


@transaction.atomic
def move(
    quote: Quote, *, action: Action, version: str, note: str, by: Any, override: bool = False
) -> QuoteVersion:
    """Move the version that was seen. Raises Refusal as `review.move` does, or if it is stale."""
    newest = as_seen(quote, version)
    review.move(newest, action=action, by=by, note=note, override=override)
    return newest


@transaction.atomic
def schedule(quote: Quote, *, version: str, at: datetime, by: Any) -> QuoteVersion:
    """Set when the version that was seen is to be published. Raises Refusal as `publishing.schedule` does."""
    newest = as_seen(quote, version)
    publishing.schedule(newest, at=at, by=by)
    return newest


@transaction.atomic
def unschedule(quote: Quote, *, version: str, note: str, by: Any) -> QuoteVersion:
    """Publish the version that was seen at no time after all. Raises Refusal as `publishing.cancel` does."""
    newest = as_seen(quote, version)
    publishing.cancel(newest, by=by, why=note)
    return newest


@transaction.atomic
def restore(quote: Quote, *, version: str = "", note: str = "", by: Any) -> QuoteVersion:
    """Make a draft of what was discarded. Raises Refusal as `review.move` does, or if it is stale."""
    if version:
        as_seen(quote, version)
    discarded = quotes.last_discarded(quotes.hold(quote))
    review.move(discarded, action=Action.RESTORE, by=by, note=note)
    return discarded


@transaction.atomic
def change(quote: Quote, *, version: str, by: Any, **values: Any) -> QuoteVersion:
    """Change the version that was seen, new offsets counting in the text it was seen in.

    Raises Refusal as `quotes.change` does, or if it is stale.
    """
    kind = as_seen(quote, version).kind
    key = version.rpartition("-")[2]
    texts = Revision.objects.filter(episode=quote.episode_id, kind=kind)
    text = texts.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if text is None:
        raise Refusal("stale", STALE)
    return quotes.change(quote, by=by, seen=text, **values)


@transaction.atomic
def confirm(quote: Quote, *, version: str, candidate: int, note: str = "", by: Any) -> QuoteVersion:
    """Take a place proposed for the version that was seen. Raises Refusal as `anchors.confirm` does."""
    return anchors.confirm(as_seen(quote, version), candidate=candidate, note=note, by=by)


@transaction.atomic
def select(
    quote: Quote, *, version: str, revision: Revision, start: int, end: int, note: str = "", by: Any
) -> QuoteVersion:
    """Place the version that was seen on other words. Raises Refusal as `anchors.select` does."""
    found = as_seen(quote, version)
    return anchors.select(found, start=start, end=end, seen=revision, note=note, by=by)


@transaction.atomic
def give_up(quote: Quote, *, version: str, note: str, by: Any) -> QuoteVersion:
    """Withdraw or discard the version that was seen. Raises Refusal as `anchors.give_up` does."""
    return anchors.give_up(as_seen(quote, version), note=note, by=by)


def as_seen(quote: Quote, version: str) -> QuoteVersion:
    """The newest version, held, if it is the one that was seen; in whichever text that was."""
    newest = quotes.newest(quotes.hold(quote))
    if cards.seen(newest).partition("-")[0] != version.partition("-")[0]:
        raise Refusal("stale", STALE)
    return newest
