"""Draft and change claims, and tie quotes to them."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations.models import Claim, Evidence, Quote, ReviewEvent, Tag
from annotations.permissions import check_can_change, check_can_draft
from annotations.services import tagging
from annotations.workflow import EDITABLE, Refusal, State
from transcripts.models import Company, Guest
from transcripts.services import people, records

Named = TypeVar("Named", Company, Guest)
LOCKED = "This claim is {state}. Retract it or have it returned before you change it."
PUBLIC = (
    "This claim is published and takes no other quotes: what readers see does not change under them. Make a "
    "claim of its own from this quote."
)
OVER = "This claim was {state}. Choose another, or make one."
REFUSALS = {State.PUBLISHED: PUBLIC, State.WITHDRAWN: OVER, State.DISCARDED: OVER}
TAKEN = "Somebody else has made a claim of this name. Load the episode again."


@transaction.atomic
def create(
    *,
    statement: str,
    kind: str,
    company: Company | None = None,
    guest: Guest | None = None,
    tags: Sequence[Tag] = (),
    public_id: UUID | None = None,
    by: Any,
) -> Claim:
    """Draft a claim. Raises ValidationError, by field, where it is not as it must be.

    Asked twice under one `public_id` by the same person it is made once.
    """
    check_can_draft(by)
    tagging.share()
    made = Claim.objects.filter(public_id=public_id).first() if public_id else None
    if made is not None:
        return made_before(made, by=by)
    claim = Claim(
        statement=statement.strip(),
        kind=kind,
        company=meant(company),
        guest=meant(guest),
        changed_by=by,
        changed_at=timezone.now(),
    )
    claim.public_id = public_id or claim.public_id
    records.save(claim, by=by)
    claim.tags.set(tagging.usable(tags))
    ReviewEvent.objects.create(claim=claim, action="draft", to_state=claim.state, by=by)
    return claim


def made_before(claim: Claim, *, by: Any) -> Claim:
    """The claim that was asked for a second time."""
    if not claim.events.filter(action="draft", by=by).exists():
        raise Refusal("id", TAKEN)
    return claim


@transaction.atomic
def change(claim: Claim, *, by: Any, tags: Sequence[Tag] | None = None, **values: Any) -> Claim:
    """Change a claim that is a draft or was returned: `statement`, `kind`, `company`, `guest`, `tags`.

    A change to what is there already changes nothing, not even who changed it last.
    """
    tagging.share()
    stored = editable(claim, by=by)
    if tags is not None:
        tags = tagging.usable(tags, had=stored.tags.all())
    values |= {name: meant(values[name]) for name in ("company", "guest") if name in values}
    new_tags = tags is not None and set(tags) != set(stored.tags.all())
    if not new_tags and all(getattr(stored, name) == value for name, value in values.items()):
        return stored
    for name, value in values.items():
        setattr(stored, name, value)
    touch(stored, by=by)
    if tags is not None:
        stored.tags.set(tags)
    return stored


def meant(thing: Named | None) -> Named | None:
    """Whom a claim is about, also where they were merged into another just now."""
    return people.standing([thing])[0] if thing else None


@transaction.atomic
def add_evidence(claim: Claim, *, quote: Quote, stance: str, by: Any) -> Evidence:
    """Say that a quote supports, disputes or updates a claim; said again, the stance is what changes."""
    stored = editable(claim, by=by)
    evidence, made = Evidence.objects.get_or_create(
        claim=stored, quote=quote, defaults={"stance": stance, "created_by": by}
    )
    if made or evidence.stance != stance:
        evidence.stance = stance
        evidence.full_clean()
        evidence.save()
        touch(stored, by=by)
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: Any) -> None:
    """Untie a quote from a claim."""
    touch(editable(evidence.claim, by=by), by=by)
    evidence.delete()


def editable(claim: Claim, *, by: Any) -> Claim:
    """The claim as stored, held until the change stands; raises Refusal where it is with the reviewers."""
    stored = Claim.objects.select_for_update().get(pk=claim.pk)
    check_can_change(by, stored)
    if stored.state not in EDITABLE:
        raise Refusal(
            "state", REFUSALS.get(State(stored.state), LOCKED).format(state=stored.get_state_display())
        )
    return stored


def touch(claim: Claim, *, by: Any) -> None:
    """Store a changed claim and who changed it last: four eyes count from there."""
    claim.changed_by, claim.changed_at = by, timezone.now()
    records.save(claim, by=by)
    ReviewEvent.objects.create(
        claim=claim, action="change", from_state=claim.state, to_state=claim.state, by=by
    )
