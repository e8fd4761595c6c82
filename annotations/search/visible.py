"""What of the index readers may see at this moment, asked of the visibility querysets.

The index holds what was public when it was written. Where something became hidden past the services, it is
behind: so nothing of it is shown, counted, suggested or corrected by before it went through here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

from django.db.models import QuerySet

from annotations.graph.parts import Kind
from annotations.models import SearchKind
from annotations.selectors import public
from transcripts.models import Episode, RevisionKind, Turn
from transcripts.prepared import MARKS, Asked, Statement, ahead, answers, prepared


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
PUBLIC: Mapping[str, tuple[Callable[[], QuerySet], str]] = {
    SearchKind.TAG: (lambda: public.of(Kind.TAG), "pk"),
    SearchKind.COMPANY: (lambda: public.of(Kind.COMPANY), "pk"),
    SearchKind.GUEST: (lambda: public.of(Kind.GUEST), "pk"),
    SearchKind.CLAIM: (lambda: public.of(Kind.CLAIM), "pk"),
    SearchKind.QUOTE: (public.versions, "quote"),
    SearchKind.TURN: (turns, "pk"),
}


@contextmanager
def looked_up(found: Iterable[tuple[str, int]]) -> Iterator[Callable[[], dict[str, set[int]]]]:
    """Look up which of these, by kind and key, are public now, while something else is done; what is given
    then waits for the keys of each kind."""
    keys = by_kind(found)
    with ahead(*asked(keys)) as answered:
        yield lambda: among(keys, answered())


def keys_of(found: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    """By kind, the keys among these of what is public now, asked for in one message."""
    keys = by_kind(found)
    return among(keys, answers(*asked(keys)))


def by_kind(found: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """The keys of each kind."""
    keys: dict[str, list[int]] = {}
    for kind, key in found:
        keys.setdefault(kind, []).append(key)
    return keys


def asked(keys: Mapping[str, list[int]]) -> list[Asked]:
    """What asks for the public ones among keys, for each kind."""
    return [Asked(_statement(kind), [some]) for kind, some in keys.items()]


def among(keys: Iterable[str], answered: Iterable[Iterable[tuple[int]]]) -> dict[str, set[int]]:
    """By kind, the keys that were answered."""
    return {kind: {key for (key,) in rows} for kind, rows in zip(keys, answered, strict=True)}


@cache
def _statement(kind: str) -> Statement:
    rows, field = PUBLIC[kind]
    named = rows().filter(**{f"{field}__in": MARKS[:1]}).order_by()
    return prepared(named.values_list(field), planned=True)
