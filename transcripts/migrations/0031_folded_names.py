"""Names of people and companies as they are compared, so that readers’ lists stand in the same order in each
database, by index."""

from django.db import migrations, models

TABLES = ("guest", "company")


def compare_by_letter(apps, schema_editor):
    """SQLite compares letter by letter already; elsewhere a database may have an order of its own."""
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(
                f'ALTER TABLE transcripts_{table} ALTER COLUMN folded TYPE varchar(200) COLLATE "C"'
            )


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0030_marked_passages_as_jobs")]

    operations = [
        *(
            migrations.AddField(
                model_name=table,
                name="folded",
                field=models.CharField(db_default="", editable=False, max_length=200),
            )
            for table in TABLES
        ),
        migrations.RunPython(compare_by_letter, migrations.RunPython.noop),
        *(
            migrations.AddIndex(
                model_name=table,
                index=models.Index(fields=["folded", "public_id"], name=f"{table}_by_folded_name"),
            )
            for table in TABLES
        ),
    ]
