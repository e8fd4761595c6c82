"""Keeps the counts of topics that stand together in published quotes: exact, in the transaction that
publishes, withdraws, hides, dates or tags anew.

A quote is counted by what is public of it now, against what it was counted with before: so it does not matter
how often or by whom that is asked for. Two transactions cannot miss each other: whoever publishes shares the
vocabulary (`tagging.share`) and, here, the rows of the episode and its podcast; whoever changes those holds
them alone, and counts afterwards.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from annotations.models import CountedQuote, Quote, QuoteVersion, Tag, TopicsTogether

AT_ONCE = 2_000
SHARE = (
    "SELECT 1 FROM transcripts_episode JOIN transcripts_podcast ON transcripts_podcast.id = podcast_id "
    "WHERE transcripts_episode.id IN (SELECT episode_id FROM annotations_quote WHERE id = ANY(%s)) "
    "ORDER BY transcripts_podcast.id, transcripts_episode.id FOR SHARE"
)
ALONE = "LOCK TABLE annotations_countedquote, annotations_topicstogether IN EXCLUSIVE MODE"


class Counted(NamedTuple):
    """What a quote is counted with: topics as `CountedQuote` writes them, and the year."""

    topics: str
    year: int | None


class Pair(NamedTuple):
    """What is counted: a topic, one beside it, and the year."""

    topic: int
    other: int
    year: int | None


@transaction.atomic
def recount(quotes: Iterable[int]) -> None:
    """Count these quotes as they are published now."""
    change: Counter[Pair] = Counter()
    for some in parts(sorted(set(quotes))):
        share(some)
        known = kept(CountedQuote.objects.select_for_update().filter(quote__in=some))
        now = published(some)
        for quote in known.keys() | now.keys():
            if known.get(quote) != now.get(quote):
                change.update(pairs(now.get(quote)))
                change.subtract(pairs(known.get(quote)))
        write(known, now)
    add(change)


def parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Some keys at a time."""
    return (keys[first : first + AT_ONCE] for first in range(0, len(keys), AT_ONCE))


def share(quotes: Collection[int]) -> None:
    """Let nobody hide or show the episodes of these quotes until this transaction ends, nor wait for others
    who publish from them. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(SHARE, [list(quotes)])


def kept(rows: QuerySet[CountedQuote]) -> dict[int, Counted]:
    """What quotes were counted with."""
    return {
        quote: Counted(topics, year) for quote, topics, year in rows.values_list("quote", "topics", "year")
    }


def published(quotes: Collection[int]) -> dict[int, Counted]:
    """What is public of these quotes, as far as they have topics."""
    parents = dict(Tag.objects.values_list("pk", "parent"))
    versions = QuoteVersion.objects.published().filter(quote__in=quotes).order_by()
    links = versions.exclude(tags=None).values_list("quote", "tags", "quote__episode__published_on")
    topics: dict[int, list[int]] = {}
    years: dict[int, int | None] = {}
    for quote, tag, on in links:
        topics.setdefault(quote, []).append(tag)
        years[quote] = on.year if on else None
    return {quote: Counted(named(tags, parents), years[quote]) for quote, tags in topics.items()}


def named(tags: Iterable[int], parents: Mapping[int, int | None]) -> str:
    """Topics as they are written down."""
    return " ".join(f"{tag}:{parents[tag] or ''}".rstrip(":") for tag in sorted(tags))


def pairs(counted: Counted | None) -> Iterator[Pair]:
    """What a quote adds one to: each of its topics, and what they stand under, with each not within it."""
    if counted is None:
        return
    under: dict[int, int | None] = {}
    for part in counted.topics.split():
        tag, _, above = part.partition(":")
        under[int(tag)] = int(above) if above else None
    for topic in under.keys() | {parent for parent in under.values() if parent}:
        for other, parent in under.items():
            if topic not in (other, parent):
                yield Pair(topic, other, counted.year)


def write(known: Mapping[int, Counted], now: Mapping[int, Counted]) -> None:
    """Write down what quotes are counted with from now on."""
    CountedQuote.objects.filter(quote__in=known.keys() - now.keys()).delete()
    CountedQuote.objects.bulk_create(
        (
            CountedQuote(quote_id=quote, topics=counted.topics, year=counted.year)
            for quote, counted in now.items()
            if known.get(quote) != counted
        ),
        update_conflicts=True,
        unique_fields=["quote"],
        update_fields=["topics", "year"],
        batch_size=AT_ONCE,
    )


def add(change: Mapping[Pair, int]) -> None:
    """Add to the counts."""
    TopicsTogether.objects.bulk_create(
        (
            TopicsTogether(topic_id=pair.topic, other_id=pair.other, year=pair.year, quotes=number)
            for pair, number in change.items()
            if number
        ),
        batch_size=AT_ONCE,
    )


def carrying(tags: Collection[int]) -> QuerySet:
    """The keys of the quotes that are or were published with one of these topics."""
    links = QuoteVersion.tags.through.objects.filter(tag__in=tags).values("quoteversion")
    return Quote.objects.filter(versions__in=links).order_by().values_list("pk", flat=True).distinct()


@transaction.atomic
def rebuild() -> int:
    """Count everything anew, while nobody publishes; returns how many quotes are counted."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(ALONE)
    TopicsTogether.objects.all().delete()
    CountedQuote.objects.all().delete()
    total: Counter[Pair] = Counter()
    number = 0
    for now in all_published():
        for counted in now.values():
            total.update(pairs(counted))
        write({}, now)
        number += len(now)
    add(total)
    return number


