"""A company in time: the events and figures that published claims tell of it, and their charts."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber

from annotations.amounts import CURRENCIES, SPANS
from annotations.graph.parts import Kind
from annotations.models import Claim, ClaimKind, Rank
from annotations.plots import Plot, Value, over_time
from annotations.selectors import claims, public
from annotations.selectors.paging import Order
from annotations.workflow import State
from transcripts.models import Company
from transcripts.prepared import MARKS, Statement, prepared

ENOUGH = 3  # points of one metric that make a chart
CHARTS, POINTS = 4, 24  # drawn of one company, at most
ROWS = 40  # of one page
SERIES = ("metric", "unit", "currency", "per")
# What a drawing needs of a claim, in the order of its fields; and a line of the list besides.
VALUED = (
    *("id", "public_id", "metric", "low", "high", "qualifier", "unit", "currency", "per"),
    *("holds_from", "holds_until", "precision"),
)
LISTED = (*VALUED, "statement", "kind", "scope", "rank")
BY_TIME = Order("holds_from", date.fromisoformat, descending=False, may_be_unknown=True)


@dataclass(frozen=True, slots=True)
class Year:
    """The claims of one year; None for those that tell no time."""

    year: int | None
    claims: list[Claim]


def told_of(company: Company | None) -> QuerySet[Claim]:
    """The published events and figures of a company; of none there are none."""
    if company is None:
        return Claim.objects.none()
    rows = public.of(Kind.CLAIM).filter(company=company, kind__in=[ClaimKind.EVENT, ClaimKind.METRIC])
    return rows.only(*LISTED)


def by_year(rows: list[Claim]) -> list[Year]:
    """Claims in their order under the years in which they begin, told how well each is supported."""
    years: list[Year] = []
    for claim in claims.counted(rows):
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
    keys = latest_of_each(company)
    found = valued([key for series in keys for key in series])
    drawn = [[found[key] for key in series if key in found] for series in keys]
    return [
        over_time(titled(series[0]), [value_of(claim) for claim in series])
        for series in drawn
        if len(series) >= ENOUGH
    ]


def latest_of_each(company: Company) -> list[list[int]]:
    """The keys of the latest dated values of each metric that has enough, those with the most first."""
    rows = _latest_of_each().rows([company.pk])
    series = [[key for *_, key in same] for _, same in groupby(rows, key=lambda row: row[:-1])]
    return series[:CHARTS]


@cache
def _latest_of_each() -> Statement:
    stated = Claim.objects.filter(company__in=MARKS[:1], holds_from__isnull=False, low__isnull=False)
    dated = stated.exclude(metric="").exclude(rank=Rank.DEPRECATED).filter(state=State.PUBLISHED)
    ranked = dated.annotate(
        among=Window(Count("pk"), partition_by=SERIES),
        place=Window(RowNumber(), partition_by=SERIES, order_by=("-holds_from", "-pk")),
    ).filter(among__gte=ENOUGH, place__lte=POINTS)
    rows = ranked.order_by("-among", *SERIES, "place").values_list(*SERIES, "pk")
    return prepared(rows[: CHARTS * POINTS])


def valued(keys: list[int]) -> dict[int, Claim]:
    """The published ones among these claims by key, with no more than their values and times."""
    rows = _valued().rows(keys) if keys else []
    return {claim.pk: claim for claim in (Claim.from_db("default", VALUED, row) for row in rows)}


@cache
def _valued() -> Statement:
    return prepared(public.of(Kind.CLAIM).filter(pk__in=MARKS[:1]).values_list(*VALUED), planned=True)


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
