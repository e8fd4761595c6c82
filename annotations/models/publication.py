"""Publication: the log of everything that became, changed or ceased to be public."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class PublicationKind(models.TextChoices):
    """What happened to the public view of a thing."""

    PUBLISHED = "published", "published"
    UPDATED = "updated", "updated"
    WITHDRAWN = "withdrawn", "withdrawn"


class Publication(models.Model):
    """One entry of the log, written in the transaction of what it records."""

    kind = models.CharField(max_length=10, choices=PublicationKind.choices)
    object_type = models.CharField(max_length=20, help_text="The model's name, such as “quote”.")
    object_id = models.UUIDField(help_text="Its public id.")
    version = models.PositiveIntegerField(default=1)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["object_type", "object_id", "id"], name="publication_of_object")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PublicationKind.values), name="publication_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind="withdrawn") | ~Q(reason=""), name="publication_withdrawn_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} {self.kind}"
