"""Who has the desk of an episode open, and who holds it. Both inform; neither keeps anybody out."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Presence(models.Model):
    """Somebody with an episode open on the desk, as last heard of."""

    episode = models.ForeignKey("transcripts.Episode", models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="presences")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    place = models.PositiveIntegerField(null=True, help_text="The position of the turn they stand in.")

    class Meta:
        ordering = ["since", "id"]
        indexes = [models.Index(fields=["episode", "seen_at"], name="presence_by_episode")]
        constraints = [models.UniqueConstraint(fields=["episode", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.episode}"


class Lease(models.Model):
    """An editor holding an episode until `until`. Others are warned, and may work all the same."""

    episode = models.OneToOneField("transcripts.Episode", models.CASCADE, related_name="lease")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="leases")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["since", "id"]
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("since")), name="lease_ends_later")]

    def __str__(self) -> str:
        return f"{self.episode} held by {self.holder}"
