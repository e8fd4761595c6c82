"""Tag: a topic of the vocabulary, with what belongs to it and what does not, and the addresses it had."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from annotations.querysets import TagQuerySet
from transcripts.models.identity import PublicId
from transcripts.models.linked import linked_history
from transcripts.models.paths import path
from transcripts.models.people import WrittenName

ADDRESS_TAKEN = "“{slug}” was another topic’s address, and still leads there. Choose another."


class TagStatus(models.TextChoices):
    """Whether a topic is in use."""

    PROPOSED = "proposed", "proposed"
    ACTIVE = "active", "active"
    DEPRECATED = "deprecated", "deprecated"
    MERGED = "merged", "merged"


class Tag(PublicId):
    """A topic. Its parent is a wider one, whose colour it has.

    A proposed one is given to nothing yet. Active ones are offered. A deprecated one is not offered any more;
    what has it keeps it. A merged one has nothing left: whoever asks for it is led to `merged_into`, which is
    never merged itself.
    """

    slug = models.SlugField(max_length=100, unique=True)
    label = models.CharField(max_length=100, unique=True)
    definition = models.TextField()
    belongs = models.TextField(blank=True, help_text="What belongs here.")
    does_not_belong = models.TextField(blank=True, help_text="What does not, and where it goes instead.")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    status = models.CharField(
        max_length=10, choices=TagStatus.choices, default=TagStatus.ACTIVE, db_default=TagStatus.ACTIVE.value
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TagQuerySet.as_manager()
    kept_lines: ClassVar = {"synonyms": ("text",)}
    history = linked_history()

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
            models.CheckConstraint(condition=Q(status__in=TagStatus.values), name="tag_status_known"),
            models.CheckConstraint(
                condition=(Q(status="merged", merged_into__isnull=False) & ~Q(merged_into=F("id")))
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="tag_merged_says_into_which",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """The page readers find it at."""
        return path("topic", self.slug)

    def clean(self) -> None:
        """Its address was never another topic's: old addresses go on leading where they led."""
        super().clean()
        if TagAddress.objects.filter(slug=self.slug).exclude(tag=self.pk).exists():
            raise ValidationError({"slug": ADDRESS_TAKEN.format(slug=self.slug)})


class TagSynonym(WrittenName):
    """Another word for a topic, found by type-ahead."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="synonyms")

    class Meta:
        ordering = ["text", "id"]
        constraints = [models.UniqueConstraint(fields=["tag", "folded"], name="tag_synonym_once")]


class TagAddress(models.Model):
    """A slug that readers knew a topic by before it was renamed; it leads to the topic for ever."""

    slug = models.SlugField(max_length=100, unique=True)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="addresses")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.slug
