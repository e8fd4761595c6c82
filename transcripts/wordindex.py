"""The full-text index over the words of turns: FTS5 on SQLite, GIN on PostgreSQL (migration 0010).

SQLite's is a table beside the turns that triggers keep in step. Django drops a table's triggers whenever a
migration remakes the table, so they are looked after following every migration, and where one was missing the
index is built anew.
"""

from typing import Any

from django.db import connections
from django.db.backends.utils import CursorWrapper

TABLE = "transcripts_turn_words"
# English stems; other languages are found by whole words.
CONFIGURATION = "english"
CREATE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(text, content='transcripts_turn', "
    "content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')"
)
FORGET = f"INSERT INTO {TABLE}({TABLE}, rowid, text) VALUES ('delete', old.id, old.text);"  # noqa: S608
LEARN = f"INSERT INTO {TABLE}(rowid, text) VALUES (new.id, new.text);"  # noqa: S608
TRIGGERS = {
    f"{TABLE}_insert": f"AFTER INSERT ON transcripts_turn BEGIN {LEARN} END",
    f"{TABLE}_delete": f"AFTER DELETE ON transcripts_turn BEGIN {FORGET} END",
    f"{TABLE}_update": f"AFTER UPDATE OF text ON transcripts_turn BEGIN {FORGET} {LEARN} END",
}


def install(*, using: str, **kwargs: Any) -> None:
    """Make the index of the database `using` whole, once the turns' table stands."""
    connection = connections[using]
    if connection.vendor != "sqlite" or "transcripts_turn" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        complete = installed(cursor) == {TABLE, *TRIGGERS}
        cursor.execute(CREATE)
        for name, trigger in TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {trigger}")
        if not complete:
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')")  # noqa: S608


def installed(cursor: CursorWrapper) -> set[str]:
    """Which parts of SQLite's index are there."""
    cursor.execute("SELECT name FROM sqlite_master WHERE name IN (%s, %s, %s, %s)", [TABLE, *TRIGGERS])
    return {name for (name,) in cursor.fetchall()}
