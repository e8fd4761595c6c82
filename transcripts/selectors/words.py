"""Where words were said."""

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from transcripts import wordindex
from transcripts.models import Turn

FTS = f"SELECT rowid FROM {wordindex.TABLE} WHERE {wordindex.TABLE} MATCH %s"  # noqa: S608
GIN = (
    f"SELECT id FROM transcripts_turn WHERE to_tsvector('{wordindex.CONFIGURATION}', text) @@ "  # noqa: S608
    f"plainto_tsquery('{wordindex.CONFIGURATION}', %s)"
)
MOST = 5_000
# OFFSET 0 keeps PostgreSQL from taking the texts of a million turns to pieces in the order of their ids.
LAST = {
    "sqlite": f"{FTS} ORDER BY rowid DESC LIMIT %s",
    "postgresql": f"SELECT id FROM ({GIN} OFFSET 0) found ORDER BY id DESC LIMIT %s",  # noqa: S608
}
# All are found before they are cut off: for the first few alone PostgreSQL would take every turn to pieces.
SOME = {
    "sqlite": f"{FTS} LIMIT %s",
    "postgresql": f"WITH found AS MATERIALIZED ({GIN}) SELECT id FROM found LIMIT %s",  # noqa: S608
}


def turns_with(words: str) -> QuerySet[Turn]:
    """The turns of current texts in which all these words stand, in whatever order and English inflection; of
    words said more often than `MOST`, among the turns stored last."""
    asked = asked_for(words)
    if not asked:
        return Turn.objects.none()
    last = RawSQL(LAST[connection.vendor], [asked, MOST])  # noqa: S611
    return Turn.objects.order_by().filter(pk__in=last, revision__is_current=True)


def spoken(words: str, most: int) -> list[int]:
    """The ids of at most so many turns of all texts, earlier ones too, with all these words; as `turns_with`
    finds them."""
    asked = asked_for(words)
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SOME[connection.vendor], [asked, most])
        return [pk for (pk,) in cursor.fetchall()]


def asked_for(words: str) -> str:
    """Words as the index asks for them; empty where there are none."""
    asked = [word for word in words.split() if any(letter.isalnum() for letter in word)]
    if connection.vendor == "sqlite":
        asked = ['"{}"'.format(word.replace('"', "")) for word in asked]
    return " ".join(asked)
