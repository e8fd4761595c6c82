"""The forms an export is prepared in beside lines and tables: each holds just what the filters find, whatever
happens to the workers, and is read by a reader that is not ours."""

import gzip
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pyrefiqda import RefiProject
from rdflib import RDF, Graph, URIRef

from annotations.models import Claim, QuoteVersion
from annotations.research import formats, qdpx, qdpxout
from annotations.research.webannotation import CONTEXT
from annotations.selectors import researchout
from annotations.services import claims, research, review
from annotations.tests import factories as make
from annotations.tests.research import building
from annotations.tests.research.test_qdpx import validated
from annotations.workflow import Action
from api import records
from api.models import Export, Form, Scope
from api.records import BY_RESOURCE, KINDS
from api.services import exports
from api.takeaway import database, forms
from api.takeaway.fields import FIELDS, columns
from api.tests import replica, world
from api.tests.test_exports import headers
from api.tests.test_prepared_exports import asked, begun, got, stopping
from api.tests.test_takeaway import SCHEMA, SITE, TYPES
from transcripts.models import Episode, Podcast, Visibility

pytestmark = pytest.mark.django_db
SPOKEN = {"tag__any": ["pricing", "licensing"], "kind": ["transcript"]}
HALF = {"tag": ["pricing"]}
ALL_FORMS = [(form, name) for form in Form for name in BY_RESOURCE if name in forms.FORMS[form].resources]


