"""The search on PostgreSQL: a tsvector beside each entry, with a GIN index for each kind.

Of a kind the newest that fit are ranked, and no more: ranking all that a common word stands in would take
seconds. Going through the entries from the newest on takes the longer the fewer fit; asking the index takes
the longer the more do, as each is then read where it lies. So some of the newest are gone through first. That
is all for most words that people use; for the others it tells which of the two ways is the shorter.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import BooleanField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.lookups import IsNull

from annotations.models import SearchEntry, SearchKind
from annotations.querylanguage import Term
from annotations.search.backend import Node, Wanted
from annotations.search.documents import Document
from annotations.search.visible import Candidate

TABLE = SearchEntry._meta.db_table
# Rows of one INSERT.
AT_ONCE = 500
# Of a question put loosely, so many of its words that tell most are asked for, in pairs.
LOOSE = 6
# Of a large kind so many of the newest are gone through before anything else.
NEWEST = 500
LARGE = (SearchKind.QUOTE, SearchKind.TURN, SearchKind.CLAIM)
# Where so many of them fit, going on finds the others sooner than the index does. Of phrases the index knows
# only where all their words stand, and each such text has to be read.
COMMON, COMMON_PHRASE = 4, 1
BY_MARK = 0.6  # what is about a thing, without the word for it, tells that much of it
STORE = f"INSERT INTO {TABLE} (kind, object_id, thing, marks, digest, words) VALUES "  # noqa: S608
ROW = (
    "(%s, %s, %s, %s, %s, to_tsvector('english', %s) || "
    "array_to_tsvector(array_remove(string_to_array(%s, ' '), '')))"
)
# The newest of a kind that fit, in three ways. OFFSET 0 keeps what is inside from being planned together with
# the rest: the planner takes words that often stand together for rare, and words of other kinds for common.
# How well they fit is told of those alone that are left.
NEEDED = "kind, object_id, marks, words"
NEWEST_FIRST = f"SELECT {NEEDED} FROM {TABLE} WHERE kind = '{{kind}}' ORDER BY object_id DESC"  # noqa: S608
AMONG_NEWEST = f"SELECT * FROM ({NEWEST_FIRST} LIMIT {NEWEST}) entry WHERE words @@ {{asked}}"  # noqa: S608
AMONG_OLDEST = AMONG_NEWEST.replace("DESC", "ASC")
GOING_ON = f"SELECT * FROM ({NEWEST_FIRST} OFFSET 0) entry WHERE words @@ {{asked}}"  # noqa: S608
FITTING = f"SELECT {NEEDED} FROM {TABLE} WHERE kind = '{{kind}}' AND words @@ {{asked}} OFFSET 0"  # noqa: S608
BY_INDEX = f"SELECT * FROM ({FITTING}) entry ORDER BY object_id DESC"  # noqa: S608

# A piece of SQL with its parameters.
Sql = tuple[str, list[Any]]


class PostgreSQL:
    """Words by the “english” configuration, which knows stems and passes over what every text has."""

    def store(self, documents: Sequence[Document]) -> None:
        """Store entries with their words."""
        with connection.cursor() as cursor:
            for begin in range(0, len(documents), AT_ONCE):
                some = documents[begin : begin + AT_ONCE]
                values: list[Any] = []
                for one in some:
                    key = (str(one.kind), one.object_id, one.thing, one.marks, one.digest)
                    values += [*key, one.body, one.marks]
                cursor.execute(STORE + ", ".join([ROW] * len(some)), values)

    def forget(self, entries: Sequence[int]) -> None:
        """Take entries away; their words stand in their rows."""
        SearchEntry.objects.filter(pk__in=entries).delete()

    def find(self, wanted: Wanted, limits: Mapping[str, int]) -> list[Candidate]:
        """The newest of each kind that fit, with how well each does."""
        found = newest(wanted, limits, {kind: AMONG_NEWEST for kind in limits if kind in LARGE})
        counted = Counter(one.kind for one in found)
        common = COMMON_PHRASE if has_phrase(wanted) else COMMON
        left = {
            kind: GOING_ON if counted[kind] >= common else BY_INDEX
            for kind, limit in limits.items()
            if counted[kind] < limit
        }
        return [one for one in found if one.kind not in left] + newest(wanted, limits, left)

    def ids(self, wanted: Wanted, kind: str) -> QuerySet[SearchEntry]:
        """The entries of one kind that fit."""
        asked, given = question(wanted)
        found = f"SELECT id FROM {TABLE} WHERE kind = %s AND words @@ {asked}"  # noqa: S608
        return SearchEntry.objects.filter(pk__in=RawSQL(found, [kind, *given]))  # noqa: S611

    def each(self, wanted: Wanted, kind: str, key: str) -> Any | None:
        """A condition where words are common among the newest and the oldest: one that is new would soon be
        looked for in vain. Asked as a value, so that PostgreSQL neither finds all that fit first nor asks it
        last, of what is joined by then."""
        for way in (AMONG_NEWEST, AMONG_OLDEST):
            if len(newest(wanted, {kind: COMMON}, {kind: way})) < COMMON:
                return None
        asked, given = question(wanted)
        fits = RawSQL(f"words @@ {asked}", given, output_field=BooleanField())  # noqa: S611
        entry = SearchEntry.objects.filter(fits, kind=kind, object_id=OuterRef(key))
        return IsNull(Subquery(entry.order_by().values("pk")), False)


def has_phrase(wanted: Wanted) -> bool:
    """Whether what is wanted has words that must stand one after the other."""
    return any(len(term.words) > 1 for node in wanted.nodes for term in node.typed)


def newest(wanted: Wanted, limits: Mapping[str, int], ways: Mapping[str, str]) -> list[Candidate]:
    """The newest that fit of some kinds, each looked for in its way."""
    if not ways:
        return []
    asked, given = question(wanted)
    score, weighed = scored(wanted.nodes)
    parts = [
        f"(SELECT kind, object_id, marks, {score} FROM "  # noqa: S608
        f"({way.format(kind=str(kind), asked=asked)} LIMIT {int(limits[kind])}) found)"
        for kind, way in ways.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [*weighed, *given] * len(parts))
        return [Candidate(*row) for row in cursor.fetchall()]


def question(wanted: Wanted) -> Sql:
    """What is asked of the index, as an expression of type tsquery."""
    nodes = [widely(node) for node in wanted.nodes]
    if wanted.loosely:
        told = sorted(zip(wanted.nodes, nodes, strict=True), key=lambda pair: -pair[0].weight)
        nodes = [loosely([sql for _, sql in told[:LOOSE]])]
    nodes += [(f"!!{sql}", values) for sql, values in map(exactly, wanted.unwanted)]
    nodes += [mark(one) for one in wanted.filters]
    return joined(nodes, "&&")


def widely(node: Node) -> Sql:
    """What was typed, or another word for it, or what is about it."""
    others = [phrase(words) for words in node.phrases]
    return joined([narrowly(node), *others, *map(mark, node.marks)], "||")


def narrowly(node: Node) -> Sql:
    """What was typed."""
    return joined([exactly(term) for term in node.typed], "&&")


def exactly(term: Term) -> Sql:
    """One term: a word, or words one after the other."""
    return phrase(term.words)


def phrase(words: Sequence[str]) -> Sql:
    """Words one after the other."""
    return "phraseto_tsquery('english', %s)", [" ".join(words)]


def mark(one: str) -> Sql:
    """A mark as it stands among the words."""
    return "%s::tsquery", [f"'{one}'"]


def loosely(nodes: Sequence[Sql]) -> Sql:
    """Any of two, or any two of more."""
    if len(nodes) < 3:
        return joined(nodes, "||")
    pairs = [joined([one, other], "&&") for n, one in enumerate(nodes) for other in nodes[n + 1 :]]
    return joined(pairs, "||")


def joined(parts: Sequence[Sql], operator: str) -> Sql:
    """Expressions joined by an operator, in brackets."""
    sql = f" {operator} ".join(sql for sql, _ in parts)
    return f"({sql})", [value for _, values in parts for value in values]


def scored(nodes: Sequence[Node]) -> Sql:
    """How well an entry fits: which of the nodes it has, and how often and how near in how long a text."""
    parts: list[str] = []
    values: list[Any] = []
    for node in nodes:
        (typed, first), (wide, second) = narrowly(node), widely(node)
        parts.append(f"CASE WHEN words @@ {typed} THEN %s WHEN words @@ {wide} THEN %s ELSE 0 END")
        values += [*first, node.weight, *second, node.weight * BY_MARK]
    anything, given = joined([narrowly(node) for node in nodes], "||")
    parts.append(f"2 * ts_rank(words, {anything}, 1)")
    return f"({' + '.join(parts)})::float", [*values, *given]
