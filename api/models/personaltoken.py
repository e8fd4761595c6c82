"""PersonalToken: with it a tool does what the person it is of may do, and nothing else."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from api.models.key import Key

LONGEST = timedelta(days=366)
NOT_IN_A_YEAR = "Say until when it lasts: a day to come, within a year. Make another then."


class PersonalToken(Key):
    """A key of somebody who works here."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="personal_tokens")

    history = HistoricalRecords(excluded_fields=["hashed", "last_used_at"])

    class Meta(Key.Meta):
        ordering = ["user", "-created_at", "-id"]
        constraints = [
            *Key.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(expires_at__isnull=False), name="personaltoken_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"

    def clean(self) -> None:
        """A key that nobody thinks of any more must not go on for ever."""
        now = timezone.now()
        if self.expires_at is None or not now < self.expires_at <= now + LONGEST:
            raise ValidationError({"expires_at": NOT_IN_A_YEAR})
