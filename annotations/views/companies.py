"""Companies: all that are talked about or spoken for, and what is said about and for one."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.models import QuoteVersion
from annotations.querysets import published_companies
from annotations.selectors import claims, figures, filters, quotes
from annotations.selectors import companies as selected
from annotations.selectors.paging import BY_NAME
from annotations.views.pages import find_named, leading_on, listing, narrowed, older, page, rows_behind
from transcripts.models import Company
from transcripts.selectors.companies import former_names

FILTERS = (filters.TOPIC, filters.GUEST, filters.PERSON, filters.YEAR)


@require_safe
def companies(request: HttpRequest) -> HttpResponse:
    """All public companies by name."""
    found = rows_behind(request, published_companies(), BY_NAME)
    rows = selected.counted(found.rows)
    return page(request, "annotations/companies.html", {"companies": rows, "older": older(found)})


@require_safe
@leading_on
def company(request: HttpRequest, slug: str) -> HttpResponse:
    """One company: what is said about it, and the claims about it."""
    found = find_named(request, published_companies(), "company", slug)
    return of_company(request, found, quotes.published().filter(companies=found), said_for=False)


@require_safe
@leading_on
def company_people(request: HttpRequest, slug: str) -> HttpResponse:
    """One company: what those say who speak for it."""
    found = find_named(request, published_companies(), "company-people", slug)
    return of_company(request, found, quotes.said_for(found.pk), said_for=True)


def of_company(
    request: HttpRequest, company: Company, rows: QuerySet[QuoteVersion], *, said_for: bool
) -> HttpResponse:
    """The page of a company with one of its two lists."""
    chosen = narrowed(request, rows, FILTERS)
    return page(
        request,
        "annotations/company.html",
        {
            "company": company,
            "said_for": said_for,
            "figures": figures.of(chosen),
            "listing": listing(request, chosen, FILTERS),
            "claims": claims.newest(Q(company=company)),
            "former_names": former_names(company),
            "owners": selected.owners(company),
        },
    )
