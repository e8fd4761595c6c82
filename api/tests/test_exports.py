"""Exports: what a list's filters find, whole, streamed, and for partners alone."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action
from api import records
from api.models import Partner, Scope
from api.services import tokens
from api.tests import replica, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> dict[str, str]:
    return headers(Scope.FOLLOW)


def headers(scope: Scope) -> dict[str, str]:
    partner = Partner.objects.create(name=f"Core {scope}", contact="ines@example.org")
    _, secret = tokens.issue(partner=partner, name="copy", scopes=[scope], by=make.administrator())
    return {"Authorization": f"Bearer {secret}"}


def taken(path: str, key: dict[str, str]) -> str:
    answer = Client().get(f"/api/v1/exports/{path}", headers=key)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize("query", ["", "tag=pricing", "speaker=bo-lindqvist&kind=transcript", "q=licence"])
def test_it_has_what_the_list_has_as_snapshots_have_it(
    key: dict[str, str], query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.build()
    monkeypatch.setattr(records, "AT_ONCE", 2)  # several reads
    wanted = {row["id"] for row in Client().get(f"/api/v1/quotes/?{query}").json()["results"]}
    assert wanted
    lines = taken(f"quotes/?{query}", key).splitlines()
    assert {json.loads(line)["id"] for line in lines} == wanted and len(lines) == len(wanted)
    known = replica.snapshot()
    assert all(known["quote", json.loads(line)["id"]].decode() == line for line in lines)
    table = list(csv.DictReader(io.StringIO(taken(f"quotes/?{query}&as=csv", key), newline="")))
    assert [row["id"] for row in table] == [json.loads(line)["id"] for line in lines]
    assert [row["text"] for row in table] == [json.loads(line)["text"] for line in lines]


def test_every_resource_is_exported_and_nothing_withdrawn(key: dict[str, str]) -> None:
    version = world.build()["moved"]
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    for kind in records.KINDS.values():
        found = taken(f"{kind.resource}/", key)
        assert found.count("\n") == len(world.found(f"{kind.resource}/", page_size=100))
        assert version.exact not in found


@pytest.mark.parametrize(
    ("path", "status"),
    [("quotes/?tags=pricing", 400), ("quotes/?as=xls", 400), ("quotes/?page_size=5", 400), ("drafts/", 404)],
)
def test_what_is_not_understood_is_told(key: dict[str, str], path: str, status: int) -> None:
    assert Client().get(f"/api/v1/exports/{path}", headers=key).status_code == status


def test_it_is_for_partners_who_may_follow() -> None:
    assert Client().get("/api/v1/exports/quotes/").status_code == 401
    other: Any = Client().get("/api/v1/exports/quotes/", headers=headers(Scope.READ))
    assert other.status_code == 403