@pytest.fixture(autouse=True)
def small_parts(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EXPORTS_DIR, settings.SITE_URL = tmp_path / "exports", SITE
    monkeypatch.setattr(forms, "PART", 1)
    monkeypatch.setattr(forms, "EPISODES", 1)
    monkeypatch.setattr(records, "AT_ONCE", 2)
    monkeypatch.setattr(database, "AT_ONCE", 2)


@pytest.fixture
def key() -> dict[str, str]:
    return headers(Scope.FOLLOW)


def content(address: str, key: dict[str, str]) -> bytes:
    """The file of an export that is done."""
    told = got(address.removeprefix(SITE), key).json()
    assert (told["state"], told["error"]) == ("done", "")
    return b"".join(got(told["file"].removeprefix(SITE), key).streaming_content)


def prepared(key: dict[str, str], form: str, resource: str = "quotes", **filters: list[str]) -> bytes:
    """An export, asked for and made."""
    answer = asked(key, resource=resource, form=form, filters=filters)
    assert answer.status_code == 202, answer.content
    assert exports.run() == 1
    return content(answer.json()["url"], key)


def ids(resource: str, **filters: Any) -> set[str]:
    """What a list has."""
    return {row["id"] for row in world.found(f"{resource}/", page_size=100, **filters)}


def opened(found: bytes, folder: Path) -> sqlite3.Connection:
    path = folder / "found.sqlite3"
    path.write_bytes(found)
    return sqlite3.connect(path)


def rows(found: bytes, folder: Path) -> dict[str, set[str]]:
    """The ids in each table of a database, which is sound."""
    with closing(opened(found, folder)) as opened_:
        assert opened_.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert opened_.execute("PRAGMA foreign_key_check").fetchall() == []
        names = [*BY_RESOURCE, "selection"]
        return {name: {id_ for (id_,) in opened_.execute(f"SELECT id FROM {name}")} for name in names}


def led_to(resource: str, chosen: set[str]) -> dict[str, set[str]]:
    """Things with all that they lead to, by their tables, as the records of the whole have it."""
    known = {id_: (noun, json.loads(line)) for (noun, id_), line in replica.snapshot().items()}
    found: dict[str, set[str]] = {name: set() for name in BY_RESOURCE}
    waiting = [(resource, id_) for id_ in chosen]
    while waiting:
        name, id_ = waiting.pop()
        if id_ in found[name]:
            continue
        found[name].add(id_)
        noun, record = known[id_]
        assert KINDS[noun].resource == name
        for column in columns(FIELDS[noun]):
            value = column.value(record)
            for one in value if column.field.is_list else [value]:
                parts = [part for part in column.field.parts if part.leads_to]
                leading = [(part.leads_to, one[part.name]) for part in parts] if parts else []
                leading += [(column.field.leads_to, one)] if column.field.leads_to else []
                waiting += [(to, other) for to, other in leading if other]
    return found | {"selection": chosen}


def things(found: bytes) -> dict[str, set[str]]:
    """The ids of what linked data tells of, by the resource."""
    triples = Graph().parse(data=gzip.decompress(found), format="json-ld")
    told: dict[str, set[str]] = {}
    for noun, kind in KINDS.items():
        for one in triples.subjects(RDF.type, SCHEMA[TYPES[noun]]):
            told.setdefault(kind.resource, set()).add(str(one).rstrip("/").rpartition("/")[2])
    return told


def words_in(found: bytes) -> set[str]:
    """The passages of a project, which is valid, read from its sources."""
    return {
        building.member(found, f"sources/{source.get('guid')}.txt").decode()[
            int(one.get("startPosition", "")) : int(one.get("endPosition", ""))
        ]
        for source in validated(found).iter("{*}TextSource")
        for one in source.iter("{*}PlainTextSelection")
    }


# Each holds just what the filters find


@pytest.mark.parametrize("resource", BY_RESOURCE)
def test_linked_data_tells_of_the_selection_alone(key: dict[str, str], resource: str) -> None:
    world.build()
    chosen = sorted(ids(resource))[:2]
    found = things(prepared(key, "jsonld", resource, id__in=[",".join(chosen)]))
    assert chosen and found == {resource: set(chosen)}


def test_linked_data_says_what_the_snapshot_says(key: dict[str, str]) -> None:
    world.build()
    found = prepared(key, "jsonld", **HALF)
    triples = Graph().parse(data=gzip.decompress(found), format="json-ld")
    wanted = world.found("quotes/", **HALF)
    assert len(wanted) == 2
    for row in wanted:
        quote = URIRef(f"{SITE}/api/v1/quotes/{row['id']}/")
        assert str(triples.value(quote, SCHEMA.text)) == row["text"]
        assert len(set(triples.objects(quote, SCHEMA.keywords))) == len(row["tags"])
    assert things(prepared(key, "jsonld", q=["nowhereatall"])) == {}


@pytest.mark.parametrize("resource", BY_RESOURCE)
def test_a_database_has_the_selection_and_what_it_leads_to(
    key: dict[str, str], resource: str, tmp_path: Path
) -> None:
    world.build()
    chosen = set(sorted(ids(resource))[:2])
    found = rows(prepared(key, "sqlite", resource, id__in=[",".join(chosen)]), tmp_path)
    assert chosen and found == led_to(resource, chosen)


def test_a_database_is_searched_and_leads_from_thing_to_thing(key: dict[str, str], tmp_path: Path) -> None:
    world.build()
    found = prepared(key, "sqlite", tag=["licensing-change"])
    question = """
        SELECT quotes.exact, guests.name, podcasts.title FROM quotes_fts
        JOIN quotes ON quotes.rowid = quotes_fts.rowid
        LEFT JOIN guests ON guests.id = quotes.speaker
        JOIN episodes ON episodes.id = quotes.episode JOIN podcasts ON podcasts.id = episodes.podcast
        WHERE quotes_fts MATCH 'licence OR source' ORDER BY 1
    """
    with closing(opened(found, tmp_path)) as opened_:
        assert opened_.execute(question).fetchall() == [
            ("Quarrystone closed its source", None, "Ledger and Licence"),
            ("We changed the licence in March.", "Ines Carvalho", "Ledger and Licence"),
        ]


@pytest.mark.parametrize("filters", [{}, HALF, {"q": ["nowhereatall"]}])
def test_annotations_are_those_of_the_list(key: dict[str, str], filters: dict[str, list[str]]) -> None:
    across_episodes()
    found = json.loads(gzip.decompress(prepared(key, "annotations", **filters)))
    wanted = Client().get("/api/v1/quotes/annotations/", filters).json()
    assert found["id"].startswith(f"{SITE}/api/v1/quotes/annotations/") and found["@context"] == CONTEXT
    assert found["id"] == wanted["id"] and found["first"].keys() == {"id", "type", "items"}
    made = {one["id"]: one for one in found["first"]["items"]}
    assert made == {one["id"]: one for one in wanted["first"]["items"]}
    assert len(made) == len(found["first"]["items"]) == len(world.found("quotes/", **filters))


def test_what_nobody_said_hides_nothing_that_is_missing(tmp_path: Path) -> None:
    """A column that leads nowhere in one row, and what it leads to in another."""
    world.build()
    made = database.Database(tmp_path / "made.sqlite3")
    for _, line in KINDS["quote"].all():
        made.add("quote", json.loads(line))
    said_by = {row["speaker"] and row["speaker"]["id"] for row in world.found("quotes/")}
    assert None in said_by and set(guests_missing(made)) == said_by - {None}
    ines, bo = guests_missing(made)
    made.forget("guest", [ines])
    assert guests_missing(made) == [bo]
    left = made.connection.execute("SELECT DISTINCT speaker FROM quotes ORDER BY 1").fetchall()
    assert left == [(None,), (bo,)]
    made.connection.close()


def guests_missing(made: database.Database) -> list[str]:
    return [id_ for noun, ids in made.missing() if noun == "guest" for id_ in ids]


@pytest.mark.parametrize("filters", [{}, HALF, {"speaker": ["bo-lindqvist"]}, {"q": ["nowhereatall"]}])
def test_a_project_has_the_selection(key: dict[str, str], filters: dict[str, list[str]]) -> None:
    world.build()
    assert words_in(prepared(key, "qdpx", **filters)) == world.words(**filters)


def across_episodes() -> None:
    """A world whose transcripts everybody may read, with a company and a claim in several episodes."""
    made = world.build()
    Podcast.objects.update(rights=Visibility.TRANSCRIPT)
    Episode.objects.update(visibility=Visibility.TRANSCRIPT)
    other = make.published("It hurt.", turn=made["moved"].turn, companies=[make.company()])
    claim = make.claim(made["moved"], "Prices rose.", company=make.company(), tags=[make.tag("pricing")])
    claims.add_evidence(claim, quote=made["changed"].quote, stance="disputes", by=make.editor())
    claim.refresh_from_db()
    world.publish(claim)
    assert other.quote.episode != made["doubled"].quote.episode


def test_a_project_of_many_parts_is_the_project_of_all(key: dict[str, str]) -> None:
    across_episodes()
    at_once = qdpxout.write(researchout.project(QuoteVersion.objects.published(), name=forms.NAME))
    found = prepared(key, "qdpx")
    with ZipFile(BytesIO(at_once)) as one, ZipFile(BytesIO(found)) as parts:
        assert sorted(one.namelist()) == sorted(parts.namelist())
        for name in one.namelist():
            told, made = one.read(name).decode(), parts.read(name).decode()
            if name == qdpx.GRAPH:
                assert any(len(claim["evidence"]) == 2 for claim in json.loads(told)["claims"])
                assert json.loads(told) == json.loads(made)
            else:  # the order of the sources alone may be another
                assert sorted(told.splitlines()) == sorted(made.splitlines()), name


def test_a_project_opens_in_a_reader_that_is_not_ours(key: dict[str, str], tmp_path: Path) -> None:
    world.build()
    path = tmp_path / "quotes.qdpx"
    path.write_bytes(prepared(key, "qdpx", **HALF))
    project = RefiProject.load(path, extract_dir=str(tmp_path / "out"))
    found = {one.guid for source in project.sources.text_source for one in source.plain_text_selection}
    assert found == ids("quotes", **HALF)


@pytest.fixture
def elsewhere() -> tuple[bytes, dict[str, str]]:
    """A filtered project of an osbiz that is not this one, with its words; this one has nothing."""
    with transaction.atomic():
        across_episodes()
        found = prepared(headers(Scope.FOLLOW), "qdpx", **SPOKEN)
        words = {row["id"]: row["exact"] for row in world.found("quotes/", **SPOKEN)}
        transaction.set_rollback(True)
    assert not Episode.objects.exists()
    return found, words


def test_a_project_of_a_selection_comes_home_on_the_right_words(elsewhere: Any) -> None:
    found, words = elsewhere
    read = formats.read(found, "quotes.qdpx")
    outcome = research.bring(research.Bringing(read, "quotes.qdpx", by=make.chief(), missing=True))
    assert {fate.passage.id: fate.passage.exact for fate in outcome.fates} == words and len(words) == 4
    assert {fate.how for fate in outcome.fates} == {"exact"} and Episode.objects.count() == 2
    for version in QuoteVersion.objects.all():
        assert version.revision.text()[version.start : version.end] == version.exact
        assert words.pop(str(version.quote.public_id)) == version.exact
    assert not words


def test_annotations_of_a_selection_are_known_again(key: dict[str, str]) -> None:
    across_episodes()
    read = formats.read(gzip.decompress(prepared(key, "annotations", **SPOKEN)), "quotes.jsonld")
    outcome = research.bring(research.Bringing(read, "quotes.jsonld", by=make.editor()))
    assert {fate.how for fate in outcome.fates} == {"there"}
    assert {fate.passage.exact for fate in outcome.fates} == world.words(**SPOKEN)


# What is not public


@pytest.mark.parametrize(("form", "resource"), ALL_FORMS)
def test_nothing_that_is_not_public_is_in_any(
    key: dict[str, str], form: str, resource: str, tmp_path: Path
) -> None:
    made = world.build()
    world.publish(make.claim(made["changed"], "Prices rose."))
    make.draft("Not looked at yet.", turn=make.turn(make.episode("Half done", texts=["Not looked at yet."])))
    hidden = make.episode("Behind closed doors", texts=["Nobody is to know of Zed."])
    make.published("Nobody is to know of Zed.", turn=make.turn(hidden), tags=[make.tag("secrets")])
    Episode.objects.filter(pk=hidden.pk).update(visibility=0)
    review.move(made["moved"], action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    everything = unpacked(prepared(key, form, resource))
    assert everything
    for secret in ("Not looked at", "closed doors", "Zed", made["moved"].exact):
        assert secret not in everything


def unpacked(found: bytes) -> str:
    """All that there is to read in a file, whatever it is."""
    if found.startswith(b"\x1f\x8b"):
        return gzip.decompress(found).decode()
    if found.startswith(b"SQLite"):
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(found)
            return "\n".join(connection.iterdump())
    with ZipFile(BytesIO(found)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def between(key: dict[str, str], change: Callable[[], Any], **sent: Any) -> tuple[Any, bytes]:
    """How an export stands, and its file, when something changes behind its first part."""
    address = asked(key, **sent).json()["url"]
    export = begun()
    assert exports.add_part(export)
    change()
    assert exports.prepare(export)
    return got(address.removeprefix(SITE), key).json(), content(address, key)


@pytest.mark.parametrize("form", Form)
def test_what_is_withdrawn_before_its_part_is_made_is_not_in_it(key: dict[str, str], form: str) -> None:
    version = world.build()["moved"]  # the last, of the last episode
    _, found = between(
        key,
        lambda: review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard"),
        resource="quotes",
        form=form,
    )
    assert version.exact not in unpacked(found) and "We changed the licence in March." in unpacked(found)


def test_a_database_names_nothing_that_was_withdrawn_before_its_end(
    key: dict[str, str], tmp_path: Path
) -> None:
    made = world.build()
    world.publish(make.claim(made["changed"], "Prices rose."))
    address = asked(key, resource="claims", form="sqlite").json()["url"]
    export = begun()
    while exports.add_part(export):
        pass
    review.move(made["moved"], action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    assert exports.finish(export, lambda: None)
    told, found = got(address.removeprefix(SITE), key).json(), content(address, key)
    assert ("quote", "Misheard") in {(one["type"], one["reason"]) for one in told["gone"]}
    assert rows(found, tmp_path)["quotes"] == {str(made["changed"].quote.public_id)}
    assert made["moved"].exact not in unpacked(found)
    assert str(made["moved"].quote.public_id) not in unpacked(found)
    with closing(opened(found, tmp_path)) as opened_:
        assert opened_.execute("SELECT quote FROM claims_evidence").fetchall() == [
            (str(made["changed"].quote.public_id),)
        ]


def test_what_goes_of_a_projects_claims_and_topics_is_told_too(key: dict[str, str]) -> None:
    world.build()
    claim = Claim.objects.get()
    address = asked(key, resource="quotes", form="qdpx").json()["url"].removeprefix(SITE)
    lines = asked(key, resource="quotes").json()["url"].removeprefix(SITE)
    exports.run()
    review.move(claim, action=Action.WITHDRAW, by=make.reviewer(), note="Not so")
    assert [one["id"] for one in got(address, key).json()["gone"]] == [str(claim.public_id)]
    assert got(lines, key).json()["gone"] == []


# What happens to workers


@pytest.mark.parametrize("form", Form)
def test_one_that_stops_anywhere_is_followed_by_another_and_nothing_is_twice(
    key: dict[str, str], form: str
) -> None:
    world.build()
    whole = prepared(key, form)
    address = asked(key, form=form).json()["url"]
    folder, after = exports.folder_of(Export.objects.latest("id")), 1
    while not exports.run(stopping(after)):
        export = Export.objects.latest("id")
        assert (export.seen_at, export.finished_at) == (None, None) and 0 < export.done <= export.total == 4
        assert not list(folder.glob("*.whole"))
        after *= 2
    assert after > 2
    assert unpacked(content(address, key)) == unpacked(whole)


@pytest.mark.parametrize("form", Form)
def test_one_that_stops_while_it_puts_parts_together_leaves_them(key: dict[str, str], form: str) -> None:
    world.build()
    whole = prepared(key, form)
    address = asked(key, form=form).json()["url"]
    export = begun()
    while exports.add_part(export):
        pass
    parts = Export.objects.get(pk=export.pk).parts
    assert not exports.prepare(export, stopping(0))
    assert not list(exports.folder_of(export).glob("*.whole"))
    late, stop = exports.take(), stopping(1)
    assert late is not None and late.parts[: len(parts)] == parts
    with pytest.raises(exports.Interrupted):
        exports.finish(late, lambda: exports.still(late, stop))
    assert not list(exports.folder_of(export).glob("*.whole"))
    assert Export.objects.get(pk=export.pk).finished_at is None
    assert exports.run() == 1
    assert unpacked(content(address, key)) == unpacked(whole)


@pytest.mark.parametrize("form", Form)
def test_one_that_is_removed_while_it_is_put_together_ends_quietly(
    key: dict[str, str], form: str, caplog: Any
) -> None:
    world.build()
    address = asked(key, form=form).json()["url"].removeprefix(SITE)
    export = begun()
    while exports.add_part(export):
        pass
    assert Client().delete(address, headers=key).status_code == 204
    assert not exports.prepare(export)
    assert "failed" not in caplog.text and got(address, key).status_code == 404


def test_one_whose_export_is_anothers_by_now_ends_at_once(key: dict[str, str]) -> None:
    asked(key)
    late = begun()
    exports.still(late, exports.never)
    Export.objects.update(seen_at=timezone.now() - exports.LEASE)
    assert exports.take() is not None
    with pytest.raises(exports.Interrupted):
        exports.still(late, exports.never)


def test_the_texts_of_a_few_episodes_are_read_at_a_time(
    key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    across_episodes()
    make_project, held = researchout.project, []

    def watched(versions: Any, **more: Any) -> qdpxout.Project:
        held.append(versions.order_by().values("quote__episode").distinct().count())
        return make_project(versions, **more)

    monkeypatch.setattr(researchout, "project", watched)
    prepared(key, "qdpx")
    assert held == [1, 1, 0]


# What is told of them


@pytest.mark.parametrize(
    ("form", "name", "media_type"),
    [
        ("jsonld", "quotes.jsonld.gz", "application/gzip"),
        ("annotations", "quotes.annotations.jsonld.gz", "application/gzip"),
        ("sqlite", "quotes.sqlite3", "application/vnd.sqlite3"),
        ("qdpx", "quotes.qdpx", "application/vnd.refi-qda.project+zip"),
    ],
)
def test_a_file_has_its_name_and_type_and_goes_on_where_it_broke_off(
    key: dict[str, str], form: str, name: str, media_type: str
) -> None:
    world.build()
    whole = prepared(key, form)
    (told,) = got("/api/v1/exports/", key).json()
    assert (told["done"], told["total"], told["bytes"]) == (4, 4, len(whole))
    rest = got(told["file"].removeprefix(SITE), key, Range="bytes=10-")
    assert rest.status_code == 206 and b"".join(rest.streaming_content) == whole[10:]
    assert rest.headers["Content-Type"] == media_type
    assert rest.headers["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("form", ["qdpx", "annotations"])
@pytest.mark.parametrize("resource", [name for name in BY_RESOURCE if name != "quotes"])
def test_a_form_that_does_not_fit_is_refused_with_those_that_do(
    key: dict[str, str], resource: str, form: str
) -> None:
    answer = asked(key, resource=resource, form=form)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    (fault,) = answer.json()["errors"]
    assert fault["parameter"] == "form" and not Export.objects.exists()
    for named in (form, "quotes", resource, "ndjson", "csv", "jsonld", "sqlite"):
        assert f"“{named}”" in fault["detail"]


@pytest.mark.parametrize("form", ["qdpx", "annotations"])
def test_the_database_refuses_it_too(key: dict[str, str], form: str) -> None:
    asked(key)
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.update(resource="tags", form=form)
