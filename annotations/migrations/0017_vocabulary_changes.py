"""What is done to the vocabulary is written down, so that it can be undone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0016_topic_status'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='VocabularyChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('rename', 'rename'), ('move', 'move'), ('merge', 'merge'), ('split', 'split'), ('status', 'change of status')], max_length=10)),
                ('told', models.TextField(help_text='What was done, in a sentence.')),
                ('reason', models.TextField()),
                ('edit', models.JSONField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undone_reason', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tag', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='annotations.tag', verbose_name='topic')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'vocabulary change',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['tag', '-id'], name='vocabulary_change_of_tag')],
                'constraints': [models.CheckConstraint(condition=models.Q(('act__in', ['rename', 'move', 'merge', 'split', 'status']), models.Q(('reason', ''), _negated=True)), name='vocabulary_change_known_and_why'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True), ('undone_reason', '')), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undone_reason', ''), _negated=True)), _connector='OR'), name='vocabulary_change_undone_at_by_and_why')],
            },
        ),
    ]
