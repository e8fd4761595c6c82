"""The lists of published quotes that readers find: what is in each, and by what it can be narrowed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from annotations.models import QuoteVersion, Tag
from annotations.selectors import filters, quotes, topics
from annotations.selectors.filters import Filter
from transcripts.models import Company, Guest

EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class QuoteList:
    """A list by its name."""

    name: str
    rows: QuerySet[QuoteVersion]
    filters: Sequence[Filter] = ()


def everything() -> QuoteList:
    """All there is."""
    return QuoteList(EVERYTHING, quotes.published())


def of_topic(tag: Tag) -> QuoteList:
    """What stands under a topic."""
    offered = (
        *(filters.GUEST, filters.FOR, filters.COMPANY, filters.PERSON),
        *(filters.PODCAST, filters.BEARING, filters.YEAR),
    )
    return QuoteList(f"topic:{tag.pk}", topics.versions_under(tag), offered)


def about_company(company: Company) -> QuoteList:
    """What is said about a company."""
    offered = (filters.TOPIC, filters.GUEST, filters.PERSON, filters.YEAR)
    return QuoteList(f"company:{company.pk}", quotes.published().filter(companies=company), offered)


def for_company(company: Company) -> QuoteList:
    """What those say who speak for a company."""
    offered = (filters.TOPIC, filters.GUEST, filters.PERSON, filters.YEAR)
    return QuoteList(f"company-people:{company.pk}", quotes.said_for(company.pk), offered)


def by_guest(guest: Guest) -> QuoteList:
    """What a person says."""
    offered = (filters.TOPIC, filters.COMPANY, filters.PERSON, filters.YEAR)
    return QuoteList(f"guest:{guest.pk}", quotes.published().filter(speaker=guest), offered)


def about_guest(guest: Guest) -> QuoteList:
    """What is said about a person."""
    offered = (filters.TOPIC, filters.GUEST, filters.COMPANY, filters.YEAR)
    return QuoteList(f"guest-about:{guest.pk}", quotes.published().filter(guests=guest), offered)
