"""Who and what a corpus is about: podcasts, people, companies and topics, a few of which have most of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import transaction

from annotations.corpus import phrases
from annotations.models import Tag
from annotations.services import vocabulary
from transcripts.models import Company, CompanyName, Guest, GuestName, Podcast, Visibility
from transcripts.services import records

T = TypeVar("T")
PODCASTS = 40
REASON = "Made for a corpus"
TOPICS = settings.BASE_DIR / "annotations" / "vocabulary" / "topics.json"


@dataclass(frozen=True)
class Ranked(Generic[T]):
    """Things of which the first is picked most often, the n-th 1/n as often (Zipf's law)."""

    things: Sequence[T]
    weights: Sequence[float]

    @classmethod
    def of(cls, things: Sequence[T]) -> "Ranked[T]":
        """Rank the things in their order."""
        return cls(things, list(accumulate(1 / place for place in range(1, len(things) + 1))))

    def pick(self, random: Random) -> T:
        """One of them."""
        return random.choices(self.things, cum_weights=self.weights)[0]

    def some(self, random: Random, most: int) -> list[T]:
        """One to `most` different ones."""
        return list(
            dict.fromkeys(random.choices(self.things, cum_weights=self.weights, k=random.randint(1, most)))
        )


@dataclass(frozen=True)
class Cast:
    """Everybody and everything of one corpus."""

    podcasts: Ranked[Podcast]
    hosts: dict[int, Guest]
    guests: Ranked[Guest]
    companies: Ranked[Company]
    tags: Ranked[Tag]


def gather(seed: int, people: int, companies: int, *, by: Any) -> Cast:
    """The cast of the corpus of that seed: made the first time, found again afterwards."""
    slug = f"corpus-{seed}-"
    if not Podcast.objects.filter(slug__startswith=slug).exists():
        make(seed, people, companies, slug, by=by)
    podcasts = list(Podcast.objects.filter(slug__startswith=slug).order_by("id"))
    guests = list(Guest.objects.filter(slug__startswith=slug).order_by("id"))
    firms = list(Company.objects.filter(slug__startswith=slug).order_by("id"))
    return Cast(
        Ranked.of(podcasts),
        {podcast.pk: guest for podcast, guest in zip(podcasts, guests, strict=False)},
        Ranked.of(guests[PODCASTS:]),
        Ranked.of(firms),
        Ranked.of(list(Tag.objects.active().order_by("id"))),
    )


@transaction.atomic
def make(seed: int, people: int, organisations: int, slug: str, *, by: Any) -> None:
    """Store the podcasts, people and companies of a corpus, with their names and histories."""
    random = Random(f"cast {seed}")  # noqa: S311 - nothing secret
    vocabulary.load(TOPICS, by=by)
    podcasts = [
        Podcast(
            title=f"{phrases.name(random)} Hour {seed}-{number}",
            slug=f"{slug}{number}",
            rights=Visibility.TRANSCRIPT if number % 2 else Visibility.LISTED,
        )
        for number in range(PODCASTS)
    ]
    guests = [
        Guest(name=phrases.person(random), slug=f"{slug}{number}") for number in range(PODCASTS + people)
    ]
    companies = [
        Company(name=f"{phrases.company(random)} {number}", slug=f"{slug}{number}")
        for number in range(organisations)
    ]
    for made in (podcasts, guests, companies):
        records.add(made, by=by, reason=REASON)
    GuestName.objects.bulk_create(
        [GuestName(guest=guest, text=guest.name) for guest in guests], batch_size=1000
    )
    CompanyName.objects.bulk_create(
        [CompanyName(company=company, text=company.name) for company in companies], batch_size=1000
    )
