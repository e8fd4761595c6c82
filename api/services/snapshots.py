"""Build snapshots of everything published, and do away with old ones."""

import gzip
import hashlib
import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction

from annotations.services import positions
from api.models import Snapshot
from api.picture import picture
from api.records import KINDS
from api.takeaway import former
from api.takeaway.database import Database, metadata
from api.takeaway.linked import Graph
from api.takeaway.packing import packing
from api.takeaway.tables import Table, dictionary
from api.v1.quotes import RESERVED

KEPT = 7
GZIP = "application/gzip"
DATABASE = "osbiz.sqlite3"
LICENCE = "Each podcast’s record says under which licence its words may be used, and whom to name."
Told = Callable[[str], None]


def build(*, tell: Told = lambda sentence: None) -> Snapshot:
    """Make a snapshot of what is published now: files of records, in the forms that others use.

    Records of the newest snapshot that have not changed since are carried on (api.takeaway.former). All of it
    is read in one transaction, so it is the picture of one moment. The files stand complete before
    anything names them: one that is cut short leaves nothing behind.
    """
    folder: Path = settings.SNAPSHOTS_DIR
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix="building-") as made_in:
        position = positions.give()
        with picture():
            files = written(Path(made_in), tell)
        with transaction.atomic():
            snapshot = Snapshot.objects.create(position=position, files=files)
            (folder / snapshot.folder).mkdir()
            for file in files:
                (Path(made_in) / file["name"]).rename(folder / snapshot.folder / file["name"])
    sweep()
    return snapshot


def written(folder: Path, tell: Told) -> list[dict[str, Any]]:
    """Write every record in each format, in one pass; what the manifest says of the files."""
    before = former.newest()
    made: list[dict[str, Any]] = []
    licences: list[str] = []
    with ExitStack() as stack:
        linked = stack.enter_context(packed(folder / "osbiz.jsonld.gz"))
        graph, database = Graph(linked), Database(folder / DATABASE)
        stack.callback(database.connection.close)
        total = 0
        for noun, kind in KINDS.items():
            records = 0
            names = {form: f"{kind.resource}.{form}.gz" for form in ("ndjson", "csv")}
            with ExitStack() as files:
                lines = files.enter_context(packed(folder / names["ndjson"]))
                cells = files.enter_context(packed(folder / names["csv"]))
                text = files.enter_context(io.TextIOWrapper(cells, encoding="utf-8", newline=""))
                table = Table(text, noun)
                for _, line in before.records(kind) if before else kind.all():
                    record = orjson.loads(line)
                    lines.write(line + b"\n")
                    table.add(record)
                    graph.add(noun, record)
                    database.add(noun, record)
                    if noun == "podcast":
                        licences.append(licence_of(record))
                    records += 1
                    if records % 10_000 == 0:
                        tell(f"{kind.resource}: {records:,}")
            tell(f"{kind.resource}: {records:,} in all")
            made += [told(folder, name, form, GZIP, records, noun) for form, name in names.items()]
            total += records
        graph.close()
        database.finish()
    made.append(told(folder, "osbiz.jsonld.gz", "jsonld", GZIP, total))
    made.append(told(folder, DATABASE, "sqlite", "application/vnd.sqlite3", total))
    return [*made, *explained(folder, licences)]


def explained(folder: Path, licences: list[str]) -> list[dict[str, Any]]:
    """Write what goes with the records: what each column means, the licences, and words for Datasette."""
    with (folder / "dictionary.csv").open("w", encoding="utf-8", newline="") as file:
        columns = dictionary(file)
    (folder / "LICENCE.txt").write_text("\n".join([LICENCE, "", *licences, ""]), encoding="utf-8")
    (folder / "datasette.json").write_bytes(orjson.dumps(metadata(LICENCE), option=orjson.OPT_INDENT_2))
    return [
        told(folder, "dictionary.csv", "dictionary", "text/csv", columns),
        told(folder, "LICENCE.txt", "licence", "text/plain; charset=utf-8", len(licences)),
        told(folder, "datasette.json", "datasette", "application/json", 1),
    ]


@contextmanager
def packed(path: Path) -> Iterator[gzip.GzipFile]:
    """The file at a path, packed as it is written."""
    with path.open("wb") as raw, packing(raw) as file:
        yield file


def licence_of(podcast: dict[str, Any]) -> str:
    """Under which licence a podcast's words may be used, and whom to name."""
    source = podcast["attribution"] or podcast["title"]
    return f"{podcast['title']}: {podcast['licence'] or RESERVED}. Source to name: {source}"


def told(
    folder: Path, name: str, form: str, media_type: str, records: int, noun: str | None = None
) -> dict[str, Any]:
    """What the manifest says of a file."""
    path = folder / name
    return {
        "name": name,
        "format": form,
        "media_type": media_type,
        "type": noun,
        "records": records,
        "bytes": path.stat().st_size,
        "sha256": sha256(path),
    }


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sweep() -> int:
    """Do away with all but the newest snapshots, and with files no snapshot names; how many went."""
    kept = list(Snapshot.objects.all()[:KEPT])
    old = Snapshot.objects.exclude(pk__in=[snapshot.pk for snapshot in kept])
    went, _ = old.delete()
    named = {snapshot.folder for snapshot in kept}
    for folder in Path(settings.SNAPSHOTS_DIR).iterdir():
        if folder.is_dir() and folder.name not in named and not folder.name.startswith("building-"):
            shutil.rmtree(folder)
    return went
