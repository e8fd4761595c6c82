"""What published claims do to each other, as each of the two sees it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q

from annotations.models import Claim, ClaimRelation, RelationKind

# What the target of a relation would say of its source.
TURNED = {
    RelationKind.CONTRADICTS: "contradicts",
    RelationKind.REFINES: "refined_by",
    RelationKind.SUPERSEDES: "superseded_by",
}
WAYS = (*RelationKind.values, "refined_by", "superseded_by")
TOLD = {
    "contradicts": "Contradicts",
    "refines": "Refines",
    "refined_by": "Refined by",
    "supersedes": "Says better what was said here",
    "superseded_by": "Said better here",
}


@dataclass(frozen=True, slots=True)
class Related:
    """Another claim, and what the one at hand does to it (one of WAYS)."""

    way: str
    claim: Claim

    @property
    def told(self) -> str:
        """What it does, for people."""
        return TOLD[self.way]

    @property
    def is_successor(self) -> bool:
        """Whether the other says better what the one at hand says."""
        return self.way == "superseded_by"


def of(claims: Collection[int]) -> Mapping[int, list[Related]]:
    """For each claim by primary key the published ones it is related to, in the order they were tied."""
    ends = Q(source__in=claims) | Q(target__in=claims)
    rows = ClaimRelation.objects.published().filter(ends).select_related("source", "target").order_by("id")
    wanted, found = set(claims), defaultdict(list)
    for relation in rows:
        if relation.source_id in wanted:
            found[relation.source_id].append(Related(relation.kind, relation.target))
        if relation.target_id in wanted:
            way = TURNED[RelationKind(relation.kind)]
            found[relation.target_id].append(Related(way, relation.source))
    return found


def related_to(claims: Collection[int]) -> Q:
    """The claims that are related to one of these, as a condition."""
    relations = ClaimRelation.objects.published().order_by()
    return Q(pk__in=relations.filter(source__in=claims).values("target")) | Q(
        pk__in=relations.filter(target__in=claims).values("source")
    )


def contradicted() -> Q:
    """The claims that contradict another, as a condition."""
    relations = ClaimRelation.objects.published().filter(kind=RelationKind.CONTRADICTS).order_by()
    return Q(pk__in=relations.values("source")) | Q(pk__in=relations.values("target"))
