"""ReviewEvent: who moved what from which state to which, when, why, on which revision. Append-only."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotations.models.claim import STATES
from transcripts.models.source import ImmutableError


class ReviewEventQuerySet(models.QuerySet["ReviewEvent"]):
    """Events can be added and read."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: what happened, happened."""
        raise ImmutableError("A review event is never changed.")

    def delete(self) -> NoReturn:
        """Refuse: what happened, happened."""
        raise ImmutableError("A review event is never deleted.")


class ReviewEvent(models.Model):
    """One move of one quote version or one claim."""

    version = models.ForeignKey("annotations.QuoteVersion", models.PROTECT, null=True, related_name="events")
    claim = models.ForeignKey("annotations.Claim", models.PROTECT, null=True, related_name="events")
    action = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, choices=STATES, blank=True)
    to_state = models.CharField(max_length=20, choices=STATES)
    note = models.TextField(blank=True)
    is_override = models.BooleanField(
        "exception of four eyes",
        default=False,
        db_default=False,
        help_text="An administrator approved what they wrote themselves; the note says why.",
    )
    revision = models.ForeignKey("transcripts.Revision", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = ReviewEventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["action", "-id"], name="review_event_by_action"),
            models.Index(fields=["-id"], condition=Q(is_override=True), name="review_event_overrides"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=False, claim__isnull=True)
                | Q(version__isnull=True, claim__isnull=False),
                name="review_event_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=True) | Q(revision__isnull=False),
                name="review_event_of_quote_names_revision",
            ),
            models.CheckConstraint(
                condition=Q(is_override=False) | (Q(action="approve") & ~Q(note="")),
                name="review_event_override_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.told} by {self.by}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new event; an existing one cannot be saved again."""
        if self.pk:
            raise ImmutableError("A review event is never changed.")
        super().save(*args, **kwargs)

    @property
    def told(self) -> str:
        """What was done, for people."""
        return f"{self.action} as an exception of four eyes" if self.is_override else self.action
