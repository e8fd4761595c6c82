"""Tally: what a long list of published quotes comes to, counted ahead."""

from django.db import models


class Tally(models.Model):
    """The counts of one list, such as `topic:12`; annotations.selectors.tallies says what is in them.

    Counting is the worker's: where none runs lists are counted as they are read. `position` is that of the
    publication log up to which it is counted.
    """

    name = models.CharField(max_length=60, unique=True)
    counts = models.JSONField()
    position = models.BigIntegerField()
    counted_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return self.name
