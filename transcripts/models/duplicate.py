"""LikelyDuplicate: two people, or two companies, that may be one, until a person has decided; and
DuplicateSearch: a look for them that somebody asked for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class LikelyDuplicateQuerySet(models.QuerySet["LikelyDuplicate"]):
    """Pairs, and those of them that wait for a person."""

    def standing(self) -> "LikelyDuplicateQuerySet":
        """Pairs of which neither was merged into another since."""
        return self.filter(
            guest__merged_into=None,
            other_guest__merged_into=None,
            company__merged_into=None,
            other_company__merged_into=None,
        )

    def waiting(self) -> "LikelyDuplicateQuerySet":
        """Pairs that nobody has decided about."""
        return self.standing().filter(decided_at=None)


class LikelyDuplicate(models.Model):
    """A pair that looks alike, and why. That they are two is remembered; that they are one is a merge."""

    guest = models.ForeignKey("transcripts.Guest", models.CASCADE, null=True, related_name="+")
    other_guest = models.ForeignKey("transcripts.Guest", models.CASCADE, null=True, related_name="+")
    company = models.ForeignKey("transcripts.Company", models.CASCADE, null=True, related_name="+")
    other_company = models.ForeignKey("transcripts.Company", models.CASCADE, null=True, related_name="+")
    score = models.FloatField(help_text="From 0 to 100.")
    why = models.TextField()
    found_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, help_text="When somebody said that they are two.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = LikelyDuplicateQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "-id"]
        verbose_name = "likely duplicate"
        indexes = [
            models.Index(
                fields=["-score", "-id"], condition=Q(decided_at__isnull=True), name="duplicate_waiting"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["guest", "other_guest"], name="duplicate_guests_once"),
            models.UniqueConstraint(fields=["company", "other_company"], name="duplicate_companies_once"),
            models.CheckConstraint(
                condition=Q(guest__lt=F("other_guest"), company__isnull=True, other_company__isnull=True)
                | Q(company__lt=F("other_company"), guest__isnull=True, other_guest__isnull=True),
                name="duplicate_of_one_pair",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="duplicate_decided_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} and {self.other}"

    @property
    def one(self) -> models.Model | None:
        """The one that was there first."""
        return self.guest or self.company

    @property
    def other(self) -> models.Model | None:
        """The one that came later."""
        return self.other_guest or self.other_company


class DuplicateSearch(models.Model):
    """A look at all names that somebody asked for. A worker does it; this row says how far it is."""

    STEPS = 4

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, help_text="When its worker last said that it is at it.")
    done = models.PositiveSmallIntegerField(default=0, help_text="Steps that are done.")
    found = models.PositiveIntegerField(default=0, help_text="New pairs.")
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(finished_at__isnull=True), name="duplicate_search_open")
        ]

    def __str__(self) -> str:
        return f"Search of {self.asked_at:%-d %B %Y}"
