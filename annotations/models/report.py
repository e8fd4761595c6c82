"""ErrorReport: what a reader says is wrong. Nobody but those who work here ever sees it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from annotations.querysets import ErrorReportQuerySet
from transcripts.models.identity import PublicId

LONGEST_TEXT = 3000


class SubjectType(models.TextChoices):
    """What a report or an entry of the correction log is about; `page` is any other page, such as a list."""

    QUOTE = "quote", "quote"
    CLAIM = "claim", "claim"
    TAG = "tag", "topic"
    GUEST = "guest", "person"
    COMPANY = "company", "company"
    EPISODE = "episode", "episode"
    PODCAST = "podcast", "podcast"
    PAGE = "page", "page"


def about_one_thing(name: str) -> list[models.BaseConstraint]:
    """The constraints of what names its subject by type and id, or by the address of a page."""
    return [
        models.CheckConstraint(condition=Q(object_type__in=SubjectType.values), name=f"{name}_subject_known"),
        models.CheckConstraint(
            condition=Q(object_type="page", object_id__isnull=True)
            | (~Q(object_type="page") & Q(object_id__isnull=False)),
            name=f"{name}_about_one_thing",
        ),
    ]


class ReportState(models.TextChoices):
    """Where a report stands."""

    OPEN = "open", "open"
    ANSWERED = "answered", "answered"
    REFUSED = "refused", "refused"


class ErrorReport(PublicId):
    """What a reader says is wrong with something, and what was decided about it.

    Of the reader nothing is kept but an address they left to be answered at, and that only until they were
    answered. The public id is that of the form they were given: sent twice it is one report.
    """

    object_type = models.CharField("about a", max_length=10, choices=SubjectType.choices)
    object_id = models.UUIDField(null=True, blank=True, help_text="The public id of what it is about.")
    address = models.CharField("page", max_length=300, blank=True, help_text="The page it was sent from.")
    text = models.TextField(max_length=LONGEST_TEXT)
    email = models.EmailField("address for an answer", blank=True)
    received_at = models.DateTimeField("received", auto_now_add=True)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.OPEN)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(blank=True, help_text="Sent to the reader, where they left an address.")
    change = models.ForeignKey(
        "annotations.Publication",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="change made",
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    told_at = models.DateTimeField("reader told", null=True, blank=True)

    objects = ErrorReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["email"])

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="error_report_newest"),
            models.Index(fields=["state", "-received_at", "-id"], name="error_report_by_state"),
            models.Index(fields=["object_type", "object_id"], name="error_report_of_object"),
        ]
        constraints = [
            *about_one_thing("error_report"),
            models.CheckConstraint(condition=~Q(text=""), name="error_report_says_something"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True, settled_by__isnull=True, answer="")
                | (
                    Q(state__in=["answered", "refused"], settled_at__isnull=False, settled_by__isnull=False)
                    & ~Q(answer="")
                ),
                name="error_report_settled_at_by_and_why",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(email=""), name="error_report_told_keeps_no_address"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
