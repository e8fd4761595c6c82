"""The index that readers search: what is public, and nothing else. All of it can be made anew."""

from django.db import models


class SearchKind(models.TextChoices):
    """What a thing found is."""

    QUOTE = "quote", "quotes"
    CLAIM = "claim", "claims"
    TURN = "turn", "transcripts"
    TAG = "tag", "topics"
    GUEST = "guest", "people"
    COMPANY = "company", "companies"


class SearchEntry(models.Model):
    """One public thing as it is found. Its words stand where the database looks them up: on PostgreSQL in a
    column `words` beside these, on SQLite in a table of FTS5 (migration 0031).

    Kept by `annotations.search.index` in the transactions that publish and withdraw.
    """

    kind = models.CharField(max_length=7, choices=SearchKind.choices)
    object_id = models.PositiveBigIntegerField(help_text="The key of the quote, claim, turn …")
    thing = models.UUIDField(help_text="The public id of what it belongs to: of a turn, its episode.")
    marks = models.TextField(
        blank=True, help_text="What it is narrowed by, as tag.12 or year.2021, with spaces between them."
    )
    digest = models.CharField(max_length=16, help_text="Of all that is found by, to compare it with.")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "search entries"
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]
        indexes = [models.Index(fields=["thing", "kind"], name="search_entry_of_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SearchChange(models.Model):
    """An entry that came or went, of which OpenSearch has still to be told, where it is switched on. Written
    in the transaction of the entry's own change, it goes once OpenSearch has taken it."""

    entry = models.PositiveBigIntegerField(help_text="The key that the entry has, or had.")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.entry)


class SearchName(models.Model):
    """What a public topic, person or company is called, from each of its words on, for type-ahead; whole
    names widen a question by all that is about the thing."""

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="names")
    text = models.CharField(max_length=200, db_index=True)
    stemmed = models.CharField(max_length=200, db_index=True)
    is_whole = models.BooleanField()

    class Meta:
        ordering = ["text", "id"]

    def __str__(self) -> str:
        return self.text


class SearchWord(models.Model):
    """A word that stands in something public; by these, mistakes in typing are forgiven."""

    text = models.CharField(max_length=40, unique=True)
    initial = models.CharField(max_length=1)
    length = models.PositiveSmallIntegerField()
    entries = models.PositiveIntegerField(
        default=1, help_text="In how many it stands, as counted last; it weighs, it is never shown."
    )

    class Meta:
        ordering = ["text"]
        indexes = [models.Index(fields=["initial", "length"], name="search_word_alike")]

    def __str__(self) -> str:
        return self.text
