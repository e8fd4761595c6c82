"""Where words were said."""

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from transcripts import wordindex
from transcripts.models import Turn

FTS = f"SELECT rowid FROM {wordindex.TABLE} WHERE {wordindex.TABLE} MATCH %s"  # noqa: S608
# OFFSET 0 keeps PostgreSQL from taking the texts of a million turns to pieces in the order of their ids, where
# some of them are wanted in that order.
GIN = (
    f"SELECT id FROM (SELECT id FROM transcripts_turn WHERE to_tsvector('{wordindex.CONFIGURATION}', text) @@ "  # noqa: S608
    f"plainto_tsquery('{wordindex.CONFIGURATION}', %s) OFFSET 0) found"
)


def turns_with(words: str) -> QuerySet[Turn]:
    """The turns of current texts in which all these words stand, in whatever order and English inflection."""
    return spoken(words).filter(revision__is_current=True)


def spoken(words: str) -> QuerySet[Turn]:
    """The turns of all texts, earlier ones too, with all these words; as `turns_with` finds them."""
    asked = [word for word in words.split() if any(letter.isalnum() for letter in word)]
    if not asked:
        return Turn.objects.none()
    if connection.vendor == "sqlite":
        quoted = " ".join('"{}"'.format(word.replace('"', "")) for word in asked)
        return Turn.objects.order_by().filter(pk__in=RawSQL(FTS, [quoted]))  # noqa: S611 - a parameter
    return Turn.objects.order_by().filter(pk__in=RawSQL(GIN, [" ".join(asked)]))  # noqa: S611
