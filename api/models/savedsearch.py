"""SavedSearch and Match: what a partner wants to hear of, and what was found since."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from api.models.partner import Partner
from transcripts.models.identity import PublicId


class SavedSearch(PublicId):
    """A list's filters, kept: what fits them from now on is told, each thing once.

    `position` is up to where the feed of changes was looked through for it.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="searches")
    name = models.CharField(max_length=100)
    resource = models.CharField(max_length=20, help_text="Of which list, such as “quotes”.")
    query = models.TextField(blank=True, help_text="Its filters, as they stand in an address.")
    by_mail = models.BooleanField(default=False, help_text="Tell the partner’s contact, once a day.")
    position = models.BigIntegerField(editable=False)
    mailed_on = models.DateField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords(excluded_fields=["position", "mailed_on"])

    class Meta:
        verbose_name_plural = "saved searches"
        ordering = ["partner", "created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="savedsearch_has_name"),
            models.CheckConstraint(condition=Q(position__gte=0), name="savedsearch_position_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.partner}"


class Match(models.Model):
    """A thing that a saved search has found. What fitted when it was made is there, too, and never told."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="matches")
    object_id = models.UUIDField(help_text="Its public id.")
    is_new = models.BooleanField()
    found_at = models.DateTimeField(auto_now_add=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "matches"
        indexes = [
            models.Index(
                fields=["search", "id"], condition=Q(is_new=True, mailed_at=None), name="match_to_mail"
            ),
            models.Index(fields=["search", "-id"], condition=Q(is_new=True), name="match_new"),
        ]
        constraints = [models.UniqueConstraint(fields=["search", "object_id"], name="match_told_once")]

    def __str__(self) -> str:
        return f"{self.object_id} by {self.search}"
