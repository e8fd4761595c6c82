"""What companies were called at a time."""

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from transcripts.models import CompanyName
from transcripts.selectors.names import DATED, LATEST_FIRST


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
