"""Companies as readers see them: with how much is said about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from annotations.models import QuoteVersion
from annotations.selectors import known
from transcripts.models import Company, CompanyOwner


@dataclass(frozen=True, slots=True)
class CountedCompany:
    """A company and how many published quotes are about it."""

    company: Company
    quotes: int


def counted(companies: Sequence[Company]) -> list[CountedCompany]:
    """These companies with their figures, in their order."""
    links = QuoteVersion.companies.through.objects.filter(
        company__in=companies, quoteversion__in=QuoteVersion.objects.published()
    )
    count = dict(links.values_list("company").annotate(n=Count("pk")).order_by())
    return [CountedCompany(company, count.get(company.pk, 0)) for company in companies]


def owners(company: Company) -> list[CompanyOwner]:
    """Whom a company belonged to, as far as readers may know of them, the latest first."""
    rows = list(company.owners.select_related("owner"))
    public = known.companies({row.owner_id for row in rows})
    return [row for row in rows if row.owner_id in public]
