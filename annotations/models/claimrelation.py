"""ClaimRelation: what one claim does to another."""

from django.db import models
from django.db.models import F, Q

from annotations.models.claim import Claim
from annotations.models.tie import Tie
from annotations.querysets import ClaimRelationQuerySet


class RelationKind(models.TextChoices):
    """What a claim does to another. Contradicting is mutual: it is stored once, the lower key first."""

    CONTRADICTS = "contradicts", "contradicts"
    REFINES = "refines", "refines"
    SUPERSEDES = "supersedes", "supersedes"


class ClaimRelation(Tie):
    """That `source` contradicts, refines or supersedes `target`."""

    source = models.ForeignKey(Claim, models.CASCADE, related_name="relations", db_index=False)
    kind = models.CharField(max_length=12, choices=RelationKind.choices)
    target = models.ForeignKey(Claim, models.CASCADE, related_name="related_by", db_index=False)

    objects = ClaimRelationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "relation between claims"
        verbose_name_plural = "relations between claims"
        indexes = [
            models.Index(fields=["target", "kind", "source"], name="claim_relation_back"),
            models.Index(fields=["id"], condition=Q(accepted_at__isnull=True), name="claim_relation_waiting"),
        ]
        constraints = [
            *Tie.Meta.constraints,
            models.UniqueConstraint(fields=["source", "kind", "target"], name="claim_relation_once"),
            models.CheckConstraint(
                condition=Q(kind__in=RelationKind.values), name="claim_relation_kind_known"
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="claim_relation_not_to_itself"),
            models.CheckConstraint(
                condition=~Q(kind="contradicts") | Q(source__lt=F("target")),
                name="claim_relation_contradicts_once",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.source}” {self.kind} “{self.target}”"
