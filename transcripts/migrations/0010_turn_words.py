"""PostgreSQL's full-text index over turns; SQLite's is made after every migration (transcripts/wordindex.py)."""

from django.db import migrations

CREATE = (
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS transcripts_turn_words ON transcripts_turn "
    "USING gin (to_tsvector('english', text))"
)
DROP = "DROP INDEX CONCURRENTLY IF EXISTS transcripts_turn_words"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    atomic = False  # an index that is built concurrently locks nobody out
    dependencies = [("transcripts", "0009_fold_old_titles")]

    operations = [migrations.RunPython(create, drop)]
