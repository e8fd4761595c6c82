"""What a reviewer is shown of a quote or claim tied to a published claim, and their decision about it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from annotations.models import ClaimRelation, Evidence, QuoteVersion, ReviewEvent
from annotations.permissions import can_review
from annotations.selectors import passages, ties
from annotations.selectors.editions import SECTION_NAMES
from annotations.selectors.ties import Tie
from annotations.services import acceptance
from annotations.workflow import Refusal
from transcripts.documents import SectionKind
from transcripts.permissions import roles_of
from transcripts.roles import Role

EVENTS = 10
WAITING, ACCEPTED = "waiting", "accepted"
OWN = "You tied it yourself, so another person accepts or declines it."
STALE = "Somebody has changed what is tied since you opened it. Look at it again, then decide."
UNDUE = "What is tied to a published claim is due on no day. Accept or decline it."
GONE = "It is not there any more: somebody declined it or took it away. The history of its claim says why."


def of(tie: Tie, user: Any) -> dict[str, Any]:
    """What the page says of it, and what this person may do."""
    own = tie.created_by_id == user.pk
    waits = ties.still_waits(tie)
    decides = waits and can_review(user) and not own
    claims = ties.ends(tie)
    events = ReviewEvent.objects.filter(claim__in=[claim.pk for claim in claims]).select_related("by")
    return {
        "item": tie,
        "is_tie": True,
        "seen": seen(tie),
        "state": state_of(tie),
        "claims": claims,
        "may_approve": decides,
        "may_return": decides,
        "may_except": waits and own and Role.ADMINISTRATOR in roles_of(user),
        "why_not": OWN if own and waits else "",
        "events": events.order_by("-id")[:EVENTS],
        "page_url": page_of(tie),
        "history_url": reverse("admin:annotations_claim_history", args=[claims[0].pk]),
        **(of_evidence(tie) if isinstance(tie, Evidence) else {}),
    }


def of_evidence(evidence: Evidence) -> dict[str, Any]:
    """The passage of the quote in its context."""
    version = ties.version_of(evidence)
    if version is None:
        return {"version": None}
    whole = QuoteVersion.objects.select_related("quote__episode__podcast", "turn", "revision", "speaker")
    found = whole.get(pk=version.pk)
    passage = passages.of(found)
    section = SectionKind(passage.turn.section)
    return {
        "version": found,
        "passage": passage,
        "section": passage.turn.section_title or SECTION_NAMES[section],
        "is_sponsor": section == SectionKind.SPONSOR,
        "version_url": reverse("admin:annotations_quoteversion_change", args=[found.pk]),
    }


def seen(tie: Tie) -> str:
    """Names exactly what is shown of it. A published claim says what it says; a quote may get other words."""
    if isinstance(tie, ClaimRelation):
        return str(tie.kind)
    version = ties.version_of(tie)
    return f"{tie.stance}-{version.pk if version else 0}"


def state_of(tie: Tie) -> str:
    """How it stands, for programs."""
    return ACCEPTED if tie.accepted_at else WAITING


def decide(tie: Tie, verb: str, *, version: str, values: Mapping[str, Any], by: Any) -> None:
    """Accept or decline what was seen: `verb` is approve, override or return, as for quotes and claims.

    Raises Refusal as the service does, or where it is stale. Its claims are held before it is compared.
    """
    if verb not in ("approve", "override", "return"):
        raise Refusal("due", UNDUE)
    acceptance.hold(tie)
    fresh = ties.with_words("evidence" if isinstance(tie, Evidence) else "relation").get(pk=tie.pk)
    if fresh.accepted_at is None and seen(fresh) != version:
        raise Refusal("stale", STALE)
    note = values.get("note", "")
    if verb == "return":
        acceptance.decline(tie, note=note, by=by)
    else:
        acceptance.accept(tie, override=verb == "override", note=note, by=by)


def words(tie: Tie) -> str:
    """What is tied to what: “We doubled.” supports “Revenue doubled.”"""
    if isinstance(tie, ClaimRelation):
        return f"“{tie.source.statement}” {tie.kind} “{tie.target.statement}”"
    version = ties.version_of(tie)
    said = acceptance.shortened(version.shown) if version else ""
    return f"“{said}” {tie.stance} “{tie.claim.statement}”"


def aside(tie: Tie) -> str:
    """What a line says of it besides."""
    version = ties.version_of(tie) if isinstance(tie, Evidence) else None
    return f"evidence, {version.speaker or 'credited to nobody'}" if version else "relation between claims"


def last_event(tie: Tie) -> ReviewEvent | None:
    """What was done with it last, which the history of its claims keeps even when it is gone."""
    return ties.last_decision(tie, acceptance.told(tie))


def page_of(tie: Tie) -> str:
    """Its own page, or that of its claim where it was taken away."""
    if not type(tie)._default_manager.filter(pk=tie.pk).exists():
        return reverse("admin:annotations_claim_change", args=[ties.ends(tie)[0].pk])
    return reverse(f"admin:annotations_{tie._meta.model_name}_change", args=[tie.pk])
