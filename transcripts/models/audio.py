"""AudioFile and SyncPoint: a named audio file of an episode, and where it and the transcript agree."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from transcripts.addresses import without_query
from transcripts.models.identity import PublicId
from transcripts.models.linked import linked_history
from transcripts.timelines import Point, is_dynamic

DYNAMIC = (
    "This address gives other advertisements at every download, so no second of it is sure. Link a file that "
    "stays as it is, or none."
)


class Timing(models.TextChoices):
    """How the times of a file and of the transcript belong together."""

    SAME = "same", "the transcript’s times are this file’s times"
    POINTS = "points", "matched by points set by hand"


class AudioFile(PublicId):
    """One audio file, told from others by its fingerprint, or by its address and duration."""

    episode = models.ForeignKey("transcripts.Episode", models.CASCADE, related_name="audio_files")
    name = models.CharField(max_length=200, help_text="What it is, such as “the feed’s file of 3 July 2024”.")
    url = models.URLField("address", max_length=2000, blank=True)
    duration_ms = models.PositiveIntegerField("duration", null=True, blank=True)
    sha256 = models.CharField(
        "fingerprint", max_length=64, blank=True, help_text="SHA-256 of the file, 64 hexadecimal digits."
    )
    timing = models.CharField(max_length=10, choices=Timing.choices, default=Timing.POINTS)
    document = models.ForeignKey(
        "transcripts.SourceDocument",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose transcript was matched with the file: times of another document are not linked. "
        "Empty: any.",
    )
    is_linked = models.BooleanField(
        "link quotes to it", default=False, help_text="One file of an episode can be linked."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    kept_lines: ClassVar = {"points": ("transcript_ms", "audio_ms")}
    history = linked_history()

    class Meta:
        ordering = ["episode", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sha256="") | (~Q(url="") & Q(duration_ms__isnull=False)),
                name="audio_file_is_told_from_others",
                violation_error_message="Give its fingerprint, or its address and duration, so that it can "
                "be told from other files.",
            ),
            models.CheckConstraint(
                condition=Q(is_linked=False) | ~Q(url=""),
                name="audio_file_linked_has_address",
                violation_error_message="Only a file with an address can be linked.",
            ),
            models.CheckConstraint(condition=Q(timing__in=Timing.values), name="audio_file_timing_known"),
            models.UniqueConstraint(
                fields=["episode"],
                condition=Q(is_linked=True),
                name="audio_file_one_linked",
                violation_error_message="Another file of this episode is linked. Untick it there first.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A file that is another one at every download cannot be linked."""
        if self.is_linked and self.episode_id is not None and self.is_dynamic:
            raise ValidationError({"is_linked": DYNAMIC})

    @property
    def is_dynamic(self) -> bool:
        """Whether its address gives other advertisements at every download, as far as is known."""
        same = without_query(self.url) == without_query(self.episode.audio_url)
        return is_dynamic(self.url) or (same and self.episode.podcast.dynamic_ads)


class SyncPoint(models.Model):
    """The same moment in the transcript and in an audio file, set by hand."""

    audio = models.ForeignKey(AudioFile, models.CASCADE, related_name="points")
    transcript_ms = models.PositiveIntegerField("in the transcript")
    audio_ms = models.PositiveIntegerField("in the audio")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["audio", "transcript_ms", "audio_ms"]
        verbose_name = "matching point"
        constraints = [
            models.UniqueConstraint(fields=["audio", "transcript_ms", "audio_ms"], name="sync_point_once")
        ]

    def __str__(self) -> str:
        return f"{self.transcript_ms} ms is {self.audio_ms} ms in {self.audio}"

    def as_point(self) -> Point:
        """As the arithmetic takes it."""
        return Point(self.transcript_ms, self.audio_ms)
