"""The public things of each kind, as `annotations.querysets` says, for whoever asks again and again.

To build one of these querysets takes Django longer than the database takes to answer, and a neighbourhood of
the graph asks a dozen, a publication twenty: so each is built once, and reads the clock when it is asked, not
when it is built.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import QuerySet

from annotations.graph.parts import Kind
from annotations.models import Claim, ListPlace, Quote, QuoteVersion, Tag
from annotations.querysets import published_companies, published_guests
from transcripts.models import Episode
from transcripts.prepared import Present

# Stands for a time in `published(at)`.
NOW: Any = Present()


@cache
def of(kind: Kind) -> QuerySet:
    """The public things of a kind, in no order."""
    made: dict[Kind, Callable[[], QuerySet]] = {
        Kind.COMPANY: lambda: published_companies(NOW),
        Kind.GUEST: lambda: published_guests(NOW),
        Kind.CLAIM: lambda: Claim.objects.published(NOW),
        Kind.TAG: lambda: Tag.objects.published(NOW),
        Kind.QUOTE: lambda: Quote.objects.published(NOW),
        Kind.EPISODE: lambda: Episode.objects.listed(),
    }
    return made[kind]().order_by()


@cache
def versions() -> QuerySet[QuoteVersion]:
    """The public versions of quotes, in no order."""
    return QuoteVersion.objects.published(NOW).order_by()


def places() -> QuerySet[ListPlace]:
    """The places of public quotes on lists, in no order."""
    return ListPlace.objects.published(NOW).order_by()
