"""In which forms records are prepared: how a part of a file is made, and how the parts are put together."""

import gzip
import io
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast
from uuid import UUID

import orjson
from django.db.models import QuerySet
from django.urls import reverse

from annotations.models import QuoteVersion
from annotations.research import projects, qdpxout
from annotations.research.webannotation import CONTEXT
from annotations.selectors import researchout
from api.addresses import Addresses
from api.models import Export, Form
from api.records import BY_RESOURCE, KINDS, Kind
from api.takeaway.database import Database
from api.takeaway.linked import Graph
from api.takeaway.packing import packing
from api.takeaway.tables import Table
from api.v1 import quoteannotations
from api.v1.quoteannotations import QuoteAnnotations
from transcripts.models import Episode

PART = 5_000  # records
EPISODES = 20  # of a part of a project, whose transcripts are held meanwhile
GZIP, SQLITE = "application/gzip", "application/vnd.sqlite3"
NAME = "Quotes of osbiz"
Tell = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Part:
    """What was made: how many records, behind which id the next begins, and whether there may be one."""

    records: int
    last_id: UUID | None
    is_last: bool


class Lines:
    """A record a line. A part is a packed file of its own: packed files one behind another are one packed
    file (RFC 1952, section 2.2)."""

    suffix, media_type = "ndjson.gz", GZIP
    resources: Collection[str] = BY_RESOURCE

    def kind(self, export: Export) -> Kind:
        """Of what the records are."""
        return BY_RESOURCE[export.resource]

    def nouns(self, export: Export) -> Collection[str]:
        """Of which types things stand in the file."""
        return {self.kind(export).noun}

    def part(self, export: Export, rows: QuerySet, file: IO[bytes]) -> Part:
        """Write the rows behind the last part, in the order of their ids."""
        some = list(islice(self.kind(export).all(rows, behind=export.last_id), PART))
        with packing(file) as out:
            out.write(self.written(export, [record for _, record in some]))
        return Part(len(some), some[-1][0] if some else None, len(some) < PART)

    def written(self, export: Export, records: Sequence[bytes]) -> bytes:
        """Records as they stand in the file."""
        return b"".join(record + b"\n" for record in records)

    def join(self, export: Export, parts: Sequence[Path], whole: Path, tell: Tell) -> None:
        """Make the file of the parts; `tell` is called now and then, and may raise to end it."""
        with whole.open("wb") as file:
            for part in parts:
                tell()
                with part.open("rb") as made:
                    shutil.copyfileobj(made, file)
            file.write(self.end())

    def end(self) -> bytes:
        """What stands behind the last part."""
        return b""


class Cells(Lines):
    """A table; the names of its columns stand in the first part alone."""

    suffix = "csv.gz"

    def written(self, export: Export, records: Sequence[bytes]) -> bytes:
        """Records as lines of the table."""
        text = io.StringIO(newline="")
        table = Table(text, self.kind(export).noun)
        begin = text.tell() if export.parts else 0
        for record in records:
            table.add(orjson.loads(record))
        return text.getvalue()[begin:].encode()


class Linked(Lines):
    """Linked data in the words of schema.org."""

    suffix = "jsonld.gz"

    def written(self, export: Export, records: Sequence[bytes]) -> bytes:
        """Records as things of the graph."""
        out = io.BytesIO()
        graph = Graph(out, goes_on=bool(export.parts))
        for record in records:
            graph.add(self.kind(export).noun, orjson.loads(record))
        return out.getvalue()

    def end(self) -> bytes:
        """The graph's end."""
        out = io.BytesIO()
        with packing(out) as file:
            Graph(file, goes_on=True).close()
        return out.getvalue()


END = b"]}}"  # of the annotations, of their page and of the collection


