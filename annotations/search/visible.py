"""What of the index readers may see at this moment, asked of the visibility querysets.

The index holds what was public when it was written. Where something became hidden past the services, it is
behind: so nothing of it is shown, counted, suggested or corrected by before it went through here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from annotations.models import Claim, QuoteVersion, SearchKind, Tag
from annotations.querysets import published_companies, published_guests
from transcripts.models import Episode, RevisionKind, Turn


class Candidate(NamedTuple):
    """Something found: what it is, what it is narrowed by, and how well it fits, within its kind."""

    kind: str
    object_id: int
    marks: str
    score: float


def turns() -> QuerySet[Turn]:
    """The turns of transcripts that readers may read as a whole."""
    whole = Episode.objects.with_public_transcript().order_by()
    return Turn.objects.filter(
        revision__is_current=True,
        revision__kind=RevisionKind.TRANSCRIPT,
        revision__episode__in=whole.values("pk"),
    )


# By kind, what is public, and which of its fields an entry names.
PUBLIC: Mapping[str, tuple[Callable[[], Any], str]] = {
    SearchKind.TAG: (lambda: Tag.objects.published(), "pk"),
    SearchKind.COMPANY: (published_companies, "pk"),
    SearchKind.GUEST: (published_guests, "pk"),
    SearchKind.CLAIM: (lambda: Claim.objects.published(), "pk"),
    SearchKind.QUOTE: (lambda: QuoteVersion.objects.published(), "quote"),
    SearchKind.TURN: (turns, "pk"),
}


def visible(found: Sequence[Candidate]) -> list[Candidate]:
    """Those of these that are public now, in the order given; one query a kind."""
    public = keys_of((one.kind, one.object_id) for one in found)
    return [one for one in found if one.object_id in public[one.kind]]


def keys_of(found: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    """By kind, the keys among these of what is public now."""
    keys: dict[str, list[int]] = {}
    for kind, key in found:
        keys.setdefault(kind, []).append(key)
    public = {}
    for kind, some in keys.items():
        rows, field = PUBLIC[kind]
        named = rows().filter(**{f"{field}__in": some}).order_by()
        public[kind] = set(named.values_list(field, flat=True))
    return public
