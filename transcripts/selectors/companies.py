"""What companies were called, and whose they were, at a time."""

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from transcripts.models import Company, CompanyName

LATEST_FIRST = F("since").desc(nulls_last=True)
DATED = Q(since__isnull=False) | Q(until__isnull=False)


def name_then(company: str = "company", day: str = "episode__published_on") -> Coalesce:
    """The name a company had on a day, where dates tell it, else the one it has now; for annotating rows. A
    day that is not known tells nothing."""
    held = CompanyName.objects.filter(
        DATED,
        Q(since=None) | Q(since__lte=OuterRef(day)),
        Q(until=None) | Q(until__gte=OuterRef(day)),
        company=OuterRef(company),
    )
    latest = held.order_by(LATEST_FIRST, "-pk").values("text")[:1]
    return Coalesce(Subquery(latest), f"{company}__name")


def former_names(company: Company) -> list[CompanyName]:
    """The other names it went by and when, the latest first."""
    rows = CompanyName.objects.filter(DATED, company=company).exclude(text=company.name)
    return list(rows.order_by(LATEST_FIRST, "-pk"))
