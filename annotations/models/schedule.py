"""Schedule: when something approved is to be published, who said so, and what came of it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from annotations.workflow import State


class Outcome(models.TextChoices):
    """What came of a schedule."""

    WAITING = "waiting", "waiting"
    PUBLISHED = "published", "published"
    REFUSED = "refused", "refused"
    CANCELLED = "cancelled", "cancelled"


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    """Schedules."""

    def waiting(self) -> "ScheduleQuerySet":
        """Those whose time is still to come, or has just come."""
        return self.filter(outcome=Outcome.WAITING)

    def due(self, at: datetime | None = None) -> "ScheduleQuerySet":
        """Those whose time has come (by now), the earliest first."""
        return self.waiting().filter(at__lte=at or timezone.now()).order_by("at", "id")

    def missed(self) -> "ScheduleQuerySet":
        """Those that were refused at their time, while what they were about still waits to be published and
        has no later schedule."""
        later = Schedule.objects.filter(pk__gt=OuterRef("pk"))
        again = Exists(later.filter(version=OuterRef("version"))) | Exists(
            later.filter(claim=OuterRef("claim"))
        )
        approved = Q(version__state=State.APPROVED) | Q(claim__state=State.APPROVED)
        return self.filter(approved, ~again, outcome=Outcome.REFUSED).order_by("-ended_at", "-id")


class Schedule(models.Model):
    """One time for one version of a quote, or one claim. A refusal stays here, and nothing is tried twice."""

    version = models.ForeignKey(
        "annotations.QuoteVersion", models.PROTECT, null=True, related_name="schedules", verbose_name="quote"
    )
    claim = models.ForeignKey("annotations.Claim", models.PROTECT, null=True, related_name="schedules")
    at = models.DateTimeField("to be published at")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="set by")
    made_at = models.DateTimeField("set at", auto_now_add=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    why = models.TextField(blank=True, help_text="Why it was refused or cancelled.")
    ended_at = models.DateTimeField("came to its end at", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="ended by"
    )

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["at", "id"], condition=Q(outcome="waiting"), name="schedule_waiting"),
            models.Index(
                fields=["-ended_at", "-id"], condition=Q(outcome="refused"), name="schedule_refused"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=False, claim__isnull=True)
                | Q(version__isnull=True, claim__isnull=False),
                name="schedule_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(outcome="waiting"), name="schedule_one_of_a_version"
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(outcome="waiting"), name="schedule_one_of_a_claim"
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="schedule_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="waiting", ended_at__isnull=True, ended_by__isnull=True)
                | (~Q(outcome="waiting") & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="schedule_ended_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(why=""), name="schedule_refused_says_why"
            ),
        ]

    def __str__(self) -> str:
        return str(self.version or self.claim)
