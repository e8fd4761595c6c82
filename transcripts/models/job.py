"""Job: work done outside a request. The table is the truth; a broker only carries the id."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from transcripts.models.identity import PublicId


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", "waiting"
    RUNNING = "running", "running"
    SUCCEEDED = "succeeded", "done"
    FAILED = "failed", "failed"


class Job(PublicId):
    """The import of one document: who asked, where it stands, what came of it.

    A running job holds a lease that its worker extends; one whose lease ran out is taken up again, at most
    `MAX_ATTEMPTS` times, so that a document that kills its worker cannot do so for ever.
    """

    MAX_ATTEMPTS = 3

    document = models.ForeignKey("transcripts.SourceDocument", models.PROTECT, related_name="jobs")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "import"
        indexes = [models.Index(fields=["state", "lease_until", "id"], name="job_to_take")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(lease_until__isnull=False),
                name="job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.FAILED) | ~Q(error=""), name="job_failed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Import of {self.document}"
