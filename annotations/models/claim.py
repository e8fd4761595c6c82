"""Claim: what quotes mean for the world."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotations.amounts import QUALIFIERS, Amount
from annotations.periods import Period, Precision
from annotations.querysets import ClaimQuerySet
from annotations.workflow import State
from transcripts.models.identity import PublicId
from transcripts.models.linked import linked_history
from transcripts.models.paths import path


class ClaimKind(models.TextChoices):
    """What sort of statement it is."""

    METRIC = "metric", "figure"
    EVENT = "event", "event"
    POSITION = "position", "position"
    PRACTICE = "practice", "practice"
    PREDICTION = "prediction", "prediction"


class Rank(models.TextChoices):
    """Which of several claims to go by, as in Wikidata."""

    PREFERRED = "preferred", "preferred"
    NORMAL = "normal", "normal"
    DEPRECATED = "deprecated", "deprecated"


STATES = [(str(state), state.replace("_", " ")) for state in State]
PRECISIONS = [(str(precision), str(precision)) for precision in Precision]
# What a claim means. Once readers have seen it, it stays (docs/decisions/claims.md).
MEANING = (
    *("statement", "kind", "company", "guest", "about", "subject"),
    *("metric", "low", "high", "qualifier", "unit", "currency", "per"),
    *("holds_from", "holds_until", "precision", "scope"),
)


class Claim(PublicId):
    """A statement about the world that quotes support or dispute. Without published evidence it stays in.

    What it is about is a company or a person (or both), else a topic, else told in words. Its value is `low`,
    or a range from `low` to `high`, of `metric`. It holds from its first day to its last, both its own, known
    to the year, the month or the day; an open end is empty.
    """

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
    about = models.ForeignKey(
        "annotations.Tag",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims_about",
        verbose_name="topic it is about",
        limit_choices_to={"status": "active"},
        help_text="Where it is about no company or person.",
    )
    subject = models.CharField(
        "subject in words",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="Else what it is about: a project, a market, “founders”.",
    )
    metric = models.CharField(
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text="What is measured, always by the same name: “annual recurring revenue”.",
    )
    low = models.DecimalField(
        "value",
        max_digits=24,
        decimal_places=6,
        null=True,
        blank=True,
        help_text="In full: 13000000. Of a range, where it begins.",
    )
    high = models.DecimalField(
        "to", max_digits=24, decimal_places=6, null=True, blank=True, help_text="Where a range ends."
    )
    qualifier = models.CharField(
        max_length=10, choices=list(QUALIFIERS.items()), blank=True, default="", db_default=""
    )
    unit = models.CharField(
        max_length=50,
        blank=True,
        default="",
        db_default="",
        help_text="Of what: “percent”, “people”, “times”.",
    )
    currency = models.CharField(
        max_length=3, blank=True, default="", db_default="", help_text="By its code (ISO 4217): USD, EUR."
    )
    per = models.CharField(max_length=50, blank=True, default="", db_default="", help_text="“year”, “seat”.")
    holds_from = models.DateField(
        "holds from", null=True, blank=True, help_text="The first day; empty where that is not known."
    )
    holds_until = models.DateField(
        "holds until", null=True, blank=True, help_text="The last day; empty where it still holds."
    )
    precision = models.CharField(
        max_length=5,
        choices=PRECISIONS,
        blank=True,
        default="",
        db_default="",
        help_text="How precisely these days are known. “In 2018” is 1 January to 31 December 2018, by year.",
    )
    scope = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="Of what it holds, where not of all: “in Europe”, “of self-hosted customers”.",
    )
    rank = models.CharField(
        max_length=10,
        choices=Rank.choices,
        default=Rank.NORMAL,
        db_default=Rank.NORMAL.value,
        editable=False,
    )
    rank_reason = models.TextField(blank=True, default="", db_default="", editable=False)
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
    history = linked_history()

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
            models.Index(fields=["company", "metric", "holds_from"], name="claim_of_company"),
            models.Index(
                fields=["company", "holds_from", "public_id"],
                condition=Q(state="published"),
                name="claim_timeline",
            ),
            models.Index(fields=["metric", "holds_from"], condition=~Q(metric=""), name="claim_of_metric"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[str(state) for state in State]), name="claim_state_known"
            ),
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
            models.CheckConstraint(
                condition=Q(high__isnull=True) | Q(low__isnull=False, high__gt=F("low")),
                name="claim_range_rises",
                violation_error_message="A range needs a value to begin with, and ends above it.",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=False) | Q(qualifier="", unit="", currency="", per=""),
                name="claim_unit_is_of_a_value",
                violation_error_message="A qualifier, unit, currency or “per” needs a value.",
            ),
            models.CheckConstraint(
                condition=Q(qualifier__in=["", *QUALIFIERS]), name="claim_qualifier_known"
            ),
            models.CheckConstraint(
                condition=Q(currency="") | Q(currency__regex=r"^[A-Z]{3}$"),
                name="claim_currency_is_a_code",
                violation_error_message="Give the currency by its code of three capitals, such as USD.",
            ),
            models.CheckConstraint(
                condition=Q(precision="", holds_from__isnull=True, holds_until__isnull=True)
                | (
                    Q(precision__in=[name for name, _ in PRECISIONS])
                    & (Q(holds_from__isnull=False) | Q(holds_until__isnull=False))
                ),
                name="claim_time_says_how_precise",
                violation_error_message="A time needs a first or a last day, and how precisely it is known.",
            ),
            models.CheckConstraint(
                condition=Q(holds_from__isnull=True)
                | Q(holds_until__isnull=True)
                | Q(holds_until__gte=F("holds_from")),
                name="claim_time_runs_forward",
                violation_error_message="The last day comes before the first. Exchange them.",
            ),
            models.CheckConstraint(condition=Q(rank__in=Rank.values), name="claim_rank_known"),
            models.CheckConstraint(
                condition=~Q(rank="deprecated") | ~Q(rank_reason=""), name="claim_deprecated_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        """The page readers find it at."""
        return path("claim", self.public_id)

    @property
    def amount(self) -> Amount | None:
        """The value it states, if any; its text is as people read it."""
        if self.low is None:
            return None
        return Amount(self.low, self.high, self.qualifier, self.unit, self.currency, self.per)

    @property
    def period(self) -> Period | None:
        """The time for which it holds, if that is said; its text is as people read it."""
        if not self.precision:
            return None
        return Period(self.holds_from, self.holds_until, Precision(self.precision))

    @property
    def told_subject(self) -> str:
        """What it is about, in words; empty where that is not said yet."""
        things = [str(thing) for thing in (self.company, self.guest) if thing]
        return " and ".join(things) or (self.about.label if self.about else self.subject)
