"""What a list of published quotes comes to: figures, years, the values to narrow it by, the strongest.

Short lists are counted as they are read. Of long ones the worker keeps the counts (services.tallying), so
that a page of the largest topic costs no more than that of a small one; where it has not counted yet, and
where a long list is narrowed, the counts are cached for less than a minute.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from django.core.cache import caches
from django.db.models import Count, QuerySet

from annotations.models import QuoteVersion, Tally
from annotations.selectors import figures, filters, lists, quotes, topics
from annotations.selectors.figures import Figures
from annotations.selectors.filters import Counted, Filter, Group
from annotations.selectors.lists import QuoteList

LONG = 500  # quotes: a list with more is counted ahead
STRONGEST = 50
DAY = "quote__episode__published_on"
PAGES = "pages"  # which of the settings’ caches
CACHED_SECONDS = 45  # with the worker's round, what is withdrawn is counted no more within a minute


@dataclass(frozen=True, slots=True)
class Counts:
    """What a list comes to. `values` are those of each filter, by its name."""

    figures: Figures
    years: dict[int, int]
    values: dict[str, list[Counted]]
    strongest: list[int]

    def groups(self, offered: Sequence[Filter], on: Mapping[str, str]) -> list[Group]:
        """The filters with what each offers."""
        found = [Group(one.heading, filters.links(self.values.get(one.name, []), one, on)) for one in offered]
        return filters.of_use(found)

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        return asdict(self)


def of(
    found: QuoteList,
    narrowed: Callable[[], QuerySet[QuoteVersion]],
    on: Mapping[str, str],
    *,
    strongest: bool = True,
) -> Counts:
    """The counts of a list, `narrowed` as the chosen filters (`on`) leave it; of a short one the
    strongest quotes only where they are asked for."""
    if not on and (kept := Tally.objects.filter(name=found.name).first()):
        return read(kept.counts)
    rows = narrowed()
    few = list(rows.order_by().values_list("pk", "speaker", "quote__episode", DAY)[: LONG + 1])
    if len(few) <= LONG:
        return count_few(few, found.filters, on, strongest=strongest)
    key = hashed(f"{found.name}?" + "&".join(f"{one}={value}" for one, value in sorted(on.items())))
    cached = caches[PAGES].get(key)
    if cached is None:
        cached = count(rows, found.filters, on).as_json()
        caches[PAGES].set(key, cached, CACHED_SECONDS)
    return read(cached)


def offered(found: QuoteList, filter_: Filter) -> list[Counted]:
    """The values of one filter of a whole list, as they were counted ahead if they were."""
    if kept := Tally.objects.filter(name=found.name).first():
        return read(kept.counts).values.get(filter_.name, [])
    return filters.counted(found.rows, filter_)


def whole() -> tuple[Figures, Mapping[int, int]]:
    """The figures of all there is, and how many quotes stand under each topic."""
    if kept := Tally.objects.filter(name=lists.EVERYTHING).first():
        found = kept.counts
        return Figures(**found["figures"]), {int(key): n for key, n in found["topics"].items()}
    return figures.of(lists.everything().rows), topics.counts()


def count_whole() -> dict[str, Any]:
    """The same, for keeping."""
    return {"figures": asdict(figures.of(lists.everything().rows)), "topics": topics.counts()}


def hashed(key: str) -> str:
    """A key that any cache takes: what readers write into an address may be long."""
    return "tally:" + blake2b(key.encode(), digest_size=20).hexdigest()


def count(rows: QuerySet[QuoteVersion], offered: Sequence[Filter], on: Mapping[str, str]) -> Counts:
    """Have the database count them all."""
    years = figures.by_year(rows)
    return Counts(
        figures=figures.of(rows),
        years=years,
        values=values_of(rows, offered, on, years),
        strongest=quotes.strongest(filters.plain(rows), STRONGEST),
    )


def count_few(
    few: Sequence[tuple[int, int | None, int, date | None]],
    offered: Sequence[Filter],
    on: Mapping[str, str],
    *,
    strongest: bool,
) -> Counts:
    """Count quotes of which key, speaker, episode and day are known."""
    rows = QuoteVersion.objects.filter(pk__in=[pk for pk, *_ in few])
    days = sorted(day.year for *_, day in few if day)
    years = dict(Counter(days))
    told = Figures(
        quotes=len(few),
        people=len({speaker for _, speaker, *_ in few if speaker}),
        companies=rows.aggregate(n=Count("companies", distinct=True))["n"],
        episodes=len({episode for _, _, episode, _ in few}),
        first_year=days[0] if days else None,
        last_year=days[-1] if days else None,
    )
    best = quotes.strongest(rows, STRONGEST) if strongest else []
    return Counts(told, years, values_of(rows, offered, on, years), best)


def values_of(
    rows: QuerySet[QuoteVersion], offered: Sequence[Filter], on: Mapping[str, str], years: Mapping[int, int]
) -> dict[str, list[Counted]]:
    """What each filter offers, by its name; the latest years first."""
    latest = [(str(year), str(year), years[year]) for year in sorted(years, reverse=True)]
    return {
        one.name: latest[: filters.OFFERED]
        if one == filters.YEAR
        else filters.counted(rows, one, on.get(one.name))
        for one in offered
    }


def read(counts: Mapping[str, Any]) -> Counts:
    """What was kept."""
    return Counts(
        figures=Figures(**counts["figures"]),
        years={int(year): n for year, n in counts["years"].items()},
        values={
            name: [(value, label, n) for value, label, n in found] for name, found in counts["values"].items()
        },
        strongest=counts["strongest"],
    )
