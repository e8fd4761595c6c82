"""The search on SQLite: one table of FTS5, a row for each entry, ranked by BM25.

It is what a newcomer starts with. What is found of a kind is cut off as on PostgreSQL, the newest first.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from annotations.models import SearchEntry
from annotations.querylanguage import Term
from annotations.search.backend import Node, Wanted
from annotations.search.documents import Document
from annotations.search.visible import Candidate

TABLE = SearchEntry._meta.db_table
WORDS = "annotations_search_words"
AT_ONCE = 500
LOOSE = 6
STORE = f"INSERT OR REPLACE INTO {WORDS} (rowid, body, marks) VALUES (%s, %s, %s)"  # noqa: S608
# A word in the text tells more than a mark; kinds are marks too, and tell nothing.
FIND = f"""
    SELECT e.kind, e.object_id, e.marks, -found.rank FROM (
        SELECT rowid, bm25({WORDS}, 1.0, 0.4) AS rank FROM {WORDS} WHERE {WORDS} MATCH %s
        ORDER BY rowid DESC LIMIT %s
    ) found JOIN {TABLE} e ON e.id = found.rowid
"""  # noqa: S608


class SQLite:
    """Words by FTS5’s porter stemmer."""

    def store(self, documents: Sequence[Document]) -> None:
        """Store entries and their words."""
        made = SearchEntry.objects.bulk_create(
            (
                SearchEntry(
                    kind=one.kind,
                    object_id=one.object_id,
                    thing=one.thing,
                    marks=one.marks,
                    digest=one.digest,
                )
                for one in documents
            ),
            batch_size=AT_ONCE,
        )
        rows = [
            (entry.pk, one.body, f"kind.{one.kind} {one.marks}")
            for entry, one in zip(made, documents, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.executemany(STORE, rows)

    def forget(self, entries: Sequence[int]) -> None:
        """Take entries away, and their words."""
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {WORDS} WHERE rowid = %s", [(pk,) for pk in entries])  # noqa: S608
        for begin in range(0, len(entries), AT_ONCE):
            SearchEntry.objects.filter(pk__in=entries[begin : begin + AT_ONCE]).delete()

    def find(self, wanted: Wanted, limits: Mapping[str, int]) -> list[Candidate]:
        """The newest of each kind, with how well each fits."""
        asked = question(wanted)
        found: list[Candidate] = []
        with connection.cursor() as cursor:
            for kind, limit in limits.items():
                cursor.execute(FIND, [f"{mark(f'kind.{kind}')} AND {asked}", limit])
                found += [Candidate(*row) for row in cursor.fetchall()]
        return found

    def ids(self, wanted: Wanted, kind: str) -> QuerySet[SearchEntry]:
        """The entries of one kind that fit."""
        found = f"SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH %s"  # noqa: S608
        asked: list[Any] = [f"{mark(f'kind.{kind}')} AND {question(wanted)}"]
        return SearchEntry.objects.filter(kind=kind, pk__in=RawSQL(found, asked))  # noqa: S611

    def each(self, wanted: Wanted, kind: str, key: str) -> None:
        """None: the index is asked as a whole."""


def question(wanted: Wanted) -> str:
    """What is asked of the index, in FTS5’s language."""
    nodes = [widely(node) for node in wanted.nodes]
    if wanted.loosely:
        told = sorted(zip(wanted.nodes, nodes, strict=True), key=lambda pair: -pair[0].weight)
        nodes = [loosely([one for _, one in told[:LOOSE]])]
    asked = " AND ".join([*nodes, *map(mark, wanted.filters)])
    without = " OR ".join(phrase(term.words) for term in wanted.unwanted)
    return f"(({asked}) NOT ({without}))" if without else f"({asked})"


def widely(node: Node) -> str:
    """What was typed, or another word for it, or what is about it."""
    typed = " AND ".join(map(exactly, node.typed))
    others = [phrase(words) for words in node.phrases]
    return f"({' OR '.join([f'({typed})', *others, *map(mark, node.marks)])})"


def exactly(term: Term) -> str:
    """One term: a word, or words one after the other."""
    return phrase(term.words)


def phrase(words: Sequence[str]) -> str:
    """Words one after the other. They are letters and digits alone, so nothing in them is of the language."""
    return f'(body : "{" ".join(words)}")'


def mark(one: str) -> str:
    """A mark; its two parts stand one after the other nowhere else."""
    return f'(marks : "{one}")'


def loosely(nodes: Sequence[str]) -> str:
    """Any of two, or any two of more."""
    if len(nodes) < 3:
        return f"({' OR '.join(nodes)})"
    pairs = [f"({one} AND {other})" for n, one in enumerate(nodes) for other in nodes[n + 1 :]]
    return f"({' OR '.join(pairs)})"
