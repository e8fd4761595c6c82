"""Times known inside a turn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0005_feeds")]

    operations = [
        migrations.AddField(
            model_name='turn',
            name='cues',
            field=models.JSONField(db_default=[], default=list, help_text='Times known inside the turn: [offset in its text in code points, ms], both rising.'),
        ),
    ]
