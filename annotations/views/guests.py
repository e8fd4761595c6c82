"""People: everybody who is quoted or quoted about, what one of them said, and what is said about them."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.models import QuoteVersion
from annotations.querysets import published_guests
from annotations.selectors import appearances, claims, figures, filters, quotes
from annotations.selectors.paging import BY_NAME
from annotations.views.pages import find_named, leading_on, listing, narrowed, older, page, rows_behind
from transcripts.models import Guest

FILTERS = (filters.TOPIC, filters.COMPANY, filters.PERSON, filters.YEAR)
ABOUT_FILTERS = (filters.TOPIC, filters.GUEST, filters.COMPANY, filters.YEAR)


@require_safe
def guests(request: HttpRequest) -> HttpResponse:
    """Everybody who is quoted or whom a quote or claim is about, by name."""
    found = rows_behind(request, published_guests(), BY_NAME)
    rows = appearances.people(found.rows)
    return page(request, "annotations/guests.html", {"people": rows, "older": older(found)})


@require_safe
@leading_on
def guest(request: HttpRequest, slug: str) -> HttpResponse:
    """One person: what they said, as whom, and the claims about them."""
    person = find_named(request, published_guests(), "guest", slug)
    return of_guest(request, person, quotes.published().filter(speaker=person), FILTERS, about=False)


@require_safe
@leading_on
def guest_about(request: HttpRequest, slug: str) -> HttpResponse:
    """One person: what is said about them."""
    person = find_named(request, published_guests(), "guest-about", slug)
    return of_guest(request, person, quotes.published().filter(guests=person), ABOUT_FILTERS, about=True)


def of_guest(
    request: HttpRequest,
    person: Guest,
    rows: QuerySet[QuoteVersion],
    allowed: tuple[filters.Filter, ...],
    *,
    about: bool,
) -> HttpResponse:
    """The page of a person with one of their two lists."""
    chosen = narrowed(request, rows, allowed)
    return page(
        request,
        "annotations/guest.html",
        {
            "guest": person,
            "about": about,
            "figures": figures.of(chosen),
            "listing": listing(request, chosen, allowed),
            "appearances": appearances.of_guest(person),
            "claims": claims.newest(Q(guest=person)),
        },
    )
