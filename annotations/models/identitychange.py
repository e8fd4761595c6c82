"""IdentityChange: a person's decision that two people, or two companies, are one, or that one was two."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class IdentityChangeKind(models.TextChoices):
    """What was decided."""

    MERGE = "merge", "merged"
    SPLIT = "split", "split"
    UNDO = "undo", "undone"


class IdentityChange(models.Model):
    """One merge or split, or the undoing of one, with every row that it touched.

    `guest` or `company` is the one that stays, `other_guest` or `other_company` the one that goes or is split
    off. `ledger` says which rows were moved, which were dropped as doubles and which were filled in, so that
    it can be undone. While `done_at` is empty it is under way, in a transaction of its own: only then do the
    database's guards let the speaker of a published quote change, and only from one of the two to the other.
    """

    kind = models.CharField(max_length=10, choices=IdentityChangeKind.choices)
    guest = models.ForeignKey("transcripts.Guest", models.PROTECT, null=True, related_name="identity_changes")
    other_guest = models.ForeignKey("transcripts.Guest", models.SET_NULL, null=True, related_name="+")
    company = models.ForeignKey(
        "transcripts.Company", models.PROTECT, null=True, related_name="identity_changes"
    )
    other_company = models.ForeignKey("transcripts.Company", models.SET_NULL, null=True, related_name="+")
    # The other one is gone where it was split off, nobody outside ever knew it, and the split was undone.
    other_name = models.CharField(max_length=200, default="", db_default="", editable=False)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by_change")
    ledger = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "merge or split"
        verbose_name_plural = "merges and splits"
        indexes = [
            models.Index(
                fields=["guest", "other_guest"], condition=Q(done_at__isnull=True), name="identity_change_now"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(guest__isnull=False, company__isnull=True, other_company__isnull=True)
                    & (Q(other_guest__isnull=False) | ~Q(kind="merge"))
                )
                | (
                    Q(guest__isnull=True, company__isnull=False, other_guest__isnull=True)
                    & (Q(other_company__isnull=False) | ~Q(kind="merge"))
                ),
                name="identity_change_of_one_pair",
            ),
            models.CheckConstraint(
                condition=(Q(guest__isnull=True) | ~Q(guest=F("other_guest")))
                & (Q(company__isnull=True) | ~Q(company=F("other_company"))),
                name="identity_change_of_two",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["merge", "split"], undoes__isnull=True)
                | Q(kind="undo", undoes__isnull=False),
                name="identity_change_undoes_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.kept} and {self.other_called}"

    @property
    def kept(self) -> models.Model | None:
        """The one that stays, or that was split."""
        return self.guest or self.company

    @property
    def other(self) -> models.Model | None:
        """The one that goes, or that was split off."""
        return self.other_guest or self.other_company

    @property
    def other_called(self) -> str:
        """What the other one is called, or was while it was there."""
        return str(self.other or self.other_name)

    @property
    def is_undone(self) -> bool:
        """Whether it was taken back."""
        return IdentityChange.objects.filter(undoes=self.pk).exists()
