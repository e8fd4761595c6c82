"""Snapshots: complete, checkable, to be downloaded in parts, and outlived by what happens afterwards."""

import gzip
import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from annotations.models import Publication
from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action
from api.models import Snapshot
from api.records import KINDS, Kind
from api.services import snapshots
from api.takeaway import former
from api.tests import replica, world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.SNAPSHOTS_DIR = tmp_path / "snapshots"
    return settings.SNAPSHOTS_DIR


def download(address: str, **headers: str) -> bytes:
    answer = Client().get(address, headers=headers)
    return b"".join(answer.streaming_content)


def test_the_files_have_every_record_and_the_feed_leads_on_from_them() -> None:
    version = world.build()["moved"]
    snapshots.build()
    manifest = world.get("snapshots/newest/").json()
    copy: replica.Copy = {}
    for file in manifest["files"]:
        content = download(file["url"])
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
        if file["format"] != "ndjson":
            continue
        lines = gzip.decompress(content).splitlines()
        assert len(lines) == file["records"]
        ids = sorted(id_ for noun, id_ in replica.snapshot() if noun == file["type"])
        copy |= {(file["type"], id_): line for id_, line in zip(ids, lines, strict=True)}
    assert copy == replica.snapshot() and {noun for noun, _ in copy} == {*KINDS}
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    replica.follow(copy, after=int(manifest["cursor"]))
    assert copy == replica.snapshot()


def test_the_manifest_of_an_older_one_says_what_is_withdrawn_since() -> None:
    version = world.build()["moved"]
    snapshots.build()
    assert world.get("snapshots/newest/").json()["gone"] == []
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    gone = {(one["type"], one["kind"]): one for one in world.get("snapshots/newest/").json()["gone"]}
    assert gone["quote", "withdrawn"]["id"] == str(version.quote.public_id)
    assert gone["quote", "withdrawn"]["reason"] == "Misheard"
    assert ("company", "hidden") in gone and ("claim", "withdrawn") in gone
    snapshots.build()
    assert world.get("snapshots/newest/").json()["gone"] == []


def test_one_carries_on_what_has_not_changed_and_has_what_has(monkeypatch: pytest.MonkeyPatch) -> None:
    built = world.build()
    first = snapshots.build()
    monkeypatch.setattr(former, "CHECKED", 0)
    made: list[str] = []
    shaped = Kind.shaped

    def counted(kind: Kind, rows: list[dict[str, Any]]) -> Any:
        made.extend(kind.noun for _ in rows)
        return shaped(kind, rows)

    monkeypatch.setattr(Kind, "shaped", counted)
    assert snapshots.build().files == first.files
    assert made == []  # every record was there already
    review.move(built["moved"], action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    make.published("in March.", turn=built["changed"].turn)
    carried = snapshots.build()
    assert 0 < made.count("quote") < 4  # of four that are published
    Snapshot.objects.all().delete()
    assert carried.files == snapshots.build().files != first.files


def test_records_that_are_made_otherwise_now_are_all_made_anew(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world.build()
    snapshots.build()
    quote = KINDS["quote"]
    record = quote.record
    monkeypatch.setattr(quote, "record", lambda thing: record({**thing, "suffix": "…"}))
    carried = snapshots.build()
    assert "Records of quotes are made otherwise" in caplog.text
    Snapshot.objects.all().delete()
    assert carried.files == snapshots.build().files


def test_what_is_not_published_is_never_taken_over_even_if_no_log_told_of_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = world.build()["moved"]
    snapshots.build()
    monkeypatch.setattr(former, "CHECKED", 0)
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    Publication.objects.filter(kind="withdrawn").delete()
    made = snapshots.build()
    with gzip.open(folder / made.folder / "quotes.ndjson.gz") as file:
        assert str(version.quote.public_id) not in file.read().decode()


def test_a_broken_download_goes_on_where_it_stopped() -> None:
    world.build()
    snapshots.build()
    file = next(one for one in world.get("snapshots/newest/").json()["files"] if one["type"] == "quote")
    whole = download(file["url"])
    part = Client().get(file["url"], headers={"Range": "bytes=100-"})
    assert part.status_code == 206 and part["Content-Range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
    assert b"".join(part.streaming_content) == whole[100:]
    assert download(file["url"], Range="bytes=10-19") == whole[10:20]
    assert download(file["url"], Range="bytes=-7") == whole[-7:]
    assert download(file["url"], Range="bytes=5-", **{"If-Range": '"another"'}) == whole
    assert download(file["url"], Range="bytes=5-", **{"If-Range": part["ETag"]}) == whole[5:]
    beyond = Client().get(file["url"], headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416 and beyond["Content-Type"] == "application/problem+json"
    again = Client().get(file["url"], headers={"If-None-Match": part["ETag"]})
    assert again.status_code == 304
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers.get(name) == part.headers.get(name), name


def test_the_same_state_gives_the_same_bytes_and_old_ones_go(folder: Path) -> None:
    world.build()
    made = [snapshots.build() for _ in range(snapshots.KEPT + 2)]
    assert all(snapshot.files == made[0].files for snapshot in made)
    kept = [snapshot.folder for snapshot in made[2:]]
    assert sorted(one.name for one in folder.iterdir()) == sorted(kept)
    assert [one["id"] for one in world.get("snapshots/").json()] == kept[::-1]
    assert world.get(f"snapshots/{made[0].folder}/").status_code == 404


def test_one_that_is_cut_short_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world.build()
    monkeypatch.setattr(KINDS["quote"], "all", lambda: (_ for _ in ()).throw(OSError("No space left")))
    with pytest.raises(OSError, match="No space"):
        snapshots.build()
    assert not Snapshot.objects.exists() and list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["nothing/", "newest/nothing.gz", "newest/..%2f..%2fsecret_key"])
def test_there_is_nothing_else_to_be_had(name: str) -> None:
    snapshots.build()
    assert world.get(f"snapshots/{name}").status_code == 404
