"""What readers search: entries, names and words, and the full-text index of the database in use."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = ("quote", "claim", "turn", "tag", "guest", "company")
TABLE = "annotations_searchentry"
WORDS = "annotations_search_words"


def make(apps, schema_editor):
    """PostgreSQL: a column that Django's state does not know, and an index for each kind. SQLite: a table of
    FTS5, which holds its own texts and hangs on no trigger that remaking a table would drop."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} ADD COLUMN words tsvector")
        for kind in KINDS:
            schema_editor.execute(
                f"CREATE INDEX {WORDS}_{kind} ON {TABLE} USING gin (words) WHERE kind = '{kind}'"
            )
    else:
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE {WORDS} USING fts5(body, marks, "
            "tokenize='porter unicode61 remove_diacritics 2')"
        )


def unmake(apps, schema_editor):
    """The column goes with its table."""
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute(f"DROP TABLE {WORDS}")


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0030_tallies'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('quote', 'quotes'), ('claim', 'claims'), ('turn', 'transcripts'), ('tag', 'topics'), ('guest', 'people'), ('company', 'companies')], max_length=7)),
                ('object_id', models.PositiveBigIntegerField(help_text='The key of the quote, claim, turn …')),
                ('thing', models.UUIDField(help_text='The public id of what it belongs to: of a turn, its episode.')),
                ('marks', models.TextField(blank=True, help_text='What it is narrowed by, as tag.12 or year.2021, with spaces between them.')),
                ('digest', models.CharField(help_text='Of all that is found by, to compare it with.', max_length=16)),
            ],
            options={
                'verbose_name_plural': 'search entries',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['thing', 'kind'], name='search_entry_of_thing')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'object_id'), name='search_entry_once')],
            },
        ),
        migrations.CreateModel(
            name='SearchName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(db_index=True, max_length=200)),
                ('stemmed', models.CharField(db_index=True, max_length=200)),
                ('is_whole', models.BooleanField()),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='annotations.searchentry')),
            ],
            options={
                'ordering': ['text', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40, unique=True)),
                ('initial', models.CharField(max_length=1)),
                ('length', models.PositiveSmallIntegerField()),
                ('entries', models.PositiveIntegerField(default=1, help_text='In how many it stands, as counted last; it weighs, it is never shown.')),
            ],
            options={
                'ordering': ['text'],
                'indexes': [models.Index(fields=['initial', 'length'], name='search_word_alike')],
            },
        ),
        migrations.RunPython(make, unmake),
    ]
