"""Events: what webhooks send, made from the publication log at the moment of sending."""

from typing import Any

import orjson

from annotations.models import PublicationKind
from api.addresses import Addresses
from api.models import Delivery, Match
from api.records import BY_RESOURCE, TYPES
from api.v1.changes import embedded, shaped

TEST = "webhook.test"
MATCHED = "search.matched"
GREETING = "This is a test. Whoever gets it gets the rest, too."
# What a webhook can be narrowed to: all that happens to things of a type, one thing that happens to them, or
# what saved searches find.
NARROWINGS = sorted(
    [*TYPES, MATCHED, *(f"{noun}.{kind}" for noun in TYPES for kind in PublicationKind.values)]
)


def body(delivery: Delivery) -> bytes:
    """What is sent: the entry as the feed of changes has it now, so that nothing withdrawn is sent again."""
    return orjson.dumps(told(delivery), option=orjson.OPT_UTC_Z)


def told(delivery: Delivery) -> dict[str, Any]:
    """The event by its parts, as the specification recommends them."""
    if delivery.match:
        found = told_of_match(delivery.match, with_record=delivery.webhook.with_records)
        return {"type": delivery.event, "timestamp": delivery.match.found_at, "data": found}
    if delivery.entry is None:
        return {"type": delivery.event, "timestamp": delivery.made_at, "data": {"message": GREETING}}
    (data,) = shaped([delivery.entry], Addresses(None), records=delivery.webhook.with_records)
    return {"type": delivery.event, "timestamp": delivery.entry.at, "data": data}


def told_of_match(match: Match, *, with_record: bool) -> dict[str, Any]:
    """What a saved search has found."""
    search, kind = match.search, BY_RESOURCE[match.search.resource]
    found = {
        "search": {"id": search.public_id, "name": search.name},
        "type": kind.noun,
        "id": match.object_id,
        "url": Addresses(None).of(kind.resource, match.object_id),
    }
    if not with_record:
        return found
    return {**found, "record": embedded(kind.some([match.object_id]).get(match.object_id))}
