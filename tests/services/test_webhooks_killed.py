"""A worker that is killed while it sends webhooks loses none of them; on a newcomer's database."""

import json
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from standardwebhooks import Webhook as Verifier

from tests.services.conftest import Worker, manage, wait_for
from tests.services.test_workers import POLLING
from transcripts.tests.serving import Request, Server, answer

EVENTS = 5
PREPARE = f"""
import django, sys
django.setup()
from uuid import uuid4
from annotations.models import Publication
from api.models import Partner
from api.services import webhooks
partner = Partner.objects.create(name="Core Watch", contact="ines@example.org")
webhooks.make(partner=partner, address=sys.argv[-1], by=None)
for _ in range({EVENTS}):
    Publication.objects.create(kind="hidden", object_type="tag", object_id=uuid4())
"""


def test_a_worker_killed_between_sending_and_noting_loses_nothing(
    newcomer: Path, start: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBHOOKS_TO_THIS_MACHINE", "1")
    nothing = {"OSBIZ_DATA": str(newcomer), "DATABASE_URL": "", "REDIS_URL": ""}
    killed = threading.Event()

    def respond(_: Request) -> bytes:
        if len(server.requests) == 2:  # the first is noted; this one is sent, and never noted
            killed.wait(30)
            return b""
        return answer(status="204 No Content")

    def rows(question: str) -> list[tuple]:
        database = sqlite3.connect(newcomer / "osbiz.sqlite3", timeout=20)
        with database:
            found = database.execute(question).fetchall()
        database.close()
        return found

    with Server(respond) as server:
        manage(newcomer, "-c", PREPARE, server.url("/in", host="127.0.0.1"))
        first = start(POLLING, **nothing)
        wait_for(lambda: len(server.requests) == 2)
        first.kill()
        killed.set()
        assert rows("SELECT state, count(*) FROM api_delivery GROUP BY state ORDER BY state") == [
            ("delivered", 1),
            ("waiting", EVENTS - 1),
        ]
        rows("UPDATE api_webhook SET leased_until = '2020-01-01 00:00:00'")  # a minute later
        start(POLLING, **nothing)
        wait_for(lambda: not rows("SELECT 1 FROM api_delivery WHERE state = 'waiting'"))

    ((secret,),) = rows("SELECT secret FROM api_webhook")
    for request in server.requests:
        Verifier(secret).verify(request.body, request.headers)
    ids = [request.headers["webhook-id"] for request in server.requests]
    assert len(set(ids)) == EVENTS and len(ids) == EVENTS + 1 and ids.count(ids[1]) == 2
    told = {json.loads(request.body)["data"]["cursor"] for request in server.requests}
    assert told == {str(position) for (position,) in rows("SELECT position FROM annotations_publication")}
