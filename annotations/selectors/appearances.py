"""Who was where, as readers may know it: public people in listed episodes, for public companies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from annotations.models import QuoteVersion
from annotations.querysets import published_companies, published_guests
from transcripts.models import Appearance, Company, Episode, Guest
from transcripts.selectors.companies import name_then

ROOM = 24  # appearances shown beside a person's quotes


@dataclass(frozen=True, slots=True)
class Shown:
    """An appearance, with its company only where that is public."""

    appearance: Appearance
    company: Company | None

    @property
    def company_then(self) -> str:
        """The name its company had at the time; empty where none is public."""
        return getattr(self.appearance, "company_then", "") if self.company else ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a list, with how often they are quoted and as what they last spoke."""

    guest: Guest
    quotes: int
    last: Shown | None


def listed() -> QuerySet[Appearance]:
    """Appearances of public people in listed episodes, the latest first."""
    return (
        Appearance.objects.filter(guest__in=published_guests(), episode__in=Episode.objects.listed())
        .select_related("guest", "episode__podcast")
        .annotate(company_then=name_then())
        .defer("episode__summary")
        .order_by(F("episode__published_on").desc(nulls_last=True), "-episode_id", "role", "pk")
    )


def shown(rows: Iterable[Appearance]) -> list[Shown]:
    """Appearances with their public companies, which are looked up together."""
    found = list(rows)
    public = published_companies().in_bulk({row.company_id for row in found if row.company_id})
    return [Shown(row, public.get(row.company_id or 0)) for row in found]


def of_guest(guest: Guest) -> list[Shown]:
    """Where a person spoke."""
    return shown(listed().filter(guest=guest)[:ROOM])


def in_episode(episode: Episode) -> list[Shown]:
    """The public people of an episode."""
    return shown(listed().filter(episode=episode))


def people(guests: Sequence[Guest]) -> list[Person]:
    """These people with their figures, in their order."""
    quoted = QuoteVersion.objects.published().filter(speaker__in=guests)
    count = dict(quoted.values_list("speaker").annotate(n=Count("pk")).order_by())
    last: dict[int, Shown] = {}
    for row in shown(listed().filter(guest__in=guests)):
        last.setdefault(row.appearance.guest_id, row)
    return [Person(guest, count.get(guest.pk, 0), last.get(guest.pk)) for guest in guests]


def colleagues(guest: Guest, companies: Iterable[Company]) -> list[Guest]:
    """Other public people who spoke for one of these companies, as many as have room."""
    spoke = Appearance.objects.filter(company__in=list(companies), episode__in=Episode.objects.listed())
    others = published_guests().filter(pk__in=spoke.order_by().values("guest")).exclude(pk=guest.pk)
    return list(others.order_by("name", "pk")[:ROOM])


def for_company(company: Company) -> list[Shown]:
    """The public people who spoke for a company, each as they did last; as many as have room."""
    rows = listed().filter(company=company)[: ROOM * 4]
    last: dict[int, Appearance] = {}
    for row in rows:
        last.setdefault(row.guest_id, row)
    return [Shown(row, company) for row in last.values()][:ROOM]
