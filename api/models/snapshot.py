"""Snapshot: everything that was published at one moment, in files."""

from django.db import models
from django.db.models import Q

from transcripts.models.identity import PublicId


class Snapshot(PublicId):
    """A set of files, never changed once it is there; the feed of changes leads on from its `position`.

    `files` names each: name, media_type, type (of the records), records, bytes, sha256.
    """

    made_at = models.DateTimeField(auto_now_add=True)
    position = models.BigIntegerField(help_text="The last entry of the feed of changes that it knows of.")
    files = models.JSONField()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["-made_at", "-id"], name="snapshot_newest")]
        constraints = [models.CheckConstraint(condition=Q(position__gte=0), name="snapshot_position_known")]

    def __str__(self) -> str:
        return f"snapshot of {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def folder(self) -> str:
        """Where its files lie in the storage of snapshots."""
        return str(self.public_id)
