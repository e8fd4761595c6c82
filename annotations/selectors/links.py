"""Every way in which something points to a person or a company: what a merge, a split and their undoing move.

A test compares this with the models, so that no new pointer is forgotten.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from annotations.models import Claim, QuoteVersion
from transcripts.models import (
    Appearance,
    Company,
    CompanyName,
    CompanyOwner,
    Episode,
    Guest,
    GuestName,
    KnownLabel,
    Turn,
)

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Link:
    """One way of pointing. `once`: with that other column there is one such row; `episode`: the way to the
    episode; `goes_along`: at a split it goes where its episode's appearance goes."""

    name: str
    model: Any
    column: str
    one: str
    many: str
    once: str = ""
    episode: str = ""
    goes_along: bool = False

    def rows(self, thing: Guest | Company) -> QuerySet:
        """The rows that point to this person or company."""
        rows: QuerySet = self.model._base_manager.filter(**{self.column: thing.pk})
        return rows.order_by("pk")

    def counted(self, count: int) -> str:
        """So many of them, in words."""
        return f"{count:,} {self.one if count == 1 else self.many}"


OF_GUESTS = (
    Link("names", GuestName, "guest_id", "name", "names", once="folded"),
    Link(
        *("appearances", Appearance, "guest_id", "appearance", "appearances"),
        once="episode_id",
        episode="episode_id",
        goes_along=True,
    ),
    Link("labels", KnownLabel, "guest_id", "known label", "known labels"),
    Link(
        *("quotes", QuoteVersion, "speaker_id", "version of a quote", "versions of quotes"),
        episode="quote__episode_id",
        goes_along=True,
    ),
    Link("turns", Turn, "speaker_id", "turn", "turns", episode="revision__episode_id", goes_along=True),
    Link(
        *("about", QuoteVersion.guests.through, "guest_id"),
        *("version of a quote about them", "versions of quotes about them"),
        once="quoteversion_id",
        episode="quoteversion__quote__episode_id",
    ),
    Link("claims", Claim, "guest_id", "claim", "claims"),
    Link("merged", Guest, "merged_into_id", "person merged before", "people merged before"),
)
OF_COMPANIES = (
    Link("names", CompanyName, "company_id", "name", "names"),
    Link(
        *("appearances", Appearance, "company_id", "appearance for it", "appearances for it"),
        episode="episode_id",
        goes_along=True,
    ),
    Link(
        *("episodes", Episode.companies.through, "company_id", "episode about it", "episodes about it"),
        once="episode_id",
        episode="episode_id",
        goes_along=True,
    ),
    Link(
        *("about", QuoteVersion.companies.through, "company_id"),
        *("version of a quote about it", "versions of quotes about it"),
        once="quoteversion_id",
        episode="quoteversion__quote__episode_id",
    ),
    Link("claims", Claim, "company_id", "claim", "claims"),
    Link("owners", CompanyOwner, "company_id", "owner", "owners"),
    Link("owned", CompanyOwner, "owner_id", "company it owned", "companies it owned"),
    Link("merged", Company, "merged_into_id", "company merged before", "companies merged before"),
)


def of(thing: Guest | Company) -> Sequence[Link]:
    """The ways in which something points to such a thing."""
    return OF_GUESTS if isinstance(thing, Guest) else OF_COMPANIES


def keys(thing: Guest | Company) -> dict[str, list[int]]:
    """The rows that point to a thing, by the way in which they do."""
    return {link.name: list(link.rows(thing).values_list("pk", flat=True)) for link in of(thing)}


def doubles(link: Link, source: Guest | Company, target: Guest | Company) -> list[Any]:
    """The rows of `source` beside which `target` has the same already."""
    if not link.once:
        return []
    there = link.rows(target).order_by().values(link.once)
    return list(link.rows(source).filter(**{f"{link.once}__in": there}))


def episodes_of(thing: Guest | Company) -> set[int]:
    """The episodes in which something points to it."""
    return {
        episode
        for link in of(thing)
        if link.episode
        for episode in link.rows(thing).order_by().values_list(link.episode, flat=True).distinct()
    }


def found(link: Link, pks: Collection[int]) -> list[Any]:
    """The rows of these keys that are still there, some thousand at once."""
    wanted = sorted(pks)
    return [
        row
        for first in range(0, len(wanted), AT_ONCE)
        for row in link.model._base_manager.filter(pk__in=wanted[first : first + AT_ONCE]).order_by("pk")
    ]
