"""What every page of the reading site has in common: its address, its colours, its lists of quotes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template import RequestContext
from django.template.loader import get_template
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from annotations.graph.parts import Kind
from annotations.selectors import addresses, filters, known, paging, public, quotes, tallies, topics
from annotations.selectors.filters import Filter, Group
from annotations.selectors.lists import QuoteList
from annotations.selectors.quotes import CreditedQuote
from annotations.selectors.tallies import Counts
from annotations.views import linkeddata
from transcripts.models import Company, Episode, Guest, Podcast

Row = TypeVar("Row", bound=Model)
Named = TypeVar("Named", Guest, Company, Episode, Podcast)

QUOTES = 50
OTHERS = 100
CURSOR = "after"
CUT_OFF = "This address was cut off or changed on its way: its place in the list cannot be read."
UNSORTED = "Quotes are sorted by what is strongest, newest or oldest."
UNREADABLE = "This address holds a sign that no address here has."


class Moved(Exception):
    """What the address names stands at another one by now."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class Sort(StrEnum):
    """The order of a list of quotes, as the address names it."""

    STRONGEST = "strongest"
    NEWEST = "newest"
    OLDEST = "oldest"


ORDERS = {Sort.NEWEST: paging.NEWEST_QUOTES, Sort.OLDEST: paging.OLDEST_QUOTES}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the orders that are offered, and the address that gives it."""

    label: str
    query: str
    on: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of published quotes: the filters beside it, its order, and the address of the next page.

    `total` is how many quotes the list has; the strongest are one page, behind which all go on in time.
    """

    quotes: list[CreditedQuote]
    groups: list[Group]
    choices: list[Choice]
    total: int
    sort: Sort
    older: str
    start: str
    is_first: bool

    @property
    def active(self) -> list[Group]:
        """The filters that are on."""
        return [group for group in self.groups if group.active]

    @property
    def is_chosen(self) -> bool:
        """Whether it holds the strongest of more."""
        return self.sort == Sort.STRONGEST and self.total > len(self.quotes)

    @property
    def leads(self) -> bool:
        """Whether the first of its quotes is the one to begin with."""
        return self.sort == Sort.STRONGEST and not self.active


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page with its canonical address, the hues of its topics, and what it says of itself to machines."""
    site = absolute(request, "/").rstrip("/")
    whole = {
        "canonical": absolute(request, request.path),
        "site": site,
        "hues": SimpleLazyObject(topics.hues),
        **context,
    }
    whole["shared"] = linkeddata.of(template, whole, site)
    return render(request, template, whole, status=status)


def render(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    content_type: str | None = None,
) -> HttpResponse:
    """A template with what it shows, as Django's own `render` makes it. Django's contexts hold on to
    themselves, and so to all that a page was made of, until Python looks for such circles; so this one is
    emptied."""
    shown = RequestContext(request, context)
    try:
        content = get_template(template).template.render(shown)  # type: ignore[attr-defined]
    finally:
        shown.dicts.clear()
    return HttpResponse(content, status=status, content_type=content_type)


def absolute(request: HttpRequest, path: str) -> str:
    """The address readers see in full."""
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


def find(rows: QuerySet[Row], **lookup: Any) -> Row:
    """The one row; raises Http404 without words of its own where there is none."""
    found = rows.filter(**lookup).first()
    if found is None:
        raise Http404("")
    return found


def find_named(
    request: HttpRequest, rows: QuerySet[Named], page_name: str, slug: str, *rest: str | int
) -> Named:
    """The person, company, episode or podcast of that slug; raises Moved where that is an old address of
    theirs, Http404 where it is nobody's that readers may know of. `rest` is what the address goes on with."""
    found = rows.filter(slug=slug).first()
    if found is None:
        raise elsewhere(request, rows, page_name, slug, *rest)
    return found


