"""Batch and Job: work done outside a request. The table is the truth; a broker only carries the id."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from transcripts.models.identity import PublicId


class JobTask(models.TextChoices):
    """What a job does next: fetch an address, read a document, store what was read and confirmed; or look at
    what a file of marked passages comes to, and bring that in once it is confirmed."""

    FETCH = "fetch", "fetch"
    READ = "read", "read"
    STORE = "store", "store"
    LOOK = "look", "look at"
    BRING = "bring", "bring in"


class JobState(models.TextChoices):
    """Where a job stands. `READY` waits for a person, who confirms or discards what was read."""

    QUEUED = "queued", "waiting for a worker"
    RUNNING = "running", "running"
    READY = "ready", "to confirm"
    SUCCEEDED = "succeeded", "done"
    FAILED = "failed", "failed"
    CANCELLED = "cancelled", "cancelled"
    DISCARDED = "discarded", "discarded"


class BatchOrigin(models.TextChoices):
    """How documents came in."""

    FILES = "files", "files"
    PASTE = "paste", "pasted text"
    ADDRESS = "address", "address"
    FEED = "feed", "feed"
    COMMAND = "command", "command line"


class Batch(PublicId):
    """What somebody brought at once: files, a zip, a paste, an address. Its jobs are its progress."""

    origin = models.CharField(max_length=10, choices=BatchOrigin.choices)
    title = models.CharField(max_length=255)
    podcast = models.ForeignKey(
        "transcripts.Podcast",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The podcast of all these documents; empty: as each document says.",
    )
    store_at_once = models.BooleanField(
        default=False, help_text="Store what is read without waiting for somebody to confirm it."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "batches"
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=BatchOrigin.values), name="batch_origin_known"),
        ]

    def __str__(self) -> str:
        return self.title


class Job(PublicId):
    """The import of one document, from its bytes or its address to its stored episodes.

    A running job holds a lease that its worker extends; one whose lease ran out is taken up again, at most
    `MAX_ATTEMPTS` times a task, so that a document that kills its worker cannot do so for ever.
    """

    MAX_ATTEMPTS = 3

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="jobs")
    document = models.ForeignKey(
        "transcripts.SourceDocument", models.PROTECT, null=True, blank=True, related_name="jobs"
    )
    name = models.CharField(
        max_length=255, default="", db_default="", help_text="The document's file name or address."
    )
    address = models.URLField(max_length=2000, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    task = models.CharField(max_length=10, choices=JobTask.choices, default=JobTask.READ)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now, help_text="Waits since then, or until then.")
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0, help_text="Episodes stored so far.")
    total = models.PositiveIntegerField(default=0, help_text="Episodes to store.")
    chosen_format = models.CharField(max_length=40, blank=True)
    podcast = models.ForeignKey(
        "transcripts.Podcast", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decisions = models.JSONField(
        default=dict,
        blank=True,
        help_text="Who the editor says the labels are, by episode and label; how to bring passages in.",
    )
    result = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "import"
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="job_to_take"),
            models.Index(fields=["batch", "state"], name="job_progress"),
            models.Index(fields=["-created_at", "-id"], name="job_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(condition=Q(task__in=JobTask.values), name="job_task_known"),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(lease_until__isnull=False),
                name="job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.FAILED) | ~Q(error=""), name="job_failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=False)
                | Q(task=JobTask.FETCH)
                | Q(state__in=[JobState.CANCELLED, JobState.DISCARDED, JobState.FAILED]),
                name="job_has_document_or_address",
            ),
        ]

    def __str__(self) -> str:
        return f"Import of {self.name}"


class JobEvent(models.Model):
    """A line of a job's log: what happened, when."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="log")
    at = models.DateTimeField(auto_now_add=True)
    message = models.TextField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.message


class Reading(models.Model):
    """What the parser made of a document, kept for the preview until it is stored or discarded; of marked
    passages what becomes of each, kept as long as the job."""

    job = models.OneToOneField(Job, models.CASCADE, related_name="reading")
    parser = models.CharField(max_length=40, help_text="The parser's version; a newer one reads again.")
    content = models.BinaryField(help_text="A ParsedDocument, or what a file comes to, as compressed JSON.")

    def __str__(self) -> str:
        return f"Reading of {self.job}"


class KnownLabel(models.Model):
    """An editor's decision that a label stands for a person wherever this podcast prints it."""

    podcast = models.ForeignKey("transcripts.Podcast", models.CASCADE, related_name="known_labels")
    folded = models.CharField(max_length=200)
    guest = models.ForeignKey("transcripts.Guest", models.CASCADE, related_name="known_labels")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["podcast", "folded"]
        constraints = [
            models.UniqueConstraint(fields=["podcast", "folded"], name="known_label_once_per_podcast"),
            models.CheckConstraint(condition=~Q(folded=""), name="known_label_has_letters"),
        ]

    def __str__(self) -> str:
        return f"{self.folded} is {self.guest}"
