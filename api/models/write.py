"""Write: what somebody's tool asked the desk to do under a key of its own, and what it was answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Write(models.Model):
    """One write under an `Idempotency-Key`. Without an answer it is being done, or broke off."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    asked = models.CharField(max_length=64, help_text="A hash of method, address and body.")
    started_at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        ordering = ["started_at", "id"]
        indexes = [models.Index(fields=["started_at"], name="write_by_age")]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="write_once_a_key"),
            models.CheckConstraint(condition=~Q(key=""), name="write_has_key"),
            models.CheckConstraint(
                condition=Q(status__isnull=True, body="")
                | Q(status__isnull=False, status__gte=200, status__lt=300),
                name="write_is_answered_when_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.user}"
