"""Claims found by what they say, for those who work here."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.db.models.expressions import RawSQL
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from annotations import statementindex
from annotations.amounts import Amount
from annotations.models import Claim, Evidence, Quote, QuoteVersion
from annotations.workflow import State

SHOWN = 12
# Of what fits, so many of the newest are looked at: enough to choose from, whatever is typed.
LOOKED_AT = 200
# A new claim is compared with those in which one of its longest words stands, and so many are offered.
LONGEST_WORDS = 4
OFFERED = 3
LIKE = 70  # of 100: “Churn fell by half” and “Churn has fallen by half”; the same value is enough by itself
WORD = re.compile(r"\w+")
ENDED = (State.WITHDRAWN, State.DISCARDED)
FTS = f"SELECT rowid FROM {statementindex.TABLE} WHERE {statementindex.TABLE} MATCH %s"  # noqa: S608
GIN = f"SELECT id FROM {statementindex.CLAIMS} WHERE {statementindex.VECTOR} @@ to_tsquery('simple', %s)"  # noqa: S608


def likely(query: str, version: QuoteVersion, user: Any) -> list[Claim]:
    """The claims this person sees that a quote may speak for or against, the likeliest first: those about its
    companies or people, then those under its topics, then any others that fit, the newest of each first.

    What is typed fits where each of its words begins one of the statement; with nothing typed only what is
    near is offered. Each knows how many quotes it rests on, as `resting`.
    """
    words = WORD.findall(query)
    claims = Claim.objects.visible_to(user).exclude(state__in=ENDED).exclude(evidence__quote=version.quote_id)
    sorts = nearness(version)
    if words:
        sorts = [near & Q(pk__in=with_words(words)) for near in sorts]
        sorts.append(Q(pk__in=newest_with_words(words)))
    found: list[Claim] = []
    for sort in sorts:
        rows = claims.filter(sort).exclude(pk__in=[claim.pk for claim in found])
        rows = rows.select_related("company", "guest", "about").order_by("-changed_at", "-id")
        found += rows[: SHOWN - len(found)]
    return counted(found)


def nearness(version: QuoteVersion) -> list[Q]:
    """What makes a claim likely for a quote, the strongest first."""
    companies = version.companies.values("pk")
    about = Q(company__in=companies) | Q(guest__in=version.guests.values("pk"))
    if version.speaker_id:
        about |= Q(guest=version.speaker_id)
    tagged = Claim.tags.through.objects.filter(tag__in=version.tags.values("pk"))
    return [about, Q(pk__in=tagged.values("claim"))]


def similar(statement: str, values: Collection[Amount], version: QuoteVersion, user: Any) -> list[Claim]:
    """The claims this person sees that say nearly what a new one from a quote would, the likest first: about
    the same subject or in some of the same words, with the same value or a statement nearly the same."""
    words = sorted(set(WORD.findall(statement)), key=len, reverse=True)[:LONGEST_WORDS]
    sorts = [*nearness(version), *(Q(pk__in=newest_with_words([word])) for word in words)]
    claims = Claim.objects.visible_to(user).exclude(state__in=ENDED).exclude(evidence__quote=version.quote_id)
    scores: dict[Claim, float] = {}
    for sort in sorts:
        rows = claims.filter(sort).select_related("company", "guest").order_by("-changed_at", "-id")
        for claim in rows[:LOOKED_AT]:
            scores.setdefault(claim, likeness(claim, statement, values))
    like = sorted((claim for claim in scores if scores[claim] >= LIKE), key=lambda claim: -scores[claim])
    return counted(like[:OFFERED])


def likeness(claim: Claim, statement: str, values: Collection[Amount]) -> float:
    """From 0 to 200: how alike the statements are, and 100 more for the same value, unit and currency."""
    said = fuzz.token_sort_ratio(statement, claim.statement, processor=default_process) if statement else 0
    amount = claim.amount
    same = amount is not None and any(measure(amount) == measure(value) for value in values)
    return float(said) + (100 if same else 0)


def measure(amount: Amount) -> tuple[object, ...]:
    """What makes two values the same, however exactly they are meant."""
    return amount.low, amount.high, amount.unit, amount.currency


def with_words(words: Sequence[str], more: str = "") -> RawSQL:
    """The claims in which each of these begins a word."""
    if connection.vendor == "sqlite":
        return RawSQL(FTS + more, [" ".join(f'"{word}"*' for word in words)])  # noqa: S611 - a parameter
    return RawSQL(GIN + more, [" & ".join(f"{word}:*" for word in words)])  # noqa: S611


def newest_with_words(words: Sequence[str]) -> RawSQL:
    """The newest of them, as many as one would look through."""
    key = "rowid" if connection.vendor == "sqlite" else "id"
    return with_words(words, f" ORDER BY {key} DESC LIMIT {LOOKED_AT}")


def counted(claims: list[Claim]) -> list[Claim]:
    """The claims, told how many quotes each rests on."""
    resting = Evidence.objects.filter(claim__in=claims).order_by().values_list("claim").annotate(Count("pk"))
    numbers = dict(resting)
    for claim in claims:
        claim.resting = numbers.get(claim.pk, 0)  # type: ignore[attr-defined]
    return claims


def resting_on(quote: Quote, user: Any) -> list[Evidence]:
    """What a quote is evidence for, as far as this person sees it, the newest claims last; none discarded."""
    wanted = Claim.objects.visible_to(user).exclude(state=State.DISCARDED)
    seen = Evidence.objects.visible_to(user).filter(quote=quote, claim__in=wanted)
    found = list(seen.select_related("claim__company", "claim__guest", "claim__about").order_by("id"))
    counted([evidence.claim for evidence in found])
    return found
