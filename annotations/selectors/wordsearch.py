"""Quotes by their words, found through the full-text index over the turns they stand in."""

from django.db.models import Q, QuerySet

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
    turns = list(spoken(words).values_list("pk", flat=True)[:FREQUENT])
    if len(turns) == FREQUENT:
        return versions.filter(standing)
    found = QuoteVersion.objects.filter(standing, turn__in=turns).order_by()
    return versions.filter(pk__in=list(found.values_list("pk", flat=True)))
