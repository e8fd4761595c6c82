"""Feeds and their items."""

import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('transcripts', '0004_batches_of_old_jobs'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                ('url', models.URLField(max_length=2000, unique=True, verbose_name='address')),
                ('is_active', models.BooleanField(default=True, verbose_name='fetched regularly')),
                ('title', models.CharField(blank=True, editable=False, help_text='As the feed says.', max_length=300)),
                ('guid', models.CharField(blank=True, editable=False, max_length=200)),
                ('etag', models.CharField(blank=True, editable=False, max_length=500)),
                ('last_modified', models.CharField(blank=True, editable=False, max_length=500)),
                ('sha256', models.CharField(blank=True, editable=False, help_text='Of the last body.', max_length=64)),
                ('fetched_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last fetched')),
                ('next_fetch_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='next fetch')),
                ('leased_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('failures', models.PositiveIntegerField(default=0, editable=False, help_text='In a row.')),
                ('error', models.TextField(blank=True, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('podcast', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='feed', to='transcripts.podcast')),
            ],
            options={
                'ordering': ['podcast', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FeedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.CharField(max_length=500)),
                ('enclosure', models.CharField(blank=True, help_text='Its address without the query.', max_length=2000)),
                ('told', models.JSONField(blank=True, default=dict)),
                ('chapters_url', models.URLField(blank=True, max_length=2000)),
                ('soundbites', models.JSONField(blank=True, default=list)),
                ('transcript_url', models.URLField(blank=True, max_length=2000)),
                ('transcript_type', models.CharField(blank=True, max_length=100)),
                ('transcript_etag', models.CharField(blank=True, max_length=500)),
                ('transcript_last_modified', models.CharField(blank=True, max_length=500)),
                ('transcript_sha256', models.CharField(blank=True, max_length=64)),
                ('transcript_fetched_at', models.DateTimeField(blank=True, null=True)),
                ('transcript_due_at', models.DateTimeField(blank=True, help_text='Empty: not to be fetched again.', null=True)),
                ('transcript_failures', models.PositiveSmallIntegerField(default=0, help_text='In a row.')),
                ('transcript_error', models.TextField(blank=True)),
                ('gone_at', models.DateTimeField(blank=True, help_text='Since when the feed does not list it.', null=True)),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feed_items', to='transcripts.episode')),
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='transcripts.feed')),
            ],
            options={
                'ordering': ['feed', '-id'],
            },
        ),
        migrations.AddIndex(
            model_name='feed',
            index=models.Index(fields=['is_active', 'next_fetch_at'], name='feed_due'),
        ),
        migrations.AddIndex(
            model_name='feeditem',
            index=models.Index(fields=['feed', 'transcript_due_at'], name='feed_item_transcript_due'),
        ),
        migrations.AddConstraint(
            model_name='feeditem',
            constraint=models.UniqueConstraint(fields=('feed', 'guid'), name='feed_item_guid_once'),
        ),
        migrations.AddConstraint(
            model_name='feeditem',
            constraint=models.UniqueConstraint(fields=('feed', 'episode'), name='feed_item_episode_once'),
        ),
        migrations.AddConstraint(
            model_name='feeditem',
            constraint=models.CheckConstraint(condition=models.Q(('guid', ''), _negated=True), name='feed_item_has_guid'),
        ),
    ]
