"""An index by which a changed document finds its episode, and one less for every turn."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0009_fold_old_titles")]

    operations = [
        migrations.AlterField(
            model_name="turn",
            name="revision",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="turns",
                to="transcripts.revision",
            ),
        ),
        migrations.AddIndex(
            model_name="sourcedocument",
            index=models.Index(fields=["name"], name="source_document_name"),
        ),
    ]
