"""VocabularyChange: a topic renamed, moved, merged, split or given another status, and how to take it
back."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class VocabularyAct(models.TextChoices):
    """What is done to a topic."""

    RENAME = "rename", "rename"
    MOVE = "move", "move"
    MERGE = "merge", "merge"
    SPLIT = "split", "split"
    STATUS = "status", "change of status"


class VocabularyChange(models.Model):
    """One change of the vocabulary, exactly: `edit` is what `annotations.vocabularyedits` reads, and what
    undoing it turns round. Append-only but for the undoing, which happens once."""

    act = models.CharField(max_length=10, choices=VocabularyAct.choices)
    tag = models.ForeignKey(
        "annotations.Tag", models.PROTECT, related_name="changes", verbose_name="topic", db_index=False
    )
    told = models.TextField(help_text="What was done, in a sentence.")
    reason = models.TextField()
    edit = models.JSONField()
    # True only inside the transaction that does or undoes it: the guards let it change what is approved.
    under_way = models.BooleanField(default=False, db_default=False, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "vocabulary change"
        indexes = [
            models.Index(fields=["tag", "-id"], name="vocabulary_change_of_tag"),
            models.Index(fields=["id"], condition=Q(under_way=True), name="vocabulary_change_now"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=VocabularyAct.values) & ~Q(reason=""),
                name="vocabulary_change_known_and_why",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undone_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason="")),
                name="vocabulary_change_undone_at_by_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.told
