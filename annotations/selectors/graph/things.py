"""The nodes of the graph: public things by their names and keys."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import reverse

from annotations import emendations
from annotations.graph.parts import Key, Kind, Node
from annotations.selectors import identities, public, topics
from annotations.selectors.subjects import shortened
from transcripts.models import Episode
from transcripts.prepared import MARKS, Statement, prepared

AT_ONCE = 10_000  # keys asked for in one query
MERGED = (Kind.GUEST, Kind.COMPANY)


def find(kind: Kind, name: UUID | str) -> Node | None:
    """The public thing of that kind that goes by this id or slug, or what took it in; None where there is
    none."""
    if kind is Kind.TAG:
        tag = topics.named(name)
        return one(Key(kind, tag.pk)) if tag else None
    if isinstance(name, str) and kind in (Kind.QUOTE, Kind.CLAIM):
        return None
    by_name = {"public_id": name} if isinstance(name, UUID) else {"slug": name}
    pk = public.of(kind).filter(**by_name).values_list("pk", flat=True).first()
    if pk is None and kind in MERGED:
        led_to: Any = identities.led_to(public.of(kind), **by_name)
        pk = led_to.pk if led_to else None
    return one(Key(kind, pk)) if pk else None


def one(key: Key) -> Node | None:
    """The public thing of this key."""
    return look_up([key]).get(key)


def look_up(keys: Iterable[Key]) -> dict[Key, Node]:
    """The public ones among these, a query for each kind."""
    wanted: dict[Kind, set[int]] = defaultdict(set)
    for key in keys:
        wanted[key.kind].add(key.pk)
    return {
        node.key: node
        for kind, pks in wanted.items()
        for some in parts(sorted(pks))
        for node in NODES[kind](some)
    }


def parts(pks: list[int]) -> Iterable[list[int]]:
    """The keys, so many at once as a database takes."""
    return (pks[first : first + AT_ONCE] for first in range(0, len(pks), AT_ONCE))


@cache
def _values(kind: Kind, *columns: str) -> Statement:
    """What is read of public things of a kind."""
    return prepared(public.of(kind).filter(pk__in=MARKS[:1]).values_list(*columns), planned=True)


@cache
def _versions() -> Statement:
    columns = ("quote_id", "quote__public_id", "exact", "emendations", "quote__episode__published_on")
    return prepared(public.versions().filter(quote__in=MARKS[:1]).values_list(*columns), planned=True)


def _named(kind: Kind, column: str, pks: Collection[int]) -> Iterable[Node]:
    for pk, public_id, slug, label in _values(kind, "pk", "public_id", "slug", column).rows(pks):
        yield Node(Key(kind, pk), public_id, slug, label, reverse(kind, args=[slug]))


def _tags(pks: Collection[int]) -> Iterable[Node]:
    for pk, public_id, slug, label in _values(Kind.TAG, "pk", "public_id", "slug", "label").rows(pks):
        path = reverse("topic", args=[slug])
        yield Node(Key(Kind.TAG, pk), public_id, slug, label, path, family=pk)


def _episodes(pks: Collection[int]) -> Iterable[Node]:
    columns = ("pk", "public_id", "slug", "title", "number", "published_on")
    for pk, public_id, slug, title, number, on in _values(Kind.EPISODE, *columns).rows(pks):
        label = Episode(title=title, number=number).display_title
        yield Node(Key(Kind.EPISODE, pk), public_id, slug, label, reverse("episode", args=[slug]), on)


def _claims(pks: Collection[int]) -> Iterable[Node]:
    for pk, public_id, statement in _values(Kind.CLAIM, "pk", "public_id", "statement").rows(pks):
        path = reverse("claim", args=[public_id])
        yield Node(Key(Kind.CLAIM, pk), public_id, str(public_id), statement, path)


def _quotes(pks: Collection[int]) -> Iterable[Node]:
    for pk, public_id, exact, emended, on in _versions().rows(pks):
        label = f"“{shortened(emendations.shown(exact, emended))}”"
        path = reverse("quote", args=[public_id])
        yield Node(Key(Kind.QUOTE, pk), public_id, str(public_id), label, path, on)


NODES: dict[Kind, Callable[[Collection[int]], Iterable[Node]]] = {
    Kind.COMPANY: lambda pks: _named(Kind.COMPANY, "name", pks),
    Kind.GUEST: lambda pks: _named(Kind.GUEST, "name", pks),
    Kind.CLAIM: _claims,
    Kind.TAG: _tags,
    Kind.QUOTE: _quotes,
    Kind.EPISODE: _episodes,
}
