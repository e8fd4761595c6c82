"""Companies side by side over a topic or a figure: what is claimed of each, and what its people said."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from annotations.models import Claim, Evidence, QuoteVersion, Tag
from annotations.querysets import published_companies
from annotations.selectors import bothsides, claims, quotes
from annotations.selectors.claims import WeighedClaim
from annotations.selectors.quotes import CreditedQuote
from annotations.workflow import State
from transcripts.models import Company

MOST = 6  # companies side by side
CLAIMS, QUOTES = 30, 12  # of one company, at most
OFFERED = 100
FEW = 200  # episodes in which its people appear, to look up what they said there
IN_TIME = (F("holds_from").asc(nulls_last=True), "-published_at", "pk")


@dataclass(frozen=True, slots=True)
class Column:
    """One of the companies: the claims about it or that its people speak to, and what they said besides."""

    company: Company
    claims: list[WeighedClaim]
    is_cut: bool  # whether there are more claims than are shown
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
        found = self.claims_of(company, said)
        weighed = claims.weighed(found[:CLAIMS])
        shown = {found.quote.pk for one in weighed for side in one.sides for found in side.quotes}
        more: list[int] = []
        if not self.metric:
            newest = said.exclude(quote__in=shown).order_by("-quote__published_at", "-pk")
            more = list(newest.values_list("pk", flat=True)[:QUOTES])
        return Column(company, weighed, len(found) > CLAIMS, quotes.credited(quotes.in_order(more)))

    def claims_of(self, company: Company, said: QuerySet[QuoteVersion]) -> list[Claim]:
        """The claims about a company or that its people speak to, in time, and one more than is shown where
        there are so many. Either are looked up by themselves: asked for both at once, the database reads all
        claims there are."""
        keys = first(self.stated(among=Claim.objects.filter(company=company)), claims.public_among)
        if not self.metric:
            keys += self.spoken_to(company, said)
        return list(claims.published().filter(pk__in=keys).order_by(*IN_TIME)[: CLAIMS + 1])

    def spoken_to(self, company: Company, said: QuerySet[QuoteVersion]) -> list[int]:
        """The keys of the first claims that its people speak to. What was said in few episodes is looked up;
        whoever says much speaks to one of the first claims soon, so those are asked one after the other."""
        ties, among = Evidence.objects.published().order_by(), None
        heard = list(company.appearances.order_by().values_list("episode", flat=True)[: FEW + 1])
        if len(heard) > FEW:
            ties = ties.filter(Exists(said.filter(quote=OuterRef("quote"))))
        else:
            quoted = list(said.filter(quote__episode__in=heard).values_list("quote", flat=True))
            ties = ties.filter(quote__in=quoted)
            among = Claim.objects.filter(pk__in=list(ties.values_list("claim", flat=True)))
        return first(
            self.stated(among=among),
            lambda keys: set(ties.filter(claim__in=keys).values_list("claim", flat=True)),
        )

    def stated(self, *, among: QuerySet[Claim] | None = None) -> QuerySet[Claim]:
        """The claims over what is compared, in time; all, or among some. With them are such whose evidence is
        not public: to leave those out takes longer than all else, so it is asked of those alone that are
        shown."""
        rows = Claim.objects.all() if among is None else among
        rows = rows.filter(state=State.PUBLISHED).order_by(*IN_TIME)
        if self.topic:
            rows = rows.filter(bothsides.on(self.topic, each=among is not None))
        return rows.filter(metric=self.metric) if self.metric else rows

    def is_told(self) -> bool:
        """Whether any claim over what is compared is published."""
        return bool(first(self.stated(), claims.public_among))

    def offered(self) -> list[Company]:
        """Companies of which something is claimed over this, those with the most first."""
        if not (self.topic or self.metric):
            return list(published_companies().order_by("folded", "pk")[:OFFERED])
        told = self.stated().exclude(company=None).order_by()
        counted = told.values_list("company").annotate(n=Count("pk"), newest=Max("pk"))
        counted = counted.order_by("-n", "company__name", "company")
        newest = {company: claim for company, _, claim in counted[:OFFERED]}
        public = claims.public_among(newest.values())
        doubtful = [company for company, claim in newest.items() if claim not in public]
        rows = Claim.objects.published().filter(pk__in=told.filter(company__in=doubtful).values("pk"))
        known = {*newest} - {*doubtful} | {*rows.values_list("company", flat=True)}
        found = Company.objects.in_bulk(known)
        return [found[company] for company in newest if company in known]


def first(candidates: QuerySet[Claim], fitting: Callable[[list[int]], set[int]]) -> list[int]:
    """The keys of the first of these claims that fit: one more than is shown, where there are so many. They
    are looked through in growing parts."""
    found: list[int] = []
    at, most = 0, 4 * CLAIMS
    while len(found) <= CLAIMS:
        keys = list(candidates.values_list("pk", flat=True)[at : at + most])
        fit = fitting(keys) if keys else set()
        found += [key for key in keys if key in fit]
        if len(keys) < most:
            break
        at, most = at + most, 4 * most
    return found[: CLAIMS + 1]


def versions_under(tag: Tag) -> QuerySet:
    """The keys of the quotes of a topic and of the topics right under it."""
    links = QuoteVersion.tags.through.objects.filter(Q(tag=tag) | Q(tag__parent=tag))
    return links.order_by().values("quoteversion")


def metrics() -> list[str]:
    """The figures that are told of more than one company, those of the most first."""
    stated = Claim.objects.filter(state=State.PUBLISHED).exclude(metric="").exclude(company=None).order_by()
    newest: dict[str, list[int]] = defaultdict(list)
    for metric, _, claim in stated.values_list("metric", "company").annotate(newest=Max("pk")):
        newest[metric].append(claim)
    several = {metric: found for metric, found in newest.items() if len(found) > 1}
    names = sorted(several, key=lambda metric: (-len(several[metric]), metric))[:OFFERED]
    public = claims.public_among([claim for metric in names for claim in several[metric][:2]])
    doubtful = [metric for metric in names if not {*several[metric][:2]} <= public]
    rows = stated.published().filter(metric__in=doubtful)
    told = rows.values_list("metric").annotate(n=Count("company", distinct=True)).filter(n__gt=1)
    hidden = {*doubtful} - {metric for metric, _ in told}
    return [metric for metric in names if metric not in hidden]
