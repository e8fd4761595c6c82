"""Records as one SQLite file that opens well in Datasette: keys, indices, full text, meanings."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.records import KINDS
from api.takeaway.fields import FIELDS, Column, Field, columns
from api.takeaway.tables import meaning

NAME = "osbiz"
KEY = "id"
TYPES = {"number": "INTEGER", "yes or no": "INTEGER"}
# What is searched for in each table; the first is what a row is called.
WORDS = {
    "podcasts": ("title",),
    "episodes": ("title",),
    "guests": ("name", "about"),
    "companies": ("name", "about"),
    "tags": ("label", "definition"),
    "quotes": ("text",),
    "claims": ("statement",),
    "corrections": ("changed", "wrong"),
}
AT_ONCE = 500


class Database:
    """The file, written as records come; some at a time are held."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        # Nobody reads it before it is whole, and one that is not is thrown away.
        self.connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        self.tables = {noun: Tables(noun) for noun in FIELDS}
        for table in self.tables.values():
            for statement in table.statements():
                self.connection.execute(statement)
        self.waiting = 0
        self.connection.execute("BEGIN")

    def add(self, noun: str, record: dict[str, Any]) -> None:
        """One thing, with what hangs on it."""
        for insert, rows in self.tables[noun].rows(record):
            self.connection.executemany(insert, rows)
        self.waiting += 1
        if self.waiting % AT_ONCE == 0:
            self.connection.execute("COMMIT")
            self.connection.execute("BEGIN")

    def choose(self, noun: str) -> None:
        """Keep in the table `selection` which things of a kind are there before what they lead to comes."""
        name = self.tables[noun].name
        self.connection.execute(table("selection", [f"{KEY} TEXT PRIMARY KEY REFERENCES {name} ({KEY})"]))
        self.connection.execute(f"INSERT INTO selection SELECT {KEY} FROM {name}")  # noqa: S608

    def missing(self) -> Iterator[tuple[str, list[str]]]:
        """The ids of things that rows lead to and that are not there, with their kind; some at a time, while
        rows may be added."""
        for noun in self.tables:
            name = KINDS[noun].resource
            if leading := [one.ids() for one in self.leading_to(name)]:
                # EXCEPT finds what is not there also beside what leads nowhere, as NOT IN would not.
                found = f"SELECT * FROM ({' UNION '.join(leading)}) EXCEPT SELECT {KEY} FROM {name}"  # noqa: S608
                self.connection.execute("DROP TABLE IF EXISTS temp.missing")
                self.connection.execute(f"CREATE TEMP TABLE missing AS {found}")
                ids = self.connection.execute("SELECT * FROM temp.missing")
                while some := ids.fetchmany(AT_ONCE):
                    yield noun, [id_ for (id_,) in some]

    def forget(self, noun: str, ids: Sequence[str]) -> None:
        """Lead no more to things that are not there: they leave the lists that name them, and what else names
        them does so no more."""
        gone = [(id_,) for id_ in ids]
        for one in self.leading_to(KINDS[noun].resource):
            self.connection.executemany(one.forgetting(), gone)

    def leading_to(self, name: str) -> list["Lead"]:
        """The columns that lead to things of a table."""
        return [one for tables in self.tables.values() for one in tables.leads() if one.to == name]

    def finish(self) -> None:
        """Index what was written."""
        for table in WORDS:
            self.connection.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")  # noqa: S608
        self.connection.execute("COMMIT")


@dataclass(frozen=True, slots=True)
class Lead:
    """A column that leads to things of a table; `is_listed` where those are what a list consists of."""

    table: str
    column: str
    to: str
    is_listed: bool = False

    def ids(self) -> str:
        """What finds where it leads to."""
        return f'SELECT "{self.column}" FROM {self.table} WHERE "{self.column}" IS NOT NULL'  # noqa: S608

    def forgetting(self) -> str:
        """What makes it lead no more to a thing."""
        if self.is_listed:
            return f'DELETE FROM {self.table} WHERE "{self.column}" = ?'  # noqa: S608
        return f'UPDATE {self.table} SET "{self.column}" = NULL WHERE "{self.column}" = ?'  # noqa: S608


