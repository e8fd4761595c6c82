"""What is said under topics: which stand together in quotes, and which companies they tell of, by year."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, F, Q, QuerySet, Sum

from annotations.graph.parts import Key, Kind, Node
from annotations.models import QuoteVersion, TopicsTogether
from annotations.selectors import public
from annotations.selectors.graph import things
from annotations.selectors.graph.selection import Selection

YEAR = "quoteversion__quote__episode__published_on__year"


@dataclass(frozen=True, slots=True)
class Share:
    """A node with the number of quotes that are counted for it; `years`: how many of them were said in which
    year, those of undated episodes left out."""

    node: Node
    quotes: int
    years: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """How rows are counted: the column of what they lead to, how many quotes they are, and the year."""

    end: str
    quotes: Aggregate
    year: F

    @property
    def kind(self) -> Kind:
        """What they lead to."""
        return Kind.COMPANY if self.end == Kind.COMPANY else Kind.TAG


@dataclass(frozen=True, slots=True)
class Shares:
    """Some of a ranking; `after` is the place the next page starts behind, None on the last."""

    shares: list[Share]
    after: tuple[int, int] | None


def together(topic: Node, selection: Selection, after: tuple[int, int] | None = None, *, size: int) -> Shares:
    """The topics that quotes of one (or of those right under it) carry beside it, the most frequent first."""
    if is_kept(selection):
        return ranking(
            counted(topic.key.pk, selection), Counts("other", Sum("quotes"), F("year")), after, size=size
        )
    own = Selection(topics=frozenset([topic.key.pk])).topical()
    with_it = QuoteVersion.tags.through.objects.filter(own).values("quoteversion")
    links = said(QuoteVersion.tags.through, selection).filter(quoteversion__in=with_it).exclude(own)
    return ranking(links, of_links(Kind.TAG), after, size=size)


def is_kept(selection: Selection) -> bool:
    """Whether the kept counts answer it: of whole years, all podcasts and no other topic."""
    whole = (
        selection.since is None or (selection.since.month, selection.since.day) == (1, 1),
        selection.until is None or (selection.until.month, selection.until.day) == (12, 31),
    )
    return all(whole) and not selection.podcasts and not selection.topics


def counted(topic: int, selection: Selection) -> QuerySet[TopicsTogether]:
    """The kept counts of a topic in the selected years."""
    rows = TopicsTogether.objects.filter(topic=topic).order_by()
    if selection.since:
        rows = rows.filter(year__gte=selection.since.year)
    if selection.until:
        rows = rows.filter(year__lte=selection.until.year)
    return rows


def companies(selection: Selection, after: tuple[int, int] | None = None, *, size: int) -> Shares:
    """The companies that quotes on the selection's topics are about, those most spoken of first."""
    return ranking(said(QuoteVersion.companies.through, selection), of_links(Kind.COMPANY), after, size=size)


def said(through: Any, selection: Selection) -> QuerySet:
    """The links of the published quotes that the filters leave."""
    versions = public.versions()
    within = selection.episodes("quote__episode__")
    if within is not None:
        versions = versions.filter(within)
    if selection.topics:
        versions = versions.filter(pk__in=selection.versions_on_topic())
    return through.objects.filter(quoteversion__in=versions).order_by()


def of_links(kind: Kind) -> Counts:
    """How the links of quotes to such things are counted."""
    return Counts(kind, Count("quoteversion", distinct=True), F(YEAR))


def ranking(rows: QuerySet, by: Counts, after: tuple[int, int] | None, *, size: int) -> Shares:
    """What the rows lead to by the number of quotes, and by age where that is the same."""
    counted = rows.values_list(by.end).annotate(n=by.quotes).filter(n__gt=0)
    if after is not None:
        count, pk = after
        counted = counted.filter(Q(n__lt=count) | Q(n=count, **{f"{by.end}__gt": pk}))
    found = list(counted.order_by("-n", by.end)[: size + 1])
    nodes = things.look_up(Key(by.kind, pk) for pk, _ in found[:size])
    years = by_year(rows, by, [pk for pk, _ in found[:size]])
    shares = [
        Share(nodes[Key(by.kind, pk)], n, years[pk]) for pk, n in found[:size] if Key(by.kind, pk) in nodes
    ]
    last = found[size - 1] if len(found) > size else None
    return Shares(shares, (last[1], last[0]) if last else None)


def by_year(rows: QuerySet, by: Counts, pks: Collection[int]) -> Mapping[int, dict[int, int]]:
    """How many quotes there are of each and year."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    dated = rows.filter(**{f"{by.end}__in": pks}).annotate(on=by.year).exclude(on=None)
    counted = dated.values_list(by.end, "on").annotate(n=by.quotes).filter(n__gt=0)
    for pk, year, n in counted.order_by(by.end, "on"):
        found[pk][year] = n
    return found
