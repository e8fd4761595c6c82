"""Metrics by the words people use for them, so that one thing has one name."""

from annotations.figures.passage import Passage, Phrases
from annotations.figures.quantities import Quantity
from annotations.figures.units import DURATIONS
from annotations.figures.wordlists import phrases, words

MONEY, SHARE, COUNT, SPAN, MULTIPLE = "money", "share", "count", "span", "multiple"

# Name of the metric: the kinds of unit it comes in, and what people say for it.
METRICS: dict[str, tuple[str, str]] = {
    "ARR": (
        "money",
        "arr|annual recurring revenue|annualized recurring revenue|recurring revenue|annual recurring",
    ),
    "MRR": ("money", "mrr|monthly recurring revenue"),
    "revenue": ("money", "revenue|revenues|turnover|top line|income|sales|run rate|run - rate"),
    "bookings": ("money", "bookings"),
    "profit": ("money", "profit|profits|net income|earnings|ebitda"),
    "loss": ("money", "loss|losses|losing"),
    "spending": ("money", "spend|spends|spent|spending|burn|burning|burned|burn rate|budget|expenses"),
    "cost": ("money", "cost|costs|bill|costing"),
    "price": (
        "money",
        "price|prices|priced|pricing|charge|charges|charged|subscription|fee|list price|pay|pays|paying",
    ),
    "salary": (
        "money",
        "salary|salaries|compensation|comp|ote|on target earnings|on - target earnings|wage|wages",
    ),
    "contract value": (
        "money",
        "acv|tcv|deal size|contract value|average deal|contract|contracts|deal|deals",
    ),
    "lifetime value": ("money", "ltv|lifetime value"),
    "cost of acquiring a customer": (
        "money",
        "cac|acquisition cost|customer acquisition cost|customer acquisition costs",
    ),
    "funding raised": (
        "money",
        "raised|raise|raising|funding|funded|venture capital|seed|round|rounds|invested|investment|series a|"
        "series b|series c|series d|seed round|investors put in",
    ),
    "valuation": ("money", "valuation|valued|worth|valuations|market cap|market capitalization"),
    "acquisition price": (
        "money",
        "acquired|acquisition|bought|sold it|sold for|exit|exits|exited|purchase price|buyout",
    ),
    "share price": ("money", "a share|share price|per share|stock price|opened at"),
    "market size": ("money", "market|markets|industry|tam|market size|addressable market"),
    "grants": ("money", "grant|grants|fellowship"),
    "donations": ("money", "donations|donation|donated|sponsors|sponsorship|sponsorships"),
    "annual growth": (
        "share multiple",
        "growth|grew|growing|growth rate|year over year|increase|increased|grow|up",
    ),
    "gross margin": ("share", "gross margin|gross margins|margin|margins"),
    "churn": ("share", "churn|churned|attrition|churn rate|leave|leaves"),
    "net revenue retention": ("share", "net revenue retention|nrr|net retention|net dollar retention|ndr"),
    "gross retention": ("share", "gross retention|gross revenue retention|retention"),
    "conversion": (
        "share",
        "conversion|convert|converts|converted|conversion rate|attach rate|win rate|upgrade",
    ),
    "market share": ("share", "market share|of the market|share of the market"),
    "equity": ("share", "equity|ownership|stake|own|owns"),
    "uptime": ("share", "uptime|availability"),
    "discount": ("share", "discount|discounts"),
    "employees": (
        "count",
        "employees|employee|headcount|staff|people on staff|team of|full - time|hired|hire|work for us",
    ),
    "engineers": ("count", "engineers|developers on staff|engineering team"),
    "customers": ("count", "customers|customer|paying customers|clients|logos|accounts|subscribers"),
    "users": ("count", "users|user|active users|monthly active users|daily active users|mau|dau"),
    "contributors": ("count", "contributors|contributor|committers"),
    "maintainers": ("count", "maintainers|maintainer"),
    "downloads": ("count", "downloads|downloaded|pulls|docker pulls|download|installs"),
    "installations": ("count", "installations|installation|deployments|instances|instance|nodes"),
    "stars": ("count", "stars|star|github stars"),
    "forks": ("count", "forks|fork"),
    "commits": ("count", "commits"),
    "pull requests": ("count", "pull requests|pull request|prs"),
    "members": ("count", "members|member"),
    "plugins": ("count", "plugins|extensions|integrations"),
    "countries": ("count", "countries"),
    "tenure": ("span", "tenure"),
    "runway": ("span", "runway"),
    "sales cycle": ("span", "sales cycle|sales cycles"),
    "contract length": ("span", "contract|contracts|term"),
    "speed": ("multiple", "faster|slower|quicker|performance|latency|throughput"),
}
_KINDS = {name: frozenset(kinds.split()) for name, (kinds, _) in METRICS.items()}
_SYNONYMS = Phrases({phrase: name for name, (_, synonyms) in METRICS.items() for phrase in phrases(synonyms)})
_MONEY_WORDS = words(
    "cost costs pay pays paid paying spend spends spent raise raised raising revenue revenues arr mrr "
    "valuation valued worth sold funding funded budget salary salaries round seed invest invested "
    "investment profit bill contract contracts earn earned earning earnings ote compensation comp "
    "priced price charge charged fee fees grant donation donations bookings market markets deal fund "
    "check cheque burn burned money income sales turnover acquired billing dollars euros pounds "
    "capital ebitda expensive sponsorship sponsors sponsor invoice run-rate buyout exit equity stake "
    "made make making consulting brings"
)
_NEAR = 14  # words from a figure to the name of what it measures


def speaks_of_money(passage: Passage, start: int, end: int) -> bool:
    """Whether the sentence of a figure says that it is about money."""
    sentence = passage[start].sentence
    near = range(max(0, start - 2 * _NEAR), min(len(passage), end + 2 * _NEAR))
    return any(passage[place].sentence == sentence and passage.lower(place) in _MONEY_WORDS for place in near)


def kind_of(unit: str, currency: str) -> str:
    """What kind of unit it is: money, a share, a span of time, a multiple, or a count."""
    if currency:
        return MONEY
    if unit in ("percent", "percentage points", "basis points"):
        return SHARE
    if unit == "times":
        return MULTIPLE
    return SPAN if unit in DURATIONS else COUNT


def named(passage: Passage, quantity: Quantity) -> str:
    """The metric named nearest to a figure in its sentence, of a kind that goes with its unit.

    A count without one is named after what it counts.
    """
    kind = kind_of(quantity.unit.name, quantity.unit.currency)
    sentence = passage[quantity.start].sentence
    best, nearest = "", _NEAR + 1
    for place in range(max(0, quantity.start - _NEAR), min(len(passage), quantity.end + _NEAR)):
        if passage[place].sentence != sentence:
            continue
        phrase = passage.phrase_at(place, _SYNONYMS)
        if not phrase or kind not in _KINDS[_SYNONYMS[phrase]]:
            continue
        distance = _distance(place, place + len(phrase), quantity)
        if distance < nearest:
            best, nearest = _SYNONYMS[phrase], distance
    if kind == COUNT and (not best or nearest > 3):
        return quantity.unit.name if quantity.unit.name not in ("", "people", "rank") else best
    return best


def _distance(start: int, end: int, quantity: Quantity) -> int:
    """Words between a name and a figure; what follows is a little nearer than what stands before."""
    if start >= quantity.end:
        return start - quantity.end
    if end <= quantity.start:
        return quantity.start - end + 1
    return 0