class Tables:
    """The table of one kind of thing, and one for each list that its records have."""

    def __init__(self, noun: str) -> None:
        self.noun, self.name = noun, KINDS[noun].resource
        found = list(columns(FIELDS[noun]))
        self.columns = [column for column in found if not column.field.is_list]
        self.lists = [column for column in found if column.field.is_list]
        self.insert = insertion(self.name, len(self.columns))
        # The thing, the place in the list, and what stands there.
        self.inserts = {one.name: insertion(self.beside(one), 2 + len(parts(one))) for one in self.lists}

    def beside(self, column: Column) -> str:
        """The name of the table of a list."""
        return f"{self.name}_{column.name}"

    def statements(self) -> Iterator[str]:
        """What makes the tables."""
        yield table(self.name, [definition(column.name, column.field) for column in self.columns])
        for column in self.columns:
            if column.field.leads_to:
                yield index(self.name, column.name)
        for one in self.lists:
            name = self.beside(one)
            own = f"{self.noun}_id TEXT NOT NULL REFERENCES {self.name} ({KEY})"
            inner = [definition(part.name, part.field) for part in parts(one)]
            yield table(name, [own, "place INTEGER NOT NULL", *inner, f"PRIMARY KEY ({self.noun}_id, place)"])
            for part in parts(one):
                if part.field.leads_to:
                    yield index(name, part.name)
        words = ", ".join(WORDS[self.name])
        yield (
            f"CREATE VIRTUAL TABLE {self.name}_fts USING fts5 "
            f"({words}, content=\"{self.name}\", tokenize='porter unicode61')"
        )

    def leads(self) -> Iterator[Lead]:
        """The columns that lead to other things."""
        for column in self.columns:
            if column.field.leads_to:
                yield Lead(self.name, column.name, column.field.leads_to)
        for one in self.lists:
            leading = [part for part in parts(one) if part.field.leads_to]
            for number, part in enumerate(leading):
                yield Lead(self.beside(one), part.name, part.field.leads_to, is_listed=number == 0)

    def rows(self, record: dict[str, Any]) -> Iterator[tuple[str, list[Sequence[Any]]]]:
        """What is written of a record, and how."""
        yield self.insert, [[column.value(record) for column in self.columns]]
        for one in self.lists:
            inner = parts(one)
            yield (
                self.inserts[one.name],
                [
                    [record[KEY], place, *(part.value(as_parts(one, value)) for part in inner)]
                    for place, value in enumerate(one.value(record))
                ],
            )


def parts(column: Column) -> list[Column]:
    """The columns of the table of a list: parts of its objects, or what it lists."""
    field = column.field
    if field.parts:
        return [Column(called(part), part.path, part.field) for part in columns(field.parts)]
    name = f"{singular(field)}_id" if field.leads_to else "value"
    return [Column(name, ("value",), Field("value", field.sort, field.meaning, field.leads_to))]


def called(part: Column) -> str:
    """What the column of a part of a list's objects is called: `id` is that of the thing itself."""
    return f"{singular(part.field)}_id" if part.name == KEY and part.field.leads_to else part.name


def as_parts(column: Column, value: Any) -> dict[str, Any]:
    """One of a list, by the names of its columns."""
    return value if column.field.parts else {"value": value}


def singular(field: Field) -> str:
    """What one of a list is called."""
    return next(noun for noun, kind in KINDS.items() if kind.resource == field.leads_to)


def definition(name: str, field: Field) -> str:
    """A column as SQL declares it."""
    kind = TYPES.get(field.sort, "TEXT")
    key = " PRIMARY KEY" if name == KEY else ""
    leads = f" REFERENCES {field.leads_to} ({KEY})" if field.leads_to else ""
    return f'"{name}" {kind}{key}{leads}'


def table(name: str, definitions: list[str]) -> str:
    """A table as SQL declares it."""
    return f"CREATE TABLE {name} ({', '.join(definitions)})"


def index(name: str, column: str) -> str:
    """An index of one column."""
    return f'CREATE INDEX {name}_by_{column} ON {name} ("{column}")'


def insertion(name: str, count: int) -> str:
    """What writes a row."""
    return f"INSERT INTO {name} VALUES ({', '.join('?' * count)})"  # noqa: S608


def metadata(licence: str) -> dict[str, Any]:
    """What Datasette is told about the file: `datasette osbiz.sqlite3 -m datasette.json`."""
    return {
        "title": NAME,
        "description": "Reviewed quotes, claims, people, companies and topics from podcast interviews.",
        "license": licence,
        "databases": {
            NAME: {
                "tables": {
                    tables.name: {
                        "label_column": WORDS[tables.name][0],
                        "columns": {column.name: meaning(column) for column in tables.columns},
                    }
                    for tables in map(Tables, FIELDS)
                }
            }
        },
    }
