"""What the desk says of claims: those a quote is evidence for, and those it might be."""

from typing import Any

from django.urls import reverse

from annotations.amounts import Amount
from annotations.figures import proposals, typed
from annotations.figures.recognition import recognise
from annotations.models import Claim, Quote, QuoteVersion
from annotations.periods import Period
from annotations.permissions import can_change
from annotations.selectors import statements
from annotations.workflow import EDITABLE, State


def of_quote(quote: Quote, user: Any) -> list[dict[str, Any]]:
    """The claims a quote speaks for or against, with what it does to each."""
    return [
        {
            **card(evidence.claim, user),
            "stance": evidence.stance,
            "waits": evidence.accepted_at is None and evidence.claim.state == State.PUBLISHED,
        }
        for evidence in statements.resting_on(quote, user)
    ]


def choices(query: str, version: QuoteVersion, user: Any) -> list[dict[str, str]]:
    """Claims to choose, the likeliest for a quote first."""
    return [
        {"id": str(claim.public_id), "label": claim.statement, "hint": hint(claim)}
        for claim in statements.likely(query, version, user)
    ]


def offers(statement: str, version: QuoteVersion, user: Any) -> dict[str, Any]:
    """What a new claim from a quote may say: the values and times in its words, the likeliest first, and the
    claims that say nearly the same already."""
    said_on = version.quote.episode.published_on
    figures = proposals.propose(version.exact, statement, said_on)
    like = statements.similar(statement, [figure.amount for figure in figures], version, user)
    return {
        "values": [
            {
                "label": str(figure.amount),
                "metric": figure.metric,
                "words": version.exact[figure.start : figure.end],
                "meaning": value_of(figure.amount),
            }
            for figure in figures
        ],
        "times": [
            {
                "label": str(moment.period),
                "words": version.exact[moment.start : moment.end],
                "meaning": time_of(moment.period),
            }
            for moment in recognise(version.exact, said_on).moments
        ],
        "claims": [
            {"id": str(claim.public_id), "label": claim.statement, "hint": hint(claim)} for claim in like
        ],
    }


def typed_meaning(value: str, time: str, version: QuoteVersion) -> dict[str, Any]:
    """A typed value and time, as a claim stores them. Raises ValueError where one of them says nothing."""
    amount = typed.amount(value)
    period = typed.period(time, version.quote.episode.published_on)
    return {**(value_of(amount) if amount else {}), **(time_of(period) if period else {})}


def value_of(amount: Amount) -> dict[str, Any]:
    """A value by the fields of a claim; numbers as text, so that none loses a digit."""
    return {
        "low": f"{amount.low:f}",
        "high": None if amount.high is None else f"{amount.high:f}",
        "qualifier": amount.qualifier,
        "unit": amount.unit,
        "currency": amount.currency,
        "per": amount.per,
    }


def time_of(period: Period) -> dict[str, Any]:
    """A time by the fields of a claim."""
    return {"holds_from": period.since, "holds_until": period.until, "precision": str(period.precision)}


def card(claim: Claim, user: Any) -> dict[str, Any]:
    """A claim as the inspector shows it."""
    return {
        "id": str(claim.public_id),
        "statement": claim.statement,
        "kind": claim.get_kind_display(),
        "about": claim.told_subject,
        "value": value(claim),
        "state": claim.state,
        "state_label": claim.get_state_display(),
        "resting": resting(claim),
        "may_change": claim.state in EDITABLE and can_change(user, claim),
        "admin_url": reverse("admin:annotations_claim_change", args=[claim.pk]),
    }


def value(claim: Claim) -> str:
    """Its metric, value and time in words: “ARR: 13 million US dollars, 2018”."""
    amount = ": ".join(str(part) for part in (claim.metric, claim.amount) if part)
    return ", ".join(str(part) for part in (amount, claim.period) if part)


def hint(claim: Claim) -> str:
    """What to know of a claim before one chooses it."""
    state = "" if claim.state in EDITABLE else claim.get_state_display()
    return ", ".join(part for part in (claim.told_subject, value(claim), resting(claim), state) if part)


def resting(claim: Claim) -> str:
    """How many quotes it rests on, in words."""
    number: int = claim.resting  # type: ignore[attr-defined]
    return {0: "no quotes", 1: "1 quote"}.get(number, f"{number} quotes")


def seen(claim: Claim) -> str:
    """Names what is shown of a claim: whatever happens to one makes an event. Always asked anew."""
    return str(claim.events.order_by("-id").values_list("id", flat=True).first())
