"""People: everybody who is quoted or quoted about, what one of them said, and what is said about them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations import charts
from annotations.graph.parts import Kind
from annotations.querysets import published_guests
from annotations.selectors import appearances, claims, lists
from annotations.selectors.lists import QuoteList
from annotations.selectors.paging import BY_NAME
from annotations.views.kept import kept
from annotations.views.pages import find_known, leading_on, listing, older, page, rows_behind
from transcripts.models import Guest
from transcripts.selectors.names import former_names


@require_safe
@kept
def guests(request: HttpRequest) -> HttpResponse:
    """Everybody who is quoted or whom a quote or claim is about, by name."""
    found = rows_behind(request, published_guests(), BY_NAME)
    rows = appearances.people(found.rows)
    return page(request, "annotations/guests.html", {"people": rows, "older": older(found)})


@require_safe
@kept
@leading_on
def guest(request: HttpRequest, slug: str) -> HttpResponse:
    """One person: what they said, as whom, and the claims about them."""
    person = find_known(request, Kind.GUEST, "guest", slug)
    return of_guest(request, person, lists.by_guest(person), about=False)


@require_safe
@kept
@leading_on
def guest_about(request: HttpRequest, slug: str) -> HttpResponse:
    """One person: what is said about them."""
    person = find_known(request, Kind.GUEST, "guest-about", slug)
    return of_guest(request, person, lists.about_guest(person), about=True)


def of_guest(request: HttpRequest, person: Guest, found: QuoteList, *, about: bool) -> HttpResponse:
    """The page of a person with one of their two lists."""
    listed, counts = listing(request, found)
    heard = appearances.of_guest(person)
    return page(
        request,
        "annotations/guest.html",
        {
            "guest": person,
            "about": about,
            "former_names": former_names(person),
            "figures": counts.figures,
            "bars": charts.by_year(counts.years) if len(counts.years) > 1 else [],
            "listing": listed,
            "appearances": heard,
            "colleagues": appearances.colleagues(person, {row.company for row in heard if row.company}),
            "claims": claims.newest("guest", person.pk),
        },
    )
