"""Comments among colleagues."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('annotations', '0005_emendations'),
        ('transcripts', '0014_audio_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                ('start', models.PositiveIntegerField(blank=True, null=True)),
                ('end', models.PositiveIntegerField(blank=True, null=True)),
                ('exact', models.TextField(blank=True)),
                ('text', models.TextField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(blank=True, help_text='When its author last reworded it.', null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('answers', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='annotations.comment')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to=settings.AUTH_USER_MODEL)),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='transcripts.episode')),
                ('mentions', models.ManyToManyField(blank=True, related_name='mentioned_in', to=settings.AUTH_USER_MODEL)),
                ('quote', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='annotations.quote')),
                ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='transcripts.revision')),
            ],
            options={
                'ordering': ['created_at', 'id'],
                'indexes': [models.Index(fields=['episode', 'created_at', 'id'], name='comment_by_episode'), models.Index(condition=models.Q(('answers__isnull', True), ('resolved_at__isnull', True)), fields=['-created_at', '-id'], name='comment_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='comment_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('answers__isnull', False), ('end__isnull', True), ('quote__isnull', True), ('revision__isnull', True), ('start__isnull', True)), models.Q(('answers__isnull', True), ('end__isnull', True), ('quote__isnull', False), ('revision__isnull', True), ('start__isnull', True)), models.Q(('answers__isnull', True), ('end__gt', models.F('start')), ('quote__isnull', True), ('revision__isnull', False), ('start__isnull', False)), _connector='OR'), name='comment_on_one_thing'), models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('answers__isnull', True), ('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='comment_resolved_at_and_by')],
            },
        ),
    ]
