"""Published claims as readers see them, with the published evidence for and against them."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from annotations.models import Claim, Evidence, Stance
from annotations.selectors import quotes
from annotations.selectors.quotes import CreditedQuote

BESIDE = 8  # claims named beside a page


@dataclass(frozen=True, slots=True)
class Side:
    """The quotes that do the same to a claim."""

    stance: Stance
    quotes: list[CreditedQuote]


def published() -> QuerySet:
    """What the public may see, with how many published quotes speak for and against each."""
    visible = Q(evidence__quote__in=quotes.published().values("quote"))
    return (
        Claim.objects.published()
        .select_related("company", "guest")
        .prefetch_related("tags")
        .annotate(
            supporting=Count("evidence", filter=visible & Q(evidence__stance=Stance.SUPPORTS)),
            disputing=Count("evidence", filter=visible & Q(evidence__stance=Stance.DISPUTES)),
            updating=Count("evidence", filter=visible & Q(evidence__stance=Stance.UPDATES)),
        )
    )


def newest(about: Q) -> list[Claim]:
    """The newest published claims about something, as many as fit beside its page."""
    rows = published().filter(pk__in=Claim.objects.filter(about).values("pk"))
    return list(rows.order_by("-published_at", "-pk")[:BESIDE])


def sides(claim: Claim) -> list[Side]:
    """The evidence by what it does to the claim, in the order for, against, newer."""
    stance_of = dict(Evidence.objects.filter(claim=claim).values_list("quote", "stance"))
    found = quotes.credited(quotes.published().filter(quote__in=stance_of).order_by("-quote__published_at"))
    grouped = [Side(stance, [q for q in found if stance_of[q.quote.pk] == stance]) for stance in Stance]
    return [side for side in grouped if side.quotes]
