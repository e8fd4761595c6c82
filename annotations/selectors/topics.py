"""Topics as readers see them: by parent, with counts, and their neighbours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from annotations.graph.parts import Kind
from annotations.models import QuoteVersion, Tag
from annotations.selectors import known, public
from annotations.topicmap import LINE, ROOM, Box, laid_out, lines
from transcripts.models.identity import fold_name

HUES = 8
STRIDE = 3  # coprime with HUES: neighbours on the list are far apart on the ring


@dataclass(frozen=True, slots=True)
class CountedTopic:
    """A topic and how many published quotes stand under it."""

    tag: Tag
    count: int


@dataclass(frozen=True, slots=True)
class Family:
    """A wider topic (none for topics without a public one) and the topics under it."""

    parent: CountedTopic | None
    children: list[CountedTopic]


def hues() -> Mapping[int, int]:
    """Each topic's place on the ring of hues, by id: a topic has its widest parent's."""
    parents = dict(Tag.objects.order_by("pk").values_list("pk", "parent_id"))
    ring = {pk: n * STRIDE % HUES for n, pk in enumerate(pk for pk, parent in parents.items() if not parent)}
    return {pk: ring.get(root(pk, parents), 0) for pk in parents}


def by_label(tags: Iterable[Tag]) -> list[Tag]:
    """Topics in the order of their labels as readers expect it: no case, no accents."""
    return sorted(tags, key=lambda tag: (fold_name(tag.label), tag.label))


def root(pk: int, parents: Mapping[int, int | None]) -> int:
    """The widest topic above one; a circle of parents ends where it began."""
    seen = {pk}
    while (above := parents.get(pk)) and above not in seen:
        pk = above
        seen.add(pk)
    return pk


def called(name: UUID | str) -> Tag | None:
    """The topic of this id, or of a slug it has or had, that the public knows: one that was merged, too."""
    by_name = Q(public_id=name) if isinstance(name, UUID) else Q(slug=name) | Q(addresses__slug=name)
    return Tag.objects.known().filter(by_name).select_related("merged_into").first()


def named(name: UUID | str) -> Tag | None:
    """The public topic that goes by this name, or that took in the one that did."""
    tag = called(name)
    return tag.merged_into or tag if tag else None


def versions_under(tag: Tag) -> QuerySet[QuoteVersion]:
    """Published quotes of a topic and of the topics right under it."""
    under = [tag.pk, *Tag.objects.filter(parent=tag).order_by().values_list("pk", flat=True)]
    links = QuoteVersion.tags.through.objects.filter(tag__in=under)
    return public.versions().filter(pk__in=links.values("quoteversion_id"))


def counts() -> dict[int, int]:
    """How many published quotes stand under each topic; one under two children counts once above.

    The vocabulary is two levels deep: a topic without a parent gathers what is under it.
    """
    links = QuoteVersion.tags.through.objects.filter(quoteversion__in=QuoteVersion.objects.published())
    own = links.values_list("tag").annotate(n=Count("pk")).order_by()
    gathered = (
        links.annotate(top=Coalesce("tag__parent_id", "tag_id"))
        .values_list("top")  # type: ignore[misc]
        .annotate(n=Count("quoteversion", distinct=True))
        .order_by()
    )
    return dict(own) | dict(gathered)


def families(counted: Mapping[int, int] | None = None) -> list[Family]:
    """All public topics, under their parents, in the order of their labels, with their counts."""
    shown = known.among(Kind.TAG, Tag.objects.order_by().values_list("pk", flat=True))
    count = counts() if counted is None else counted
    below: dict[int | None, list[CountedTopic]] = {}
    for tag in by_label(shown.values()):
        key = tag.parent_id if tag.parent_id in shown else None
        below.setdefault(key, []).append(CountedTopic(tag, count.get(tag.pk, 0)))
    tops = below.pop(None, [])
    with_children = [Family(top, below[top.tag.pk]) for top in tops if top.tag.pk in below]
    alone = [top for top in tops if top.tag.pk not in below]
    return with_children + ([Family(None, alone)] if alone else [])


@dataclass(frozen=True, slots=True)
class Plot:
    """A topic on the map: its place, and its label as far as it has room there."""

    topic: CountedTopic
    box: Box
    lines: list[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Map:
    """All topics drawn on a sheet."""

    sheet: Box
    plots: list[Plot]


def drawn(found: Sequence[Family], sheet: Box) -> Map:
    """The map of all topics: a wider one is the area of those under it. One without a quote has no place."""
    grouped = sorted(
        ((family, sorted(family.children, key=lambda one: (-one.count, one.tag.label))) for family in found),
        key=lambda pair: -sum(one.count for one in pair[1]),
    )
    sizes = [sum(one.count for one in topics) for _, topics in grouped]
    plots = []
    for (_, topics), area in zip(grouped, laid_out(sizes, sheet), strict=True):
        for one, box in zip(topics, laid_out([one.count for one in topics], area), strict=True):
            if one.count:
                rows = lines(one.tag.label, box)
                plots.append(
                    Plot(one, box, [(box.y + ROOM + LINE * (n + 0.75), row) for n, row in enumerate(rows)])
                )
    return Map(sheet, plots)


@dataclass(frozen=True, slots=True)
class Placed:
    """A public topic, with the public ones around it: the wider one, those beside it and those under it."""

    tag: Tag
    parent: Tag | None
    neighbours: list[Tag]


def of(slug: str) -> Tag | None:
    """The public topic that has this slug."""
    return known.called(Kind.TAG, slug)


def placed(slug: str) -> Placed | None:
    """The public topic that has this slug, with what is around it."""
    tag = Tag.objects.filter(slug=slug).first()
    if tag is None:
        return None
    beside = Q(parent=tag.pk) | (Q(parent=tag.parent_id) if tag.parent_id else Q(pk=None))
    around = Tag.objects.filter(beside).exclude(pk=tag.pk).order_by().values_list("pk", flat=True)
    shown = known.among(Kind.TAG, [*around, tag.pk, *([tag.parent_id] if tag.parent_id else [])])
    if tag.pk not in shown:
        return None
    neighbours = by_label(shown[pk] for pk in around if pk in shown)
    return Placed(shown[tag.pk], shown.get(tag.parent_id or 0), neighbours)
