"""What a round of second codings came to: figures per topic and over all, what was taken for what, and who
waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from annotations import agreement
from annotations.agreement import Figures, Pair
from annotations.models import Coding, CodingRound, QuoteVersion, Tag


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one topic."""

    label: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Matrix:
    """How often what only the first gave (down) stands against what only the second gave (across)."""

    labels: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[int, bool]]]]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about a round that is coded to its end."""

    rows: Sequence[Row]
    over_all: Figures
    matrix: Matrix


def progress() -> QuerySet[CodingRound]:
    """Rounds with how much of each is coded."""
    counts = {"size": Count("codings"), "coded": Count("codings__coded_at")}
    return CodingRound.objects.select_related("coder", "drawn_by").annotate(**counts)


def next_of(coding_round: CodingRound) -> Coding | None:
    """The next quote to code."""
    related = ("version__turn", "version__revision", "version__quote__episode")
    return coding_round.codings.filter(second__isnull=True).select_related(*related).first()


def report(coding_round: CodingRound) -> Report | None:
    """The figures, once all of it is coded: who still codes must not learn what the first coder thought."""
    codings = list(coding_round.codings.values_list("first", "second"))
    if not codings or any(second is None for _, second in codings):
        return None
    pairs = [(frozenset(first), frozenset(second or ())) for first, second in codings]
    labels = labels_of(topic for pair in pairs for one in pair for topic in one)
    ordered = sorted(labels, key=lambda topic: (labels[topic], topic))
    return Report(
        rows=[Row(labels[topic], agreement.of_topic(pairs, topic)) for topic in ordered],
        over_all=agreement.over_all(pairs, ordered),
        matrix=matrix(pairs, ordered, labels),
    )


def labels_of(topics: Iterable[int]) -> dict[int, str]:
    """What these topics are called today."""
    keys = set(topics)
    known = dict(Tag.objects.filter(pk__in=keys).values_list("pk", "label"))
    return {key: known.get(key, f"topic {key}, which is gone") for key in keys}


def matrix(pairs: Sequence[Pair], topics: Sequence[int], labels: Mapping[int, str]) -> Matrix:
    """What was taken for what."""
    counts = agreement.confusion(pairs)
    rows = [
        (labels[mine], [(counts.get((mine, yours), 0), mine == yours) for yours in topics]) for mine in topics
    ]
    return Matrix([labels[topic] for topic in topics], rows)


def disagreements(coding_round: CodingRound, *, seen_by: Any) -> list[dict[str, Any]]:
    """Where the two differ about quotes that this person sees, those nobody has decided about first."""
    seen = QuoteVersion.objects.visible_to(seen_by).order_by().values("pk")
    codings = coding_round.codings.filter(version__in=seen).select_related("version", "decided_by")
    differing = [one for one in codings if one.differs]
    given = [(one.first, one.second or [], one.decided or []) for one in differing]
    labels = labels_of(topic for three in given for topics in three for topic in topics)
    open_ones = not_carried_out(differing)
    return [
        {
            "coding": one,
            "is_open": one.pk in open_ones,
            "first": [labels[topic] for topic in one.first],
            "second": [labels[topic] for topic in one.second or []],
            "decided": [labels[topic] for topic in one.decided or []],
        }
        for one in sorted(differing, key=lambda one: (one.decided is not None, one.position))
    ]


def not_carried_out(codings: Sequence[Coding]) -> set[int]:
    """The decisions whose quotes do not have the topics decided on, in the version that people work with."""
    decided = [one for one in codings if one.decided is not None]
    if not decided:
        return set()
    quotes = [one.version.quote_id for one in decided]
    newest = QuoteVersion.objects.newest().filter(quote__in=quotes).prefetch_related("tags")
    given = {version.quote_id: {tag.pk for tag in version.tags.all()} for version in newest}
    keys = {key for one in decided for key in one.decided or []}
    today = {tag.pk: tag.merged_into_id or tag.pk for tag in Tag.objects.filter(pk__in=keys)}
    wanted = {one.pk: {today[key] for key in one.decided or [] if key in today} for one in decided}
    return {one.pk for one in decided if wanted[one.pk] != given.get(one.version.quote_id)}
