"""The full-text index over the statements of claims: FTS5 on SQLite, GIN on PostgreSQL. Words are kept as
they are, unstemmed, so that what is typed finds them by their beginnings.

As with the words of turns, SQLite's is a table beside the claims that triggers keep in step, and Django drops
a table's triggers whenever a migration remakes it: so it is looked after following every migration.
"""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "annotations_claim_words"
CLAIMS = "annotations_claim"
VECTOR = "to_tsvector('simple', statement)"
CREATE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(statement, content='{CLAIMS}', "
    "content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
)
FORGET = f"INSERT INTO {TABLE}({TABLE}, rowid, statement) VALUES ('delete', old.id, old.statement);"  # noqa: S608
LEARN = f"INSERT INTO {TABLE}(rowid, statement) VALUES (new.id, new.statement);"  # noqa: S608
TRIGGERS = {
    f"{TABLE}_insert": f"AFTER INSERT ON {CLAIMS} BEGIN {LEARN} END",
    f"{TABLE}_delete": f"AFTER DELETE ON {CLAIMS} BEGIN {FORGET} END",
    f"{TABLE}_update": f"AFTER UPDATE OF statement ON {CLAIMS} BEGIN {FORGET} {LEARN} END",
}


def install(*, using: str, **kwargs: Any) -> None:
    """Make the index of the database `using` whole, once the claims' table stands."""
    database = connections[using]
    if CLAIMS in database.introspection.table_names():
        build(database)


def build(database: BaseDatabaseWrapper) -> None:
    """Make what is missing of the index."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            concurrently = "" if database.in_atomic_block else "CONCURRENTLY"
            cursor.execute(
                f"CREATE INDEX {concurrently} IF NOT EXISTS {TABLE} ON {CLAIMS} USING gin ({VECTOR})"
            )
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE name IN (%s, %s, %s, %s)", [TABLE, *TRIGGERS])
        complete = len(cursor.fetchall()) == 1 + len(TRIGGERS)
        cursor.execute(CREATE)
        for name, trigger in TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {trigger}")
        if not complete:
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')")  # noqa: S608
