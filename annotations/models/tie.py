"""Tie: what one person ties to a claim, and another accepts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Tie(models.Model):
    """Something that somebody tied to a claim. Readers see it once somebody else has accepted it, with the
    claim when that was approved or on its own: approval is two people's, or a recorded exception."""

    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
    )
    # The event in which an administrator accepted what they tied themselves, where it was so.
    override = models.ForeignKey(
        "annotations.ReviewEvent",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="%(class)s_accepted_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True)
                | ~Q(accepted_by=F("created_by"))
                | Q(override__isnull=False),
                name="%(class)s_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(override__isnull=True) | Q(accepted_by__isnull=False),
                name="%(class)s_override_is_of_an_acceptance",
            ),
        ]
