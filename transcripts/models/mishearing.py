"""Mishearing: a word that a podcast’s transcripts get wrong again and again, and the right one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords


class Mishearing(models.Model):
    """`heard` is what the transcripts of a podcast say where `meant` was said."""

    podcast = models.ForeignKey("transcripts.Podcast", models.CASCADE, related_name="mishearings")
    heard = models.CharField(max_length=200, help_text="As the transcripts write it, whole words.")
    meant = models.CharField(max_length=200, help_text="What is really said.")
    match_case = models.BooleanField(default=True, help_text="Whether upper and lower case must agree.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["podcast", "heard"]
        verbose_name = "known mis-hearing"
        constraints = [
            models.UniqueConstraint(fields=["podcast", "heard"], name="mishearing_known_once"),
            models.CheckConstraint(
                condition=~Q(heard="") & ~Q(meant="") & ~Q(heard=F("meant")), name="mishearing_differs"
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.heard}” for “{self.meant}”"
