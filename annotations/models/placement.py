"""Placement: what became of a quote when its episode's text changed, and what a person decided. Append-only
but for the decision."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotations.models.quote import UNCERTAIN, AnchorStatus


class Decision(models.TextChoices):
    """What a person made of a placement the machine was not sure of."""

    CONFIRMED = "confirmed", "confirmed as proposed"
    SELECTED = "selected", "selected again"
    WITHDRAWN = "withdrawn", "withdrawn or discarded"
    OVERTAKEN = "overtaken", "settled by a later text"


class Placement(models.Model):
    """Where a quote version of one revision stands in the next, how sure that is and why.

    Certain ones (exact, moved) record the move. Uncertain ones propose `candidates`, best first, each
    `{"start", "end", "exact", "score", "turn"}` in code points of the new revision (`turn` is a position),
    and wait for a decision. A quote found unchanged at its very place leaves none.
    """

    version = models.ForeignKey("annotations.QuoteVersion", models.CASCADE, related_name="placements")
    source = models.ForeignKey("transcripts.Revision", models.PROTECT, related_name="+")
    source_start = models.PositiveIntegerField()
    source_end = models.PositiveIntegerField()
    target = models.ForeignKey("transcripts.Revision", models.PROTECT, related_name="placements")
    status = models.CharField(max_length=10, choices=AnchorStatus.choices)
    reason = models.CharField(max_length=20)
    score = models.FloatField()
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    candidates = models.JSONField(default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who changed the text.",
    )
    at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(status__in=UNCERTAIN, decision=""),
                name="placement_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(status__in=UNCERTAIN, decision=""),
                name="placement_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(status__in=UNCERTAIN)
                | (Q(start__isnull=False) & Q(end__gt=F("start")) & Q(decision="")),
                name="placement_certain_has_place",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (Q(decision__in=Decision.values) & Q(decided_at__isnull=False)),
                name="placement_decided_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} in revision {self.target.number}"
