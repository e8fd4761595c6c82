"""CodingRound and Coding: a sample of quotes whose topics a second person gave without seeing the first
ones."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator


class CodingRound(models.Model):
    """One measurement: a sample drawn at random with a recorded seed, and who codes it a second time."""

    seed = models.BigIntegerField(help_text="The same seed draws the same sample from the same quotes.")
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="coding_rounds", verbose_name="second coder"
    )
    drawn_at = models.DateTimeField(auto_now_add=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = "agreement round"

    def __str__(self) -> str:
        return f"Round {self.pk}"


class Coding(models.Model):
    """A quote of a sample: the topics it had when it was drawn, those a second person gave it, and where the
    two differ what a third decided. Topics by key, as they were called then: a measurement does not change
    with the vocabulary."""

    round = models.ForeignKey(CodingRound, models.CASCADE, related_name="codings")
    position = models.PositiveIntegerField()
    version = models.ForeignKey("annotations.QuoteVersion", models.PROTECT, related_name="codings")
    stratum = models.ForeignKey("annotations.Tag", models.SET_NULL, null=True, related_name="+")
    first = models.JSONField(help_text="The topics it had.")
    second = models.JSONField(null=True, help_text="The topics the second coder gave it.")
    coded_at = models.DateTimeField(null=True)
    decided = models.JSONField(null=True, help_text="The topics a third person decided on.")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="coding_position_once"),
            models.UniqueConstraint(fields=["round", "version"], name="coding_version_once"),
            models.CheckConstraint(
                condition=Q(second__isnull=True, coded_at__isnull=True)
                | Q(second__isnull=False, coded_at__isnull=False),
                name="coding_coded_at",
            ),
            models.CheckConstraint(
                condition=Q(decided__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    decided__isnull=False,
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    second__isnull=False,
                ),
                name="coding_decided_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"“{Truncator(self.version.shown).chars(80)}”"

    @property
    def differs(self) -> bool:
        """Whether the two gave it other topics."""
        return self.second is not None and set(self.first) != set(self.second)
