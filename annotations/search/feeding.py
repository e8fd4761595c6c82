"""Tell OpenSearch what the database’s index holds: what changed (`deliver`), or all of it (`rebuild`).

An entry is never changed, only replaced by one with a new key. So nothing depends on the order in which
OpenSearch is told, nor on how often: of each key it is told what is so at that moment. What it has too much,
as an entry went while it was being told of it, is found by nobody (`opensearch.standing`) and goes with the
next rebuild.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Q
from opensearchpy.exceptions import NotFoundError, OpenSearchException

from annotations.models import SearchChange, SearchEntry
from annotations.search.documents import KEYS, SOURCES, Document
from annotations.search.server import SECONDS, Server, server

logger = logging.getLogger(__name__)
AT_ONCE = 1_000  # entries of a request
TURN = 50.0  # seconds, after which a worker makes way for others
AT_WORK = "opensearch-is-told"  # two at once would do no harm, but the same
TOLD_EVERY = 25  # requests

DEFINITION: dict[str, Any] = {
    "settings": {
        "index": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
        "analysis": {
            # The words come as `tokens` gives them: nothing is left to do but to find their stems.
            "filter": {"stems": {"type": "stemmer", "language": "porter2"}},
            "analyzer": {"words": {"type": "custom", "tokenizer": "whitespace", "filter": ["stems"]}},
        },
    },
    "mappings": {
        "dynamic": "strict",
        "_source": {"includes": ["digest"]},  # the texts stand in the database
        "properties": {
            "kind": {"type": "keyword"},
            "body": {"type": "text", "analyzer": "words"},
            "marks": {"type": "keyword"},
            "digest": {"type": "keyword", "index": False},
        },
    },
}


class Refused(Exception):
    """OpenSearch did not take an entry; the message says what it says."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many entries the database has, how many OpenSearch has, and how many changes wait for it."""

    entries: int
    documents: int
    waiting: int


def never() -> bool:
    """Go on."""
    return False


# What changed


def deliver(stop: Callable[[], bool] = never) -> int:
    """Tell OpenSearch what changed, until nothing waits or the turn is over; how many changes it took. What
    it does not take waits for the next turn."""
    if not SearchChange.objects.exists() or not cache.add(AT_WORK, True, TURN + SECONDS):
        return 0
    try:
        return deliver_waiting(server(), stop)
    except OpenSearchException as problem:
        logger.warning("OpenSearch could not be told what changed; it is tried again: %s", problem)
        return 0
    finally:
        cache.delete(AT_WORK)


def deliver_waiting(there: Server, stop: Callable[[], bool]) -> int:
    """The same, for who does it alone."""
    until, taken, last = time.monotonic() + TURN, 0, 0
    while time.monotonic() < until and not stop():
        changes = SearchChange.objects.filter(pk__gt=last).order_by("pk")
        some = list(changes.values_list("pk", "entry")[:AT_ONCE])
        # Asked after the changes were read: an index begun later than that is filled with what they led to.
        names = [name for name in (there.name, there.next_name) if indexes(there, name)]
        if not some or not names:
            break
        refused = {pk for name in names for pk in send(there, name, [entry for _, entry in some])}
        done = [pk for pk, entry in some if entry not in refused]
        SearchChange.objects.filter(pk__in=done).delete()
        taken, last = taken + len(done), some[-1][0]
    return taken


def send(there: Server, name: str, entries: Sequence[int]) -> dict[int, str]:
    """Tell an index what is so of these entries; those that it did not take, with what it says of each."""
    answer = there.client.bulk(body=list(actions(entries)), index=name, require_alias=True)
    refused = {}
    for item in answer["items"]:
        ((_, outcome),) = item.items()
        if "error" in outcome:
            refused[int(outcome["_id"])] = str(outcome["error"].get("reason"))
    for reason in list(refused.values())[:1]:
        logger.warning("OpenSearch did not take %s entries into %s: %s", len(refused), name, reason)
    return refused


def actions(entries: Sequence[int]) -> Iterator[dict[str, Any]]:
    """What is to be done, in the language of its bulk requests: an entry that stands is put in place of what
    is there, any other is taken away."""
    found = documents(entries)
    for pk in dict.fromkeys(entries):
        if one := found.get(pk):
            yield {"index": {"_id": str(pk)}}
            yield {"kind": one.kind, "body": one.body, "marks": one.marks.split(), "digest": one.digest}
        else:
            yield {"delete": {"_id": str(pk)}}


def documents(entries: Sequence[int]) -> dict[int, Document]:
    """What these entries are found by, as far as they stand and what they are of is public."""
    keys: dict[str, dict[int, int]] = {}
    rows = SearchEntry.objects.filter(pk__in=entries).order_by("pk")
    for pk, kind, object_id in rows.values_list("pk", "kind", "object_id"):
        keys.setdefault(kind, {})[object_id] = pk
    return {
        some[one.object_id]: one
        for kind, some in keys.items()
        for one in SOURCES[kind](Q(**{f"{KEYS[kind]}__in": list(some)}))
    }


# All of it


def rebuild(say: Callable[[str], None] | None = None) -> int:
    """Make the index anew beside the one that is searched, then put it in its place. One that was cut short
    is gone on with. Returns how many entries were told now; raises Refused and OpenSearchException."""
    there = server()
    if not indexes(there, there.next_name):
        begin(there)
    total, told, until = SearchEntry.objects.count(), 0, noted(there)
    if say and until:
        say("Going on where it was cut short.")
    while entries := list(following(until)):
        if refused := send(there, there.next_name, entries):
            raise Refused(next(iter(refused.values())))
        told, until = told + len(entries), entries[-1]
        there.client.indices.put_mapping(index=there.next_name, body={"_meta": {"until": until}})
        if say and (told // AT_ONCE) % TOLD_EVERY == 0:
            say(f"{told} of {total} entries")
    put_in_place(there)
    return told


def begin(there: Server) -> None:
    """Make an empty index, by the name of the next one."""
    name = f"{there.name}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
    there.client.indices.create(index=name, body={**DEFINITION, "aliases": {there.next_name: {}}})


def noted(there: Server) -> int:
    """The last entry that the index being made was told of, as it has noted itself."""
    ((_, index),) = there.client.indices.get_mapping(index=there.next_name).items()
    return int(index["mappings"].get("_meta", {}).get("until", 0))


def following(last: int) -> Iterator[int]:
    """The next entries behind one."""
    rows = SearchEntry.objects.filter(pk__gt=last).order_by("pk")
    return iter(rows.values_list("pk", flat=True)[:AT_ONCE])


def put_in_place(there: Server) -> None:
    """Have the index that was made searched from now on, and take away what was before, in one step."""
    there.client.indices.refresh(index=there.next_name)
    made = indexes(there, there.next_name)
    named = [{"add": {"index": name, "alias": there.name}} for name in made]
    unnamed = [{"remove": {"index": name, "alias": there.next_name}} for name in made]
    gone = [{"remove_index": {"index": name}} for name in indexes(there, there.name)]
    there.client.indices.update_aliases(body={"actions": [*named, *unnamed, *gone]})


def indexes(there: Server, name: str) -> list[str]:
    """The indexes that a name stands for."""
    try:
        return list(there.client.indices.get_alias(name=name))
    except NotFoundError:
        return []


def compare() -> Standing:
    """Count what is here and there; raises OpenSearchException."""
    there = server()
    documents = int(there.client.count(index=there.name)["count"])
    return Standing(SearchEntry.objects.count(), documents, SearchChange.objects.count())
