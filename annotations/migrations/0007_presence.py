"""Who is at an episode, and who holds it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('annotations', '0006_comments'),
        ('transcripts', '0014_audio_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Lease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('episode', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='lease', to='transcripts.episode')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leases', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['since', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='lease_ends_later')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('place', models.PositiveIntegerField(help_text='The position of the turn they stand in.', null=True)),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='transcripts.episode')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['since', 'id'],
                'indexes': [models.Index(fields=['episode', 'seen_at'], name='presence_by_episode')],
                'constraints': [models.UniqueConstraint(fields=('episode', 'user'), name='presence_once')],
            },
        ),
    ]
