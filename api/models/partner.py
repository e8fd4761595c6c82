"""Partner, Token and Usage: who may ask more often than anybody, by which keys, and how often they did."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from api.models.key import Key
from transcripts.models.identity import PublicId


class Plan(models.TextChoices):
    """What a partner may ask; `api.rates.QUOTAS` has the figures."""

    BASIC = "basic", "basic"
    LARGE = "large", "large"


class Scope(models.TextChoices):
    """What a token is for."""

    READ = "read", "read resources, graph and transcripts"
    FOLLOW = "follow", "follow the changes and take snapshots"
    WEBHOOKS = "webhooks", "have changes sent, and say where to"


class Partner(PublicId):
    """Somebody who builds on what is published here."""

    name = models.CharField(max_length=200, unique=True)
    contact = models.EmailField(help_text="Who is written to, such as before something is switched off.")
    plan = models.CharField(max_length=10, choices=Plan.choices, default=Plan.BASIC)
    note = models.TextField(blank=True, help_text="For colleagues.")
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="partner_has_name"),
            models.CheckConstraint(condition=Q(plan__in=Plan.values), name="partner_plan_known"),
        ]

    def __str__(self) -> str:
        return self.name


def known_scopes(value: object) -> None:
    """Refuse what is no list of one scope or more."""
    if not isinstance(value, list) or not value or set(value) - set(Scope.values):
        raise ValidationError(f"One or more of {', '.join(Scope.values)}, as a list.")


class Token(Key):
    """A key of a partner."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="tokens")
    scopes = models.JSONField(validators=[known_scopes])

    history = HistoricalRecords(excluded_fields=["hashed", "last_used_at"])

    class Meta(Key.Meta):
        ordering = ["partner", "-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} of {self.partner}"


class Usage(models.Model):
    """How many requests a token made on a day (UTC). What is counted in the last minute may be missing."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="usage")
    day = models.DateField()
    requests = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-day", "token"]
        constraints = [models.UniqueConstraint(fields=["token", "day"], name="usage_once_a_day")]

    def __str__(self) -> str:
        return f"{self.requests} on {self.day}"
