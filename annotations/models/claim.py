"""Claim and Evidence: what quotes mean for the world, and which quotes say so."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from annotations.models.quote import STATE_NAMES, STATES
from annotations.querysets import ClaimQuerySet
from annotations.workflow import State
from transcripts.models.identity import PublicId


class ClaimKind(models.TextChoices):
    """What sort of statement it is."""

    METRIC = "metric", "figure"
    EVENT = "event", "event"
    POSITION = "position", "position"
    PRACTICE = "practice", "practice"
    PREDICTION = "prediction", "prediction"


class Claim(PublicId):
    """A statement about the world that quotes support or dispute. Without published evidence it stays in."""

    statement = models.TextField()
    kind = models.CharField(max_length=12, choices=ClaimKind.choices)
    company = models.ForeignKey(
        "transcripts.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        limit_choices_to={"merged_into": None},
    )
    guest = models.ForeignKey(
        "transcripts.Guest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name="person",
        limit_choices_to={"merged_into": None},
        help_text="Whom it is about, where it is about a person.",
    )
    tags = models.ManyToManyField("annotations.Tag", blank=True, related_name="claims")
    state = models.CharField(max_length=20, choices=STATES, default=str(State.DRAFT), editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField(
        "due on",
        null=True,
        blank=True,
        editable=False,
        help_text="By when it is to be decided about, or worked over.",
    )
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    # The event in which an administrator approved what they wrote themselves, where it was so.
    override = models.ForeignKey(
        "annotations.ReviewEvent",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(blank=True, editable=False)

    objects = ClaimQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"], condition=Q(state="published"), name="claim_public"
            ),
            models.Index(fields=["-changed_at", "-id"], name="claim_newest"),
            models.Index(fields=["changed_by", "state", "-changed_at", "-id"], name="claim_of_editor"),
            models.Index(fields=["state", "-changed_at", "-id"], name="claim_by_state"),
            models.Index(
                fields=["state", "due_on", "id"], condition=Q(due_on__isnull=False), name="claim_due"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATE_NAMES), name="claim_state_known"),
            models.CheckConstraint(condition=~Q(statement=""), name="claim_has_statement"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="claim_approved_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"])
                | (
                    Q(approved_by__isnull=False)
                    & (~Q(approved_by=F("changed_by")) | Q(override__isnull=False))
                ),
                name="claim_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(override__isnull=True) | Q(approved_by__isnull=False),
                name="claim_override_is_of_an_approval",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="claim_published_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        """The page readers find it at."""
        return reverse("claim", args=[self.public_id])


class Stance(models.TextChoices):
    """What a quote does to a claim."""

    SUPPORTS = "supports", "supports"
    DISPUTES = "disputes", "disputes"
    UPDATES = "updates", "updates"


class Evidence(models.Model):
    """A quote that speaks for or against a claim, or brings it up to date."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence")
    quote = models.ForeignKey("annotations.Quote", models.PROTECT, related_name="evidence")
    stance = models.CharField(max_length=10, choices=Stance.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["claim", "quote"], name="evidence_once"),
            models.CheckConstraint(condition=Q(stance__in=Stance.values), name="evidence_stance_known"),
        ]

    def __str__(self) -> str:
        return f"{self.quote} {self.stance} “{self.claim}”"
