"""Draft and change claims, and tie quotes to them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.models import Claim, Evidence, Quote, ReviewEvent, Tag
from annotations.permissions import check_can_annotate
from annotations.workflow import EDITABLE, Refusal
from transcripts.models import Company, Guest
from transcripts.services import records

LOCKED = "This claim is {state}. Retract it or have it returned before you change it."


@transaction.atomic
def create(
    *,
    statement: str,
    kind: str,
    company: Company | None = None,
    guest: Guest | None = None,
    tags: Sequence[Tag] = (),
    by: Any,
) -> Claim:
    """Draft a claim. Raises ValidationError, by field, where it is not as it must be."""
    check_can_annotate(by)
    claim = Claim(
        statement=statement.strip(),
        kind=kind,
        company=company,
        guest=guest,
        changed_by=by,
        changed_at=timezone.now(),
    )
    records.save(claim, by=by)
    claim.tags.set(tags)
    ReviewEvent.objects.create(claim=claim, action="draft", to_state=claim.state, by=by)
    return claim


@transaction.atomic
def change(claim: Claim, *, by: Any, tags: Sequence[Tag] | None = None, **values: Any) -> Claim:
    """Change a claim that is a draft or was returned: `statement`, `kind`, `company`, `guest`, `tags`.

    A change to what is there already changes nothing, not even who changed it last.
    """
    stored = editable(claim, by=by)
    new_tags = tags is not None and set(tags) != set(stored.tags.all())
    if not new_tags and all(getattr(stored, name) == value for name, value in values.items()):
        return stored
    for name, value in values.items():
        setattr(stored, name, value)
    touch(stored, by=by)
    if tags is not None:
        stored.tags.set(tags)
    return stored


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
    check_can_annotate(by)
    stored = Claim.objects.select_for_update().get(pk=claim.pk)
    if stored.state not in EDITABLE:
        raise Refusal("state", LOCKED.format(state=stored.state.replace("_", " ")))
    return stored


def touch(claim: Claim, *, by: Any) -> None:
    """Store a changed claim and who changed it last: four eyes count from there."""
    claim.changed_by, claim.changed_at = by, timezone.now()
    records.save(claim, by=by)
    ReviewEvent.objects.create(
        claim=claim, action="change", from_state=claim.state, to_state=claim.state, by=by
    )
