"""What search engines may find: every public page, in files that stay small however much there is.

A file holds what has its primary key in one stretch, so its address lasts, and it is found by index.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from annotations.models import Publication, QuoteVersion
from annotations.querysets import PUBLIC

STRETCH = 10_000  # the standard allows 50,000
KINDS = {
    "quotes": "quote",
    "claims": "claim",
    "topics": "tag",
    "companies": "company",
    "people": "guest",
    "episodes": "episode",
    "podcasts": "podcast",
}


class File(NamedTuple):
    """One file: its kind and its place, and when something in it was last published (None: not known)."""

    kind: str
    number: int
    changed: datetime | None


class Entry(NamedTuple):
    """One page."""

    path: str
    changed: datetime | None


def files() -> Iterator[File]:
    """Every file with something in it."""
    for kind, noun in KINDS.items():
        rows, key, changed = (
            (QuoteVersion.objects.published(), "quote_id", Max("published_at"))
            if noun == "quote"
            else (PUBLIC[noun](), "pk", None)
        )
        parts = rows.order_by().annotate(part=F(key) / STRETCH).values("part")
        told = parts.annotate(changed=changed) if changed else parts.distinct()
        for row in told.order_by("part"):
            yield File(kind, row["part"], row.get("changed"))


def entries(kind: str, number: int) -> list[Entry]:
    """The pages of one file, each with when it last changed for readers, as the publication log has it."""
    noun = KINDS[kind]
    stretch: dict[str, Any] = {"pk__gte": number * STRETCH, "pk__lt": (number + 1) * STRETCH}
    rows: QuerySet = PUBLIC[noun]().filter(**stretch).order_by("pk")
    log = Publication.objects.filter(object_type=noun, object_id=OuterRef("public_id")).order_by("-id")
    rows = rows.annotate(changed=Subquery(log.values("at")[:1]))
    return [Entry(row.get_absolute_url(), row.changed) for row in rows.only(*columns(rows))]


def columns(rows: QuerySet) -> list[str]:
    """What an address is made of."""
    names = {field.name for field in rows.model._meta.fields}
    return ["pk", "public_id", *(["slug"] if "slug" in names else [])]
