"""Correction: a line of the public log of corrections, decided and worded by an editor."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from annotations.models.report import SubjectType, about_one_thing
from annotations.querysets import CorrectionQuerySet
from transcripts.models.identity import PublicId


class Correction(PublicId):
    """What was wrong, what was changed, and when. Public for as long as what it is about is; `report` is
    what made somebody look, and is never shown."""

    object_type = models.CharField("about a", max_length=10, choices=SubjectType.choices)
    object_id = models.UUIDField(null=True, blank=True, help_text="The public id of what it is about.")
    address = models.CharField("page", max_length=300, blank=True)
    wrong = models.TextField("what was wrong", max_length=2000)
    changed = models.TextField("what was changed", max_length=2000)
    corrected_on = models.DateField("corrected on")
    change = models.ForeignKey(
        "annotations.Publication",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="change made",
    )
    report = models.ForeignKey(
        "annotations.ErrorReport", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    published_at = models.DateTimeField("in the log since", auto_now_add=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = CorrectionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-published_at", "-id"]
        verbose_name = "correction"
        indexes = [
            models.Index(fields=["-published_at", "-public_id"], name="correction_newest"),
            models.Index(fields=["object_type", "object_id"], name="correction_of_object"),
        ]
        constraints = [
            *about_one_thing("correction"),
            models.CheckConstraint(condition=~Q(wrong="") & ~Q(changed=""), name="correction_says_what"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="correction_withdrawn_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.wrong[:80]

    def get_absolute_url(self) -> str:
        """The page readers find it at."""
        return reverse("correction", args=[self.public_id])
