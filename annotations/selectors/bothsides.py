"""Both sides of a topic: claims that contradict each other, claims that somebody speaks against, and the rest
by what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.models import Claim, ClaimRelation, Evidence, RelationKind, Stance, Tag
from annotations.querysets import MAKER, asked_of_each
from annotations.selectors import claims
from annotations.selectors.claims import WeighedClaim

PAIRS, DISPUTED, OTHERS = 20, 30, 60  # shown on one page, at most


@dataclass(frozen=True, slots=True)
class About:
    """Claims about one company, person or thing."""

    subject: str
    claims: list[WeighedClaim]


@dataclass(frozen=True, slots=True)
class BothSides:
    """The claims of a topic by how far they are in dispute."""

    pairs: list[tuple[WeighedClaim, WeighedClaim]]
    disputed: list[WeighedClaim]
    others: list[About]
    is_all: bool

    @property
    def is_empty(self) -> bool:
        """Whether no claim of the topic is published."""
        return not (self.pairs or self.disputed or self.others)


def under(tag: Tag) -> QuerySet[Claim]:
    """The published claims of a topic and of the topics right under it."""
    return claims.published().filter(on(tag))


def on(tag: Tag, *, each: bool = False) -> Q:
    """The condition that a claim is on a topic or one right under it; asked of `each` claim, where these are
    few, else all claims on the topic are found first."""
    links = Claim.tags.through.objects.filter(Q(tag=tag) | Q(tag__parent=tag)).order_by()
    tagged = asked_of_each(links.filter(claim=OuterRef("pk"))) if each else Q(pk__in=links.values("claim"))
    return Q(tagged) | Q(about=tag)


def of(tag: Tag) -> BothSides:
    """Both sides of a topic, in a fixed number of queries."""
    rows = under(tag)
    paired = pairs(Claim.objects.published().filter(on(tag)))
    against = Evidence.objects.published().filter(claim=OuterRef("pk"), stance=Stance.DISPUTES)
    disputed = list(newest(rows.filter(Exists(against.order_by())))[:DISPUTED])
    shown = {claim.pk for pair in paired for claim in pair} | {claim.pk for claim in disputed}
    others = list(newest(rows.exclude(pk__in=shown))[: OTHERS + 1])
    every = {one.claim.pk: one for one in claims.weighed([*disputed, *others[:OTHERS], *flat(paired)])}
    in_pairs = {claim.pk for claim in flat(paired)}
    return BothSides(
        [(every[one.pk], every[other.pk]) for one, other in paired],
        [every[claim.pk] for claim in disputed if claim.pk not in in_pairs],
        grouped([every[claim.pk] for claim in others[:OTHERS]]),
        len(others) <= OTHERS,
    )


def newest(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    """The newest first."""
    return rows.order_by("-published_at", "-pk")


def flat(pairs: Sequence[tuple[Claim, Claim]]) -> list[Claim]:
    """All claims of pairs."""
    return [claim for pair in pairs for claim in pair]


def pairs(rows: QuerySet[Claim]) -> list[tuple[Claim, Claim]]:
    """The claims that contradict each other, of which one at least is among these."""
    one, other = (asked_of_each(rows, MAKER, pk=OuterRef(end)) for end in ("source", "target"))
    relations = ClaimRelation.objects.published().filter(one | other, kind=RelationKind.CONTRADICTS)
    ends = list(relations.order_by("-id").values_list("source", "target")[:PAIRS])
    found = claims.published().in_bulk({key for pair in ends for key in pair})
    return [(found[one], found[other]) for one, other in ends]


def grouped(rows: Sequence[WeighedClaim]) -> list[About]:
    """Claims by what they are about, those with the most first."""
    found: dict[str, list[WeighedClaim]] = {}
    for one in rows:
        found.setdefault(one.claim.told_subject, []).append(one)
    groups = [About(subject, group) for subject, group in found.items()]
    return sorted(groups, key=lambda group: (-len(group.claims), group.subject))
