"""Titles of podcasts and episodes as they are compared, so that an import finds them by index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0007_job_needs_batch")]

    operations = [
        migrations.AddField(
            model_name="episode",
            name="folded",
            field=models.CharField(db_default="", editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="podcast",
            name="folded",
            field=models.CharField(db_default="", db_index=True, editable=False, max_length=200),
        ),
        migrations.AddIndex(
            model_name="episode",
            index=models.Index(fields=["podcast", "folded"], name="episode_podcast_title"),
        ),
    ]
