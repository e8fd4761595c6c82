"""Where published quotes stand on the lists that partners narrow: of a topic, a company, a speaker …

Derived from what is published, and of no authority: triggers keep it (`annotations.listplaces`), and it can
be made anew. It has no history. That a quote has a place does not make it public: `published` tells.
"""

from django.db import models

from annotations.models.quote import QuoteVersion
from annotations.querysets import ListPlaceQuerySet


class ListKind(models.IntegerChoices):
    """What a list is of. One byte or two instead of a word: there are some ten places for each quote."""

    TOPIC = 1, "quotes with a topic, or one right under it"
    COMPANY = 2, "quotes about a company"
    PERSON = 3, "quotes about a person"
    SPEAKER = 4, "what a person said"
    SPOKEN_FOR = 5, "what was said for a company"
    PODCAST = 6, "what was said in a podcast"
    YEAR = 7, "what was said in a year, or on a day that nobody knows"
    MONTH = 8, "what was said in a month"
    TRAIT = 9, "quotes with a trait that few have"
    EVERY = 10, "every quote"
    HOST = 11, "what hosts said"


class Trait(models.IntegerChoices):
    """What few quotes have, and somebody looks for: among all quotes they would hardly be found. All of it
    stands in the version, its quote and its turn: what other things say has kinds of lists of its own, so
    that two who change such things do not write each other’s places."""

    EMENDED = 1, "words were left out or put in"
    EXCEPTION = 2, "approved as an exception of four eyes"
    CHANGED = 3, "not in its first version, or of another time than the quote"
    UNTIMED = 4, "nobody knows when its turn begins"
    MOVED = 5, "not found again right where it stood"
    WAITED = 6, "approved more than a week before it was published"


class ListPlace(models.Model):
    """A published quote on one list, by when it was first published and by when it last changed. The key is
    the one order, the index the other: the newest of any list are read in it, however long the list is and
    however far down they stand among all quotes."""

    pk = models.CompositePrimaryKey("kind", "key", "published_at", "public_id")
    kind = models.PositiveSmallIntegerField(choices=ListKind.choices)
    key = models.BigIntegerField(
        help_text="Of the topic, company, person or podcast; 2021, or 202103; the trait; or 0."
    )
    published_at = models.DateTimeField(help_text="When the public first saw the quote.")
    # Null only between a migration and what follows it, while the triggers of the release before still write.
    updated_at = models.DateTimeField(null=True, help_text="When the public first saw it in this form.")
    public_id = models.UUIDField(help_text="Of the quote.")
    version = models.ForeignKey(QuoteVersion, models.CASCADE, related_name="+")

    objects = ListPlaceQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "key", "published_at", "public_id"]
        indexes = [
            models.Index(fields=["kind", "key", "updated_at", "public_id"], name="list_place_by_change"),
        ]

    def __str__(self) -> str:
        return f"{ListKind(self.kind).label}, {self.key}: {self.public_id}"
