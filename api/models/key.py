"""Key: what a program shows in place of a person. Only a hash of it is kept: it is shown once, when made."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from transcripts.models.identity import PublicId


class Key(PublicId):
    """A key; whose it is, and what it is for, says who makes one."""

    name = models.CharField(max_length=100, help_text="What it is for, such as “nightly copy”.")
    hashed = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it does not expire.")
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="%(class)s_has_name"),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("created_at")),
                name="%(class)s_expires_after_it_is_made",
            ),
        ]

    @property
    def refusal(self) -> str:
        """Why it is not taken (any more), for its holder; empty where it is."""
        now = timezone.now()
        if self.revoked_at:
            return f"This token was revoked on {self.revoked_at:%Y-%m-%d}."
        if self.expires_at and self.expires_at <= now:
            return f"This token expired on {self.expires_at:%Y-%m-%d}."
        return ""
