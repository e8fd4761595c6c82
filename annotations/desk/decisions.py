"""Decide on what was seen: a move or change of something that changed meanwhile is refused."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from annotations.desk import cards, claims
from annotations.models import Claim, Quote, QuoteVersion
from annotations.services import anchors, duedates, publishing, quotes, review
from annotations.workflow import Action, Refusal, State
from transcripts.models import Revision

STALE = "Somebody has changed this quote since you opened it. Look at it again, then decide."
CLAIM_STALE = "Somebody has changed this claim since you opened it. Look at it again, then decide."


@transaction.atomic
def move(
    quote: Quote, *, action: Action, version: str, note: str, by: Any, override: bool = False
) -> QuoteVersion:
    """Move the version that was seen; what is withdrawn is the public one, with whatever is being worked on
    beside it. Raises Refusal as `review.move` does, or if it is stale."""
    found = public_as_seen(quote, version) if action == Action.WITHDRAW else as_seen(quote, version)
    review.move(found, action=action, by=by, note=note, override=override)
    return found


@transaction.atomic
def move_claim(
    claim: Claim, *, action: Action, version: str, note: str, by: Any, override: bool = False
) -> Claim:
    """Move the claim as it was seen. Raises Refusal as `review.move` does, or if it is stale."""
    review.move(claim_as_seen(claim, version), action=action, by=by, note=note, override=override)
    return claim


@transaction.atomic
def set_due(quote: Quote, *, on: date | None, by: Any) -> QuoteVersion:
    """Say by which day its newest version is due. It is nobody's decision about the words, so it need not be
    the version that was seen. Raises Refusal as `duedates.set_due` does."""
    newest = quotes.newest(quotes.hold(quote))
    duedates.set_due(newest, on=on, by=by)
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


def public_as_seen(quote: Quote, version: str) -> QuoteVersion:
    """The public version, held, if it or the newest one is what was seen; the newest where none is public."""
    newest = quotes.newest(quotes.hold(quote))
    public = quote.versions.filter(state=State.PUBLISHED).first() or newest
    if version.partition("-")[0] not in {cards.seen(one).partition("-")[0] for one in (public, newest)}:
        raise Refusal("stale", STALE)
    return public


def claim_as_seen(claim: Claim, version: str) -> Claim:
    """The claim, held, if it is still as it was seen."""
    review.lock(claim)
    if claims.seen(claim) != version:
        raise Refusal("stale", CLAIM_STALE)
    return claim
