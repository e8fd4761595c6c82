"""What people and companies were called before, as far as readers are told: names with a day."""

from django.db.models import F, Q, QuerySet

from transcripts.models import Company, CompanyName, Guest, GuestName

LATEST_FIRST = F("since").desc(nulls_last=True)
DATED = Q(since__isnull=False) | Q(until__isnull=False)


def former_names(thing: Guest | Company) -> list[GuestName] | list[CompanyName]:
    """The other names it went by and when, the latest first."""
    rows: QuerySet = thing.names.all()
    return list(rows.filter(DATED).exclude(text=thing.name).order_by(LATEST_FIRST, "-pk"))
