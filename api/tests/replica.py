"""A partner's copy of all that is published, kept by the feed of changes alone."""

import orjson
from django.test import Client

from api.records import KINDS

Copy = dict[tuple[str, str], bytes]


def snapshot() -> Copy:
    """Every record there is now, as a snapshot has it."""
    return {(noun, str(id_)): record for noun, kind in KINDS.items() for id_, record in kind.all()}


def follow(copy: Copy, *, after: int = 0, client: Client | None = None) -> int:
    """Do what the feed says from behind a cursor to its end; the cursor there."""
    address, more = f"/api/v1/changes/?cursor={after}&records=true&page_size=20", True
    while more:
        answer = (client or Client()).get(address)
        assert answer.status_code == 200, answer.content
        page = answer.json()
        for entry in page["results"]:
            key = (entry["type"], entry["id"])
            if entry["record"] is None:
                copy.pop(key, None)
            else:
                copy[key] = orjson.dumps(entry["record"])
        address, more = page["next"], page["more"]
    return int(address.partition("cursor=")[2].partition("&")[0])
