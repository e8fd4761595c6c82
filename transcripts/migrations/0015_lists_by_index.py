"""Indexes in the order of the admin’s lists of people, companies and imports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0014_audio_files")]

    operations = [
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["name", "id"], name="company_by_name"),
        ),
        migrations.AddIndex(
            model_name="guest",
            index=models.Index(fields=["name", "id"], name="guest_by_name"),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["-created_at", "-id"], name="job_newest"),
        ),
    ]
