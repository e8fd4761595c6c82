"""A company in time: the events and figures that published claims tell of it, and their charts."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from annotations.amounts import CURRENCIES, SPANS
from annotations.models import Claim, ClaimKind, Rank
from annotations.plots import Plot, Value, over_time
from annotations.selectors import claims
from annotations.selectors.paging import Order
from annotations.workflow import State
from transcripts.models import Company

ENOUGH = 3  # points of one metric that make a chart
CHARTS, POINTS = 4, 24  # drawn of one company, at most
ROWS = 40  # of one page
SERIES = ("metric", "unit", "currency", "per")
BY_TIME = Order("holds_from", date.fromisoformat, descending=False, may_be_unknown=True)


@dataclass(frozen=True, slots=True)
class Year:
    """The claims of one year; None for those that tell no time."""

    year: int | None
    claims: list[Claim]


def told_of(company: Company) -> QuerySet[Claim]:
    """The published events and figures of a company."""
    rows = claims.published().prefetch_related(None)
    return rows.filter(company=company, kind__in=[ClaimKind.EVENT, ClaimKind.METRIC])


def by_year(rows: list[Claim]) -> list[Year]:
    """Claims in their order under the years in which they begin."""
    years: list[Year] = []
    for claim in rows:
        year = claim.holds_from.year if claim.holds_from else None
        if not years or years[-1].year != year:
            years.append(Year(year, []))
        years[-1].claims.append(claim)
    return years


def plots(company: Company) -> list[Plot]:
    """A drawing of the latest values of each metric of which there are enough dated ones, those with the most
    first.

    Which they are is asked of all claims, as that is quick; what is drawn are the published ones alone.
    """
    stated = Claim.objects.filter(company=company, holds_from__isnull=False, low__isnull=False)
    dated = stated.exclude(metric="").exclude(rank=Rank.DEPRECATED).filter(state=State.PUBLISHED).order_by()
    counted = dated.values(*SERIES).annotate(n=Count("pk")).filter(n__gte=ENOUGH)
    keys = [
        list(
            dated.filter(**{name: row[name] for name in SERIES})
            .order_by("-holds_from", "-pk")
            .values_list("pk", flat=True)[:POINTS]
        )
        for row in counted.order_by("-n", *SERIES)[:CHARTS]
    ]
    public = Claim.objects.published().in_bulk([key for series in keys for key in series])
    drawn = [[public[key] for key in series if key in public] for series in keys]
    return [
        over_time(titled(series[0]), [value_of(claim) for claim in series])
        for series in drawn
        if len(series) >= ENOUGH
    ]


def titled(claim: Claim) -> str:
    """What a drawing shows: “Employees, people” or “Revenue, US dollars a year”."""
    per = claim.per
    measure = " ".join(
        part
        for part in (
            CURRENCIES.get(claim.currency, claim.currency),
            claim.unit,
            f"a {per}" if per in SPANS else f"per {per}" if per else "",
        )
        if part
    )
    return ", ".join(part for part in (claim.metric.capitalize(), measure) if part)


def value_of(claim: Claim) -> Value:
    """A claim's value as it is drawn."""
    assert claim.holds_from and claim.low is not None
    return Value(
        claim.holds_from,
        claim.low,
        claim.high,
        str(claim.amount),
        str(claim.period),
        claim.get_absolute_url(),
    )
