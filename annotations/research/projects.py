"""A REFI-QDA project out of many parts, each a project of some episodes, kept in a file of its own. However
large the whole, of its texts one is held at a time, of its quotes those of a part, and what goes through all
parts (companies and people, claims) waits in a database on disk. Pure."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from uuid import UUID
from zipfile import ZipFile

import msgspec

from annotations.research.passages import Statement
from annotations.research.qdpxout import Case, Project, Source, put
from annotations.vocabularies import Entry
from annotations.vocabularies.entries import parents_first

BARE = "part.json"
TABLES = """
CREATE TABLE cases (id TEXT PRIMARY KEY, kind TEXT, name TEXT);
CREATE TABLE marked ("case" TEXT, quote TEXT, PRIMARY KEY ("case", quote)) WITHOUT ROWID;
CREATE TABLE claims (id TEXT PRIMARY KEY, told BLOB);
CREATE TABLE evidence (claim TEXT, quote TEXT, stance TEXT, PRIMARY KEY (claim, quote, stance)) WITHOUT ROWID;
"""


def keep(project: Project, file: IO[bytes]) -> None:
    """Write a part: the project without its texts, and these beside it."""
    bare = replace(project, sources=[replace(one, text="", transcript="") for one in project.sources])
    with ZipFile(file, "w") as archive:
        put(archive, BARE, msgspec.json.encode(bare))
        for name, content in project.texts:
            put(archive, name, content)


def bare(part: Path) -> Project:
    """A part without its texts."""
    with ZipFile(part) as archive:
        return msgspec.json.decode(archive.read(BARE), type=Project)


@dataclass(frozen=True, slots=True)
class Joined:
    """All parts as one project, as qdpxout writes it. `tell` is called at each part, each time."""

    name: str
    parts: Sequence[Path]
    codebook: Sequence[Entry]
    across: sqlite3.Connection
    tell: Callable[[], None]

    @property
    def cases(self) -> Iterator[Case]:
        """The companies and people."""
        for key, kind, name in self.across.execute(
            "SELECT id, kind, name FROM cases ORDER BY kind, name, id"
        ):
            marked = self.across.execute('SELECT quote FROM marked WHERE "case" = ? ORDER BY quote', [key])
            yield Case(UUID(key), kind, name, [UUID(quote) for (quote,) in marked])

    @property
    def sources(self) -> Iterator[Source]:
        """The sources without their texts."""
        for part in self.parts:
            self.tell()
            yield from bare(part).sources

    @property
    def claims(self) -> Iterator[Statement]:
        """The claims, each with its evidence from all parts."""
        for key, told in self.across.execute("SELECT id, told FROM claims ORDER BY id"):
            rests_on = self.across.execute(
                "SELECT quote, stance FROM evidence WHERE claim = ? ORDER BY quote, stance", [key]
            )
            yield replace(msgspec.json.decode(told, type=Statement), evidence=tuple(rests_on))

    @property
    def texts(self) -> Iterator[tuple[str, bytes]]:
        """The texts and transcripts, each with its name in the file."""
        for part in self.parts:
            self.tell()
            with ZipFile(part) as archive:
                for name in archive.namelist():
                    if name != BARE:
                        yield name, archive.read(name)


@contextmanager
def joined(name: str, parts: Sequence[Path], tell: Callable[[], None]) -> Iterator[Joined]:
    """The parts as one project, as long as it is written."""
    across = sqlite3.connect("", isolation_level=None)  # in a file that nobody else sees, gone in the end
    try:
        across.executescript(f"PRAGMA journal_mode=OFF; {TABLES}")
        topics: dict[str, Entry] = {}
        for part in parts:
            tell()
            project = bare(part)
            topics |= {entry.id: entry for entry in project.codebook}
            gather(across, project)
        ordered = sorted(topics.values(), key=lambda entry: (entry.label, entry.id))
        yield Joined(name, parts, parents_first(ordered), across, tell)
    finally:
        across.close()


def gather(across: sqlite3.Connection, part: Project) -> None:
    """Put down whom a part's quotes are about, and what rests on them; what was told last holds."""
    write(across, "cases", ((str(case.id), case.kind, case.name) for case in part.cases))
    write(across, "marked", ((str(case.id), str(quote)) for case in part.cases for quote in case.selections))
    write(across, "claims", ((claim.id, msgspec.json.encode(claim)) for claim in part.claims))
    write(across, "evidence", ((claim.id, *one) for claim in part.claims for one in claim.evidence))


def write(across: sqlite3.Connection, table: str, rows: Iterable[tuple[str | bytes, ...]]) -> None:
    """Put rows into a table, in the place of those of the same key."""
    some = list(rows)
    if some:
        places = ", ".join("?" * len(some[0]))
        across.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", some)  # noqa: S608
