"""Tag: a topic of the vocabulary, with what belongs to it and what does not."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from annotations.querysets import TagQuerySet
from transcripts.models.identity import PublicId
from transcripts.models.people import WrittenName


class Tag(PublicId):
    """A topic. Its parent is a wider one."""

    slug = models.SlugField(max_length=100, unique=True)
    label = models.CharField(max_length=100, unique=True)
    definition = models.TextField()
    belongs = models.TextField(blank=True, help_text="What belongs here.")
    does_not_belong = models.TextField(blank=True, help_text="What does not, and where it goes instead.")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TagQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["label", "id"]
        verbose_name = "topic"
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(label="") & ~Q(definition=""), name="tag_has_meaning"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="tag_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """The page readers find it at."""
        return reverse("topic", args=[self.slug])


class TagSynonym(WrittenName):
    """Another word for a topic, found by type-ahead."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="synonyms")

    class Meta:
        ordering = ["text", "id"]
        constraints = [models.UniqueConstraint(fields=["tag", "folded"], name="tag_synonym_once")]
