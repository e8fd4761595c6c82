"""People: everybody who is quoted, and what one of them said."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.querysets import published_guests
from annotations.selectors import appearances, claims, figures, filters, quotes
from annotations.selectors.paging import BY_NAME
from annotations.views.pages import find, listing, narrowed, older, page, rows_behind

FILTERS = (filters.TOPIC, filters.COMPANY, filters.YEAR)


@require_safe
def guests(request: HttpRequest) -> HttpResponse:
    """Everybody who is quoted, by name."""
    found = rows_behind(request, published_guests(), BY_NAME)
    rows = appearances.people(found.rows)
    return page(request, "annotations/guests.html", {"people": rows, "older": older(found)})


@require_safe
def guest(request: HttpRequest, slug: str) -> HttpResponse:
    """One person: what they said, as whom, and the claims about them."""
    person = find(published_guests(), slug=slug)
    rows = narrowed(request, quotes.published().filter(speaker=person), FILTERS)
    return page(
        request,
        "annotations/guest.html",
        {
            "guest": person,
            "figures": figures.of(rows),
            "listing": listing(request, rows, FILTERS),
            "appearances": appearances.of_guest(person),
            "claims": claims.newest(Q(guest=person)),
        },
    )
