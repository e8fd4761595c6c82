"""ReviewMark: up to where a reviewer has looked, so that they can be told what is new."""

from django.conf import settings
from django.db import models


class ReviewMark(models.Model):
    """The last event of the review somebody had seen when they said so; one for each person.

    `event` is a number and no link: events are never deleted, and nothing is to be looked up by it.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="review_mark")
    event = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.user}, {self.at:%Y-%m-%d %H:%M}"
