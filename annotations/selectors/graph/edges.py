"""Edges read from their relations: those that lead on from some nodes, and those between some and others."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.db.models import QuerySet

from annotations.graph.parts import Edge, Key, Tie
from annotations.selectors.graph.relations import Relation, Way
from annotations.selectors.graph.selection import Selection
from transcripts.prepared import MARKS, Statement, prepared


def onwards(way: Way, keys: Collection[int], selection: Selection, *, limit: int) -> list[Edge]:
    """The edges that lead on from these nodes, which are known to be public, to the newest first."""
    if not keys:
        return []
    if selection.is_plain:
        rows: Iterable[Any] = _onwards(way, _ties(way.relation, selection)).rows(keys, limit=limit)
    else:
        rows = newest(way, way.rows(keys, selection))[:limit]
    return told(way.relation, rows)


def there(way: Way, key: int, selection: Selection, *, limit: int) -> int:
    """How many nodes there are on from one, counted up to a limit."""
    if selection.is_plain:
        return len(_there(way, _ties(way.relation, selection)).rows([key], limit=limit))
    return _ends(way, way.rows([key], selection))[:limit].count()


def joining(
    relation: Relation,
    sources: Collection[int],
    targets: Collection[int],
    selection: Selection,
    *,
    settled: bool = False,
) -> list[Edge]:
    """The edges of a relation from one of these to one of those; `settled` where all of them were just found
    to be public."""
    if not (sources and targets):
        return []
    if selection.is_plain:
        rows: Iterable[Any] = _joining(relation, _ties(relation, selection), settled).rows(sources, targets)
    else:
        rows = shaped(relation, _both(relation, selection, sources, targets))
    return told(relation, rows)


@cache
def _onwards(way: Way, ties: frozenset[Tie]) -> Statement:
    return prepared(newest(way, way.rows(MARKS[:1], Selection(ties=ties))))


@cache
def _there(way: Way, ties: frozenset[Tie]) -> Statement:
    return prepared(_ends(way, way.rows(MARKS[:1], Selection(ties=ties))))


@cache
def _joining(relation: Relation, ties: frozenset[Tie], settled: bool) -> Statement:
    rows = _both(relation, Selection(ties=ties), MARKS[:1], MARKS[1:], settled=settled)
    return prepared(shaped(relation, rows))


def _ties(relation: Relation, selection: Selection) -> frozenset[Tie]:
    """What is selected of a relation's; it has one of them, or the way would not be gone."""
    return frozenset(selection.ties_of(relation.ties))


def _ends(way: Way, rows: QuerySet) -> QuerySet:
    ends = rows.values_list(way.column_there)
    return ends.distinct() if way.relation.repeats else ends


def _both(
    relation: Relation,
    selection: Selection,
    sources: Collection[int],
    targets: Collection[int],
    *,
    settled: bool = False,
) -> QuerySet:
    ends = {f"{relation.source_column}__in": sources, f"{relation.target_column}__in": targets}
    known = relation.settled if settled else None
    return relation.selected(selection, known).filter(**ends)


def newest(way: Way, rows: QuerySet) -> QuerySet:
    """The rows in their order, as `told` reads them."""
    end = way.order_column if way.is_by_version else "target_end" if way.forward else "source_end"
    return shaped(way.relation, rows).order_by(f"-{end}", *(["tie"] if way.relation.typed else []))


def shaped(relation: Relation, rows: QuerySet) -> QuerySet:
    """The rows as `told` reads them."""
    return relation.shaped(rows).values_list(*relation.names)


def told(relation: Relation, rows: Iterable[Any]) -> list[Edge]:
    """The edges that shaped rows are."""
    found = []
    for row in rows:
        value = dict(zip(relation.names, row, strict=True))
        found.append(
            Edge(
                Tie(value["tie"]) if relation.typed else relation.ties[0],
                Key(relation.source, value["source_end"]),
                Key(relation.target, value["target_end"]),
                value.get("since"),
                value.get("until", value.get("since")),
            )
        )
    return found
