"""What every page of the reading site has in common: its address, its colours, its lists of quotes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from annotations.models import QuoteVersion
from annotations.selectors import filters, identities, paging, quotes, topics
from annotations.selectors.filters import Filter, Group
from annotations.selectors.quotes import CreditedQuote
from transcripts.models import Company, Guest

Row = TypeVar("Row", bound=Model)
Named = TypeVar("Named", Guest, Company)

QUOTES = 50
OTHERS = 100
CURSOR = "after"
CUT_OFF = "This address was cut off or changed on its way: its place in the list cannot be read."
UNREADABLE = "This address holds a sign that no address here has."


class Moved(Exception):
    """What the address names stands at another one by now."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of published quotes, the filters beside it and the address of the next page."""

    quotes: list[CreditedQuote]
    groups: list[Group]
    older: str
    newest: str
    is_first: bool

    @property
    def active(self) -> list[Group]:
        """The filters that are on."""
        return [group for group in self.groups if group.active]


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page with its canonical address and the hues of its topics."""
    shared = {"canonical": absolute(request, request.path), "hues": SimpleLazyObject(topics.hues)}
    response = render(request, template, shared | context, status=status)
    # Caches ask before each use: what is withdrawn must not live on in them.
    response.headers["Cache-Control"] = "no-cache"
    return response


def absolute(request: HttpRequest, path: str) -> str:
    """The address readers see in full."""
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


def find(rows: QuerySet[Row], **lookup: Any) -> Row:
    """The one row; raises Http404 without words of its own where there is none."""
    found = rows.filter(**lookup).first()
    if found is None:
        raise Http404("")
    return found


def find_named(request: HttpRequest, rows: QuerySet[Named], page_name: str, slug: str) -> Named:
    """The person or company of that slug; raises Moved where that is an old address of theirs, Http404 where
    it is nobody's that readers may know of."""
    found = rows.filter(slug=slug).first()
    if found is None:
        led_to = identities.led_to(rows, slug=slug)
        if led_to is None:
            raise Http404("")
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        raise Moved(reverse(page_name, args=[led_to.slug]) + query)
    return found


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
    """The query's parameters, a topic by the slug it has now; raises Http404 for one no database could look
    up."""
    found = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    if any("\x00" in value for value in found.values()):
        raise Http404(UNREADABLE)
    if filters.TOPIC.name in found:
        tag = topics.named(found[filters.TOPIC.name])
        found[filters.TOPIC.name] = tag.slug if tag else found[filters.TOPIC.name]
    return found


def narrowed(
    request: HttpRequest, rows: QuerySet[QuoteVersion], allowed: Sequence[Filter]
) -> QuerySet[QuoteVersion]:
    """The rows that the filters of the address leave; raises Http404 where one names nothing public."""
    try:
        return filters.narrow(rows, allowed, filters.chosen(allowed, parameters(request)))
    except filters.UnknownValue as error:
        raise Http404(str(error)) from error


def listing(
    request: HttpRequest,
    rows: QuerySet[QuoteVersion],
    allowed: Sequence[Filter],
    *,
    without: QuoteVersion | None = None,
) -> Listing:
    """A page of rows that are narrowed already; `without` leaves out the one that is shown elsewhere."""
    values = filters.chosen(allowed, parameters(request))
    listed = rows.exclude(pk=without.pk) if without else rows
    found = rows_behind(request, listed, paging.NEWEST_QUOTES, size=QUOTES)
    return Listing(
        quotes=quotes.credited(found.rows),
        groups=filters.groups(rows, allowed, values),
        older=older(found, values),
        newest="?" + urlencode(values),
        is_first=CURSOR not in request.GET,
    )


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
