"""The forms a snapshot has beside NDJSON, each read by a reader that is not ours and held against it."""

import csv
import gzip
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from rdflib import RDF, Graph, Namespace, URIRef

from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action
from api.records import KINDS
from api.services import snapshots
from api.takeaway.fields import FIELDS, columns
from api.tests import world

pytestmark = pytest.mark.django_db
SITE = "https://quotes.example"
SCHEMA = Namespace("https://schema.org/")
TYPES = {
    "podcast": "PodcastSeries",
    "episode": "PodcastEpisode",
    "guest": "Person",
    "company": "Organization",
    "tag": "DefinedTerm",
    "quote": "Quotation",
    "claim": "Claim",
    "correction": "CorrectionComment",
}
Records = dict[str, list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def taken(settings: Any, tmp_path: Path) -> dict[str, Any]:
    """A world with things that trip up formats, and its snapshot."""
    settings.SNAPSHOTS_DIR, settings.SITE_URL = tmp_path / "snapshots", SITE
    made = world.build()
    make.published(
        'She said: "free, as in speech; 💬\t\\n é"',
        turn=make.turn(make.episode("Comma, quote \"and' = semicolon;", texts=[TRICKY])),
        tags=[make.tag("licensing-change")],
    )
    snapshots.build()
    return {**made, "folder": tmp_path}


TRICKY = 'Then: She said: "free, as in speech; 💬\t\\n é" and left.'


def content(form: str, noun: str | None = None) -> bytes:
    """A file of the newest snapshot, unpacked."""
    (file,) = (
        one
        for one in world.get("snapshots/newest/").json()["files"]
        if one["format"] == form and one["type"] == noun
    )
    answer = Client().get(file["url"].removeprefix(SITE))
    assert answer.status_code == 200 and answer["Content-Type"] == file["media_type"]
    found = b"".join(answer.streaming_content)
    return gzip.decompress(found) if file["name"].endswith(".gz") else found


@pytest.fixture
def records() -> Records:
    """What the NDJSON has."""
    return {noun: [json.loads(line) for line in content("ndjson", noun).splitlines()] for noun in KINDS}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "osbiz.sqlite3"
    path.write_bytes(content("sqlite"))
    found = sqlite3.connect(path)
    found.row_factory = sqlite3.Row
    yield found
    found.close()


def test_every_field_of_every_record_is_known(records: Records) -> None:
    for noun, rows in records.items():
        assert rows, noun
        for row in rows:
            assert row.keys() - {"type"} == {field.name for field in FIELDS[noun]}, noun


def test_csv_has_the_same_as_ndjson(records: Records) -> None:
    for noun, rows in records.items():
        text = io.StringIO(content("csv", noun).decode(), newline="")
        lines = list(csv.DictReader(text, strict=True))
        assert len(lines) == len(rows)
        for line, row in zip(lines, rows, strict=True):
            for column in columns(FIELDS[noun]):
                value, read = column.value(row), line[column.name]
                if isinstance(value, list):
                    assert json.loads(read) == value
                elif isinstance(value, bool):
                    assert read == str(value).lower()
                else:
                    assert read == ("" if value is None else str(value)), (noun, column.name)


def test_the_dictionary_says_what_each_column_means() -> None:
    lines = list(csv.DictReader(io.StringIO(content("dictionary").decode(), newline="")))
    for noun in KINDS:
        heads = next(csv.reader(io.StringIO(content("csv", noun).decode(), newline="")))
        assert [line["column"] for line in lines if line["type"] == noun] == heads
    assert all(line["meaning"] and line["sort"] for line in lines)
    (speaker,) = (line for line in lines if (line["type"], line["column"]) == ("quote", "speaker"))
    assert (speaker["sort"], speaker["leads_to"]) == ("id", "guests")
    assert speaker["meaning"] == "The guest who said it; null for show notes."


def test_the_database_has_the_same_as_ndjson(records: Records, database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    for noun, rows in records.items():
        name = KINDS[noun].resource
        stored = {row["id"]: row for row in database.execute(f"SELECT * FROM {name}")}
        assert len(stored) == len(rows)
        for column in columns(FIELDS[noun]):
            for row in rows:
                value = column.value(row)
                if not column.field.is_list:
                    assert stored[row["id"]][column.name] == value, (noun, column.name)
                    continue
                beside = database.execute(
                    f"SELECT * FROM {name}_{column.name} WHERE {noun}_id = ? ORDER BY place", [row["id"]]
                ).fetchall()
                assert [tuple(one)[2:] for one in beside] == [flat(one) for one in value], column.name


def flat(value: Any) -> tuple[Any, ...]:
    return tuple(value.values()) if isinstance(value, dict) else (value,)


def test_the_database_leads_from_thing_to_thing_and_is_searched(database: sqlite3.Connection) -> None:
    question = """
        SELECT quotes.text, guests.name, tags.slug FROM quotes_fts
        JOIN quotes ON quotes.rowid = quotes_fts.rowid
        JOIN guests ON guests.id = quotes.speaker
        JOIN quotes_tags ON quotes_tags.quote_id = quotes.id JOIN tags ON tags.id = quotes_tags.tag_id
        WHERE quotes_fts MATCH 'speech'
    """
    (found,) = database.execute(question).fetchall()
    assert "💬" in found["text"] and found["name"] and found["slug"] == "licensing-change"
    keys = {row["from"]: row["table"] for row in database.execute("PRAGMA foreign_key_list(claims_evidence)")}
    assert keys == {"claim_id": "claims", "quote": "quotes"}


def test_datasette_is_told_of_tables_that_are_there(database: sqlite3.Connection) -> None:
    told = json.loads(content("datasette"))
    assert told["license"] and told["title"] == "osbiz"
    for name, table in told["databases"]["osbiz"]["tables"].items():
        (words,) = database.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", [f"{name}_fts"]
        ).fetchone()
        assert f'content="{name}"' in words  # that is how Datasette finds it
        there = [row["name"] for row in database.execute(f"PRAGMA table_info({name})")]
        assert list(table["columns"]) == there and table["label_column"] in there


def test_linked_data_says_the_same_as_ndjson(records: Records) -> None:
    triples = Graph().parse(data=content("jsonld"), format="json-ld")

    def iri(resource: str, id_: str) -> URIRef:
        return URIRef(f"{SITE}/api/v1/{resource}/{id_}/")

    for noun, rows in records.items():
        things = set(triples.subjects(RDF.type, SCHEMA[TYPES[noun]]))
        assert things == {iri(KINDS[noun].resource, row["id"]) for row in rows}
    for row in records["quote"]:
        quote = iri("quotes", row["id"])
        assert str(triples.value(quote, SCHEMA.text)) == row["text"]
        speaker = iri("guests", row["speaker"]) if row["speaker"] else None
        assert triples.value(quote, SCHEMA.spokenByCharacter) == speaker
        assert triples.value(quote, SCHEMA.isPartOf) == iri("episodes", row["episode"])
        assert set(triples.objects(quote, SCHEMA.keywords)) == {iri("tags", one) for one in row["tags"]}
    for row in records["claim"]:
        claim = iri("claims", row["id"])
        for part in row["evidence"]:
            stance = URIRef(f"{SITE}/explorer/#{part['stance']}")
            assert (iri("quotes", part["quote"]), stance, claim) in triples
    assert any(row["evidence"] for row in records["claim"])


def test_the_licence_names_every_podcast(records: Records) -> None:
    told = content("licence").decode()
    for row in records["podcast"]:
        assert f"{row['title']}: {row['licence'] or 'All rights reserved'}. Source" in told


def test_what_is_withdrawn_is_in_none_of_the_next_ones(taken: dict[str, Any]) -> None:
    version = taken["moved"]
    before = world.get("snapshots/newest/").json()
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    gone = world.get("snapshots/newest/").json()["gone"]
    assert str(version.quote.public_id) in {one["id"] for one in gone}
    snapshots.build()
    for file in world.get("snapshots/newest/").json()["files"]:
        found = content(file["format"], file["type"])
        assert version.exact.encode() not in found, file["name"]
        if file["format"] in ("jsonld", "sqlite"):
            assert file["sha256"] not in {one["sha256"] for one in before["files"]}


def test_every_file_can_be_had_from_where_it_broke_off() -> None:
    for file in world.get("snapshots/newest/").json()["files"]:
        path = file["url"].removeprefix(SITE)
        part = Client().get(path, headers={"Range": "bytes=7-"})
        assert part.status_code == 206
        assert len(b"".join(part.streaming_content)) == file["bytes"] - 7
