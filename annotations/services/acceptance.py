"""Accept or decline what somebody tied to a claim: another person's decision, with the claim or alone."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from annotations.models import Claim, ClaimRelation, NoticeKind, ReviewEvent
from annotations.permissions import check_can_review
from annotations.selectors.ties import Tie, ends
from annotations.services import notices, publiclog
from annotations.workflow import (
    ACCEPT,
    DECLINE,
    EXCEPTION,
    EXPLAIN,
    FOUR_EYES,
    NEEDLESS,
    NO_EXCEPTION,
    OTHER_REVIEWER,
    Refusal,
    State,
)
from transcripts.permissions import roles_of
from transcripts.roles import Role

SHOWN = 80  # code points of what is told of a quote or claim
DONE = "Somebody has accepted it already. Look again."
GONE = "It is not there any more: somebody has taken it away or declined it. Look again."
WITH_CLAIM = "It waits with its claim, which is {state}: it is accepted when that is approved."
WHY = "Say why, so that whoever tied it knows."


@transaction.atomic
def accept(tie: Tie, *, override: bool = False, note: str = "", by: Any) -> None:
    """Let readers see what somebody else tied to a published claim.

    With `override` an administrator accepts what they tied themselves; the note says why. Raises Refusal
    where it does not wait, or four eyes are not two people's.
    """
    check_can_review(by)
    stored = hold(tie)
    if stored.accepted_at:
        raise Refusal("race", DONE)
    for claim in ends(stored):
        if claim.state != State.PUBLISHED:
            raise Refusal("state", WITH_CLAIM.format(state=claim.get_state_display()))
    check_four_eyes(stored, override=override, note=note, by=by)
    exception = None
    with publiclog.following(around(stored), by=by):
        for claim in ends(stored):
            made = tell(
                claim,
                "approve" if override else ACCEPT,
                f"{told(stored)} {note}",
                by=by,
                is_override=override,
            )
            exception = exception or (made if override else None)
        stored.accepted_by, stored.accepted_at, stored.override = by, timezone.now(), exception
        stored.save(update_fields=["accepted_by", "accepted_at", "override"])
    tie.refresh_from_db()


@transaction.atomic
def decline(tie: Tie, *, note: str, by: Any) -> None:
    """Take away what waits to be accepted, saying why; what was said stays in the history of its claims."""
    check_can_review(by)
    if not note.strip():
        raise Refusal("note", WHY)
    stored = hold(tie)
    if stored.accepted_at:
        raise Refusal("race", DONE)
    for claim in ends(stored):
        made = tell(claim, DECLINE, f"{told(stored)} {note}", by=by)
        notices.tell({stored.created_by_id} - {by.pk}, NoticeKind.RETURNED, event=made)
    stored.delete()


def accept_all(claim: Claim, *, by: Any, at: datetime, override: ReviewEvent | None = None) -> None:
    """Who approves a claim accepts what is tied to it then; what they tied themselves only as the exception
    that `override` records."""
    relations = ClaimRelation.objects.filter(Q(source=claim) | Q(target=claim))
    for ties in (claim.evidence.all(), relations):
        others = ties.pending().exclude(created_by=by)
        others.update(accepted_by=by, accepted_at=at)
        if override is not None:
            ties.pending().update(accepted_by=by, accepted_at=at, override=override)


def hold(tie: Tie) -> Tie:
    """What was tied, as stored, its claims held until the decision stands."""
    list(Claim.objects.filter(pk__in=[end.pk for end in ends(tie)]).order_by("pk").select_for_update())
    stored = type(tie)._default_manager.filter(pk=tie.pk).first()
    if stored is None:
        raise Refusal("race", GONE)
    found: Tie = stored
    return found


def check_four_eyes(tie: Tie, *, override: bool, note: str, by: Any) -> None:
    """Raise Refusal unless somebody else tied it, or an administrator makes an exception and says why."""
    own, administers = tie.created_by_id == by.pk, Role.ADMINISTRATOR in roles_of(by)
    if override and not administers:
        raise Refusal("four-eyes", NO_EXCEPTION.format(action=ACCEPT))
    if override and not own:
        raise Refusal("override", NEEDLESS.format(action=ACCEPT))
    if override and not note.strip():
        raise Refusal("note", EXPLAIN)
    if own and not override:
        remedy = EXCEPTION if administers else OTHER_REVIEWER
        raise Refusal("four-eyes", FOUR_EYES.format(action=ACCEPT, remedy=remedy))


def around(tie: Tie) -> Any:
    """What readers may see otherwise through it."""
    rows = Claim.objects.filter(pk__in=[claim.pk for claim in ends(tie)])
    return partial(publiclog.around_claims, rows)


def told(tie: Tie) -> str:
    """What was tied, for the history of its claims."""
    if isinstance(tie, ClaimRelation):
        return f"“{shortened(tie.source.statement)}” {tie.kind} “{shortened(tie.target.statement)}”."
    newest = tie.quote.versions.order_by("-number").first()
    return f"“{shortened(newest.shown if newest else '')}” {tie.stance} it."


def shortened(words: str) -> str:
    """The first words."""
    return words if len(words) <= SHOWN else f"{words[: SHOWN - 1].rstrip()}…"


def tell(claim: Claim, action: str, note: str, *, by: Any, is_override: bool = False) -> ReviewEvent:
    """Write into a claim's history what was tied to it, accepted or taken away."""
    return ReviewEvent.objects.create(
        claim=claim,
        action=action,
        from_state=claim.state,
        to_state=claim.state,
        note=note.strip(),
        is_override=is_override,
        by=by,
    )
