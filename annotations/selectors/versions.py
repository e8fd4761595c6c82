"""Versions of a quote compared: what is different about the later one, word by word."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from annotations.models import QuoteVersion
from transcripts.comparing import Run, runs_of

NOTHING = "nothing"


def to_compare(versions: QuerySet[QuoteVersion]) -> QuerySet[QuoteVersion]:
    """Versions with all that is compared, read at once."""
    return versions.select_related("speaker", "revision").prefetch_related("tags", "companies", "guests")


def differences(former: QuoteVersion, later: QuoteVersion) -> Iterator[tuple[str, Sequence[Run]]]:
    """What differs between two versions, as they stand: the name of it, and its words compared."""
    old, new = as_told(former), as_told(later)
    for name, words in new.items():
        if words != old[name]:
            yield name, runs_of(old[name], words)


def as_told(version: QuoteVersion) -> dict[str, str]:
    """A version in words, by what is compared."""
    return {
        "Words": version.shown,
        "Speaker": str(version.speaker or NOTHING),
        "Text": f"revision {version.revision.number}",
        "Topics": ", ".join(sorted(tag.label for tag in version.tags.all())) or NOTHING,
        "Companies": ", ".join(sorted(company.name for company in version.companies.all())) or NOTHING,
        "About": ", ".join(sorted(guest.name for guest in version.guests.all())) or NOTHING,
        "Note": version.note or NOTHING,
    }
