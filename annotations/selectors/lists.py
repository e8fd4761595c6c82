"""The lists of published quotes that readers find: what is in each, and by what it can be narrowed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from annotations.models import QuoteVersion, Tag
from annotations.selectors import filters, public, quotes, topics
from annotations.selectors.filters import Filter
from transcripts.models import Company, Guest

EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class QuoteList:
    """A list by its name. What is counted ahead and narrowed by nothing is shown without asking for `rows`,
    so these are made when they are."""

    name: str
    made: Callable[[], QuerySet[QuoteVersion]]
    filters: Sequence[Filter] = ()

    @property
    def rows(self) -> QuerySet[QuoteVersion]:
        """The quotes in it."""
        return self.made()


def everything() -> QuoteList:
    """All there is."""
    return QuoteList(EVERYTHING, public.versions)


def of_topic(tag: Tag) -> QuoteList:
    """What stands under a topic."""
    offered = (
        *(filters.GUEST, filters.FOR, filters.COMPANY, filters.PERSON),
        *(filters.PODCAST, filters.BEARING, filters.YEAR),
    )
    return QuoteList(f"topic:{tag.pk}", lambda: topics.versions_under(tag), offered)


def about_company(company: Company) -> QuoteList:
    """What is said about a company."""
    offered = (filters.TOPIC, filters.GUEST, filters.PERSON, filters.YEAR)
    return QuoteList(f"company:{company.pk}", lambda: public.versions().filter(companies=company), offered)


def for_company(company: Company) -> QuoteList:
    """What those say who speak for a company."""
    offered = (filters.TOPIC, filters.GUEST, filters.PERSON, filters.YEAR)
    return QuoteList(f"company-people:{company.pk}", lambda: quotes.said_for(company.pk), offered)


def by_guest(guest: Guest) -> QuoteList:
    """What a person says."""
    offered = (filters.TOPIC, filters.COMPANY, filters.PERSON, filters.YEAR)
    return QuoteList(f"guest:{guest.pk}", lambda: public.versions().filter(speaker=guest), offered)


def about_guest(guest: Guest) -> QuoteList:
    """What is said about a person."""
    offered = (filters.TOPIC, filters.GUEST, filters.COMPANY, filters.YEAR)
    return QuoteList(f"guest-about:{guest.pk}", lambda: public.versions().filter(guests=guest), offered)
