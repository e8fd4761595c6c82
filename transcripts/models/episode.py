"""Podcast and Episode: who publishes the talk, and how much of it may be shown."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from transcripts.documents import TranscriptStatus
from transcripts.models.identity import FoldedField, PublicId
from transcripts.models.linked import linked_history
from transcripts.models.paths import path


class Visibility(models.IntegerChoices):
    """How much of an episode the public sees; each step includes the one before."""

    HIDDEN = 0, "hidden"
    LISTED = 1, "listed, with the surroundings of published quotes only"
    TRANSCRIPT = 2, "with its whole transcript"


class Ground(models.TextChoices):
    """On what ground a podcast is quoted."""

    QUOTATION = "quotation", "the right to quote"
    LICENCE = "licence", "its licence"
    PERMISSION = "permission", "a permission"


class Podcast(PublicId):
    """A series. Its rights policy says how much of its episodes may be shown, and with which words."""

    title = models.CharField(max_length=200)
    folded = FoldedField("title", max_length=200, db_index=True, db_default="")
    slug = models.SlugField(max_length=100, unique=True)
    website = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=20, blank=True)
    rights = models.PositiveSmallIntegerField(
        "rights policy",
        choices=Visibility.choices,
        default=Visibility.LISTED,
        help_text="The most that may be shown of any of its episodes.",
    )
    licence = models.CharField(
        max_length=200,
        blank=True,
        help_text="The licence of the transcript, as readers should see it; empty: all rights reserved.",
    )
    attribution = models.CharField(max_length=300, blank=True, help_text="Empty: the podcast’s title.")
    ground = models.CharField(
        "quoted on the ground of",
        max_length=10,
        choices=Ground.choices,
        default=Ground.QUOTATION,
        db_default="quotation",
        help_text="Nothing of it is published while what the ground asks for is not written down here: the "
        "licence, or the permission, and in both cases the attribution.",
    )
    permission = models.TextField(
        blank=True, default="", db_default="", help_text="What we may quote, as it was granted."
    )
    permission_from = models.CharField(
        "granted by",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="Who, and in what role.",
    )
    permission_on = models.DateField("granted on", null=True, blank=True)
    permission_until = models.DateField(
        "ends on", null=True, blank=True, help_text="The last day of the permission; empty: it has no end."
    )
    longest_quote = models.PositiveIntegerField(
        null=True, blank=True, help_text="In words; empty: as long as the passage needs."
    )
    greatest_share = models.DecimalField(
        "greatest share of an episode",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="In per cent of its words, all its published quotes together; empty: no limit.",
    )
    dynamic_ads = models.BooleanField(
        "inserts advertisements",
        default=False,
        db_default=False,
        help_text="Its audio differs from download to download, so times are shown without a link.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords(excluded_fields=["folded"])

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(rights__in=Visibility.values), name="podcast_rights_known"),
            models.CheckConstraint(condition=~Q(title=""), name="podcast_has_title"),
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="podcast_ground_known"),
            models.CheckConstraint(
                condition=Q(longest_quote__isnull=True) | Q(longest_quote__gte=1),
                name="podcast_longest_quote_has_words",
                violation_error_message="The longest quote has at least one word.",
            ),
            models.CheckConstraint(
                condition=Q(greatest_share__isnull=True)
                | (Q(greatest_share__gt=0) & Q(greatest_share__lte=100)),
                name="podcast_share_is_a_percentage",
                violation_error_message="The greatest share is a percentage: more than 0 and at most 100.",
            ),
            models.CheckConstraint(
                condition=Q(permission_until__isnull=True) | Q(permission_until__gte=F("permission_on")),
                name="podcast_permission_ends_after_it_begins",
                violation_error_message="The permission ends before it was granted. Correct one of the days.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page readers find it at."""
        return path("podcast", self.slug)


class EpisodeQuerySet(models.QuerySet["Episode"]):
    """The one home of what the public may see of episodes."""

    def listed(self) -> "EpisodeQuerySet":
        """Episodes the public may know of: neither hidden (here or by rights policy) nor withdrawn."""
        return self.not_hidden().filter(withdrawn_at=None)

    def withdrawn(self) -> "EpisodeQuerySet":
        """Episodes the public knew of and may be told are withdrawn; a hidden one is not even that."""
        return self.not_hidden().exclude(withdrawn_at=None)

    def not_hidden(self) -> "EpisodeQuerySet":
        """Episodes that neither their own visibility nor the rights policy hides, withdrawn or not."""
        return self.filter(visibility__gte=Visibility.LISTED, podcast__rights__gte=Visibility.LISTED)

    def with_public_transcript(self) -> "EpisodeQuerySet":
        """Episodes whose whole transcript the public may read."""
        return self.listed().filter(visibility=Visibility.TRANSCRIPT, podcast__rights=Visibility.TRANSCRIPT)


class Episode(PublicId):
    """One episode, as far as its documents tell; empty fields are unknown, never guessed."""

    podcast = models.ForeignKey(Podcast, models.PROTECT, related_name="episodes")
    document = models.ForeignKey(
        "transcripts.SourceDocument", models.PROTECT, null=True, blank=True, related_name="episodes"
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Its place in the document, from 0.")
    number = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=300, blank=True)
    folded = FoldedField("title", db_default="")
    slug = models.SlugField(max_length=120, unique=True)
    published_on = models.DateField("date", null=True, blank=True)
    duration_seconds = models.PositiveIntegerField(null=True, blank=True)
    language = models.CharField(max_length=20, blank=True)
    summary = models.TextField(blank=True)
    audio_url = models.URLField(
        max_length=2000,
        blank=True,
        help_text="The audio file whose times the transcript’s times are; links to a second start from it.",
    )
    page_url = models.URLField("publisher’s page", max_length=2000, blank=True)
    transcript_status = models.CharField(
        max_length=10,
        choices=[(str(status), str(status)) for status in TranscriptStatus],
        default=str(TranscriptStatus.NONE),
    )
    visibility = models.PositiveSmallIntegerField(
        choices=Visibility.choices,
        default=Visibility.LISTED,
        help_text="No more than the podcast’s rights policy allows is ever shown.",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(blank=True, editable=False)
    companies = models.ManyToManyField(
        "transcripts.Company",
        blank=True,
        related_name="episodes",
        limit_choices_to={"merged_into": None},
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EpisodeQuerySet.as_manager()
    history = linked_history(excluded_fields=["folded"])

    class Meta:
        ordering = [F("published_on").desc(nulls_last=True), "-id"]
        indexes = [
            models.Index(fields=["podcast", "number"], name="episode_podcast_number"),
            models.Index(fields=["podcast", "folded"], name="episode_podcast_title"),
            models.Index(fields=["-published_on", "-id"], name="episode_by_date"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "position"],
                condition=Q(document__isnull=False),
                name="episode_once_per_place_in_document",
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="episode_visibility_known"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="episode_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.display_title

    @property
    def display_title(self) -> str:
        """The title, or what can be said without one; never the name of someone who may not be public."""
        if self.title:
            return self.title
        return f"Episode {self.number}" if self.number is not None else "Untitled episode"

    def get_absolute_url(self) -> str:
        """The page readers find it at."""
        return path("episode", self.slug)
