"""The full-text index over the words of turns: FTS5 on SQLite, GIN on PostgreSQL.

SQLite's is a table beside the turns that triggers keep in step. Django drops a table's triggers whenever a
migration remakes the table, so the index is looked after following every migration, and built anew where a
part of it was missing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "transcripts_turn_words"
# English stems; other languages are found by whole words.
CONFIGURATION = "english"
GIN = f"ON transcripts_turn USING gin (to_tsvector('{CONFIGURATION}', text))"
CREATE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(text, content='transcripts_turn', "
    "content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')"
)
FORGET = f"INSERT INTO {TABLE}({TABLE}, rowid, text) VALUES ('delete', old.id, old.text);"  # noqa: S608
LEARN = f"INSERT INTO {TABLE}(rowid, text) VALUES (new.id, new.text);"  # noqa: S608
# Revisions whose turns are learnt together once they are all there; empty but in the middle of a transaction.
TOGETHER = f"{TABLE}_together"
TRIGGERS = {
    f"{TABLE}_insert": f"AFTER INSERT ON transcripts_turn WHEN NOT EXISTS (SELECT 1 FROM {TOGETHER} "  # noqa: S608
    f"WHERE revision_id = new.revision_id) BEGIN {LEARN} END",
    f"{TABLE}_delete": f"AFTER DELETE ON transcripts_turn BEGIN {FORGET} END",
    f"{TABLE}_update": f"AFTER UPDATE OF text ON transcripts_turn BEGIN {FORGET} {LEARN} END",
}


def install(*, using: str, **kwargs: Any) -> None:
    """Make the index of the database `using` whole, once the turns' table stands."""
    database = connections[using]
    if "transcripts_turn" in database.introspection.table_names():
        build(database)


def build(database: BaseDatabaseWrapper) -> None:
    """Make what is missing of the index; on PostgreSQL without locking anybody out where that can be."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            concurrently = "" if database.in_atomic_block else "CONCURRENTLY"
            cursor.execute(f"CREATE INDEX {concurrently} IF NOT EXISTS {TABLE} {GIN}")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE name IN (%s, %s, %s, %s)", [TABLE, *TRIGGERS])
        complete = len(cursor.fetchall()) == 1 + len(TRIGGERS)
        cursor.execute(CREATE)
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {TOGETHER} (revision_id INTEGER PRIMARY KEY)")
        for name, trigger in TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {trigger}")
        if not complete:
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')")  # noqa: S608


@contextmanager
def learnt_together(*revision_ids: int) -> Iterator[None]:
    """Index the turns that are stored meanwhile at once: on SQLite that halves the time of row by row.

    Within a transaction, so that nobody ever sees turns that cannot be found.
    """
    if connection.vendor != "sqlite" or not revision_ids:
        yield
        return
    marks = ", ".join(["%s"] * len(revision_ids))
    rows = ", ".join(["(%s)"] * len(revision_ids))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TOGETHER} VALUES {rows}", revision_ids)  # noqa: S608
        yield
        cursor.execute(
            f"INSERT INTO {TABLE}(rowid, text) SELECT id, text FROM transcripts_turn "  # noqa: S608
            f"WHERE revision_id IN ({marks}) ORDER BY id",
            revision_ids,
        )
        cursor.execute(f"DELETE FROM {TOGETHER} WHERE revision_id IN ({marks})", revision_ids)  # noqa: S608


@contextmanager
def suspended() -> Iterator[None]:
    """Take the index away while very much is stored, and build it at the end in one go: that is far faster.

    Meanwhile nothing is found by its words. A process that is killed leaves it to the next migration. In a
    transaction the index stays: PostgreSQL builds none over rows whose checks wait for the commit.
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP INDEX IF EXISTS {TABLE}")
        else:
            for name in TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
    try:
        yield
    finally:
        build(connection)
