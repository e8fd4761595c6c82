"""Kept counts of topics that stand together in quotes, and what each published quote was counted with.

Derived from what is published, and of no authority: `annotations.services.topiccounts` keeps them in the
transaction that changes what is published, and can make them anew. They have no history.
"""

from django.db import models

from annotations.models.quote import Quote
from annotations.models.tag import Tag


class CountedQuote(models.Model):
    """A published quote as it was counted: its topics, each with that which it stands under, and the year."""

    quote = models.OneToOneField(Quote, models.CASCADE, primary_key=True, related_name="+")
    topics = models.TextField(help_text="Keys of topics, `3:1` where 3 stands under 1, by spaces.")
    year = models.SmallIntegerField(null=True, help_text="In which it was said, where that is known.")

    class Meta:
        ordering = ["quote"]

    def __str__(self) -> str:
        return f"{self.quote_id}: {self.topics}"


class TopicsTogether(models.Model):
    """Some quotes of a topic (or of one right under it) that carry another beside it; the sum of all rows of
    the same three counts. Rows are only added, negative ones too, so that nobody who publishes waits for
    another; `topiccounts.compact` makes one of several."""

    topic = models.ForeignKey(Tag, models.CASCADE, db_index=False, related_name="+")
    other = models.ForeignKey(Tag, models.CASCADE, related_name="+")
    year = models.SmallIntegerField(null=True)
    quotes = models.IntegerField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["topic", "other", "year"], name="together_of_topic")]

    def __str__(self) -> str:
        return f"{self.topic_id} with {self.other_id}: {self.quotes}"
