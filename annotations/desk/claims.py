"""What the desk says of claims: those a quote is evidence for, and those it might be."""

from typing import Any

from django.urls import reverse

from annotations.models import Claim, Quote, QuoteVersion
from annotations.permissions import can_change
from annotations.selectors import statements
from annotations.workflow import EDITABLE


def of_quote(quote: Quote, user: Any) -> list[dict[str, Any]]:
    """The claims a quote speaks for or against, with what it does to each."""
    return [
        {**card(evidence.claim, user), "stance": evidence.stance}
        for evidence in statements.resting_on(quote, user)
    ]


def choices(query: str, version: QuoteVersion, user: Any) -> list[dict[str, str]]:
    """Claims to choose, the likeliest for a quote first."""
    return [
        {"id": str(claim.public_id), "label": claim.statement, "hint": hint(claim)}
        for claim in statements.likely(query, version, user)
    ]


def card(claim: Claim, user: Any) -> dict[str, Any]:
    """A claim as the inspector shows it."""
    return {
        "id": str(claim.public_id),
        "statement": claim.statement,
        "kind": claim.get_kind_display(),
        "about": " and ".join(str(thing) for thing in (claim.company, claim.guest) if thing),
        "state": claim.state,
        "state_label": claim.get_state_display(),
        "resting": resting(claim),
        "may_change": claim.state in EDITABLE and can_change(user, claim),
        "admin_url": reverse("admin:annotations_claim_change", args=[claim.pk]),
    }


def hint(claim: Claim) -> str:
    """What to know of a claim before one chooses it."""
    about = " and ".join(str(thing) for thing in (claim.company, claim.guest) if thing)
    state = "" if claim.state in EDITABLE else claim.get_state_display()
    return ", ".join(part for part in (about, resting(claim), state) if part)


def resting(claim: Claim) -> str:
    """How many quotes it rests on, in words."""
    number: int = claim.resting  # type: ignore[attr-defined]
    return {0: "no quotes", 1: "1 quote"}.get(number, f"{number} quotes")
