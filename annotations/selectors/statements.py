"""Claims found by what they say, for those who work here."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.db.models.expressions import RawSQL

from annotations import statementindex
from annotations.models import Claim, Evidence, Quote, QuoteVersion
from annotations.workflow import State

SHOWN = 12
# Of what fits, so many of the newest are looked at: enough to choose from, whatever is typed.
LOOKED_AT = 200
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
        rows = rows.select_related("company", "guest").order_by("-changed_at", "-id")
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
    """What a quote is evidence for, as far as this person sees it, the newest claims last."""
    seen = quote.evidence.filter(claim__in=Claim.objects.visible_to(user))
    found = list(seen.select_related("claim__company", "claim__guest").order_by("id"))
    counted([evidence.claim for evidence in found])
    return found
