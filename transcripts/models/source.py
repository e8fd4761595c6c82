"""SourceDocument: the bytes as they came, for ever."""

import hashlib
from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from transcripts.models.identity import PublicId


def sha256_of(content: bytes) -> str:
    """What bytes are recognised by."""
    return hashlib.sha256(content).hexdigest()


class ImmutableError(TypeError):
    """Raised where code tries to change what must stay as it is."""


class SourceDocumentQuerySet(models.QuerySet["SourceDocument"]):
    """Documents can be added and read."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: a source is never changed."""
        raise ImmutableError("A source document is never changed; import the new bytes as another document.")


class SourceDocument(PublicId):
    """A document exactly as received: bytes, sha256, name or address, who brought it and when."""

    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    size = models.PositiveIntegerField(help_text="Bytes.")
    name = models.CharField(max_length=255, help_text="The file's name as it came.")
    origin_url = models.URLField(max_length=2000, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SourceDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [models.Index(fields=["name"], name="source_document_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new document; an existing one cannot be saved again."""
        if self.pk:
            raise ImmutableError(
                "A source document is never changed; import the new bytes as another document."
            )
        super().save(*args, **kwargs)
