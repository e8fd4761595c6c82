"""Publication: the log of everything that became, changed or ceased to be public."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class PublicationKind(models.TextChoices):
    """What happened to the public view of a thing."""

    PUBLISHED = "published", "published"
    UPDATED = "updated", "updated"
    MOVED = "moved", "its words unchanged, its place in a newer text another"
    MERGED = "merged", "merged into another"
    HIDDEN = "hidden", "no longer shown"
    WITHDRAWN = "withdrawn", "withdrawn"


class Publication(models.Model):
    """One entry of the log, written in the transaction of what it records.

    It is about the thing itself: what a thing shows of others follows from their entries. `hidden` ends what
    nobody withdrew: its episode was hidden, or the last quote that made it public is gone. Readers of the log
    go by `position` (annotations.services.positions): ids are given before a transaction ends, so a smaller
    one may appear after a greater one.
    """

    kind = models.CharField(max_length=10, choices=PublicationKind.choices)
    object_type = models.CharField(max_length=20, help_text="The model's name, such as “quote”.")
    object_id = models.UUIDField(help_text="Its public id.")
    version = models.PositiveIntegerField(default=1)
    reason = models.TextField(blank=True)
    merged_into = models.UUIDField(null=True, blank=True, help_text="The public id of what it became.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Nobody where a feed or an import did it.",
    )
    at = models.DateTimeField(auto_now_add=True)
    position = models.BigIntegerField(
        null=True,
        editable=False,
        unique=True,
        help_text="Its place in the feed of changes, given once it is certain that none comes before it.",
    )

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="publication_of_object"),
            models.Index(fields=["id"], condition=Q(position=None), name="publication_without_position"),
            models.Index(fields=["kind", "-id"], name="publication_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PublicationKind.values), name="publication_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind="withdrawn") | ~Q(reason=""), name="publication_withdrawn_says_why"
            ),
            models.CheckConstraint(
                condition=Q(kind="merged", merged_into__isnull=False)
                | (~Q(kind="merged") & Q(merged_into__isnull=True)),
                name="publication_merged_says_into_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} {self.kind}"
