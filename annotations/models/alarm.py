"""Alarm: a published quote that is not what it says it is. It stands until a person says it is settled."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class AlarmKind(models.TextChoices):
    """What does not agree."""

    WORDS = "words", "its words are not what stands at its place"
    SEAL = "seal", "its words are not those that were approved"
    TEXT = "text", "the text of its revision is not the one that was stored"
    SPEAKER = "speaker", "it credits somebody who does not speak there"
    RIGHTS = "rights", "it breaks its podcast’s rights policy"


class AlarmQuerySet(models.QuerySet["Alarm"]):
    """Alarms."""

    def open(self) -> "AlarmQuerySet":
        """Those nobody has settled yet."""
        return self.filter(settled_at=None)


class Alarm(models.Model):
    """One thing that does not agree about one published version; found again, it is not raised twice."""

    version = models.ForeignKey("annotations.QuoteVersion", models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=10, choices=AlarmKind.choices)
    message = models.TextField()
    found_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(help_text="When it was found last.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_note = models.TextField(blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AlarmKind.values), name="alarm_kind_known"),
            models.UniqueConstraint(
                fields=["version", "kind"], condition=Q(settled_at__isnull=True), name="alarm_raised_once"
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | (Q(settled_by__isnull=False) & ~Q(settled_note="")),
                name="alarm_settled_by_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.message
