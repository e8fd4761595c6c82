"""Lists narrowed by words, for whoever shows lists: the API’s `q`.

What fits is what the search page finds: words, “phrases”, -exclusions, names of topics, people and companies.
All of it, in the order that the list has. Where nothing is wanted, none.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from annotations import querylanguage
from annotations.models import Claim, QuoteVersion, SearchEntry, SearchKind, Tag
from annotations.search import widening
from annotations.search.backend import Wanted, backend
from annotations.search.visible import turns
from transcripts.models import Company, Episode, Guest


def quotes_with(
    versions: QuerySet[QuoteVersion], typed: str, marks: Sequence[str] = ()
) -> QuerySet[QuoteVersion]:
    """The published versions whose quotes fit and have all of these marks."""
    found = keys(typed, SearchKind.QUOTE, marks)
    return versions.published().filter(quote__in=found)  # type: ignore[attr-defined]


def newest_quotes_with(
    versions: QuerySet[QuoteVersion], typed: str, marks: Sequence[str] = ()
) -> QuerySet[QuoteVersion]:
    """The same for whoever reads the first of a list in its order: where most fit, each is asked whether it
    does. All of them would take the longer to find."""
    wanted = wanted_of(typed, marks)
    fits = wanted and backend().each(wanted, SearchKind.QUOTE, "quote")
    if not fits:
        return quotes_with(versions, typed, marks)
    return versions.published().filter(fits)  # type: ignore[attr-defined]


def claims_with(claims: QuerySet[Claim], typed: str) -> QuerySet[Claim]:
    """The claims that fit."""
    return claims.filter(pk__in=keys(typed, SearchKind.CLAIM))


def tags_with(tags: QuerySet[Tag], typed: str) -> QuerySet[Tag]:
    """The topics that fit."""
    return tags.filter(pk__in=keys(typed, SearchKind.TAG))


def guests_with(guests: QuerySet[Guest], typed: str) -> QuerySet[Guest]:
    """The people who fit."""
    return guests.filter(pk__in=keys(typed, SearchKind.GUEST))


def companies_with(companies: QuerySet[Company], typed: str) -> QuerySet[Company]:
    """The companies that fit."""
    return companies.filter(pk__in=keys(typed, SearchKind.COMPANY))


def episodes_with(episodes: QuerySet[Episode], typed: str) -> QuerySet[Episode]:
    """The episodes with a published quote that fits, or with such a turn of a public transcript."""
    quoted = quotes_with(QuoteVersion.objects.all(), typed).order_by().values("quote__episode")
    said = turns().filter(pk__in=keys(typed, SearchKind.TURN)).order_by().values("revision__episode")
    return episodes.filter(Q(pk__in=quoted) | Q(pk__in=said))


def keys(typed: str, kind: SearchKind, marks: Sequence[str] = ()) -> QuerySet[Any]:
    """The keys of what fits of a kind, as the index has them; whoever asks leaves out what is not public."""
    wanted = wanted_of(typed, marks)
    found = backend().ids(wanted, kind) if wanted else SearchEntry.objects.none()
    return found.order_by().values("object_id")


def wanted_of(typed: str, marks: Sequence[str]) -> Wanted | None:
    """What is asked of the index; None where nothing is wanted."""
    question = querylanguage.parse(typed)
    if not question.wanted:
        return None
    return Wanted(widening.nodes(question), question.unwanted, tuple(marks))
