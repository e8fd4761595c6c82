"""Evidence: which quotes speak for or against a claim."""

from django.db import models
from django.db.models import Q

from annotations.models.claim import Claim
from annotations.models.tie import Tie
from annotations.querysets import EvidenceQuerySet


class Stance(models.TextChoices):
    """What a quote does to a claim."""

    SUPPORTS = "supports", "supports"
    DISPUTES = "disputes", "disputes"
    UPDATES = "updates", "updates"


class Evidence(Tie):
    """A quote that speaks for or against a claim, or brings it up to date."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence")
    quote = models.ForeignKey("annotations.Quote", models.PROTECT, related_name="evidence")
    stance = models.CharField(max_length=10, choices=Stance.choices)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"
        indexes = [
            models.Index(fields=["id"], condition=Q(accepted_at__isnull=True), name="evidence_waiting"),
        ]
        constraints = [
            *Tie.Meta.constraints,
            models.UniqueConstraint(fields=["claim", "quote"], name="evidence_once"),
            models.CheckConstraint(condition=Q(stance__in=Stance.values), name="evidence_stance_known"),
        ]

    def __str__(self) -> str:
        return f"{self.quote} {self.stance} “{self.claim}”"
