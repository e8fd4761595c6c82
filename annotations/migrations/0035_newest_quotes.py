"""The newest quotes of an episode, of a topic, and about a company or person are found by an index."""

from django.db import migrations, models

LINKS = {"tags": "tag", "companies": "company", "guests": "guest"}


def links(apps):
    version = apps.get_model("annotations", "QuoteVersion")
    for name, end in LINKS.items():
        index = models.Index(fields=[end, "quoteversion"], name=f"quote_version_{name}_newest")
        yield getattr(version, name).through, index


def create(apps, schema_editor):
    for through, index in links(apps):
        schema_editor.add_index(through, index)


def drop(apps, schema_editor):
    for through, index in links(apps):
        schema_editor.remove_index(through, index)


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0034_indexes_of_logs'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='quote',
            index=models.Index(fields=['episode', 'id'], name='quote_of_episode'),
        ),
        migrations.RunPython(create, drop),
    ]
