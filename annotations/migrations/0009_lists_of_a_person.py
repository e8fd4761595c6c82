"""Indexes by which the start page finds what waits for a person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0008_lists_by_index")]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["changed_by", "state", "-changed_at", "-id"], name="claim_of_editor"),
        ),
        migrations.AddIndex(
            model_name="quoteversion",
            index=models.Index(
                fields=["changed_by", "state", "-changed_at", "-id"], name="quote_version_of_editor"
            ),
        ),
    ]
