"""Companies: all that are talked about or spoken for, and what is said about and for one."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations import charts
from annotations.graph.parts import Kind
from annotations.querysets import published_companies
from annotations.selectors import appearances, claims, companytimelines, lists
from annotations.selectors import companies as selected
from annotations.selectors.companytimelines import BY_TIME
from annotations.selectors.lists import QuoteList
from annotations.selectors.paging import BY_NAME
from annotations.views.kept import kept
from annotations.views.pages import (
    CURSOR,
    find_known,
    leading_on,
    listing,
    older,
    page,
    parameters,
    rows_behind,
)
from transcripts.models import Company
from transcripts.selectors.names import former_names


@require_safe
@kept
def companies(request: HttpRequest) -> HttpResponse:
    """All public companies by name."""
    found = rows_behind(request, published_companies(), BY_NAME)
    rows = selected.counted(found.rows)
    return page(request, "annotations/companies.html", {"companies": rows, "older": older(found)})


@require_safe
@kept
@leading_on
def company(request: HttpRequest, slug: str) -> HttpResponse:
    """One company: what is said about it, and the claims about it."""
    found = find_known(request, Kind.COMPANY, "company", slug)
    return of_company(request, found, lists.about_company(found), said_for=False)


@require_safe
@kept
@leading_on
def company_people(request: HttpRequest, slug: str) -> HttpResponse:
    """One company: what those say who speak for it."""
    found = find_known(request, Kind.COMPANY, "company-people", slug)
    return of_company(request, found, lists.for_company(found), said_for=True)


@require_safe
@kept
@leading_on
def company_timeline(request: HttpRequest, slug: str) -> HttpResponse:
    """One company in time: its events and figures, with a drawing of those told often enough."""
    found = Company.objects.filter(slug=slug).first()
    told = rows_behind(request, companytimelines.told_of(found), BY_TIME, size=companytimelines.ROWS)
    if not (found and told.rows):  # of whom something is told is public: only of others it is asked
        found = find_known(request, Kind.COMPANY, "company-timeline", slug)
    is_first = CURSOR not in parameters(request)
    context = {
        "company": found,
        "years": companytimelines.by_year(told.rows),
        "plots": companytimelines.plots(found) if is_first else [],
        "older": older(told),
    }
    return page(request, "annotations/company_timeline.html", context)


def of_company(request: HttpRequest, company: Company, found: QuoteList, *, said_for: bool) -> HttpResponse:
    """The page of a company with one of its two lists."""
    listed, counts = listing(request, found)
    return page(
        request,
        "annotations/company.html",
        {
            "company": company,
            "said_for": said_for,
            "figures": counts.figures,
            "bars": charts.by_year(counts.years) if len(counts.years) > 1 else [],
            "listing": listed,
            "claims": claims.newest("company", company.pk),
            "people": appearances.for_company(company),
            "former_names": former_names(company),
            "owners": selected.owners(company),
        },
    )
