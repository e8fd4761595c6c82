"""How much there is: figures of a list of published quotes, and their years."""

from dataclasses import dataclass

from django.db.models import Count, Max, Min, QuerySet

from annotations.models import QuoteVersion
from annotations.selectors.filters import plain

YEAR = "quote__episode__published_on__year"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a list of quotes comes to; the years are None where no episode is dated."""

    quotes: int
    people: int
    companies: int
    episodes: int
    first_year: int | None
    last_year: int | None


def of(rows: QuerySet[QuoteVersion]) -> Figures:
    """The figures of these quotes, in one query."""
    return Figures(
        **plain(rows).aggregate(
            quotes=Count("pk", distinct=True),
            people=Count("speaker", distinct=True),
            companies=Count("companies", distinct=True),
            episodes=Count("quote__episode", distinct=True),
            first_year=Min(YEAR),
            last_year=Max(YEAR),
        )
    )


def by_year(rows: QuerySet[QuoteVersion]) -> dict[int, int]:
    """How many of these quotes were said in which year; quotes of undated episodes are left out."""
    counted = plain(rows).exclude(**{f"{YEAR}__isnull": True}).values_list(YEAR).annotate(n=Count("pk"))
    return dict(counted.order_by(YEAR))
