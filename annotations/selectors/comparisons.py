"""Companies side by side over a topic or a figure: what is claimed of each, and what its people said."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from annotations.models import Claim, Evidence, QuoteVersion, Tag
from annotations.querysets import published_companies
from annotations.selectors import bothsides, claims, quotes
from annotations.selectors.claims import WeighedClaim
from annotations.selectors.quotes import CreditedQuote
from transcripts.models import Company

MOST = 6  # companies side by side
CLAIMS, QUOTES = 30, 12  # of one company, at most
OFFERED = 100


@dataclass(frozen=True, slots=True)
class Column:
    """One of the companies: the claims about it or that its people speak to, and what they said besides."""

    company: Company
    claims: list[WeighedClaim]
    quotes: list[CreditedQuote]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared: companies, over a topic, a figure, or everything."""

    companies: Sequence[Company]
    topic: Tag | None
    metric: str

    def columns(self) -> list[Column]:
        """A column for each company, in the order in which they were asked for."""
        return [self.column(company) for company in self.companies]

    def column(self, company: Company) -> Column:
        """What there is of one company."""
        said = quotes.said_for(company.pk)
        if self.topic:
            said = said.filter(pk__in=versions_under(self.topic))
        weighed = claims.weighed(self.claims_of(company, said))
        shown = {found.quote.pk for one in weighed for side in one.sides for found in side.quotes}
        more: list[int] = []
        if not self.metric:
            newest = said.exclude(quote__in=shown).order_by("-quote__published_at", "-pk")
            more = list(newest.values_list("pk", flat=True)[:QUOTES])
        return Column(company, weighed, quotes.credited(quotes.in_order(more)))

    def claims_of(self, company: Company, said: QuerySet[QuoteVersion]) -> list[Claim]:
        """The claims about a company or that its people speak to. Either are looked up by themselves, keys
        alone: asked for both at once, the database reads all claims there are."""
        spoken = Evidence.objects.published().filter(quote__in=said.order_by().values("quote"))
        reasons = [Q(company=company)]
        if not self.metric:
            reasons.append(Q(pk__in=spoken.order_by().values("claim")))
        stated, order = self.stated(), ("holds_from", "-published_at", "pk")
        keys = [key for why in reasons for key in first(stated.filter(why).order_by(*order))]
        return list(claims.published().filter(pk__in=keys).order_by(*order)[:CLAIMS])

    def stated(self) -> QuerySet[Claim]:
        """The published claims over what is compared."""
        rows = Claim.objects.published()
        rows = rows.filter(bothsides.on(self.topic)) if self.topic else rows
        return rows.filter(metric=self.metric) if self.metric else rows

    def offered(self) -> list[Company]:
        """Companies of which something is claimed over this, those with the most first."""
        stated = self.stated().order_by().values("pk")
        rows = Company.objects.filter(claims__in=stated) if self.topic or self.metric else None
        if rows is None:
            return list(published_companies().order_by("name", "pk")[:OFFERED])
        return list(rows.annotate(n=Count("claims")).order_by("-n", "name", "pk")[:OFFERED])


def first(rows: QuerySet[Claim]) -> list[int]:
    """The keys of as many as are shown."""
    return list(rows.values_list("pk", flat=True)[:CLAIMS])


def versions_under(tag: Tag) -> QuerySet:
    """The keys of the quotes of a topic and of the topics right under it."""
    links = QuoteVersion.tags.through.objects.filter(Q(tag=tag) | Q(tag__parent=tag))
    return links.order_by().values("quoteversion")


def metrics() -> list[str]:
    """The figures that are told of more than one company, those of the most first."""
    rows = Claim.objects.published().exclude(metric="").exclude(company=None).order_by()
    counted = rows.values("metric").annotate(n=Count("company", distinct=True)).filter(n__gt=1)
    return list(counted.order_by("-n", "metric").values_list("metric", flat=True)[:OFFERED])
