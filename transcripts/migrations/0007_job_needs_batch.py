"""Every job belongs to a batch from now on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0006_turn_cues")]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="jobs", to="transcripts.batch"
            ),
        ),
    ]
