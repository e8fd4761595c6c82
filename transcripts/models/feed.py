"""Feed and FeedItem: where a podcast announces its episodes, and how it knows each of them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from transcripts.models.identity import PublicId


class Feed(PublicId):
    """A podcast's RSS or Atom feed, fetched politely; what the last fetch said is kept for the next one.

    Whoever refreshes it holds a lease: `leased_until` is set by one guarded update, and runs out with a
    worker that dies.
    """

    podcast = models.OneToOneField("transcripts.Podcast", models.CASCADE, related_name="feed")
    url = models.URLField("address", max_length=2000, unique=True)
    is_active = models.BooleanField("fetched regularly", default=True)
    title = models.CharField(max_length=300, blank=True, editable=False, help_text="As the feed says.")
    guid = models.CharField(max_length=200, blank=True, editable=False)
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=500, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False, help_text="Of the last body.")
    fetched_at = models.DateTimeField("last fetched", null=True, blank=True, editable=False)
    next_fetch_at = models.DateTimeField("next fetch", default=timezone.now, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False, help_text="In a row.")
    error = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    # What is decided about it; how its fetching goes is not.
    history = HistoricalRecords(
        excluded_fields=[
            *("title", "guid", "etag", "last_modified", "sha256", "fetched_at", "next_fetch_at"),
            *("leased_until", "failures", "error"),
        ]
    )

    class Meta:
        ordering = ["podcast", "id"]
        indexes = [models.Index(fields=["is_active", "next_fetch_at"], name="feed_due")]

    def __str__(self) -> str:
        return f"Feed of {self.podcast}"


class FeedItem(models.Model):
    """An item of a feed and the episode it stands for; how it finds it is told in `services/feeditems.py`.

    `told` is what the feed said last of the episode. What an episode holds in its place is the feed's own
    word, or an editor's: only the first may be replaced by what the feed says next.
    """

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="items")
    episode = models.ForeignKey("transcripts.Episode", models.CASCADE, related_name="feed_items")
    guid = models.CharField(max_length=500)
    enclosure = models.CharField(max_length=2000, blank=True, help_text="Its address without the query.")
    told = models.JSONField(default=dict, blank=True)
    chapters_url = models.URLField(max_length=2000, blank=True)
    soundbites = models.JSONField(default=list, blank=True)
    transcript_url = models.URLField(max_length=2000, blank=True)
    transcript_type = models.CharField(max_length=100, blank=True)
    transcript_etag = models.CharField(max_length=500, blank=True)
    transcript_last_modified = models.CharField(max_length=500, blank=True)
    transcript_sha256 = models.CharField(max_length=64, blank=True)
    transcript_fetched_at = models.DateTimeField(null=True, blank=True)
    transcript_due_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty: not to be fetched again."
    )
    transcript_failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    transcript_error = models.TextField(blank=True)
    gone_at = models.DateTimeField(null=True, blank=True, help_text="Since when the feed does not list it.")

    class Meta:
        ordering = ["feed", "-id"]
        indexes = [models.Index(fields=["feed", "transcript_due_at"], name="feed_item_transcript_due")]
        constraints = [
            models.UniqueConstraint(fields=["feed", "guid"], name="feed_item_guid_once"),
            models.UniqueConstraint(fields=["feed", "episode"], name="feed_item_episode_once"),
            models.CheckConstraint(condition=~Q(guid=""), name="feed_item_has_guid"),
        ]

    def __str__(self) -> str:
        return f"{self.guid} of {self.feed}"