def find_known(request: HttpRequest, kind: Kind, page_name: str, slug: str) -> Any:
    """The same of a person or a company, by the question that is kept for them."""
    found = known.called(kind, slug)
    if found is None:
        raise elsewhere(request, public.of(kind), page_name, slug)
    return found


def elsewhere(
    request: HttpRequest, rows: QuerySet[Named], page_name: str, slug: str, *rest: str | int
) -> Exception:
    """That an address leads on, or that it is nobody's."""
    led_to = addresses.led_to(rows, slug)
    if led_to is None:
        return Http404("")
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return Moved(reverse(page_name, args=[led_to.slug, *rest]) + query)


def leading_on(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose old addresses lead on for good (301)."""

    @wraps(view)
    def led(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Moved as moved:
            return HttpResponsePermanentRedirect(moved.address)

    return led


def parameters(request: HttpRequest) -> dict[str, str]:
    """The query's parameters, what was renamed or merged by the slug it has now; raises Http404 for one no
    database could look up."""
    found = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    if any("\x00" in value for value in found.values()):
        raise Http404(UNREADABLE)
    return {name: filters.current(name, value) for name, value in found.items()}


def narrowed(request: HttpRequest, rows: QuerySet[Row], allowed: Sequence[Filter]) -> QuerySet[Row]:
    """The rows that the filters of the address leave; raises Http404 where one names nothing public."""
    try:
        return filters.narrow(rows, allowed, filters.chosen(allowed, parameters(request)))
    except filters.UnknownValue as error:
        raise Http404(str(error)) from error


def listing(request: HttpRequest, found: QuoteList, *, default: Sort = Sort.NEWEST) -> tuple[Listing, Counts]:
    """The page of a list that the address names, in the order it names, and what the whole list comes to;
    raises Http404 where it names what is not there."""
    rows = cache(lambda: narrowed(request, found.rows, found.filters))
    given = parameters(request)
    values = filters.chosen(found.filters, given)
    sort = sort_of(given, default)
    counts = tallies.of(found, rows, values, strongest=sort == Sort.STRONGEST)
    sorted_by = {**values, "sort": sort} if sort != default else values
    if sort == Sort.STRONGEST:
        shown, after = quotes.in_order(counts.strongest), ""
    else:
        placed = rows().select_related("quote").only("quote__published_at", "quote__public_id")
        behind = rows_behind(request, placed, ORDERS[sort], size=QUOTES)
        shown = quotes.in_order([one.pk for one in behind.rows])
        after = older(behind, {**values, "sort": sort})
    return Listing(
        quotes=quotes.credited(shown),
        groups=counts.groups(found.filters, values),
        choices=[
            Choice(
                one.capitalize(),
                "?" + urlencode(values | ({"sort": one.value} if one != default else {})),
                one == sort,
            )
            for one in Sort
        ],
        total=counts.figures.quotes,
        sort=sort,
        older=after,
        start="?" + urlencode(sorted_by),
        is_first=CURSOR not in given,
    ), counts


def sort_of(given: Mapping[str, str], default: Sort) -> Sort:
    """The order that the address names; a place in a list is one in time. Raises Http404 for another."""
    if CURSOR in given and "sort" not in given:
        return Sort.NEWEST
    try:
        return Sort(given.get("sort", default))
    except ValueError as error:
        raise Http404(UNSORTED) from error


def rows_behind(
    request: HttpRequest, rows: QuerySet, order: paging.Order, *, size: int = OTHERS
) -> paging.Page:
    """The page of a list that the address names; raises Http404 where it cannot be read."""
    try:
        return paging.page(rows, order, parameters(request).get(CURSOR, ""), size=size)
    except paging.BadCursor as error:
        raise Http404(CUT_OFF) from error


def older(found: paging.Page, values: dict[str, str] | None = None) -> str:
    """The query of the next page; empty on the last."""
    return "?" + urlencode({**(values or {}), CURSOR: found.after}) if found.after else ""
