"""The search on OpenSearch, where OPENSEARCH_URL names a server: it says what fits, and how well.

The database's own index is kept as without it, in the same transaction; what changes there waits in the table
SearchChange until OpenSearch has been told (`feeding.py`). So OpenSearch is always a little behind, and is
believed only as far as the database agrees: what it gives counts where the very entry still stands. Where it
does not answer, or is far behind, the database answers.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from opensearchpy.exceptions import OpenSearchException

from annotations.models import SearchChange, SearchEntry
from annotations.search.backend import Node, SearchBackend, Wanted
from annotations.search.documents import Document
from annotations.search.server import server
from annotations.search.visible import Candidate

logger = logging.getLogger(__name__)
AT_ONCE = 500
ASK_SECONDS = 2.0  # for an answer; the database gives one too
# With more changes waiting, the database answers.
FAR_BEHIND = 1_000
# After a failure it is not asked for so long, or each search would wait for it several times.
REST_SECONDS = 15
RESTING = "opensearch-rests"
BY_MARK = 0.6  # what is about a thing, without the word for it, tells that much of it

# A piece of a question in OpenSearch’s language.
Query = dict[str, Any]


class Unfit(Exception):
    """OpenSearch answered, or would, with less than there is; the message says why."""


class OpenSearch:
    """Words by the same stemmer as PostgreSQL’s, ranked by BM25; what is found of a kind is cut off behind
    the best. Lists, which must be whole, are narrowed by the database (`ids`)."""

    def __init__(self, database: SearchBackend) -> None:
        self.database = database

    def store(self, documents: Sequence[Document]) -> None:
        """Store entries in the database, and have OpenSearch told."""
        self.database.store(documents)
        keys: dict[str, list[int]] = {}
        for one in documents:
            keys.setdefault(one.kind, []).append(one.object_id)
        for kind, some in keys.items():
            note(SearchEntry.objects.filter(kind=kind, object_id__in=some).values_list("pk", flat=True))

    def forget(self, entries: Sequence[int]) -> None:
        """Take entries away from the database, and have OpenSearch told."""
        self.database.forget(entries)
        note(entries)

    def find(self, wanted: Wanted, limits: Mapping[str, int]) -> list[Candidate]:
        """The best of each kind, with how well each fits; as the database finds them where OpenSearch does
        not answer."""
        if not cache.get(RESTING):
            try:
                return standing(ask(wanted, limits))
            except (OpenSearchException, Unfit) as problem:
                logger.warning("OpenSearch does not answer, so the database does: %s", problem)
                cache.set(RESTING, True, REST_SECONDS)
        return self.database.find(wanted, limits)

    def ids(self, wanted: Wanted, kind: str) -> QuerySet[SearchEntry]:
        """The entries of one kind that fit, all of them, as the database finds them."""
        return self.database.ids(wanted, kind)

    def each(self, wanted: Wanted, kind: str, key: str) -> Any | None:
        """Whether each thing fits, as the database tells it."""
        return self.database.each(wanted, kind, key)


def note(entries: Iterable[int]) -> None:
    """Note which entries came or went, with the transaction that has them come or go."""
    SearchChange.objects.bulk_create((SearchChange(entry=pk) for pk in entries), batch_size=AT_ONCE)


def ask(wanted: Wanted, limits: Mapping[str, int]) -> dict[tuple[int, str], float]:
    """What OpenSearch finds: entries by key and digest, with how well each fits."""
    if SearchChange.objects.order_by()[FAR_BEHIND : FAR_BEHIND + 1].exists():
        raise Unfit(f"more than {FAR_BEHIND} changes wait for it")
    searches: list[Query] = []
    for kind, limit in limits.items():
        searches += [
            {},
            {
                "query": question(wanted, kind),
                "size": limit,
                "_source": ["digest"],
                "track_total_hits": False,
            },
        ]
    there = server()
    found: dict[tuple[int, str], float] = {}
    answers = there.client.msearch(body=searches, index=there.name, request_timeout=ASK_SECONDS)
    for answer in answers["responses"]:
        if "error" in answer:
            raise Unfit(f"it says {answer['error'].get('type')} of {there.name}")
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise Unfit("a part of it did not answer")
        for hit in answer["hits"]["hits"]:
            found[int(hit["_id"]), hit["_source"]["digest"]] = hit["_score"]
    return found


def standing(found: Mapping[tuple[int, str], float]) -> list[Candidate]:
    """Those of these entries that still stand, with their words, as OpenSearch knows them."""
    rows = SearchEntry.objects.filter(pk__in=[pk for pk, _ in found]).order_by("pk")
    told = rows.values_list("pk", "digest", "kind", "object_id", "marks")
    return [
        Candidate(kind, object_id, marks, found[pk, digest])
        for pk, digest, kind, object_id, marks in told
        if (pk, digest) in found
    ]


def question(wanted: Wanted, kind: str) -> Query:
    """What is asked of one kind: all of the nodes, or loosely any two, of two any one."""
    some = 2 if len(wanted.nodes) > 2 else 1
    return {
        "bool": {
            "should": [widely(node) for node in wanted.nodes],
            "minimum_should_match": some if wanted.loosely else len(wanted.nodes),
            "must_not": [phrase(term.words) for term in wanted.unwanted],
            "filter": [{"term": {"kind": kind}}, *({"term": {"marks": mark}} for mark in wanted.filters)],
        }
    }


def widely(node: Node) -> Query:
    """What was typed, or another word for it, or what is about it: as well as the best of these fits."""
    typed = {"bool": {"must": [phrase(term.words) for term in node.typed]}}
    ways = [typed, *(phrase(words) for words in node.phrases)]
    if node.marks:
        ways.append({"terms": {"marks": list(node.marks), "boost": node.weight * BY_MARK}})
    return {"dis_max": {"queries": ways}}


def phrase(words: Sequence[str]) -> Query:
    """Words one after the other."""
    return {"match_phrase": {"body": " ".join(words)}}
