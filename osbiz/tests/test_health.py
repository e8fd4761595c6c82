"""Health: 200 while every part answers, 503 naming the one that does not."""

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from osbiz import health

pytestmark = pytest.mark.django_db
NOBODY_LISTENS = "redis://127.0.0.1:1/0"


def test_a_database_alone_is_well(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = ""
    answer = client.get("/healthz/")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_a_broker_that_is_gone_is_named(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = NOBODY_LISTENS
    answer = client.get("/healthz/")
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "broker": "not reachable"})


def test_a_database_that_is_gone_is_named(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OperationalError("the password is secret")

    settings.REDIS_URL = ""
    monkeypatch.setattr(health, "check_database", fail)
    answer = client.get("/healthz/")
    assert (answer.status_code, answer.json()) == (503, {"database": "not reachable"})


@pytest.mark.services
def test_a_real_broker_answers(client: Client) -> None:
    assert client.get("/healthz/").json() == {"database": "ok", "broker": "ok"}
