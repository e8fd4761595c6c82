"""Decide about a quote or a claim as a reviewer saw it: what changed meanwhile is never decided unseen."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from annotations.desk import cards, claims, decisions, reviewtie
from annotations.models import Claim, QuoteVersion, ReviewEvent
from annotations.selectors import colleagues
from annotations.selectors.ties import Tie
from annotations.services import duedates, publishing, review
from annotations.workflow import Action, Refusal

Reviewed = QuoteVersion | Claim | Tie
# What can be done from the queue, in words that say what happens.
LABELS = {
    "approve": "Approve",
    "return": "Return with note",
    "publish": "Publish",
    "override": "Approve as an exception",
    "due": "Set the day it is due",
    "schedule": "Publish at a time",
    "unschedule": "Publish at no set time",
}
DONE = {
    "approve": "Approved",
    "return": "Returned with your note",
    "publish": "Published",
    "override": "Approved as an exception",
    "due": "Due",
    "schedule": "To be published",
    "unschedule": "No longer to be published at a set time",
}
# What is tied to a published claim is accepted or declined, by the same keys and buttons.
DONE_WITH_TIE = {
    "approve": "Accepted: readers see it now",
    "return": "Declined with your note",
    "override": "Accepted as an exception",
}
# After these there is nothing more to decide about it here for now.
ENDING = frozenset({"approve", "return", "publish", "override"})
UNKNOWN = "There is no such decision."


def seen(item: Reviewed) -> str:
    """Names exactly what is shown of it."""
    if isinstance(item, Tie):
        return reviewtie.seen(item)
    if isinstance(item, Claim):
        return str(getattr(item, "last_event", None) or claims.seen(item))
    return cards.seen(item)


@transaction.atomic
def decide(item: Reviewed, verb: str, *, version: str, values: Mapping[str, Any], by: Any) -> Reviewed:
    """Do one thing with the version that was seen; `values` are its note, day (due) and time (schedule).

    Raises Refusal as the services do, or where it is stale. A day is nobody's decision: it is set whatever
    changed meanwhile.
    """
    if isinstance(item, Tie):
        reviewtie.decide(item, verb, version=version, values=values, by=by)
        return item
    if verb == "due":
        duedates.set_due(item, on=values.get("day"), by=by)
        return item
    held = as_seen(item, version)
    note = values.get("note", "")
    if verb == "schedule":
        publishing.schedule(held, at=values["at"], by=by)
    elif verb == "unschedule":
        publishing.cancel(held, by=by, why=note)
    elif verb == "override":
        review.move(held, action=Action.APPROVE, by=by, note=note, override=True)
    elif verb in (Action.APPROVE, Action.RETURN, Action.PUBLISH):
        review.move(held, action=Action(verb), by=by, note=note)
    else:
        raise Refusal("decision", UNKNOWN)
    return held


def as_seen(item: QuoteVersion | Claim, version: str) -> QuoteVersion | Claim:
    """The thing, held, if it is still what was seen."""
    if isinstance(item, Claim):
        return decisions.claim_as_seen(item, version)
    return decisions.as_seen(item.quote, version)


def last_told(item: Reviewed) -> str:
    """Who did what with it last: “Rae approved it on 3 July 2024, 10:32.”"""
    if isinstance(item, Tie):
        last = reviewtie.last_event(item)
        return happened(last) if last else ""
    event = item.events.select_related("by").order_by("-id").first()
    return happened(event) if event else ""


WORDS = {
    "approve": "approved it",
    "return": "returned it",
    "publish": "published it",
    "withdraw": "withdrew it",
    "submit": "submitted it",
    "retract": "took it back",
    "discard": "discarded it",
    "restore": "restored it",
    "spike": "spiked it",
    "confirm": "confirmed its place",
    "select": "selected its words again",
    "abandon": "gave it up",
    "accept": "accepted it",
    "decline": "declined it",
    "tie": "tied it",
    "untie": "took it away",
    "change": "changed it",
    "draft": "drafted it",
    "due": "said by when it is due",
    "schedule": "set a time of publication",
    "unschedule": "took its time of publication back",
    "supersede": "replaced it with a newer version",
}


def happened(event: ReviewEvent) -> str:
    """An event as a sentence, with its note."""
    done = WORDS.get(event.action, f"did this to it: {event.action}")
    when = date_format(timezone.localtime(event.at), "j F Y, H:i")
    sentence = f"{colleagues.name_of(event.by)} {done} on {when}."
    return f"{sentence} “{event.note}”" if event.note and event.action == Action.RETURN else sentence
