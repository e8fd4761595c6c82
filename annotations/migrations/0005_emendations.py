"""Editors' elisions and insertions in a quote, and the people it is about."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('annotations', '0004_published_is_sealed'),
        ('transcripts', '0014_audio_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='quoteversion',
            name='emendations',
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
        migrations.AddField(
            model_name='quoteversion',
            name='guests',
            field=models.ManyToManyField(blank=True, help_text='It is about them.', related_name='quoted_about', to='transcripts.guest'),
        ),
    ]
