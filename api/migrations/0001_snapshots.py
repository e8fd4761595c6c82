"""Snapshots of everything published."""

import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('position', models.BigIntegerField(help_text='The last entry of the feed of changes that it knows of.')),
                ('files', models.JSONField()),
            ],
            options={
                'ordering': ['-made_at', '-id'],
                'indexes': [models.Index(fields=['-made_at', '-id'], name='snapshot_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('position__gte', 0)), name='snapshot_position_known')],
            },
        ),
    ]
