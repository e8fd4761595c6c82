"""Prepared exports: a file of what filters find; workers killed, stopped or late leave it whole."""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action
from api import records
from api.models import Export, Partner, Scope
from api.services import exports, tokens
from api.takeaway import forms
from api.tests import replica, world
from api.tests.test_exports import headers

pytestmark = pytest.mark.django_db
HOME = "/api/v1/exports/"


@pytest.fixture(autouse=True)
def small_parts(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EXPORTS_DIR = tmp_path / "exports"
    monkeypatch.setattr(forms, "PART", 1)
    monkeypatch.setattr(records, "AT_ONCE", 2)


@pytest.fixture
def key() -> dict[str, str]:
    return headers(Scope.FOLLOW)


def asked(key: dict[str, str], **sent: Any) -> Any:
    return Client().post(HOME, {"resource": "quotes", **sent}, content_type="application/json", headers=key)


def got(path: str, key: dict[str, str], **more: str) -> Any:
    return Client().get(path, headers={**key, **more})


def text_of(address: str, key: dict[str, str]) -> str:
    answer = got(address, key)
    assert answer.status_code == 200
    return gzip.decompress(b"".join(answer.streaming_content)).decode()


@pytest.mark.parametrize("filters", [{}, {"tag": ["pricing"]}, {"q": ["licence"]}])
def test_the_file_has_what_the_list_has_as_snapshots_have_it(
    key: dict[str, str], filters: dict[str, list[str]]
) -> None:
    world.build()
    wanted = {row["id"] for row in Client().get("/api/v1/quotes/", filters).json()["results"]}
    answer = asked(key, filters=filters)
    assert answer.status_code == 202 and answer.headers["Location"] == answer.json()["url"]
    told = got(answer.json()["url"], key).json()
    assert (told["state"], told["done"], told["total"], told["file"]) == ("waiting", 0, len(wanted), None)
    assert exports.run() == 1 and exports.run() == 0
    told = got(answer.json()["url"], key).json()
    assert (told["state"], told["done"], told["error"], told["gone"]) == ("done", len(wanted), "", [])
    lines = text_of(told["file"], key).splitlines()
    known = replica.snapshot()
    assert {json.loads(line)["id"] for line in lines} == wanted and len(lines) == len(wanted)
    assert all(known["quote", json.loads(line)["id"]].decode() == line for line in lines)


def test_a_table_has_its_columns_once(key: dict[str, str]) -> None:
    world.build()
    asked(key, form="csv")
    asked(key, form="csv", filters={"q": ["nowhereatall"]})
    assert exports.run() == 2
    full, empty = [text_of(one["file"], key) for one in reversed(got(HOME, key).json())]
    rows = list(csv.DictReader(io.StringIO(full, newline="")))
    assert {row["id"] for row in rows} == {row["id"] for row in world.found("quotes/", page_size=100)}
    assert list(csv.reader(io.StringIO(empty, newline=""))) == [list(rows[0])]


def test_the_file_is_the_one_that_was_told_and_goes_on_where_it_broke_off(key: dict[str, str]) -> None:
    world.build()
    address = asked(key).json()["url"]
    assert got(f"{address}file", key).status_code == 404
    exports.run()
    told = got(address, key).json()
    whole = b"".join(got(told["file"], key).streaming_content)
    assert (len(whole), hashlib.sha256(whole).hexdigest()) == (told["bytes"], told["sha256"])
    rest = got(told["file"], key, Range="bytes=10-")
    assert rest.status_code == 206 and b"".join(rest.streaming_content) == whole[10:]
    assert rest.headers["Cache-Control"] == "private, no-store"


def begun() -> Export:
    """An export that a worker has taken."""
    export = exports.take()
    assert export is not None
    exports.folder_of(export).mkdir(parents=True)
    return export


def stopping(after: int) -> Any:
    """Say stop, once so often asked."""
    asked = iter(range(1000))
    return lambda: next(asked) >= after


def test_a_worker_that_stops_is_followed_by_another(key: dict[str, str]) -> None:
    world.build()
    address = asked(key).json()["url"]
    assert exports.run(stopping(2)) == 0
    told = got(address, key).json()
    assert told["state"] == "waiting" and 0 < told["done"] < told["total"]
    assert exports.run() == 1
    told = got(address, key).json()
    ids = [json.loads(line)["id"] for line in text_of(told["file"], key).splitlines()]
    assert len(ids) == len(set(ids)) == told["total"] == told["done"]


def test_one_that_was_killed_is_taken_over_and_one_that_comes_late_changes_nothing(
    key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.build()
    address = asked(key).json()["url"]
    late = begun()
    assert exports.add_part(late) and exports.take() is None
    Export.objects.update(seen_at=timezone.now() - exports.LEASE)
    late.seen_at = Export.objects.get().seen_at  # as it last told
    assert exports.run() == 1
    told = got(address, key).json()
    before = text_of(told["file"], key)
    assert not exports.prepare(late)  # it has slept, and goes on
    assert got(address, key).json() == told and text_of(told["file"], key) == before
    ids = [json.loads(line)["id"] for line in before.splitlines()]
    assert len(ids) == len(set(ids)) == told["total"]


def test_one_that_is_removed_meanwhile_ends_quietly(key: dict[str, str], caplog: Any) -> None:
    world.build()
    address = asked(key).json()["url"]
    export = begun()
    assert exports.add_part(export)
    assert Client().delete(address, headers=key).status_code == 204
    assert not exports.prepare(export)
    assert "failed" not in caplog.text
    assert got(address, key).status_code == 404
    exports.sweep()
    assert not exports.folder_of(export).exists()


def test_what_was_withdrawn_since_is_told_and_not_in_the_next(key: dict[str, str]) -> None:
    version = world.build()["moved"]
    first = asked(key).json()["url"]
    exports.run()
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    (gone,) = got(first, key).json()["gone"]
    assert (gone["id"], gone["reason"]) == (str(version.quote.public_id), "Misheard")
    assert version.exact in text_of(got(first, key).json()["file"], key)
    second = asked(key).json()["url"]
    exports.run()
    told = got(second, key).json()
    assert told["gone"] == [] and version.exact not in text_of(told["file"], key)


def test_a_filter_whose_thing_is_gone_fails_with_a_reason(key: dict[str, str]) -> None:
    world.build()
    topic = make.tag("rare")
    turn = make.turn(make.episode("About it", texts=["Seldom heard of. So it was."]))
    only = make.published("Seldom heard of.", turn=turn, tags=[topic])
    address = asked(key, filters={"tag": ["rare"]}).json()["url"]
    review.move(only, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    exports.run()
    told = got(address, key).json()
    assert told["state"] == "failed" and told["error"] == exports.NOT_THERE and told["file"] is None


def test_a_fault_of_ours_is_said_and_told_us(
    key: dict[str, str], monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    world.build()
    address = asked(key).json()["url"]
    asked(key, resource="tags")

    def broken(*_: Any, **__: Any) -> Iterator[Any]:
        raise OSError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(forms.Lines, "written", broken)
        assert exports.run() == 2
    told = got(address, key).json()
    assert (told["state"], told["error"]) == ("failed", exports.BROKEN) and "no room" in caplog.text


def test_old_ones_go_with_their_files(key: dict[str, str]) -> None:
    world.build()
    asked(key)
    exports.run()
    folder = exports.folder_of(Export.objects.get())
    assert exports.sweep() == 0 and folder.exists()
    Export.objects.update(created_at=timezone.now() - exports.KEPT - timedelta(hours=1))
    assert exports.sweep() == 1 and not folder.exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"filters": {"tags": ["pricing"]}}, 400),
        ({"filters": {"page_size": ["5"]}}, 400),
        ({"form": "xls"}, 400),
        ({"resource": "drafts"}, 400),
        ({"colour": "blue"}, 400),
    ],
)
def test_what_is_not_understood_is_told(key: dict[str, str], sent: dict[str, Any], status: int) -> None:
    answer = asked(key, **sent)
    assert answer.status_code == status and not Export.objects.exists()


def test_there_is_a_limit(key: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST", 1)
    assert asked(key).status_code == 202
    assert asked(key).status_code == 400


def test_a_partner_sees_their_own_alone(key: dict[str, str]) -> None:
    address = asked(key).json()["url"]
    exports.run()
    other = Partner.objects.create(name="Other", contact="o@example.org")
    _, secret = tokens.issue(partner=other, name="copy", scopes=[Scope.FOLLOW], by=make.administrator())
    stranger = {"Authorization": f"Bearer {secret}"}
    assert got(HOME, stranger).json() == []
    assert {got(path, stranger).status_code for path in (address, f"{address}file")} == {404}
    assert Client().delete(address, headers=stranger).status_code == 404
    assert got(HOME, {}).status_code == 401
    assert got(HOME, headers(Scope.READ)).status_code == 403
