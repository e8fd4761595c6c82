"""Who was where, as readers may know it: public people in listed episodes, for public companies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Count, F, QuerySet

from annotations.models import QuoteVersion
from annotations.querysets import published_guests
from annotations.selectors import known
from transcripts.models import Appearance, Company, Episode, Guest
from transcripts.prepared import MARKS, Statement, prepared
from transcripts.selectors.companies import name_then

ROOM = 24  # appearances shown beside a person's quotes
LATEST = (F("episode__published_on").desc(nulls_last=True), "-episode_id", "role", "pk")


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
    return in_listed_episodes().filter(guest__in=published_guests())


def in_listed_episodes() -> QuerySet[Appearance]:
    """The same of whomever, for whoever asks of the people themselves whether they are public."""
    return whole(Appearance.objects.filter(episode__in=Episode.objects.listed()))


def whole(rows: QuerySet[Appearance]) -> QuerySet[Appearance]:
    """Appearances with what stands beside them, the latest first."""
    beside = rows.select_related("guest", "episode__podcast").annotate(company_then=name_then())
    return beside.defer("episode__summary").order_by(*LATEST)


@cache
def _latest(of: str, most: int) -> Statement:
    # What stands beside them is read of these alone: the largest company has a thousand others.
    listed = Appearance.objects.filter(episode__in=Episode.objects.listed(), **{f"{of}__in": MARKS[:1]})
    latest = listed.order_by(*LATEST).values("pk")[:most]
    return prepared(whole(Appearance.objects.filter(pk__in=latest)), planned=True)


def shown(rows: Iterable[Appearance]) -> list[Shown]:
    """Appearances with their public companies, which are looked up together."""
    found = list(rows)
    public = known.companies({row.company_id for row in found if row.company_id})
    return [Shown(row, public.get(row.company_id or 0)) for row in found]


def of_guest(guest: Guest) -> list[Shown]:
    """Where a public person spoke."""
    return shown(_latest("guest", ROOM).things([guest.pk]))


def in_episode(episode: Episode) -> list[Shown]:
    """The public people of an episode."""
    rows = list(in_listed_episodes().filter(episode=episode))
    public = known.guests({row.guest_id for row in rows})
    return shown(row for row in rows if row.guest_id in public)


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
    keys = [company.pk for company in companies]
    return first_public([pk for (pk,) in _spoke_for().rows(keys) if pk != guest.pk]) if keys else []


@cache
def _spoke_for() -> Statement:
    spoke = Appearance.objects.filter(company__in=MARKS[:1], episode__in=Episode.objects.listed())
    people = Guest.objects.filter(pk__in=spoke.order_by().values("guest"))
    return prepared(people.order_by("folded", "pk").values_list("pk"), planned=True)


def first_public(people: Sequence[int]) -> list[Guest]:
    """The first of these who are public, as many as have room."""
    found: list[Guest] = []
    for begin in range(0, len(people), ROOM * 2):
        some = people[begin : begin + ROOM * 2]
        public = known.guests(some)
        found += [public[pk] for pk in some if pk in public]
        if len(found) >= ROOM:
            break
    return found[:ROOM]


def for_company(company: Company) -> list[Shown]:
    """The public people who spoke for a company, each as they did last; as many as have room."""
    rows = _latest("company", ROOM * 4).things([company.pk])
    public = known.guests({row.guest_id for row in rows})
    last: dict[int, Appearance] = {}
    for row in rows:
        if row.guest_id in public:
            last.setdefault(row.guest_id, row)
    return [Shown(row, company) for row in last.values()][:ROOM]
