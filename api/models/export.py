"""Export: what a partner asked workers to put into a file."""

from django.db import models
from django.db.models import F, Q

from api.models.partner import Partner
from transcripts.models.identity import PublicId


class Form(models.TextChoices):
    """In which form."""

    NDJSON = "ndjson", "a record a line, as JSON"
    CSV = "csv", "a table"
    JSONLD = "jsonld", "linked data"
    ANNOTATIONS = "annotations", "Web Annotations"
    SQLITE = "sqlite", "a database in one file"
    QDPX = "qdpx", "a REFI-QDA project"


OF_QUOTES = [Form.ANNOTATIONS, Form.QDPX]


class Export(PublicId):
    """All that a list's filters find, put into a file part by part, in the order of the ids.

    `parts` are the names of those that are finished; the next one begins behind `last_id`, that of a thing,
    or of an episode where parts go by episodes. Whoever works at it says so (`seen_at`): another worker takes
    it over from one of which nothing was heard. `position` is where the feed of changes stood before the
    first part was read.
    """

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="exports")
    resource = models.CharField(max_length=20, help_text="Of which list, such as “quotes”.")
    query = models.TextField(blank=True, help_text="Its filters, as they stand in an address.")
    form = models.CharField(max_length=11, choices=Form.choices, default=Form.NDJSON)
    position = models.BigIntegerField(editable=False)
    total = models.PositiveBigIntegerField(help_text="How many things fitted when it was asked for.")
    done = models.PositiveBigIntegerField(editable=False, default=0)
    parts = models.JSONField(editable=False, default=list)
    last_id = models.UUIDField(editable=False, null=True)
    seen_at = models.DateTimeField(editable=False, null=True)
    bytes = models.PositiveBigIntegerField(editable=False, default=0)
    sha256 = models.CharField(editable=False, max_length=64, blank=True)
    error = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(finished_at=None), name="export_to_prepare"),
            models.Index(fields=["partner", "-created_at", "-id"], name="export_of_partner"),
            models.Index(fields=["created_at"], name="export_by_age"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(form__in=Form.values), name="export_form_known"),
            models.CheckConstraint(
                condition=~Q(form__in=OF_QUOTES) | Q(resource="quotes"), name="export_form_fits_resource"
            ),
            models.CheckConstraint(condition=Q(position__gte=0), name="export_position_known"),
            models.CheckConstraint(
                condition=Q(finished_at=None, sha256="", error="")
                | Q(finished_at__gte=F("created_at"), error="") & ~Q(sha256="")
                | Q(finished_at__gte=F("created_at"), sha256="") & ~Q(error=""),
                name="export_ends_with_file_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} as {self.form} for {self.partner}"
