"""What a database must be able to do for the search; one for each, chosen by the connection in use.
OpenSearch does the same, with the database behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from annotations.models import SearchEntry
from annotations.querylanguage import Term
from annotations.search.documents import Document
from annotations.search.visible import Candidate


@dataclass(frozen=True, slots=True)
class Node:
    """One thing that is wanted: what was typed, or another word for it (`phrases`), or a mark that says it is
    about that. `weight` is how much it tells: rare words tell more."""

    typed: tuple[Term, ...]
    phrases: tuple[tuple[str, ...], ...] = ()
    marks: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question as it is put to the index. `loosely`: some of the nodes will do. Every one of `filters` must
    be a mark of what is found."""

    nodes: tuple[Node, ...]
    unwanted: tuple[Term, ...] = ()
    filters: tuple[str, ...] = ()
    loosely: bool = False


class SearchBackend(Protocol):
    """A full-text index beside the entries."""

    def store(self, documents: Sequence[Document]) -> None:
        """Store entries, with their words, of things that have none."""

    def forget(self, entries: Sequence[int]) -> None:
        """Take entries away, words and names too."""

    def find(self, wanted: Wanted, limits: Mapping[str, int]) -> list[Candidate]:
        """What fits, of each kind no more than its limit."""

    def ids(self, wanted: Wanted, kind: str) -> QuerySet[SearchEntry]:
        """The entries of one kind that fit, all of them."""

    def each(self, wanted: Wanted, kind: str, key: str) -> Any | None:
        """A condition that tells of each row whether the thing whose key stands in a column fits, where so
        many do that a page of them is found sooner by going through the rows; else None."""


def backend() -> SearchBackend:
    """That of the database in use; before it OpenSearch, where it is switched on."""
    if settings.OPENSEARCH_URL:
        from annotations.search.opensearch import OpenSearch

        return OpenSearch(of_database())
    return of_database()


def of_database() -> SearchBackend:
    """That of the database in use."""
    if connection.vendor == "postgresql":
        from annotations.search.postgresql import PostgreSQL

        return PostgreSQL()
    from annotations.search.sqlite import SQLite

    return SQLite()