class Annotations(Lines):
    """Quotes as one collection of W3C Web Annotations, all on its first page."""

    suffix, resources = "annotations.jsonld.gz", ("quotes",)

    def kind(self, export: Export) -> Kind:
        """The quotes as annotations."""
        return ANNOTATED

    def nouns(self, export: Export) -> Collection[str]:
        """Quotes bring topics, companies, people and claims along."""
        return KINDS

    def written(self, export: Export, records: Sequence[bytes]) -> bytes:
        """Annotations behind one another; ahead of the first what they are a collection of."""
        between = b",\n"
        if export.parts:
            return b"".join(between + record for record in records)
        address = f"{Addresses(None).base}{reverse('v1:quotes-annotations')}?{export.query}".rstrip("?")
        page = {"id": address, "type": "AnnotationPage", "items": []}
        collection = orjson.dumps({"@context": CONTEXT, **quoteannotations.whole(page, {})})
        return collection.removesuffix(END) + b"\n" + between.join(records)

    def end(self) -> bytes:
        """The end of the page and of the collection."""
        return gzip.compress(b"\n" + END + b"\n", 6, mtime=0)


class Annotated(Kind):
    """Quotes whose records are annotations."""

    def things(self, rows: list[dict[str, Any]]) -> list[tuple[UUID, dict[str, Any]]]:
        """Rows as annotations by the ids of the quotes."""
        view = cast(QuoteAnnotations, self.view)
        ids = (row[view.id_path] for row in rows)
        return list(zip(ids, view.annotations(rows, Addresses(None)), strict=True))

    def record(self, thing: Mapping[str, Any]) -> bytes:
        """An annotation as one line of JSON."""
        return orjson.dumps(thing, option=orjson.OPT_UTC_Z)


class OneFile(Lines):
    """A database: the records, and beside them all that they lead to."""

    suffix, media_type = "sqlite3", SQLITE

    def nouns(self, export: Export) -> Collection[str]:
        """Any type may be led to."""
        return KINDS

    def join(self, export: Export, parts: Sequence[Path], whole: Path, tell: Tell) -> None:
        """Fill it from the parts, then with what is missing."""
        database, noun = Database(whole), self.kind(export).noun
        with closing(database.connection):
            for part in parts:
                tell()
                with gzip.open(part) as lines:
                    for line in lines:
                        database.add(noun, orjson.loads(line))
            database.choose(noun)
            complete(database, tell)
            database.finish()


class Research(Lines):
    """A REFI-QDA project. A part has the quotes of some episodes, as each text stands in it once; its last id
    is that of an episode."""

    suffix, media_type = "qdpx", qdpxout.MEDIA_TYPE
    resources = ("quotes",)

    def nouns(self, export: Export) -> Collection[str]:
        """Quotes bring topics, companies, people, claims and texts along."""
        return KINDS

    def part(self, export: Export, rows: QuerySet, file: IO[bytes]) -> Part:
        """Write the quotes of the episodes behind the last part, in the order of the episodes' ids."""
        episodes = Episode.objects.filter(pk__in=rows.order_by().values("quote__episode"))
        if export.last_id is not None:
            episodes = episodes.filter(public_id__gt=export.last_id)
        some = dict(episodes.order_by("public_id").values_list("public_id", "pk")[:EPISODES])
        fitting = rows.filter(quote__episode__in=list(some.values())).order_by().values("pk")
        versions = QuoteVersion.objects.published().filter(pk__in=fitting)
        project = researchout.project(versions, name=NAME)
        projects.keep(project, file)
        records = sum(len(source.selections) for source in project.sources)
        return Part(records, max(some, default=None), len(some) < EPISODES)

    def join(self, export: Export, parts: Sequence[Path], whole: Path, tell: Tell) -> None:
        """Make one project of all."""
        with projects.joined(NAME, parts, tell) as project, whole.open("wb") as file:
            qdpxout.pack(project, file)


def complete(database: Database, tell: Tell) -> None:
    """Put beside the records all that they lead to, and what that leads to; what is not public any more is
    not named either."""
    is_whole = False
    while not is_whole:
        is_whole = True
        for noun, ids in database.missing():
            tell()
            is_whole = False
            found = KINDS[noun].some(list(map(UUID, ids)))
            for record in found.values():
                database.add(noun, orjson.loads(record))
            database.forget(noun, [one for one in ids if UUID(one) not in found])


ANNOTATED = Annotated(QuoteAnnotations)
FORMS: dict[str, Lines] = {
    Form.NDJSON.value: Lines(),
    Form.CSV.value: Cells(),
    Form.JSONLD.value: Linked(),
    Form.ANNOTATIONS.value: Annotations(),
    Form.SQLITE.value: OneFile(),
    Form.QDPX.value: Research(),
}
