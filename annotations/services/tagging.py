"""Which topics may be given to quotes and claims, and the lock that keeps the vocabulary as it is meanwhile.

Whoever gives topics, or decides about what has them, shares the vocabulary before anything else is held;
whoever changes the vocabulary holds it alone. So nobody waits for another in a circle, and no topic is merged
away under a change that still gives it. SQLite has one writer anyway; PostgreSQL frees both with the
transaction.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from django.db import connection

from annotations.models import Tag, TagStatus
from annotations.workflow import Refusal
from transcripts.plans import Plan, together
from transcripts.prepared import MARKS, Statement, prepared

VOCABULARY_LOCK = 6_401_999
SHARE = "SELECT pg_advisory_xact_lock_shared(%s)"
SHARING = Plan(SHARE, (VOCABULARY_LOCK,))

NOT_YET = "“{label}” is only proposed so far. Ask a chief editor to make it active, or choose another topic."
NO_MORE = "“{label}” is not in use any more. Choose another topic."
REFUSALS = {TagStatus.PROPOSED: NOT_YET, TagStatus.DEPRECATED: NO_MORE}


def share() -> None:
    """Let nobody change the vocabulary until this transaction ends."""
    lock(SHARE)


def hold() -> None:
    """Let nobody change the vocabulary, or give a topic, until this transaction ends."""
    lock("SELECT pg_advisory_xact_lock(%s)")


def lock(statement: str) -> None:
    """Take the lock in this way, where it takes one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement, [VOCABULARY_LOCK])


def shared(tags: Sequence[Tag]) -> list[Tag]:
    """`share` and `usable` in one message to the database, the second asked under the lock of the first."""
    asked, pks = _not_active(), [tag.pk for tag in tags]
    if not (asked.plan and pks):
        share()
        return usable(tags)
    _, others = together((SHARING, ()), (asked.plan, asked.given([pks], {})))
    return surviving(tags) if others else once(tags)


def usable(tags: Sequence[Tag], *, had: Iterable[Tag] = ()) -> list[Tag]:
    """These topics as the vocabulary has them now, each once: for a merged one that into which it was merged.

    Raises Refusal for one that is not active, unless it is among those it `had`.
    """
    pks = [tag.pk for tag in tags]
    return surviving(tags, had) if pks and _not_active().rows(pks) else once(tags)


def once(tags: Iterable[Tag]) -> list[Tag]:
    """Each topic once, in their order."""
    return list(dict.fromkeys(tags))


def surviving(tags: Sequence[Tag], had: Iterable[Tag] = ()) -> list[Tag]:
    """`usable` topics, among which are some that are not active."""
    known = Tag.objects.to_give().in_bulk([tag.pk for tag in tags])
    kept, found = set(had), {}
    for tag in tags:
        stored = known.get(tag.pk, tag)
        survivor = stored.merged_into or stored
        if survivor.status != TagStatus.ACTIVE and survivor not in kept:
            raise Refusal("topic", REFUSALS[TagStatus(survivor.status)].format(label=survivor.label))
        found[survivor.pk] = survivor
    return list(found.values())


@cache
def _not_active() -> Statement:
    """Those of some topics that are not in use."""
    others = Tag.objects.filter(pk__in=MARKS[:1]).exclude(status=TagStatus.ACTIVE)
    return prepared(others.order_by().values_list("pk"), planned=True)
