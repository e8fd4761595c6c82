"""Quotes by their words, found through the full-text index over the turns they stand in."""

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex, Upper

from annotations.models import QuoteVersion
from transcripts.selectors.words import spoken

# Words that stand in more turns than that are so frequent that walking through the quotes finds them sooner.
FREQUENT = 20_000


def with_words(versions: QuerySet[QuoteVersion], words: str) -> QuerySet[QuoteVersion]:
    """The versions in which all these words stand, in whatever order."""
    asked = words.split()
    if not asked:
        return versions
    standing = Q()
    for word in asked:
        standing &= Q(exact__icontains=word)
    turns = spoken(words, FREQUENT)
    if len(turns) == FREQUENT:
        return walked(versions, asked)
    found = QuoteVersion.objects.filter(standing, turn__in=turns).order_by()
    return versions.filter(pk__in=list(found.values_list("pk", flat=True)))


def walked(versions: QuerySet[QuoteVersion], words: list[str]) -> QuerySet[QuoteVersion]:
    """The same for frequent words, in a form that PostgreSQL takes for frequent too, so that it goes through
    the versions in their order until there are enough, and does not look through and sort them all."""
    for number, word in enumerate(words):
        place = StrIndex(Upper("exact"), Upper(Value(word)))
        versions = versions.alias(**{f"place_{number}": place}).filter(**{f"place_{number}__gt": 0})
    return versions
