"""The claims that rest on quotes, as files for programs for research tell of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from annotations.amounts import plain
from annotations.models import Claim, ClaimRelation, Evidence, Tag
from annotations.research.passages import MEANS, Code, Name, Statement
from annotations.workflow import State

PUBLIC: Any = None
RELATED = ("claim__company", "claim__guest", "claim__about", "quote")
Resting = Mapping[Claim, list[Evidence]]


def resting_on(quotes: Collection[int], *, seen_by: Any = PUBLIC) -> Resting:
    """The claims that rest on these quotes (by primary key), ordered by their ids, each with its evidence
    among them: as far as the public sees them, or who is named."""
    found: dict[Claim, list[Evidence]] = {}
    rows = evidence(seen_by).filter(quote__in=quotes).select_related(*RELATED).prefetch_related("claim__tags")
    for one in rows.order_by("claim__public_id", "quote__public_id"):
        found.setdefault(one.claim, []).append(one)
    return found


def evidence(seen_by: Any) -> QuerySet[Evidence]:
    """What claims rest on, but for those that ended."""
    if seen_by is PUBLIC:
        return Evidence.objects.published()
    claims = Claim.objects.visible_to(seen_by).exclude(state__in=(State.WITHDRAWN, State.DISCARDED))
    return Evidence.objects.visible_to(seen_by).filter(claim__in=claims.order_by().values("pk"))


def statements(resting: Resting, *, seen_by: Any = PUBLIC) -> list[Statement]:
    """These claims, with what they do to others."""
    related = relations(resting, seen_by)
    return [statement(claim, rests_on, related[claim.pk]) for claim, rests_on in resting.items()]


def relations(claims: Collection[Claim], seen_by: Any) -> dict[int, list[tuple[str, str]]]:
    """What each does to others, in a stable order."""
    ties = ClaimRelation.objects
    seen = ties.published() if seen_by is PUBLIC else ties.visible_to(seen_by)
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    theirs = seen.filter(source__in=[claim.pk for claim in claims]).order_by("kind", "target__public_id")
    for source, kind, target in theirs.values_list("source", "kind", "target__public_id"):
        found[source].append((kind, str(target)))
    return found


def statement(claim: Claim, rests_on: Sequence[Evidence], related: Sequence[tuple[str, str]]) -> Statement:
    """A claim as a file tells of it."""
    company, guest = claim.company, claim.guest
    return Statement(
        str(claim.public_id),
        {name: written(getattr(claim, name)) for name in MEANS if getattr(claim, name) not in (None, "")},
        company=Name("company", company.name, str(company.public_id)) if company else None,
        guest=Name("person", guest.name, str(guest.public_id)) if guest else None,
        about=code(claim.about) if claim.about else None,
        codes=tuple(code(tag) for tag in sorted(claim.tags.all(), key=lambda tag: tag.label)),
        evidence=tuple((str(one.quote.public_id), one.stance) for one in rests_on),
        relations=tuple(related),
    )


def code(tag: Tag) -> Code:
    """A topic."""
    return Code(tag.label, str(tag.public_id), tag.slug)


def written(value: Any) -> str:
    """A value of a claim as text: numbers in full, days as ISO 8601 has them."""
    return plain(value).replace(",", "") if isinstance(value, Decimal) else str(value)