def all_published() -> Iterator[dict[int, Counted]]:
    """All that is to be counted, some quotes at a time by their keys."""
    last = 0
    while some := list(
        Quote.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        yield published(some)
        last = some[-1]


def wrong() -> tuple[set[int], set[Pair]]:
    """The quotes that are not counted as they are published, and the pairs whose sum is not that of the
    quotes counted. Both are empty unless something came past the services."""
    quotes: set[int] = set()
    total: Counter[Pair] = Counter()
    last = 0
    for now in all_published():
        until = max(now, default=last)
        known = kept(CountedQuote.objects.filter(quote__gt=last, quote__lte=until))
        quotes |= {quote for quote in known.keys() | now.keys() if known.get(quote) != now.get(quote)}
        for counted in known.values():
            total.update(pairs(counted))
        last = until
    beyond = kept(CountedQuote.objects.filter(quote__gt=last))
    for counted in beyond.values():
        total.update(pairs(counted))
    sums = {Pair(*pair): n for *pair, n in summed(TopicsTogether.objects.all()) if n}
    return quotes | beyond.keys(), {pair for pair in total | sums if total[pair] != sums.get(pair, 0)}


def summed(rows: QuerySet[TopicsTogether]) -> QuerySet:
    """The three and their count."""
    return (
        rows.order_by()
        .values_list("topic", "other", "year")
        .annotate(n=Sum("quotes"))
        .order_by("topic", "other", "year")
    )


def compact() -> None:
    """Make one row of all that count the same, topic by topic; those who publish wait for nothing."""
    for topic in Tag.objects.order_by("pk").values_list("pk", flat=True):
        compact_one(topic)


@transaction.atomic
def compact_one(topic: int) -> None:
    """The same for one topic."""
    held = TopicsTogether.objects.select_for_update().filter(topic=topic).order_by("pk")
    total: Counter[Pair] = Counter()
    keys = []
    for pk, other, year, number in held.values_list("pk", "other", "year", "quotes"):
        keys.append(pk)
        total[Pair(topic, other, year)] += number
    if len(keys) > sum(1 for number in total.values() if number):
        for some in parts(keys):
            TopicsTogether.objects.filter(pk__in=some).delete()
        add(total)


def install(*, using: str, **kwargs: object) -> None:
    """Count what was published before there were counts, after the migration that makes them."""
    if using != "default" or CountedQuote._meta.db_table not in connection.introspection.table_names():
        return
    if QuoteVersion.objects.published().exists() and not CountedQuote.objects.exists():
        rebuild()
